//! `doctor`: looks at everything that planning and applying rely on, and says of each how it is and what to do.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::directory::{ORDER, WITHOUT_CREDENTIALS, checkup, unreached};
use crate::error::{Error, Exit, Result};
use crate::fs::shown;
use crate::model::Observer;
use crate::model::{Check, Dialect, DirectoryKind, DirectorySpec, Health};
use crate::render;
use crate::roster::{RosterErrors, load};
use crate::settings::Access;
use crate::ui::Ui;

use super::connect;
use super::time::TimeLimit;

/// The roster that is looked at when none is named.
const USUAL: &str = "roster.yaml";

pub(super) async fn run(
    file: Option<PathBuf>,
    access: Access,
    mistake: Option<Error>,
    limit: Option<Duration>,
    ui: &Ui,
) -> Result<Exit> {
    let limit = TimeLimit::from_now(limit);
    let progress = ui.progress("Asking the directory");
    let (roster, spec) = roster(file, &access);
    let is_blind = roster.health == Health::Failed && access.region.is_none();
    let mut checks = vec![roster];
    let absent = mistake.as_ref().map_or_else(
        || (WITHOUT_CREDENTIALS.0.to_owned(), WITHOUT_CREDENTIALS.1.to_owned()),
        |mistake| (mistake.to_string(), mistake.hints().join("; ")),
    );
    if is_blind {
        let why = "the roster cannot be read, and GENESYSCLOUD_REGION is not set";
        let region = Check::skipped("region", why, "fix `roster` first");
        checks.extend(unreached(region, access.credentials.as_ref(), absent));
    } else {
        let looked = async {
            look(&spec, access, absent, progress.clone(), &mut checks).await;
            Ok(())
        };
        if limit.hold(looked, ui).await.is_err() {
            // What was seen until then is told all the same.
            let next = ORDER.get(checks.len().saturating_sub(1)).unwrap_or(&"the directory");
            let found = format!("the time of --timeout was up while `{next}` was looked at");
            checks.push(Check::failed(
                "time",
                found,
                "give it a longer --timeout, or find out why that does not answer",
            ));
        }
    }
    progress.end();
    ui.result(&render::checkup(&checks));
    Ok(if checks.iter().any(|check| check.health == Health::Failed) { Exit::Error } else { Exit::Done })
}

/// Looks at the directory; a sandbox is started for it.
async fn look(
    spec: &DirectorySpec,
    access: Access,
    absent: (String, String),
    observer: Arc<dyn Observer>,
    checks: &mut Vec<Check>,
) {
    match connect::connection(spec, access.clone()).await {
        // The sandbox serves for as long as it is held.
        Ok((connection, _sandbox)) => checkup(&connection, absent, observer, checks).await,
        Err(error) => {
            let region = Check::failed("region", said(&error), error.hints().join("; "));
            checks.extend(unreached(region, access.credentials.as_ref(), absent));
        }
    }
}

/// How the roster is, and the directory that it names; without one, the environment names it.
fn roster(file: Option<PathBuf>, access: &Access) -> (Check, DirectorySpec) {
    const NAME: &str = "roster";
    let is_named = file.is_some();
    let file = file.unwrap_or_else(|| PathBuf::from(USUAL));
    if !is_named && !file.exists() {
        let check = Check::skipped(NAME, format!("there is no {USUAL} here"), "name one: `rosterctl doctor FILE`");
        return (check, elsewhere());
    }
    match load(&file) {
        Ok(roster) => {
            let desired = &roster.desired;
            let users = crate::text::counted(desired.users.len() as u64, "user");
            let leavers = crate::text::counted(desired.leavers.len() as u64, "leaver");
            let kept = desired.protected.len();
            let found = format!("{}: {users}, {leavers}, {kept} protected", shown(&file));
            (Check::ok(NAME, found), roster.directory)
        }
        Err(mistakes) => (mistaken(NAME, &file, &mistakes, access), elsewhere()),
    }
}

fn mistaken(name: &'static str, file: &Path, mistakes: &RosterErrors, access: &Access) -> Check {
    let first = crate::render::diagnostics::first_error(mistakes);
    let found = match mistakes.count {
        1 => format!("{}: {first}", shown(file)),
        count => format!("{}: {count} mistakes; the first: {first}", shown(file)),
    };
    let rest = if access.region.is_some() { "; the rest is checked in the region of GENESYSCLOUD_REGION" } else { "" };
    Check::failed(name, found, format!("`rosterctl validate {}` shows what to fix{rest}", shown(file)))
}

/// A directory of which nothing is written down.
fn elsewhere() -> DirectorySpec {
    DirectorySpec {
        kind: DirectoryKind::GenesysCloud,
        region: None,
        organization_id: None,
        api_url: None,
        login_url: None,
        dialect: Dialect::default(),
        org: None,
    }
}

fn said(error: &Error) -> String {
    let causes: String = error.causes().iter().map(|cause| format!(": {cause}")).collect();
    format!("{error}{causes}")
}
