//! The saved plan as a file.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::directory::{Snapshot, backend};
use crate::error::{Error, Kind, Result};
use crate::plan::{PlanRejected, SavedPlan};
use crate::render::wording::misworded_reason;

use super::artifact::ArtifactKind;
use super::directory_record;

/// The command that saves a plan, as hints name it.
pub(super) const SAVING_COMMAND: &str = "rosterctl plan --out PLAN";

static PLAN: ArtifactKind = ArtifactKind { name: "saved plan", command: SAVING_COMMAND, is_one: is_plan };

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
    if let Some(action) = misworded_reason(&saved.plan) {
        let id = &action.user.id;
        return Err(PlanRejected::Inconsistent(format!("the reason of user {id} differs from its details")));
    }
    check_directory(&saved)?;
    Ok(saved)
}

/// Checks that a plan is about the directory that it shows, whose address a setting of its own may hold once more, and
/// spares the user who proves that it is the right one.
fn check_directory(saved: &SavedPlan) -> std::result::Result<(), PlanRejected> {
    let record = &saved.directory;
    let spec = directory_record::recorded_spec(record)?;
    if let Some(pinned) = spec.pinned()
        && saved.plan.actions.iter().any(|action| action.user.id == pinned.id.as_str())
    {
        return Err(PlanRejected::Pinned(pinned.id.to_string()));
    }
    // A redacted plan is never applied, and an address may have been replaced in one of the two places.
    if saved.redacted {
        return Ok(());
    }
    let named = backend(spec.kind).and_then(|backend| (backend.named_location)(&spec));
    let Some(named) = named.map_err(|error| PlanRejected::Inconsistent(error.message))? else { return Ok(()) };
    for (shown, actual) in [(&record.api_url, named.api_url), (&record.login_url, named.login_url)] {
        if *shown != actual {
            let text = |url: Option<String>| url.unwrap_or_else(|| "no address".to_owned());
            return Err(PlanRejected::OtherAddress { shown: text(shown.clone()), actual: text(actual) });
        }
    }
    Ok(())
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
