//! Who asks a directory: credentials and hosts, from the environment alone.

use std::collections::BTreeMap;

use secrecy::SecretString;

use super::{Environment, OrganizationVariables, proxy};
use crate::error::{Error, Kind, Result};
use crate::model::{DIRECTORY_TYPES, DirectoryEnvironment, DirectoryType, EnvironmentVariable};

/// What the environment holds for directories.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// By the name of a type of directory: credentials never reach a directory of another type.
    accounts: BTreeMap<&'static str, Account>,
    /// `ROSTERCTL_ALLOWED_HOSTS`: hosts beside those of the regions to which credentials may be sent.
    pub allowed_hosts: Vec<String>,
    /// The variables that it comes from, when they are those of one organization of a fleet.
    pub organization: Option<OrganizationVariables>,
}

/// What the environment holds for one type of directory.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// What proves who is asking.
    pub credentials: Option<Credentials>,
    /// What proves it where nothing is written, if that is something else.
    pub read_credentials: Option<Credentials>,
    /// The region, for a roster that names no place.
    pub region: Option<String>,
}

impl Access {
    /// What the environment holds for this type of directory.
    #[must_use]
    pub fn account(&self, kind: &DirectoryType) -> Account {
        self.accounts.get(kind.name).cloned().unwrap_or_default()
    }

    /// The type of directory that the environment names a region of, with that region.
    #[must_use]
    pub fn region(&self) -> Option<(&'static DirectoryType, &str)> {
        DIRECTORY_TYPES.iter().find_map(|kind| Some((*kind, self.accounts.get(kind.name)?.region.as_deref()?)))
    }
}

/// What a connection is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Nothing is written.
    Read,
    /// Users are written.
    Write,
}

impl Account {
    /// The credentials for this purpose.
    #[must_use]
    pub fn credentials(self, purpose: Purpose) -> Option<Credentials> {
        match purpose {
            Purpose::Read => self.read_credentials.or(self.credentials),
            Purpose::Write => self.credentials,
        }
    }
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
    /// A token that was requested elsewhere.
    Token(SecretString),
}

/// What the environment holds for directories.
///
/// # Errors
/// Half of a pair of credentials, or a proxy that would be silently left out.
pub(super) fn access(environment: Environment<'_>) -> Result<Access> {
    let (access, error) = inspected(environment)?;
    error.map_or(Ok(access), Err)
}

/// What the environment holds for directories, and what is wrong with the credentials: then there are none.
///
/// # Errors
/// A proxy that would be silently left out.
pub(super) fn inspected(environment: Environment<'_>) -> Result<(Access, Option<Error>)> {
    proxy::check(environment)?;
    let mut first_error = None;
    let mut account = |kind: &&'static DirectoryType| {
        let credentials = credentials(environment, &kind.environment).unwrap_or_else(|error| {
            first_error.get_or_insert(error);
            None
        });
        let region = kind.environment.region.and_then(|region| set(environment, region.0));
        let read_token = kind.environment.read_token.and_then(|token| set(environment, token.0));
        let read_credentials = read_token.map(|token| Credentials::Token(token.into()));
        (kind.name, Account { credentials, read_credentials, region })
    };
    let accounts = DIRECTORY_TYPES.iter().map(&mut account).collect();
    let allowed_hosts = set(environment, "ROSTERCTL_ALLOWED_HOSTS")
        .map(|hosts| hosts.split(',').map(|host| host.trim().to_owned()).filter(|host| !host.is_empty()).collect())
        .unwrap_or_default();
    Ok((Access { accounts, allowed_hosts, organization: None }, first_error))
}

fn credentials(environment: Environment<'_>, variables: &DirectoryEnvironment) -> Result<Option<Credentials>> {
    let value = |variable: Option<EnvironmentVariable>| variable.and_then(|(name, _)| set(environment, name));
    let half = |present: &str, missing: &str| {
        Err(Error::new(Kind::Credentials, format!("{present} is set, but {missing} is not"))
            .hint(format!("set {missing} as well, or unset {present}")))
    };
    if let Some(token) = value(variables.token) {
        return Ok(Some(Credentials::Token(token.into())));
    }
    let Some([id, secret]) = variables.client else { return Ok(None) };
    match (value(Some(id)), value(Some(secret))) {
        (Some(id), Some(secret)) => Ok(Some(Credentials::Client { id, secret: secret.into() })),
        (Some(_), None) => half(id.0, secret.0),
        (None, Some(_)) => half(secret.0, id.0),
        (None, None) => Ok(None),
    }
}

fn set(environment: Environment<'_>, name: &str) -> Option<String> {
    environment(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}
