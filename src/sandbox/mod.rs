//! The embedded directory: an HTTP server that behaves as the Genesys Cloud users API does, for trials and tests.
//!
//! It listens on loopback only and shares no code with [`crate::directory`]: what one gets wrong about the API, the
//! other catches. Deliberately absent: every way to create or delete a user.
//!
//! `org` is the organization, `api` the routes under `/api/v2`, `faults` what is scripted to go wrong, `hand` the
//! addresses under `/sandbox` that tests use. The org file, the script of faults and the addresses are each described
//! at the top of their module.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::error::{Error, Kind, Result};

mod api;
mod body;
mod connection;
mod exchange;
mod faults;
mod gate;
mod hand;
mod log;
mod org;
mod paging;
mod server;
mod service;
mod shelf;
mod yaml;

/// The stock OAuth client that every sandbox accepts.
pub const CLIENT_ID: &str = "sandbox-client";
/// Its secret: no secret at all, since a sandbox listens on loopback only.
pub const CLIENT_SECRET: &str = "sandbox-secret";
/// The stock access token of a user: the org file's `token_user`, or else its first user.
pub const USER_TOKEN: &str = "sandbox-user-token";
/// The most users that can be generated.
pub const MOST_USERS: u32 = 1_000_000;

/// How to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// The organization.
    pub source: Source,
    /// The loopback port; 0 for a free one.
    pub port: u16,
    /// A file of scripted faults.
    pub faults: Option<PathBuf>,
    /// Requests a minute that one token may send, over what the org file says; 300 when neither says.
    pub rate_limit_per_minute: Option<u32>,
}

/// Where the organization comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// An org file; what is patched is kept in `.rosterctl/<its name>.state.json` beside it.
    File(PathBuf),
    /// So many generated users, the same ones each time; what is patched is kept in memory only.
    Generated(u32),
}

/// A sandbox that is serving. Dropping it stops it.
#[derive(Debug)]
pub struct Running {
    url: String,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    /// Its address, such as `http://127.0.0.1:49152`, for the API and the login alike.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops it: requests in flight are answered for up to two seconds, and the port is free afterwards.
    pub async fn stop(self) {
        let Self { stop, mut task, .. } = self;
        drop(stop);
        if tokio::time::timeout(Duration::from_secs(2), &mut task).await.is_err() {
            task.abort();
        }
    }
}

/// Starts a sandbox on `127.0.0.1`; it serves from when this returns.
///
/// # Errors
/// [`Kind::Sandbox`]: an org file, state file or script of faults that is not right, too many users, a port in use.
pub async fn start(options: Options) -> Result<Running> {
    let script = options.faults.as_deref().map(faults::Script::load).transpose()?.unwrap_or_default();
    let (org, keeper) = match &options.source {
        Source::File(path) => {
            let mut org = org::load(path)?;
            let keeper = org::Keeper::open(path, &mut org)?;
            (org, Some(keeper))
        }
        Source::Generated(count) if *count > MOST_USERS => {
            return Err(Error::new(Kind::Sandbox, format!("the sandbox cannot generate {count} users"))
                .hint(format!("ask for {MOST_USERS} at most")));
        }
        Source::Generated(count) => (org::generate(*count), None),
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await.map_err(|error| {
        let message = format!("the sandbox cannot listen on 127.0.0.1:{}", options.port);
        Error::new(Kind::Sandbox, message).because(error).hint("choose another port, or 0 for a free one")
    })?;
    let address = listener
        .local_addr()
        .map_err(|error| Error::new(Kind::Sandbox, "the port of the sandbox is unknown").because(error))?;
    let service = Arc::new(service::Service::new(org, keeper, script, options.rate_limit_per_minute));
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(server::serve(connection::Door(listener), service, stopped));
    Ok(Running { url: format!("http://{address}"), stop, task })
}

/// Reads an org file, what is kept beside it, and a script of faults, as [`start`] does, and starts nothing.
///
/// # Errors
/// As [`start`], for the organization and for the script.
#[cfg(any(test, fuzzing))]
pub fn rehearse(org_file: &std::path::Path, faults: &std::path::Path) -> (Result<()>, Result<()>) {
    let org = org::load(org_file).and_then(|mut org| org::Keeper::open(org_file, &mut org).map(drop));
    (org, faults::Script::load(faults).map(drop))
}
