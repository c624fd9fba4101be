//! `doctor`: checks everything that planning and applying rely on, and reports each result with its fix.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::directory::{Examination, PlanLookup, backend};
use crate::error::{Error, Exit, Result};
use crate::model::{Check, DIRECTORY_TYPES, Desired, DirectorySpec, Health, LiveUser, Observer};
use crate::plan::unmatched;
use crate::render;
use crate::roster::{RosterErrors, load};
use crate::settings::{Access, OutputMode, Purpose};
use crate::text::{counted, printed_path};
use crate::ui::Ui;

use super::connect;
use super::time::TimeLimit;

/// The roster that is checked when none is named.
const DEFAULT_ROSTER: &str = "roster.yaml";

pub(super) async fn run(
    file: Option<PathBuf>,
    access: Access,
    mistake: Option<Error>,
    limit: Option<Duration>,
    output: OutputMode,
    ui: &Ui,
) -> Result<Exit> {
    let limit = TimeLimit::from_now(limit);
    let progress = ui.progress("Asking the directory");
    let variables = access.organization.clone();
    let (roster, spec, desired) = roster(file, &access);
    let blocked = (roster.health == Health::Failed && access.region().is_none()).then(|| {
        let why = format!("the roster cannot be read, and {} is not set", region_variable());
        Check::skipped("region", why, "fix `roster` first")
    });
    let mut checks = vec![roster];
    let unusable_credentials = mistake.map(|mistake| (mistake.to_string(), mistake.hints().join("; ")));
    let examined = async {
        let lookup = {
            let desired = desired.clone();
            Box::new(move |active: &[LiveUser]| unmatched(&desired, active))
        };
        let blocks = (blocked, unusable_credentials);
        examine(&spec, access, blocks, (desired, lookup), progress.clone(), &mut checks).await
    };
    if limit.hold(examined, ui).await.is_err() {
        // The checks that were made until then are printed all the same.
        let names = backend(spec.kind)?;
        let names = (names.check_names)();
        let next = names.get(checks.len().saturating_sub(1)).unwrap_or(&"the directory");
        let found = format!("the time of --timeout was up during the check `{next}`");
        checks.push(Check::failed(
            "time",
            found,
            "allow a longer --timeout, or find out why the directory does not answer",
        ));
    }
    progress.end();
    if let Some(variables) = variables {
        for check in &mut checks {
            check.found = variables.named_in(&check.found);
            check.fix = check.fix.take().map(|fix| variables.named_in(&fix));
        }
    }
    ui.result(&match output {
        OutputMode::Text => render::doctor_report(&checks),
        OutputMode::Json => render::doctor_json(&checks),
    });
    Ok(if checks.iter().any(|check| check.health == Health::Failed) { Exit::Error } else { Exit::Done })
}

/// Examines the directory; a sandbox is started for it, unless there is nothing to ask.
async fn examine(
    spec: &DirectorySpec,
    access: Access,
    (blocked, unusable_credentials): (Option<Check>, Option<(String, String)>),
    (desired, lookup): (Desired, PlanLookup),
    observer: Arc<dyn Observer>,
    checks: &mut Vec<Check>,
) -> Result<()> {
    let backend = backend(spec.kind)?;
    let (connection, blocked, _sandbox) = match connect::connection(spec, access.clone(), Purpose::Read).await {
        // The sandbox serves for as long as it is held.
        Ok((connection, sandbox)) => (connection, blocked, sandbox),
        Err(error) => {
            let connection = connect::unopened(spec, access, Purpose::Read);
            let region = Check::failed("region", with_causes(&error), error.hints().join("; "));
            (connection, Some(region), None)
        }
    };
    let examination = Examination { connection, blocked, unusable_credentials, desired, lookup, observer };
    (backend.examine)(examination, checks).await;
    Ok(())
}

/// The environment variable that names a region.
fn region_variable() -> &'static str {
    DIRECTORY_TYPES[0].environment.region.map_or("", |(name, _)| name)
}

/// Whether the roster can be read, the directory that it names, and whom it declares; without one, the environment names the
/// directory.
fn roster(file: Option<PathBuf>, access: &Access) -> (Check, DirectorySpec, Desired) {
    const NAME: &str = "roster";
    let is_named = file.is_some();
    let file = file.unwrap_or_else(|| PathBuf::from(DEFAULT_ROSTER));
    if !is_named && !file.exists() {
        let check =
            Check::skipped(NAME, format!("there is no {DEFAULT_ROSTER} here"), "name one: `rosterctl doctor FILE`");
        return (check, unnamed(), Desired::default());
    }
    match load(&file) {
        Ok(roster) => {
            let desired = &roster.desired;
            let users = counted(desired.users.len() as u64, "user");
            let leavers = counted(desired.leavers.len() as u64, "leaver");
            let kept = desired.protected.len();
            let found = format!("{}: {users}, {leavers}, {kept} protected", printed_path(&file));
            (Check::ok(NAME, found), roster.directory, roster.desired)
        }
        Err(errors) => (invalid(NAME, &file, &errors, access), unnamed(), Desired::default()),
    }
}

fn invalid(name: &'static str, file: &Path, errors: &RosterErrors, access: &Access) -> Check {
    let first = crate::render::diagnostics::first_error(errors);
    let found = match errors.count {
        1 => format!("{}: {first}", printed_path(file)),
        count => format!("{}: {count} errors; the first: {first}", printed_path(file)),
    };
    let rest = match access.region() {
        Some(_) => format!("; the rest is checked in the region of {}", region_variable()),
        None => String::new(),
    };
    Check::failed(name, found, format!("`rosterctl validate {}` shows what to fix{rest}", printed_path(file)))
}

/// A directory without settings, for the environment to name.
fn unnamed() -> DirectorySpec {
    DirectorySpec::new(DIRECTORY_TYPES[0])
}

fn with_causes(error: &Error) -> String {
    let causes: String = error.causes().iter().map(|cause| format!(": {cause}")).collect();
    format!("{error}{causes}")
}
