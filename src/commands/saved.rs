//! The saved plan as a file: read whole, written whole or not at all, for its owner's eyes.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::plan::SavedPlan;

/// More than a plan of a million actions takes.
const LARGEST: u64 = 1 << 30;

/// The saved plan at `path`.
///
/// # Errors
/// When the file cannot be read, or is no plan that can be trusted.
pub(super) fn read(path: &Path) -> Result<SavedPlan> {
    let unreadable = |error: std::io::Error| {
        Error::new(Kind::File, format!("the saved plan {} could not be read", path.display()))
            .because(error)
            .hint("save one with `rosterctl plan --out PLAN`")
    };
    let about = fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() || about.len() > LARGEST {
        return Err(Error::new(Kind::File, format!("{} is no saved plan", path.display()))
            .hint("give the file that `rosterctl plan --out PLAN` wrote"));
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    Ok(SavedPlan::from_json(&bytes)?)
}

/// Saves `plan` at `path`, readable by its owner alone. An existing file is replaced only if it is a saved plan.
///
/// # Errors
/// When the file cannot be written, or something else stands there.
pub(super) fn write(path: &Path, plan: &SavedPlan) -> Result<()> {
    let failed = |error: std::io::Error| {
        Error::new(Kind::File, format!("the plan could not be saved to {}", path.display()))
            .because(error)
            .hint("choose a place that can be written with --out")
    };
    // Behind a link, the file that it leads to is replaced, and the link stays.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(path) {
        Ok(about) if !about.is_file() || about.len() > LARGEST || !is_plan(&fs::read(path).map_err(failed)?) => {
            return Err(Error::new(Kind::File, format!("{} exists and is no saved plan", path.display()))
                .hint("give --out another name; rosterctl only replaces what it wrote itself"));
        }
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // A temporary file is made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(plan.to_json().as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

fn is_plan(bytes: &[u8]) -> bool {
    bytes.is_empty()
        || serde_json::from_slice::<serde_json::Value>(bytes).is_ok_and(|value| value.get("format_version").is_some())
}
