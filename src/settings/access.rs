//! Who asks the directory: credentials and hosts, from the environment alone.

use secrecy::SecretString;

use super::Environment;
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

pub(super) fn access(environment: Environment<'_>) -> Result<Access> {
    const ID: &str = "GENESYSCLOUD_OAUTHCLIENT_ID";
    const SECRET: &str = "GENESYSCLOUD_OAUTHCLIENT_SECRET";
    let set = |name| environment(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let half = |there: &str, missing: &str| {
        Err(Error::new(Kind::Credentials, format!("{there} is set, but {missing} is not"))
            .hint(format!("set {missing} as well, or unset {there}")))
    };
    let credentials = match (set("GENESYSCLOUD_ACCESS_TOKEN"), set(ID), set(SECRET)) {
        (Some(token), _, _) => Some(Credentials::Token(token.into())),
        (None, Some(id), Some(secret)) => Some(Credentials::Client { id, secret: secret.into() }),
        (None, Some(_), None) => return half(ID, SECRET),
        (None, None, Some(_)) => return half(SECRET, ID),
        (None, None, None) => None,
    };
    let allowed_hosts = set("ROSTERCTL_ALLOWED_HOSTS")
        .map(|hosts| hosts.split(',').map(|host| host.trim().to_owned()).filter(|host| !host.is_empty()).collect())
        .unwrap_or_default();
    Ok(Access { credentials, region: set("GENESYSCLOUD_REGION"), allowed_hosts })
}
