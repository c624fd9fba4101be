//! The embedded directory: an HTTP server that behaves as the Genesys Cloud users API does, or as a SCIM 2.0 service, for
//! trials and tests.
//!
//! It listens on loopback only and shares no code with [`crate::directory`]: a mistake about the API in one of them
//! shows as a difference from the other. Deliberately absent: every way to create or delete a user.
//!
//! `org` is the organization, `api` has the routes under `/api/v2`, `scim` those under `/scim/v2`, `faults` the scripted faults, `admin` the addresses
//! under `/sandbox` that tests use, and `server` takes a request through all of them. The org file, the script of
//! faults, the addresses and the order of lists are each described at the top of their module.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::error::{Error, Kind, Result};

mod admin;
mod api;
mod auth;
mod concurrent_edit;
mod connection;
mod faults;
mod http;
mod log;
mod org;
mod paging;
mod scim;
mod server;
mod service;
mod wire;
mod yaml;

/// The stock OAuth client that every sandbox accepts.
pub const CLIENT_ID: &str = "sandbox-client";
/// The secret of that client. It is public: a sandbox listens on loopback only.
pub const CLIENT_SECRET: &str = "sandbox-secret";
/// The stock access token of a user: the org file's `token_user`, or its first user.
pub const USER_TOKEN: &str = "sandbox-user-token";
/// The stock access token of SCIM.
pub const SCIM_TOKEN: &str = "sandbox-scim-token";
/// The most users that can be generated.
pub const MAX_USERS: u32 = 1_000_000;

/// What to serve, and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// The organization.
    pub source: OrgSource,
    /// The loopback port; 0 for a free one.
    pub port: u16,
    /// A file of scripted faults.
    pub faults: Option<PathBuf>,
    /// The requests that one token may send per minute. It overrides the org file; the default is 300.
    pub rate_limit_per_minute: Option<u32>,
    /// The protocol.
    pub protocol: SandboxProtocol,
}

/// The protocol of a sandbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SandboxProtocol {
    /// The Genesys Cloud users API.
    #[default]
    Native,
    /// SCIM 2.0.
    Scim,
}

/// The source of the organization.
#[derive(Clone, Debug)]
pub enum OrgSource {
    /// An org file; changes are saved in `.rosterctl/<its name>.state.json` beside it.
    File(PathBuf),
    /// N generated users, the same ones each time; changes are kept in memory only.
    Generated(u32),
}

/// A running sandbox. Dropping it stops it.
#[derive(Debug)]
pub struct Running {
    url: String,
    protocol: SandboxProtocol,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    /// The address, such as `http://127.0.0.1:49152`, for the API and the login alike.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The base URL of SCIM, to which `/Users` is appended.
    #[must_use]
    pub fn scim_url(&self) -> String {
        format!("{}{}", self.url, scim::BASE)
    }

    /// How to use the sandbox from a roster and the environment, and how to stop it.
    #[must_use]
    pub fn instructions(&self) -> String {
        match self.protocol {
            SandboxProtocol::Native => self.native_instructions(),
            SandboxProtocol::Scim => self.scim_instructions(),
        }
    }

    fn native_instructions(&self) -> String {
        let url = &self.url;
        format!(
            "listening on {url}\n\
             \n\
             In a roster:              In the environment:\n\
             directory:                GENESYSCLOUD_OAUTHCLIENT_ID={CLIENT_ID}\n\
             \x20 type: genesys-cloud     GENESYSCLOUD_OAUTHCLIENT_SECRET={CLIENT_SECRET}\n\
             \x20 api_url: {url}\n\
             \x20 login_url: {url}\n\
             \n\
             The request log is at {url}/sandbox/requests. Press Ctrl-C to stop.\n"
        )
    }

    fn scim_instructions(&self) -> String {
        let (base, url) = (self.scim_url(), &self.url);
        format!(
            "listening on {base}\n\
             \n\
             In a roster:                                      In the environment:\n\
             directory:                                        ROSTERCTL_SCIM_TOKEN={SCIM_TOKEN}\n\
             \x20 type: scim\n\
             \x20 service: other\n\
             \x20 url: {base}\n\
             \x20 token_owner: none\n\
             \x20 attest: {{reversible: true, evidence: the sandbox, by: you@example.com, date: 2026-01-01}}\n\
             \n\
             The request log is at {url}/sandbox/requests. Press Ctrl-C to stop.\n"
        )
    }

    /// Stops the sandbox: requests in flight are answered for up to two seconds, and the port is free afterwards.
    pub async fn stop(self) {
        let Self { stop, mut task, .. } = self;
        drop(stop);
        if tokio::time::timeout(Duration::from_secs(2), &mut task).await.is_err() {
            task.abort();
        }
    }
}

/// Starts a sandbox on `127.0.0.1`; it serves as soon as this returns.
///
/// # Errors
/// [`Kind::Sandbox`]: an org file, state file or script of faults that is not valid, too many users, a port in use.
pub async fn start(options: Options) -> Result<Running> {
    let script = options.faults.as_deref().map(faults::FaultScript::load).transpose()?.unwrap_or_default();
    script.check(options.protocol).map_err(|error| {
        Error::new(Kind::Sandbox, format!("the faults file is not for this sandbox: {error}"))
            .hint("start the sandbox with `--protocol scim`, or remove `quirks`")
    })?;
    let (org, state_file) = match &options.source {
        OrgSource::File(path) => {
            let ids = match options.protocol {
                SandboxProtocol::Native => org::AcceptedIds::Words,
                SandboxProtocol::Scim => org::AcceptedIds::Opaque,
            };
            let mut org = org::load(path, ids)?;
            let state_file = org::StateFile::open(path, &mut org)?;
            (org, Some(state_file))
        }
        OrgSource::Generated(count) if *count > MAX_USERS => {
            return Err(Error::new(Kind::Sandbox, format!("the sandbox cannot generate {count} users"))
                .hint(format!("use at most {MAX_USERS} users")));
        }
        OrgSource::Generated(count) => (org::generate(*count), None),
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await.map_err(|error| {
        let message = format!("the sandbox cannot listen on 127.0.0.1:{}", options.port);
        Error::new(Kind::Sandbox, message).because(error).hint("choose another port, or 0 for a free one")
    })?;
    let address = listener
        .local_addr()
        .map_err(|error| Error::new(Kind::Sandbox, "the port of the sandbox is unknown").because(error))?;
    let url = format!("http://{address}");
    let service = Arc::new(service::Service::new(service::ServiceParts {
        org,
        state_file,
        script,
        rate_limit_per_minute: options.rate_limit_per_minute,
        protocol: options.protocol,
        url: url.clone(),
    }));
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(server::serve(connection::FaultyListener(listener), service, stopped));
    Ok(Running { url, protocol: options.protocol, stop, task })
}

/// Reads an org file, its state file and a script of faults, as [`start`] does, without starting a server.
///
/// # Errors
/// As [`start`], for the organization and for the script.
#[cfg(any(test, fuzzing))]
pub fn check_files(org_file: &std::path::Path, faults: &std::path::Path) -> (Result<()>, Result<()>) {
    let org = org::load(org_file, org::AcceptedIds::Opaque)
        .and_then(|mut org| org::StateFile::open(org_file, &mut org).map(drop));
    (org, faults::FaultScript::load(faults).map(drop))
}
