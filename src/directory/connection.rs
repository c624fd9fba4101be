//! What a connection to a directory is made from, and what it gives.

use std::fmt;
use std::sync::Arc;

use super::{Deactivator, Directory, DirectoryError, Observer};
#[cfg(any(test, fuzzing))]
use crate::http::{ResponseScript, Transport};
use crate::model::{DirectoryLocation, DirectorySpec};
use crate::settings::Credentials;

/// What a connection is made from: the roster's settings and the environment's.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The directory, as the roster or a saved plan names it.
    pub spec: DirectorySpec,
    /// The environment's credentials.
    pub credentials: Option<Credentials>,
    /// `ROSTERCTL_ALLOWED_HOSTS`, one entry an item: `host` (any port) or `host:port`.
    pub allowed_hosts: Vec<String>,
    /// The environment's region, used when `spec` names no place.
    pub region: Option<String>,
}

/// A directory that can be read.
pub struct ReadConnection {
    /// The reader.
    pub directory: Arc<dyn Directory>,
    /// Where it reads.
    pub location: DirectoryLocation,
}

/// A directory that can be read and written.
pub struct WriteConnection {
    /// The reader.
    pub directory: Arc<dyn Directory>,
    /// The one write, over the same connection.
    pub deactivator: Arc<dyn Deactivator>,
    /// Where both go.
    pub location: DirectoryLocation,
}

/// A connection that a backend has prepared: what its reader and its one write share. Nothing was sent over it yet.
pub(super) trait PreparedConnection: Sized {
    /// Checks the addresses, and connects with the credentials.
    ///
    /// # Errors
    /// [`DisallowedBySettings`](crate::model::DirectoryErrorKind::DisallowedBySettings) when the addresses may not be
    /// given credentials, or are not known, [`Unauthorized`](crate::model::DirectoryErrorKind::Unauthorized) when there
    /// are no credentials, [`Unreachable`](crate::model::DirectoryErrorKind::Unreachable) when encryption cannot be
    /// prepared.
    fn prepare(connection: &Connection, observer: Arc<dyn Observer>) -> Result<Self, DirectoryError>;
    /// The reader.
    fn directory(&self) -> Arc<dyn Directory>;
    /// The one write.
    fn deactivator(&self) -> Arc<dyn Deactivator>;
    /// Where both go.
    fn location(&self) -> DirectoryLocation;
    /// What both send over.
    #[cfg(any(test, fuzzing))]
    fn transport(&self) -> &Transport;
}

/// Opens a directory for reading; nothing is sent yet.
///
/// # Errors
/// Those of [`PreparedConnection::prepare`].
pub(super) fn open<C: PreparedConnection>(
    connection: &Connection,
    observer: Arc<dyn Observer>,
) -> Result<ReadConnection, DirectoryError> {
    let prepared = C::prepare(connection, observer)?;
    Ok(ReadConnection { directory: prepared.directory(), location: prepared.location() })
}

/// Opens a directory for reading and writing, over one connection and one rate limiter; nothing is sent yet.
///
/// # Errors
/// Those of [`PreparedConnection::prepare`].
pub(super) fn open_to_write<C: PreparedConnection>(
    connection: &Connection,
    observer: Arc<dyn Observer>,
) -> Result<WriteConnection, DirectoryError> {
    C::prepare(connection, observer).map(|prepared| writable(&prepared))
}

/// As opened for writing, with a script in place of the network.
///
/// # Errors
/// Those of [`PreparedConnection::prepare`].
#[cfg(any(test, fuzzing))]
pub(super) fn open_scripted<C: PreparedConnection>(
    connection: &Connection,
    observer: Arc<dyn Observer>,
    script: &Arc<ResponseScript>,
) -> Result<WriteConnection, DirectoryError> {
    let prepared = C::prepare(connection, observer)?;
    prepared.transport().follow(script);
    Ok(writable(&prepared))
}

fn writable(prepared: &impl PreparedConnection) -> WriteConnection {
    WriteConnection {
        directory: prepared.directory(),
        deactivator: prepared.deactivator(),
        location: prepared.location(),
    }
}

impl fmt::Debug for ReadConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadConnection").field("location", &self.location).finish_non_exhaustive()
    }
}

impl fmt::Debug for WriteConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteConnection").field("location", &self.location).finish_non_exhaustive()
    }
}
