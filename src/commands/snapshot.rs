//! `snapshot`: saves a complete reading, so that whoever has no credentials can plan.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::directory::Snapshot;
use crate::error::{Error, Exit, Kind, Result};
use crate::fs::shown;
use crate::render;
use crate::settings::Access;
use crate::ui::Ui;

use super::artifact::ArtifactKind;
use super::diagnostics_output::DiagnosticSink;
use super::{LOG, connect, context, live};

/// What `--out` writes and `--live` reads.
pub(super) static SNAPSHOT: ArtifactKind =
    ArtifactKind { name: "snapshot", command: "rosterctl snapshot --out SNAPSHOT", is_one: is_snapshot };

/// Saves it at `out`, or prints it.
pub(super) async fn run(file: &Path, out: Option<&Path>, access: Access, ui: &Ui) -> Result<Exit> {
    let roster = context::load_roster(file, &DiagnosticSink::text(None), ui)?;
    let target = out.map(|out| SNAPSHOT.target(out)).transpose()?;
    let progress = ui.progress("Reading the directory:");
    let connected = connect::to_read(&roster.directory, access, progress.clone()).await?;
    let snapshot = live::snapshot(&connected, &roster).await?;
    progress.end();
    match target {
        Some(target) => target.write(|file| snapshot.write(file))?,
        None => ui.result(&printed(&snapshot)?),
    }
    let (active, others) = (snapshot.live.active.len(), snapshot.live.others.len());
    tracing::info!(target: LOG, active, others, out = out.map(shown).unwrap_or_default(), "snapshot saved");
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

/// Whether a file is a snapshot of whatever version.
fn is_snapshot(file: File) -> io::Result<bool> {
    let mut beginning = Vec::new();
    file.take(100).read_to_end(&mut beginning)?;
    Ok(Snapshot::begins(&beginning))
}
