//! `sandbox serve`: serves the embedded directory.

use crate::cli::ServeArgs;
use crate::error::{Error, Exit, Kind, Result};
use crate::sandbox::{self, CLIENT_ID, CLIENT_SECRET, Options, OrgSource};
use crate::ui::Ui;

pub(super) async fn serve(serve: ServeArgs, ui: &Ui) -> Result<Exit> {
    let source = match serve.org {
        Some(org) => OrgSource::File(org),
        None => OrgSource::Generated(serve.users),
    };
    let rate_limit_per_minute = serve.rate_limit;
    let running =
        sandbox::start(Options { source, port: serve.port, faults: serve.faults, rate_limit_per_minute }).await?;
    let url = running.url();
    ui.result(&format!(
        "listening on {url}\n\
         \n\
         In a roster:              In the environment:\n\
         directory:                GENESYSCLOUD_OAUTHCLIENT_ID={CLIENT_ID}\n\
         \x20 type: genesys-cloud     GENESYSCLOUD_OAUTHCLIENT_SECRET={CLIENT_SECRET}\n\
         \x20 api_url: {url}\n\
         \x20 login_url: {url}\n\
         \n\
         The request log is at {url}/sandbox/requests. Press Ctrl-C to stop.\n"
    ));
    tokio::signal::ctrl_c()
        .await
        .map_err(|error| Error::new(Kind::Sandbox, "the sandbox could not wait for Ctrl-C").because(error))?;
    running.stop().await;
    Ok(Exit::Done)
}
