//! Where a service and its token endpoint are, and how they are connected to.

use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;

use super::Scim;
use super::api::UsersApi;
use super::deactivate::ScimDeactivator;
use super::facts;
use super::protocol::{ClientVariables, TokenRequest, protocol};
use super::settings::ScimSettings;
use crate::directory::connection::{Connection, PreparedConnection};
use crate::directory::{Deactivator, Directory, DirectoryError, DirectoryErrorKind, Observer};
use crate::http::{AllowedHosts, BaseUrl, Locality, Reader, Transport, Writer};
use crate::model::{DirectoryLocation, DirectorySpec, Hosting, SignIn};
use crate::settings::Credentials;

/// What to say where there are no credentials, and how to give some.
pub(super) fn missing_credentials(spec: &DirectorySpec) -> (&'static str, String) {
    let ClientVariables { id, secret } = ClientVariables::of(spec);
    match spec.sign_in() {
        SignIn::Token => ("credentials are missing from the environment", CREDENTIALS_HINT.to_owned()),
        SignIn::Client => (
            "the roster says `auth: client_credentials`, and the environment has no OAuth client",
            format!("set {id} and {secret}, or remove `auth` and `token_url` to use ROSTERCTL_SCIM_TOKEN"),
        ),
    }
}

/// How to give credentials.
const CREDENTIALS_HINT: &str = "set ROSTERCTL_SCIM_TOKEN, or with `auth: client_credentials` ROSTERCTL_SCIM_CLIENT_ID and ROSTERCTL_SCIM_CLIENT_SECRET";

/// The address that a roster names, for comparison only: any host may be named, since nothing is sent there because of
/// this. `None` for the embedded sandbox.
///
/// # Errors
/// [`DirectoryErrorKind::DisallowedBySettings`] when it is not an address that a directory can have.
pub(super) fn named_location(spec: &DirectorySpec) -> Result<Option<DirectoryLocation>, DirectoryError> {
    let named = [spec.text("url"), spec.text("token_url")].into_iter().flatten();
    let places = named.filter_map(|url| url.split_once("://")?.1.split(['/', '?', '#']).next());
    let allowed_hosts = places.filter(|place| !place.contains('@')).map(str::to_owned).collect();
    let connection = Connection { spec: spec.clone(), credentials: None, allowed_hosts, region: None };
    if spec.text("url").is_none() {
        return Ok(None);
    }
    Addresses::of(&connection).map(|addresses| Some(addresses.location()))
}

/// The checked addresses of a service.
pub(super) struct Addresses {
    /// The base address, to which `/Users` is appended.
    base: BaseUrl,
    /// Where tokens are requested: the host, and the path.
    token: Option<(BaseUrl, String)>,
}

impl Addresses {
    /// The addresses that a connection would use, checked as if it were opened; no credentials are needed.
    ///
    /// # Errors
    /// [`DirectoryErrorKind::DisallowedBySettings`] when the addresses may not be given credentials.
    pub(super) fn of(connection: &Connection) -> Result<Self, DirectoryError> {
        let spec = &connection.spec;
        let base = spec.text("url").ok_or_else(|| {
            DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, "the roster names no `url`")
                .hint("write `url: …` under `directory`, the base address of the SCIM API")
        })?;
        let check = |url: &str, setting: &str, known: Option<String>| {
            BaseUrl::check(url, setting, &AllowedHosts::new(known, &connection.allowed_hosts)?)
        };
        let service = facts::service(spec).filter(|service| facts::services::known_host(service, base));
        // On other paths of a vendor's hosts anything may answer: what its customers run, or what they see the log of.
        let login = service.and_then(|service| facts::services::login_url(service, base));
        let token = token_url(spec)?.map(|url| {
            let known = login.filter(|login| *login == url).and_then(|login| host(&login));
            check(&url, "token_url", known).map(BaseUrl::split)
        });
        let token = token.transpose()?;
        let base = check(base, "url", service.and_then(|_| host(base)))?;
        let is_local = base.locality() == Locality::Loopback
            && token.iter().all(|(host, _)| host.locality() == Locality::Loopback);
        if spec.kind.hosting == Hosting::Embedded && !is_local {
            let message = "a sandbox is on loopback, and its address is not";
            return Err(DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, message)
                .hint("set `type: scim` for a service at an address"));
        }
        Ok(Self { base, token })
    }

    /// Where it is, as saved plans keep it.
    pub(super) fn location(&self) -> DirectoryLocation {
        let login_url = self.token.as_ref().map(|(host, path)| format!("{}{path}", host.text()));
        DirectoryLocation { api_url: Some(self.base.text()), login_url, org: None }
    }
}

