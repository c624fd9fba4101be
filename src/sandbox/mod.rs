//! The embedded directory: an HTTP server that behaves as the Genesys Cloud users API does, for trials and tests.

use std::path::PathBuf;

/// Where the organization comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// An org file; what is patched is kept in `.rosterctl/<its name>.state.json` beside it.
    File(PathBuf),
    /// So many generated users; what is patched is kept in memory only.
    Generated(u32),
}

/// How to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// The organization.
    pub source: Source,
    /// The loopback port; 0 for a free one.
    pub port: u16,
    /// A file of scripted faults.
    pub faults: Option<PathBuf>,
}

/// The stock OAuth client that every sandbox accepts.
pub const CLIENT_ID: &str = "sandbox-client";
/// Its secret: no secret at all, since a sandbox listens on loopback only.
pub const CLIENT_SECRET: &str = "sandbox-secret";
