//! Who asks the directory: credentials and hosts, from the environment alone.

use secrecy::SecretString;

use super::{Environment, proxy};
use crate::error::{Error, Kind, Result};

/// Who asks the directory, and what the environment says of where it is.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// What proves who is asking.
    pub credentials: Option<Credentials>,
    /// `GENESYSCLOUD_REGION`.
    pub region: Option<String>,
    /// `ROSTERCTL_ALLOWED_HOSTS`: hosts beside those of the regions to which credentials may be sent.
    pub allowed_hosts: Vec<String>,
}

/// What proves who is asking. The secret parts never print.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// An OAuth client: a token is requested with it.
    Client {
        /// The client's id.
        id: String,
        /// The client's secret.
        secret: SecretString,
    },
    /// A token that somebody else requested.
    Token(SecretString),
}

/// Who asks.
///
/// # Errors
/// Half of a pair of credentials, or a proxy that would be silently left out.
pub(super) fn access(environment: Environment<'_>) -> Result<Access> {
    let (access, mistake) = inspected(environment)?;
    mistake.map_or(Ok(access), Err)
}

/// Who asks, and what is wrong with the credentials: then there are none.
///
/// # Errors
/// A proxy that would be silently left out.
pub(super) fn inspected(environment: Environment<'_>) -> Result<(Access, Option<Error>)> {
    proxy::check(environment)?;
    let (credentials, mistake) = match credentials(environment) {
        Ok(credentials) => (credentials, None),
        Err(mistake) => (None, Some(mistake)),
    };
    let allowed_hosts = set(environment, "ROSTERCTL_ALLOWED_HOSTS")
        .map(|hosts| hosts.split(',').map(|host| host.trim().to_owned()).filter(|host| !host.is_empty()).collect())
        .unwrap_or_default();
    Ok((Access { credentials, region: set(environment, "GENESYSCLOUD_REGION"), allowed_hosts }, mistake))
}

fn credentials(environment: Environment<'_>) -> Result<Option<Credentials>> {
    const ID: &str = "GENESYSCLOUD_OAUTHCLIENT_ID";
    const SECRET: &str = "GENESYSCLOUD_OAUTHCLIENT_SECRET";
    let set = |name| set(environment, name);
    let half = |there: &str, missing: &str| {
        Err(Error::new(Kind::Credentials, format!("{there} is set, but {missing} is not"))
            .hint(format!("set {missing} as well, or unset {there}")))
    };
    match (set("GENESYSCLOUD_ACCESS_TOKEN"), set(ID), set(SECRET)) {
        (Some(token), _, _) => Ok(Some(Credentials::Token(token.into()))),
        (None, Some(id), Some(secret)) => Ok(Some(Credentials::Client { id, secret: secret.into() })),
        (None, Some(_), None) => half(ID, SECRET),
        (None, None, Some(_)) => half(SECRET, ID),
        (None, None, None) => Ok(None),
    }
}

fn set(environment: Environment<'_>, name: &str) -> Option<String> {
    environment(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}