/// Where tokens are requested, for a directory that signs in as an OAuth 2.0 client.
fn token_url(spec: &DirectorySpec) -> Result<Option<String>, DirectoryError> {
    if spec.text("auth") != Some("client_credentials") {
        return Ok(None);
    }
    match facts::token_url(spec) {
        Some(url) => Ok(Some(url)),
        None => {
            let message = "`auth: client_credentials` needs `token_url`, where tokens are requested";
            Err(DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, message)
                .hint("write `token_url: …` under `directory`"))
        }
    }
}

/// The host of an address, with its port if there is one.
fn host(url: &str) -> Option<String> {
    Some(url.split_once("://")?.1.split('/').next()?.to_ascii_lowercase())
}

/// A connection before anything is sent over it.
pub(super) struct ScimConnection {
    transport: Arc<Transport>,
    settings: ScimSettings,
    spec: DirectorySpec,
    location: DirectoryLocation,
    observer: Arc<dyn Observer>,
}

impl PreparedConnection for ScimConnection {
    fn prepare(connection: &Connection, observer: Arc<dyn Observer>) -> Result<Self, DirectoryError> {
        let addresses = Addresses::of(connection)?;
        let location = addresses.location();
        let spec = connection.spec.clone();
        let unauthorized =
            |message: &str, hint: &str| DirectoryError::new(DirectoryErrorKind::Unauthorized, message).hint(hint);
        let credentials = match (connection.credentials.clone(), &addresses.token) {
            (None, _) => {
                let (message, hint) = missing_credentials(&spec);
                return Err(unauthorized(message, &hint));
            }
            (Some(Credentials::Client { .. }), None) => {
                return Err(unauthorized(
                    "the environment has an OAuth client, and the roster does not say where it is granted tokens",
                    "write `auth: client_credentials` and `token_url` under `directory`, or set ROSTERCTL_SCIM_TOKEN",
                ));
            }
            (Some(credentials), _) => credentials,
        };
        let settings = ScimSettings::of(&spec);
        let (login, token) = match addresses.token {
            Some((host, path)) => {
                let text = |key: &str| spec.text(key).map(str::to_owned);
                let (scope, account) = (text("token_scope"), text("token_account"));
                (host, Some(TokenRequest { path, scope, account }))
            }
            // A given token is requested nowhere.
            None => (addresses.base.clone(), None),
        };
        let protocol = protocol(settings.rate, token, ClientVariables::of(&spec));
        let transport = Transport::new(protocol, &addresses.base, &login, credentials, observer.clone())?;
        Ok(Self { transport, settings, spec, location, observer })
    }

    fn directory(&self) -> Arc<dyn Directory> {
        Arc::new(self.service())
    }

    fn deactivator(&self) -> Arc<dyn Deactivator> {
        let writer = Writer::new(self.transport.clone());
        Arc::new(ScimDeactivator::new(writer, self.users(), &self.settings))
    }

    fn location(&self) -> DirectoryLocation {
        self.location.clone()
    }

    #[cfg(any(test, fuzzing))]
    fn transport(&self) -> &Transport {
        &self.transport
    }
}

impl ScimConnection {
    /// The service, for reading.
    pub(super) fn service(&self) -> Scim {
        let tenant = match self.spec.kind.hosting {
            // It listens elsewhere each time.
            Hosting::Embedded => "sandbox".to_owned(),
            Hosting::Remote => self.location.api_url.clone().unwrap_or_default(),
        };
        Scim {
            api: self.users(),
            settings: self.settings.clone(),
            capabilities: self.spec.capabilities(),
            tenant,
            observer: self.observer.clone(),
            reading: Mutex::default(),
            me: OnceCell::new(),
        }
    }

    fn users(&self) -> UsersApi {
        UsersApi::new(Reader::new(self.transport.clone()), &self.settings.users_path, self.settings.ids)
    }
}
