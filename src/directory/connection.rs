//! What a connection to a directory is made from, and what it gives.

use std::fmt;
use std::sync::Arc;

use super::{Deactivator, Directory};
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
