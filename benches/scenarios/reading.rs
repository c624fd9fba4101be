//! Reading every user of a sandbox in this process, over HTTP as from a real directory. The sandbox serves from a thread of
//! its own.

use std::error::Error;
use std::sync::Arc;

use rosterctl::directory::{Connection, backend};
use rosterctl::model::{DIRECTORY_TYPES, DirectorySpec, Hosting, Notice, Observer};
use rosterctl::sandbox::{self, OrgSource, SandboxProtocol};
use rosterctl::settings::Credentials;
use tokio::runtime::Builder;

use super::Work;

/// No request waits for the next minute.
const NO_LIMIT: u32 = 10_000_000;

/// Reads the users of a sandbox that speaks this protocol.
pub(super) fn reading(protocol: SandboxProtocol, users: usize) -> Result<Work, Box<dyn Error>> {
    let server = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let options = sandbox::Options {
        source: OrgSource::Generated(u32::try_from(users)?),
        port: 0,
        faults: None,
        rate_limit_per_minute: Some(NO_LIMIT),
        protocol,
    };
    let served = server.block_on(sandbox::start(options))?;
    let connection = connection(protocol, &served)?;
    let open = backend(connection.spec.kind)?.open;
    let client = Builder::new_current_thread().enable_all().build()?;
    Ok(Box::new(move || {
        let _served = (&server, &served);
        let read = client.block_on(async { open(&connection, Arc::new(Silent))?.directory.active_users().await });
        read.map_or(0, |read| read.users.len())
    }))
}

fn connection(protocol: SandboxProtocol, served: &sandbox::Running) -> Result<Connection, Box<dyn Error>> {
    let is_scim = protocol == SandboxProtocol::Scim;
    let mut sandboxes = DIRECTORY_TYPES.iter().filter(|kind| kind.hosting == Hosting::Embedded);
    let kind =
        sandboxes.find(|kind| (kind.protocol == Some("scim")) == is_scim).ok_or("no sandbox speaks this protocol")?;
    let (spec, credentials) = if is_scim {
        let spec = DirectorySpec::new(kind).with_text("url", served.scim_url());
        (spec, Credentials::Token(sandbox::SCIM_TOKEN.to_owned().into()))
    } else {
        let spec = DirectorySpec::new(kind).with_text("api_url", served.url()).with_text("login_url", served.url());
        let secret = sandbox::CLIENT_SECRET.to_owned().into();
        (spec, Credentials::Client { id: sandbox::CLIENT_ID.to_owned(), secret })
    };
    Ok(Connection { spec, credentials: Some(credentials), allowed_hosts: Vec::new(), region: None })
}

/// Shows nothing.
struct Silent;

impl Observer for Silent {
    fn notice(&self, _: Notice) {}
}
