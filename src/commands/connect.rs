//! Opens the directory that a roster or a saved plan names. A sandbox is started for it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::directory::{self, Connection, Deactivator, Directory, backend};
use crate::error::Result;
use crate::model::{DirectoryLocation, DirectorySpec, Hosting, Observer, Organization};
use crate::plan::DirectoryRecord;
use crate::sandbox::{self, SandboxProtocol};
use crate::settings::{Access, Account, Credentials, Purpose};

use super::directory_record;

/// A directory that can be read.
pub(super) struct Connected {
    /// Reads.
    pub(super) directory: Arc<dyn Directory>,
    /// The owner of the credentials: an OAuth client's id, or `access token`.
    pub(super) by: String,
    /// The directory, as the roster or a saved plan names it.
    pub(super) spec: DirectorySpec,
    location: DirectoryLocation,
    /// Serves for as long as it is held.
    _sandbox: Option<sandbox::Running>,
}

/// Opens a directory for reading. Nothing is sent yet.
///
/// # Errors
/// When settings forbid it, or a sandbox does not start.
pub(super) async fn to_read(spec: &DirectorySpec, access: Access, observer: Arc<dyn Observer>) -> Result<Connected> {
    let (connection, sandbox) = connection(spec, access, Purpose::Read).await?;
    let opened = (backend(spec.kind)?.open)(&connection, observer)?;
    Ok(connected(spec, &connection, opened.directory, opened.location, sandbox))
}

/// Opens a directory for reading and for the one write, which only an approved apply gets.
///
/// # Errors
/// As [`to_read`].
pub(super) async fn to_write(
    spec: &DirectorySpec,
    access: Access,
    observer: Arc<dyn Observer>,
) -> Result<(Connected, Arc<dyn Deactivator>)> {
    let (connection, sandbox) = connection(spec, access, Purpose::Write).await?;
    let opened = (backend(spec.kind)?.open_to_write)(&connection, observer)?;
    Ok((connected(spec, &connection, opened.directory, opened.location, sandbox), opened.deactivator))
}

fn connected(
    spec: &DirectorySpec,
    connection: &Connection,
    directory: Arc<dyn Directory>,
    location: DirectoryLocation,
    sandbox: Option<sandbox::Running>,
) -> Connected {
    let by = match &connection.credentials {
        Some(Credentials::Client { id, .. }) => id.clone(),
        Some(Credentials::Token(_)) | None => "access token".to_owned(),
    };
    // An embedded directory listens elsewhere each time: its file names it.
    let location = match spec.kind.hosting {
        Hosting::Embedded => named_by_file(spec),
        Hosting::Remote => location,
    };
    Connected { directory, by, spec: spec.clone(), location, _sandbox: sandbox }
}

/// The location of an embedded directory.
pub(super) fn named_by_file(spec: &DirectorySpec) -> DirectoryLocation {
    let org = spec.file("org").map(|org| org.to_string_lossy().into_owned());
    DirectoryLocation { org, ..DirectoryLocation::default() }
}

/// What a connection is made from. A sandbox is started here, and is asked with its stock credentials alone.
///
/// # Errors
/// When a sandbox does not start.
pub(super) async fn connection(
    spec: &DirectorySpec,
    access: Access,
    purpose: Purpose,
) -> Result<(Connection, Option<sandbox::Running>)> {
    let connection = unopened(spec, access, purpose);
    if spec.kind.hosting == Hosting::Remote {
        return Ok((connection, None));
    }
    let org = spec.file("org").map_or_else(|| PathBuf::from("org.yaml"), PathBuf::from);
    let source = sandbox::OrgSource::File(org);
    let protocol = match spec.kind.protocol {
        Some("scim") => SandboxProtocol::Scim,
        _ => SandboxProtocol::Native,
    };
    let options = sandbox::Options { source, port: 0, faults: None, rate_limit_per_minute: None, protocol };
    let served = sandbox::start(options).await?;
    let (spec, credentials) = match protocol {
        SandboxProtocol::Native => (
            connection.spec.with_text("api_url", served.url()).with_text("login_url", served.url()),
            Credentials::Client { id: sandbox::CLIENT_ID.to_owned(), secret: sandbox::CLIENT_SECRET.into() },
        ),
        SandboxProtocol::Scim => {
            (connection.spec.with_text("url", served.scim_url()), Credentials::Token(sandbox::SCIM_TOKEN.into()))
        }
    };
    Ok((Connection { spec, credentials: Some(credentials), ..connection }, Some(served)))
}

/// What a connection to a directory that is already there is made from.
pub(super) fn unopened(spec: &DirectorySpec, access: Access, purpose: Purpose) -> Connection {
    let own = access.account(spec.kind);
    // A token for reading is one of the directory itself, wherever its client comes from.
    let account = Account { read_token: own.read_token, ..access.account(spec.account()) };
    let region = own.region;
    let credentials = account.credentials(purpose, spec.sign_in());
    Connection { spec: spec.clone(), credentials, allowed_hosts: access.allowed_hosts, region }
}

impl Connected {
    /// The organization that the credentials belong to, if it is the one that the roster names.
    ///
    /// # Errors
    /// When it is another one, or cannot be read.
    pub(super) async fn organization(&self) -> Result<Organization> {
        let organization = self.directory.organization().await?;
        directory::check_organization(&self.spec, &organization)?;
        Ok(organization)
    }

    /// The record of this directory in a saved plan.
    pub(super) fn record(&self, organization: &Organization) -> DirectoryRecord {
        directory_record::record(&self.spec, &self.location, organization)
    }

    /// Where it is; for a sandbox, its org file.
    pub(super) fn location(&self) -> &DirectoryLocation {
        &self.location
    }
}
