//! Chooses and opens the directory that a roster or a saved plan speaks of. A sandbox is started on the way.

use std::path::PathBuf;
use std::sync::Arc;

use crate::directory::{self, Connection, Deactivator, Directory, Endpoints};
use crate::error::{Error, Kind, Result};
use crate::model::Observer;
use crate::model::{Dialect, DirectoryKind, DirectorySpec, Organization, Roles};
use crate::plan::DirectoryRecord;
use crate::sandbox;
use crate::settings::{Access, Credentials};

/// A directory that can be read.
pub(super) struct Connected {
    /// Reads.
    pub(super) directory: Arc<dyn Directory>,
    /// Whose credentials are used: an OAuth client's id, or `access token`.
    pub(super) by: String,
    spec: DirectorySpec,
    endpoints: Endpoints,
    /// Serves for as long as it is held.
    _sandbox: Option<sandbox::Running>,
}

/// Opens a directory for reading. Nothing is sent yet.
///
/// # Errors
/// When settings forbid it, or a sandbox does not start.
pub(super) async fn to_read(spec: &DirectorySpec, access: Access, observer: Arc<dyn Observer>) -> Result<Connected> {
    let (connection, sandbox) = connection(spec, access).await?;
    let opened = directory::reader(&connection, observer)?;
    let (directory, endpoints) = (opened.directory, opened.endpoints);
    Ok(Connected { directory, by: by(&connection), spec: spec.clone(), endpoints, _sandbox: sandbox })
}

/// Opens a directory for reading and for the one write, which goes to nobody but an approved apply.
///
/// # Errors
/// As [`to_read`].
pub(super) async fn to_write(
    spec: &DirectorySpec,
    access: Access,
    observer: Arc<dyn Observer>,
) -> Result<(Connected, Arc<dyn Deactivator>)> {
    let (connection, sandbox) = connection(spec, access).await?;
    let opened = directory::reader_and_writer(&connection, observer)?;
    let (directory, endpoints) = (opened.directory, opened.endpoints);
    let by = by(&connection);
    Ok((Connected { directory, by, spec: spec.clone(), endpoints, _sandbox: sandbox }, opened.deactivator))
}

fn by(connection: &Connection) -> String {
    match &connection.credentials {
        Some(Credentials::Client { id, .. }) => id.clone(),
        Some(Credentials::Token(_)) | None => "access token".to_owned(),
    }
}

/// Where to ask and as whom. A sandbox is started here, and is asked with its stock credentials alone.
///
/// # Errors
/// When a sandbox does not start.
pub(super) async fn connection(spec: &DirectorySpec, access: Access) -> Result<(Connection, Option<sandbox::Running>)> {
    let mut connection = Connection {
        spec: spec.clone(),
        credentials: access.credentials,
        allowed_hosts: access.allowed_hosts,
        region: access.region,
    };
    if spec.kind != DirectoryKind::Sandbox {
        return Ok((connection, None));
    }
    let source = sandbox::Source::File(spec.org.clone().unwrap_or_else(|| PathBuf::from("org.yaml")));
    let served =
        sandbox::start(sandbox::Options { source, port: 0, faults: None, rate_limit_per_minute: None }).await?;
    connection.spec.api_url = Some(served.url().to_owned());
    connection.spec.login_url = Some(served.url().to_owned());
    connection.credentials =
        Some(Credentials::Client { id: sandbox::CLIENT_ID.to_owned(), secret: sandbox::CLIENT_SECRET.into() });
    Ok((connection, Some(served)))
}

impl Connected {
    /// The organization behind the credentials, if it is the one that the roster asks for.
    ///
    /// # Errors
    /// When it is another one, or cannot be read.
    pub(super) async fn organization(&self) -> Result<Organization> {
        let organization = self.directory.organization().await?;
        directory::check_organization(&self.spec, &organization)?;
        Ok(organization)
    }

    /// What a saved plan says of this directory.
    pub(super) fn record(&self, organization: &Organization) -> DirectoryRecord {
        record(&self.spec, self.endpoints(), self.org().as_deref(), organization)
    }

    /// Where it is, unless it is a sandbox, which listens elsewhere each time.
    pub(super) fn endpoints(&self) -> Option<&Endpoints> {
        (self.spec.kind != DirectoryKind::Sandbox).then_some(&self.endpoints)
    }

    /// The sandbox's org file.
    pub(super) fn org(&self) -> Option<String> {
        self.spec.org.as_ref().map(|org| org.to_string_lossy().into_owned())
    }
}

/// What a saved plan says of a directory: what the roster asks to be sent, and where and what was read.
pub(super) fn record(
    spec: &DirectorySpec,
    endpoints: Option<&Endpoints>,
    org: Option<&str>,
    organization: &Organization,
) -> DirectoryRecord {
    DirectoryRecord {
        kind: spec.kind.as_str().to_owned(),
        api_url: endpoints.map(|endpoints| endpoints.api_url.clone()),
        login_url: endpoints.map(|endpoints| endpoints.login_url.clone()),
        org: org.map(str::to_owned),
        deactivation: match spec.dialect {
            Dialect::State => "state",
            Dialect::Active(_) => "active",
        }
        .to_owned(),
        strip_roles: spec.dialect == Dialect::Active(Roles::Stripped),
        organization: organization.clone(),
    }
}

/// The directory of a saved plan, which says everything but the credentials.
///
/// # Errors
/// When it names a kind of directory or a body that this program does not know.
pub(super) fn spec(record: &DirectoryRecord) -> Result<DirectorySpec> {
    let unknown = |what: &str, word: &str| {
        Error::new(
            Kind::Plan,
            format!("the saved plan asks for the {what} `{word}`, which this rosterctl does not know"),
        )
        .hint("make a new plan with this version of rosterctl")
    };
    let kind = [DirectoryKind::GenesysCloud, DirectoryKind::Sandbox]
        .into_iter()
        .find(|kind| kind.as_str() == record.kind)
        .ok_or_else(|| unknown("directory", &record.kind))?;
    let dialect = match (record.deactivation.as_str(), record.strip_roles) {
        ("state", false) => Dialect::State,
        ("active", false) => Dialect::Active(Roles::Unmentioned),
        ("active", true) => Dialect::Active(Roles::Stripped),
        (other, _) => return Err(unknown("deactivation", other)),
    };
    Ok(DirectorySpec {
        kind,
        region: None,
        // The caller compares the organization itself: another one makes the plan unusable, which is its own exit code.
        organization_id: None,
        api_url: record.api_url.clone(),
        login_url: record.login_url.clone(),
        dialect,
        org: record.org.as_ref().map(PathBuf::from),
    })
}
