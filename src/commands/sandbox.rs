//! `sandbox serve`: serves the embedded directory.

use crate::cli::{ServeArgs, ServedProtocol};
use crate::error::{Error, Exit, Kind, Result};
use crate::sandbox::{self, Options, OrgSource, SandboxProtocol};
use crate::ui::Ui;

pub(super) async fn serve(serve: ServeArgs, ui: &Ui) -> Result<Exit> {
    let source = match serve.org {
        Some(org) => OrgSource::File(org),
        None => OrgSource::Generated(serve.users),
    };
    let rate_limit_per_minute = serve.rate_limit;
    let protocol = match serve.protocol {
        ServedProtocol::Native => SandboxProtocol::Native,
        ServedProtocol::Scim => SandboxProtocol::Scim,
    };
    let options = Options { source, port: serve.port, faults: serve.faults, rate_limit_per_minute, protocol };
    let running = sandbox::start(options).await?;
    ui.result(&running.instructions());
    tokio::signal::ctrl_c()
        .await
        .map_err(|error| Error::new(Kind::Sandbox, "the sandbox could not wait for Ctrl-C").because(error))?;
    running.stop().await;
    Ok(Exit::Done)
}
