//! From a roster's `directory:` and the environment to a directory that can be asked.

use std::fmt;
use std::sync::Arc;

use super::genesys::{Bearer, Genesys, GenesysDeactivator, PROTOCOL, regions};
use super::{Deactivator, Directory, DirectoryError, DirectoryErrorKind, Observer};
use crate::http::{AllowedHosts, BaseUrl, Locality, Reader, Transport, Writer};
use crate::model::{DirectoryKind, DirectorySpec, Organization};
use crate::settings::Credentials;

/// What a connection is made from: the roster's words and the environment's.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The directory, as the roster or a saved plan names it.
    pub spec: DirectorySpec,
    /// The environment's credentials.
    pub credentials: Option<Credentials>,
    /// `ROSTERCTL_ALLOWED_HOSTS`, one entry an item: `host` (any port) or `host:port`.
    pub allowed_hosts: Vec<String>,
    /// `GENESYSCLOUD_REGION`, used when `spec` has neither a region nor an address.
    pub region: Option<String>,
}

/// The addresses that requests go to, without a slash at the end. A saved plan keeps them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Where users are read and written.
    pub api_url: String,
    /// Where tokens are requested.
    pub login_url: String,
}

/// A directory that can be read.
pub struct Opened {
    /// The reader.
    pub directory: Arc<dyn Directory>,
    /// Where it reads.
    pub endpoints: Endpoints,
}

/// A directory that can be read and written.
pub struct OpenedToWrite {
    /// The reader.
    pub directory: Arc<dyn Directory>,
    /// The one write, over the same connection.
    pub deactivator: Arc<dyn Deactivator>,
    /// Where both go.
    pub endpoints: Endpoints,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("endpoints", &self.endpoints).finish_non_exhaustive()
    }
}

impl fmt::Debug for OpenedToWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedToWrite").field("endpoints", &self.endpoints).finish_non_exhaustive()
    }
}

/// Opens a directory for reading; nothing is sent yet.
///
/// A process opens a directory once, by this or by [`reader_and_writer`], and shares what it gets: the rate budget is
/// that of the connection, and a second one would not know of the first.
///
/// # Errors
/// [`DirectoryErrorKind::DisallowedBySettings`] when the addresses may not be given credentials, [`DirectoryErrorKind::Unauthorized`] when there are
/// no credentials, [`DirectoryErrorKind::Unreachable`] when encryption cannot be prepared.
pub fn reader(connection: &Connection, observer: Arc<dyn Observer>) -> Result<Opened, DirectoryError> {
    let (transport, bearer, endpoints) = connect(connection, observer.clone())?;
    Ok(Opened { directory: Arc::new(Genesys::new(Reader::new(transport), bearer, observer)), endpoints })
}

/// Opens a directory for reading and writing, over one connection and one rate budget; nothing is sent yet.
///
/// # Errors
/// As [`reader`].
pub fn reader_and_writer(
    connection: &Connection,
    observer: Arc<dyn Observer>,
) -> Result<OpenedToWrite, DirectoryError> {
    Ok(to_write(connect(connection, observer.clone())?, connection, observer))
}

/// The same, hearing a script in place of the network.
///
/// # Errors
/// As [`reader`].
#[cfg(any(test, fuzzing))]
pub fn rehearse(
    connection: &Connection,
    observer: Arc<dyn Observer>,
    script: &Arc<super::ResponseScript>,
) -> Result<OpenedToWrite, DirectoryError> {
    let connected = connect(connection, observer.clone())?;
    connected.0.follow(script);
    Ok(to_write(connected, connection, observer))
}

fn to_write(
    (transport, bearer, endpoints): (Arc<Transport>, Bearer, Endpoints),
    connection: &Connection,
    observer: Arc<dyn Observer>,
) -> OpenedToWrite {
    let deactivator = GenesysDeactivator::new(Writer::new(transport.clone()), connection.spec.dialect);
    let directory = Genesys::new(Reader::new(transport), bearer, observer);
    OpenedToWrite { directory: Arc::new(directory), deactivator: Arc::new(deactivator), endpoints }
}

/// The addresses that a connection would use, checked as if it were opened; no credentials are needed.
///
/// # Errors
/// [`DirectoryErrorKind::DisallowedBySettings`] when the addresses may not be given credentials, or the region is unknown or missing.
pub fn endpoints(connection: &Connection) -> Result<Endpoints, DirectoryError> {
    let (api, login) = bases(connection)?;
    Ok(Endpoints { api_url: api.text(), login_url: login.text() })
}

