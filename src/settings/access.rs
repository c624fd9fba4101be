//! Who asks a directory: credentials and hosts, from the environment alone.

use std::collections::BTreeMap;

use secrecy::SecretString;

use super::{Environment, OrganizationVariables, credential, proxy};
use crate::error::{Error, Kind, Result};
use crate::model::{DIRECTORY_TYPES, DirectoryEnvironment, DirectoryType, EnvironmentVariable, SignIn};

/// What the environment holds for directories.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// By the name of a type of directory: credentials reach a directory of another type only where that asks for them
    /// (`DirectoryType::account`).
    accounts: BTreeMap<&'static str, Account>,
    /// `ROSTERCTL_ALLOWED_HOSTS`: hosts beside those of the regions to which credentials may be sent.
    pub allowed_hosts: Vec<String>,
    /// The variables that it comes from, when they are those of one organization of a fleet.
    pub organization: Option<OrganizationVariables>,
}

/// What the environment holds for one type of directory.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// A token that may write.
    pub token: Option<Credentials>,
    /// An OAuth client.
    pub client: Option<Credentials>,
    /// A token that is used instead of either where nothing is written.
    pub read_token: Option<Credentials>,
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
    /// The credentials for this purpose, of a directory that takes these.
    #[must_use]
    pub fn credentials(self, purpose: Purpose, sign_in: SignIn) -> Option<Credentials> {
        let own = match sign_in {
            SignIn::Token => self.token.or(self.client),
            SignIn::Client => self.client,
        };
        match purpose {
            Purpose::Read => self.read_token.or(own),
            Purpose::Write => own,
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
/// Half of a pair of credentials, credentials that cannot be sent as they are, or a proxy that would be silently left out.
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
        let account = account(environment, &kind.environment).unwrap_or_else(|error| {
            first_error.get_or_insert(error);
            Account::default()
        });
        let region = kind.environment.region.and_then(|region| set(environment, region.0));
        (kind.name, Account { region, ..account })
    };
    let accounts = DIRECTORY_TYPES.iter().map(&mut account).collect();
    let allowed_hosts = set(environment, "ROSTERCTL_ALLOWED_HOSTS")
        .map(|hosts| hosts.split(',').map(|host| host.trim().to_owned()).filter(|host| !host.is_empty()).collect())
        .unwrap_or_default();
    Ok((Access { accounts, allowed_hosts, organization: None }, first_error))
}

/// The credentials for one type of directory.
fn account(environment: Environment<'_>, variables: &DirectoryEnvironment) -> Result<Account> {
    let value = |(name, _): EnvironmentVariable| Some((name, set(environment, name)?));
    let token = |variable: Option<EnvironmentVariable>| -> Result<Option<Credentials>> {
        let Some((name, text)) = variable.and_then(value) else { return Ok(None) };
        credential::check_token(name, &text)?;
        Ok(Some(Credentials::Token(text.into())))
    };
    let (token, read_token) = (token(variables.token)?, token(variables.read_token)?);
    let half = |present: &str, missing: &str| {
        Error::new(Kind::Credentials, format!("{present} is set, but {missing} is not"))
            .hint(format!("set {missing} as well, or unset {present}"))
    };
    let client = match variables.client.map(|[id, secret]| (id.0, secret.0, value(id), value(secret))) {
        Some((_, _, Some((id_name, id)), Some((secret_name, secret)))) => {
            credential::check_client(id_name, &id)?;
            credential::check_client(secret_name, &secret)?;
            Some(Credentials::Client { id, secret: secret.into() })
        }
        // A token does without.
        Some((id, secret, Some(_), None)) if token.is_none() => return Err(half(id, secret)),
        Some((id, secret, None, Some(_))) if token.is_none() => return Err(half(secret, id)),
        _ => None,
    };
    Ok(Account { token, client, read_token, region: None })
}

fn set(environment: Environment<'_>, name: &str) -> Option<String> {
    environment(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}
