//! Where the API and its login host are, and how they are connected to.

use std::sync::Arc;

use super::deactivate::GenesysDeactivator;
use super::facts::{DeactivationBody, regions};
use super::protocol::PROTOCOL;
use super::{Genesys, TokenOwner};
use crate::directory::connection::{Connection, PreparedConnection};
use crate::directory::{Deactivator, Directory, DirectoryError, DirectoryErrorKind, Observer};
use crate::http::{AllowedHosts, BaseUrl, Locality, Reader, Transport, Writer};
use crate::model::{DirectoryLocation, DirectorySpec, Hosting};

/// The addresses that a connection would use, checked as if it were opened; no credentials are needed.
///
/// # Errors
/// [`DirectoryErrorKind::DisallowedBySettings`] when the addresses may not be given credentials, or the region is unknown
/// or missing.
pub(crate) fn endpoints(connection: &Connection) -> Result<DirectoryLocation, DirectoryError> {
    resolve_endpoints(connection).map(|bases| location(&bases))
}

/// The addresses that a roster names, for comparison only: any host may be named, since nothing is sent there because of
/// this. `None` when the roster leaves them to the environment.
///
/// # Errors
/// [`DirectoryErrorKind::DisallowedBySettings`] when they are not addresses that a directory can have.
pub(super) fn named_location(spec: &DirectorySpec) -> Result<Option<DirectoryLocation>, DirectoryError> {
    let (api_url, login_url) = (spec.text("api_url"), spec.text("login_url"));
    let named = [api_url, login_url].into_iter().flatten();
    let places = named.filter_map(|url| url.split_once("://")?.1.split(['/', '?', '#']).next());
    let allowed_hosts = places.filter(|place| !place.contains('@')).map(str::to_owned).collect();
    let connection = Connection { spec: spec.clone(), credentials: None, allowed_hosts, region: None };
    match (api_url, spec.text("region")) {
        (None, None) => Ok(login_url.and_then(|_| endpoints(&connection).ok())),
        _ => endpoints(&connection).map(Some),
    }
}

/// A connection before anything is sent over it.
pub(super) struct GenesysConnection {
    transport: Arc<Transport>,
    token_owner: TokenOwner,
    spec: DirectorySpec,
    location: DirectoryLocation,
    observer: Arc<dyn Observer>,
}

impl PreparedConnection for GenesysConnection {
    fn prepare(connection: &Connection, observer: Arc<dyn Observer>) -> Result<Self, DirectoryError> {
        let (api, login) = resolve_endpoints(connection)?;
        let credentials = connection.credentials.clone().ok_or_else(|| {
            DirectoryError::new(DirectoryErrorKind::Unauthorized, "credentials are missing from the environment")
                .hint(CREDENTIALS_HINT)
        })?;
        let token_owner = TokenOwner::from(&credentials);
        let transport = Transport::new(PROTOCOL, &api, &login, credentials, observer.clone())?;
        let (spec, location) = (connection.spec.clone(), location(&(api, login)));
        Ok(Self { transport, token_owner, spec, location, observer })
    }

    fn directory(&self) -> Arc<dyn Directory> {
        Arc::new(self.organization())
    }

    fn deactivator(&self) -> Arc<dyn Deactivator> {
        let body = DeactivationBody::of(&self.spec);
        Arc::new(GenesysDeactivator::new(Writer::new(self.transport.clone()), body))
    }

    fn location(&self) -> DirectoryLocation {
        self.location.clone()
    }

    #[cfg(any(test, fuzzing))]
    fn transport(&self) -> &Transport {
        &self.transport
    }
}

impl GenesysConnection {
    /// The organization, for reading.
    pub(super) fn organization(&self) -> Genesys {
        Genesys {
            reader: Reader::new(self.transport.clone()),
            token_owner: self.token_owner,
            capabilities: self.spec.capabilities(),
            observer: self.observer.clone(),
        }
    }
}

/// How to give credentials.
pub(super) const CREDENTIALS_HINT: &str =
    "set GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET, or GENESYSCLOUD_ACCESS_TOKEN";

fn location((api, login): &(BaseUrl, BaseUrl)) -> DirectoryLocation {
    DirectoryLocation { api_url: Some(api.text()), login_url: Some(login.text()), org: None }
}

/// The API's and the login host's checked addresses.
///
/// Addresses in the roster win over a region. A single address of a known region implies the other host of that region;
/// any other single `api_url` is a gateway that also issues tokens, as in the API's official clients.
fn resolve_endpoints(connection: &Connection) -> Result<(BaseUrl, BaseUrl), DirectoryError> {
    let spec = &connection.spec;
    let trust = AllowedHosts::new(regions::hosts(), &connection.allowed_hosts)?;
    let check = |url: &str, setting: &str| BaseUrl::check(url, setting, &trust);
    let region = || spec.text("region").or(connection.region.as_deref()).map(regions::domain).transpose();
    let (api, login) = match (spec.text("api_url"), spec.text("login_url")) {
        (Some(api), Some(login)) => (check(api, "api_url")?, check(login, "login_url")?),
        (Some(api), None) => {
            let api = check(api, "api_url")?;
            let login = sibling_host(&api, "api.").map_or_else(|| Ok(api.clone()), |url| check(&url, "login_url"))?;
            (api, login)
        }
        (None, Some(login)) => {
            let login = check(login, "login_url")?;
            let api = match region()? {
                Some(domain) => regions::api_url(domain),
                None => sibling_host(&login, "login.").ok_or_else(missing_region)?,
            };
            (check(&api, "api_url")?, login)
        }
        (None, None) => {
            let domain = region()?.ok_or_else(missing_region)?;
            (check(&regions::api_url(domain), "region")?, check(&regions::login_url(domain), "region")?)
        }
    };
    let is_local = [&api, &login].iter().all(|base| base.locality() == Locality::Loopback);
    if spec.kind.hosting == Hosting::Embedded && !is_local {
        return Err(DirectoryError::new(
            DirectoryErrorKind::DisallowedBySettings,
            "a sandbox is on loopback, and its address is not",
        )
        .hint("remove `api_url` and `login_url`, or set `type: genesys-cloud`"));
    }
    Ok((api, login))
}

/// The other host of a known region: the login host for `api.<domain>`, the API for `login.<domain>`.
fn sibling_host(base: &BaseUrl, prefix: &str) -> Option<String> {
    let place = base.host();
    let domain = regions::domain(place.strip_prefix(prefix)?).ok()?;
    Some(if prefix == "api." { regions::login_url(domain) } else { regions::api_url(domain) })
}

fn missing_region() -> DirectoryError {
    DirectoryError::new(
        DirectoryErrorKind::DisallowedBySettings,
        "neither the roster nor the environment names a region",
    )
    .hint("write `region: eu-central-1` (yours) under `directory`, or set GENESYSCLOUD_REGION")
}
