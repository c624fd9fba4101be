//! The saved plan as a file.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::directory::Snapshot;
use crate::error::{Error, Kind, Result};
use crate::plan::{PlanRejected, SavedPlan};
use crate::render::wording::misworded_reason;

use super::artifact::ArtifactKind;

static PLAN: ArtifactKind = ArtifactKind { name: "saved plan", command: "rosterctl plan --out PLAN", is_one: is_plan };

/// The saved plan at `path`.
///
/// # Errors
/// When the file cannot be read, or is not a plan that can be trusted.
pub(super) fn read(path: &Path) -> Result<SavedPlan> {
    let mut bytes = Vec::new();
    PLAN.open(path)?.read_to_end(&mut bytes).map_err(|error| {
        Error::new(Kind::File, format!("the saved plan {} could not be read", crate::text::printed_path(path)))
            .because(error)
    })?;
    if Snapshot::has_magic(&bytes) {
        return Err(Error::new(
            Kind::Plan,
            format!("{} is a snapshot, not a saved plan", crate::text::printed_path(path)),
        )
        .hint("plan from it with `rosterctl plan --live SNAPSHOT`"));
    }
    Ok(verified(&bytes)?)
}

/// The saved plan in these bytes, if every one of them is as it was saved.
///
/// # Errors
/// The reason why it cannot be trusted.
pub(super) fn verified(bytes: &[u8]) -> std::result::Result<SavedPlan, PlanRejected> {
    let saved = SavedPlan::from_json(bytes)?;
    match misworded_reason(&saved.plan) {
        None => Ok(saved),
        Some(action) => {
            let id = &action.user.id;
            Err(PlanRejected::Inconsistent(format!("the reason of user {id} differs from its details")))
        }
    }
}

/// Saves `plan` at `path`, readable by its owner alone. An existing file is replaced only if it is a saved plan.
///
/// # Errors
/// When the file cannot be written, or the path is taken by something else.
pub(super) fn write(path: &Path, plan: &SavedPlan) -> Result<()> {
    PLAN.target(path)?.write(|file| file.write_all(plan.to_json().as_bytes()))
}

/// Whether a file is a saved plan of any version.
pub(super) fn is_plan(file: File) -> io::Result<bool> {
    #[derive(Deserialize)]
    struct Outline {
        #[serde(rename = "format_version")]
        _version: IgnoredAny,
        #[serde(rename = "actions")]
        _actions: IgnoredAny,
    }
    match serde_json::from_reader::<_, Outline>(BufReader::new(file)) {
        Ok(_) => Ok(true),
        Err(error) if error.is_io() => Err(error.into()),
        Err(_) => Ok(false),
    }
}
