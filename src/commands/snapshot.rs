//! `snapshot`: saves a complete reading, so that a job without credentials can plan.

use std::io;
use std::path::Path;

use crate::directory::{InventoryDepth, Snapshot};
use crate::error::{Error, Exit, Kind, Result};
use crate::model::{Live, LookedUp};
use crate::plan::unmatched;
use crate::render;
use crate::settings::Access;
use crate::text::printed_path;
use crate::ui::Ui;

use super::diagnostics_output::DiagnosticSink;
use super::snapshot_source::SNAPSHOT;
use super::{LOG, connect, context, directory_record, live_source};

/// Saves it at `out`, or prints it.
pub(super) async fn run(file: &Path, out: Option<&Path>, access: Access, ui: &Ui) -> Result<Exit> {
    let roster = context::load_roster(file, &DiagnosticSink::text(None), ui)?;
    let target = out.map(|out| SNAPSHOT.target(out)).transpose()?;
    let progress = ui.progress("Reading the directory:");
    let connected = connect::to_read(&roster.directory, access, progress.clone()).await?;
    let live = live_source::inventory(&connected, &roster, InventoryDepth::AnyDecision).await?;
    let asked = LookedUp::Only(unmatched(&roster.desired, &live.active));
    let snapshot = Snapshot {
        read_at: live_source::now(),
        kind: roster.directory.kind,
        location: connected.location().clone(),
        settings: directory_record::reading_settings(&roster.directory),
        live: Live { asked, ..live },
    };
    progress.end();
    match target {
        Some(target) => target.write(|file| snapshot.write(file))?,
        None => ui.result(&printed(&snapshot)?),
    }
    let (active, others) = (snapshot.live.active.len(), snapshot.live.others.len());
    tracing::info!(target: LOG, active, others, out = out.map(printed_path).unwrap_or_default(), "snapshot saved");
    ui.note(&render::snapshot_taken(&snapshot.live, snapshot.read_at, file, out));
    Ok(Exit::Done)
}

fn printed(snapshot: &Snapshot) -> Result<String> {
    let mut bytes = Vec::new();
    snapshot
        .write(&mut bytes)
        .and_then(|()| String::from_utf8(bytes).map_err(io::Error::other))
        .map_err(|error| Error::new(Kind::File, "the snapshot could not be printed").because(error))
}