/// The addresses that a roster names, for comparing alone: any host may be named, for nothing is sent there on the
/// strength of this. `None` when the roster leaves them to the environment.
///
/// # Errors
/// [`DirectoryErrorKind::DisallowedBySettings`] when they are no addresses that a directory can have.
pub fn named_endpoints(spec: &DirectorySpec) -> Result<Option<Endpoints>, DirectoryError> {
    let written = [&spec.api_url, &spec.login_url].into_iter().flatten();
    let places = written.filter_map(|url| url.split_once("://")?.1.split(['/', '?', '#']).next());
    let allowed_hosts = places.filter(|place| !place.contains('@')).map(str::to_owned).collect();
    let connection = Connection { spec: spec.clone(), credentials: None, allowed_hosts, region: None };
    match (&spec.api_url, &spec.region) {
        (None, None) => Ok(spec.login_url.as_ref().and_then(|_| endpoints(&connection).ok())),
        _ => endpoints(&connection).map(Some),
    }
}

/// Refuses another organization than the one that the roster names. A roster that names none accepts any.
///
/// # Errors
/// [`DirectoryErrorKind::DisallowedBySettings`], naming both.
pub fn check_organization(spec: &DirectorySpec, organization: &Organization) -> Result<(), DirectoryError> {
    match &spec.organization_id {
        Some(wanted) if !wanted.trim().eq_ignore_ascii_case(&organization.id) => {
            let Organization { id, name } = organization;
            let message =
                format!("the credentials belong to the organization {id} ({name}), and only {wanted} is accepted");
            Err(DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, message)
                .hint(format!("use credentials of {wanted}, or correct `organization_id` under `directory`")))
        }
        _ => Ok(()),
    }
}

/// The checked addresses, connected with the credentials; nothing is sent yet.
///
/// # Errors
/// As [`reader`].
pub(super) fn connect(
    connection: &Connection,
    observer: Arc<dyn Observer>,
) -> Result<(Arc<Transport>, Bearer, Endpoints), DirectoryError> {
    let (api, login) = bases(connection)?;
    let credentials = connection.credentials.clone().ok_or_else(|| {
        DirectoryError::new(DirectoryErrorKind::Unauthorized, "credentials are missing from the environment")
            .hint("set GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET, or GENESYSCLOUD_ACCESS_TOKEN")
    })?;
    let bearer = Bearer::from(&credentials);
    let transport = Transport::new(&PROTOCOL, &api, &login, credentials, observer)?;
    Ok((transport, bearer, Endpoints { api_url: api.text(), login_url: login.text() }))
}

/// The API's and the login host's checked addresses.
///
/// Written addresses win over a region. A lone address of a known region brings the other host of that region; any
/// other lone `api_url` is a gateway that is asked for tokens too, as the API's official clients do.
fn bases(connection: &Connection) -> Result<(BaseUrl, BaseUrl), DirectoryError> {
    let spec = &connection.spec;
    let trust = AllowedHosts::new(regions::hosts(), &connection.allowed_hosts)?;
    let check = |url: &str, setting: &str| BaseUrl::check(url, setting, &trust);
    let region = || spec.region.as_deref().or(connection.region.as_deref()).map(regions::domain).transpose();
    let (api, login) = match (&spec.api_url, &spec.login_url) {
        (Some(api), Some(login)) => (check(api, "api_url")?, check(login, "login_url")?),
        (Some(api), None) => {
            let api = check(api, "api_url")?;
            let login = partner(&api, "api.").map_or_else(|| Ok(api.clone()), |url| check(&url, "login_url"))?;
            (api, login)
        }
        (None, Some(login)) => {
            let login = check(login, "login_url")?;
            let api = match region()? {
                Some(domain) => regions::api_url(domain),
                None => partner(&login, "login.").ok_or_else(nowhere)?,
            };
            (check(&api, "api_url")?, login)
        }
        (None, None) => {
            let domain = region()?.ok_or_else(nowhere)?;
            (check(&regions::api_url(domain), "region")?, check(&regions::login_url(domain), "region")?)
        }
    };
    let stays_here = [&api, &login].iter().all(|base| base.locality() == Locality::Loopback);
    if spec.kind == DirectoryKind::Sandbox && !stays_here {
        return Err(DirectoryError::new(
            DirectoryErrorKind::DisallowedBySettings,
            "a sandbox is on loopback, and its address is not",
        )
        .hint("remove `api_url` and `login_url`, or set `type: genesys-cloud`"));
    }
    Ok((api, login))
}

/// The other host of a known region: the login host for `api.<domain>`, the API for `login.<domain>`.
fn partner(base: &BaseUrl, prefix: &str) -> Option<String> {
    let place = base.host();
    let domain = regions::domain(place.strip_prefix(prefix)?).ok()?;
    Some(if prefix == "api." { regions::login_url(domain) } else { regions::api_url(domain) })
}

fn nowhere() -> DirectoryError {
    DirectoryError::new(
        DirectoryErrorKind::DisallowedBySettings,
        "neither the roster nor the environment names a region",
    )
    .hint("write `region: eu-central-1` (yours) under `directory`, or set GENESYSCLOUD_REGION")
}
