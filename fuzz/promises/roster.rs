//! A roster of any bytes is read, or refused with its errors. A roster that is read can be planned; the plan can be
//! saved, loaded and printed.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fs;

use rosterctl::model::{
    Desired, Division, Email, Identity, InactiveAttributes, Live, LiveUser, LookedUp, Organization, State, UserId,
    Version,
};
use rosterctl::plan::{DirectoryRecord, FileRecord, PlanContext, PlanOptions, RosterRecord, SavedPlan, decide};
use rosterctl::render::diagnostics::DiagnosticsReport;
use rosterctl::roster::{Roster, RosterErrors, load};
use tempfile::TempDir;

use super::fixtures::setting;
use super::shown::forms_are_harmless;

/// The most files of one input.
const FILES: usize = 6;

thread_local! {
    /// A folder for all inputs, and the number of included files that the last input left there.
    static FOLDER: RefCell<(TempDir, usize)> = RefCell::new((folder(), 0));
}

/// The first part is `roster.yaml`, every further one `teams/1.yaml` and so on. `org.yaml` is beside them.
pub fn keeps(input: &[u8]) {
    let loaded = FOLDER.with_borrow_mut(|(folder, left)| {
        let mut parts = super::parts(input);
        parts.truncate(FILES);
        let team = |n: usize| folder.path().join(format!("teams/{n}.yaml"));
        fs::write(folder.path().join("roster.yaml"), parts[0]).unwrap();
        for (n, part) in parts.iter().enumerate().skip(1) {
            fs::write(team(n), part).unwrap();
        }
        for n in parts.len()..=*left {
            let _ = fs::remove_file(team(n));
        }
        *left = parts.len() - 1;
        load(&folder.path().join("roster.yaml"))
    });
    match loaded {
        Ok(roster) => {
            assert_eq!(roster.warnings.errors, 0);
            is_usable(&roster);
            if roster.warnings.count > 0 {
                are_reported(roster.warnings);
            }
        }
        Err(mistakes) => are_reported(mistakes),
    }
}

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("teams")).unwrap();
    fs::write(folder.path().join("org.yaml"), "").unwrap();
    folder
}

/// Each error has a message of bounded length and a location that exists, and prints no character with an effect.
pub fn are_reported(mistakes: RosterErrors) {
    assert!(!mistakes.diagnostics.is_empty(), "refused without an error");
    let sources = mistakes.sources.clone();
    let report = DiagnosticsReport::of_errors("roster.yaml".to_owned(), mistakes);
    for diagnostic in &report.diagnostics {
        assert!(!diagnostic.message.is_empty() && !diagnostic.help.is_empty(), "{diagnostic:?}");
        assert!(diagnostic.message.len() + diagnostic.help.len() < 4_000, "{diagnostic:?}");
        let at = diagnostic.at.as_ref().unwrap();
        assert!(at.line >= 1 && at.column >= 1 && diagnostic.width >= 1, "{diagnostic:?}");
        for at in diagnostic.also.iter().map(|(at, _)| at).chain([at]) {
            let Some(source) = sources.get(&*at.file) else { continue };
            let lines: Vec<&str> = source.split('\n').collect();
            let line = lines.get(at.line as usize - 1).unwrap_or_else(|| panic!("there is no such line: {at}"));
            assert!(at.column as usize <= line.chars().count() + 1, "the line has no such column: {at} in {line:?}");
        }
    }
    forms_are_harmless(&report);
}

fn is_usable(roster: &Roster) {
    let desired = &roster.desired;
    let spellings = desired.users.iter().flat_map(|user| [Some(&user.email), user.was.as_deref()]).flatten();
    let mut seen = HashSet::new();
    for email in spellings.chain(desired.leavers.iter().map(|leaver| &leaver.email)) {
        assert!(Email::parse(email.as_str()).is_ok(), "{email:?}");
        assert!(seen.insert(email.clone()), "{email:?} is listed twice");
    }
    let policy = PlanOptions {
        date: jiff::civil::date(2026, 11, 21),
        only: Vec::new(),
        overrides: Vec::new(),
        capabilities: rosterctl::model::Capabilities::ALL,
        terms: None,
        notes: Vec::new(),
        pinned: None,
    };
    match decide(desired, &all_active(desired), &policy) {
        Err(contradictions) => {
            forms_are_harmless(&DiagnosticsReport::of_contradictions("roster.yaml".to_owned(), contradictions))
        }
        Ok(decision) => {
            let now = "2026-11-21T17:00:00Z".parse().unwrap();
            let files = roster.files.iter();
            let files = files.map(|file| FileRecord { path: file.path.clone(), sha256: file.sha256.clone() }).collect();
            let context = PlanContext {
                directory: directory(roster),
                roster: RosterRecord { files, commit: None },
                caution: desired.caution,
                ..setting(now, decision.active, decision.in_scope)
            };
            let saved = SavedPlan::seal(context, rosterctl::render::record(&decision));
            super::plan::can_be_saved(&saved);
            assert_eq!(SavedPlan::from_json(saved.to_json().as_bytes()), Ok(saved), "a saved plan does not load");
        }
    }
}

/// All users that the roster names, active, and one user that it does not name.
fn all_active(desired: &Desired) -> Live {
    let users = desired.users.iter().map(|user| (&user.email, &user.id, user.note.as_deref()));
    let leavers = desired.leavers.iter().map(|leaver| (&leaver.email, &leaver.id, Some(leaver.reason.as_str())));
    let protected = desired.protected.iter();
    let protected = protected.filter_map(|one| Some((one.email.as_ref()?, &one.id, Some(one.reason.as_str()))));
    let other = Email::reported("somebody.else@acme.example");
    let other = (&other, &None, Some("\u{202e}Somebody\u{1b}[31m Else\u{200b}"));
    let scope = desired.scope.divisions.iter().map(|name| name.value.clone());
    let divisions: Vec<Division> =
        scope.enumerate().map(|(n, name)| Division { id: format!("division-{n}"), name }).collect();
    let (mut emails, mut ids) = (HashSet::new(), HashSet::new());
    let mut active = Vec::new();
    for (n, (email, id, name)) in users.chain(leavers).chain(protected).chain([other]).enumerate() {
        let id = id.clone().unwrap_or_else(|| UserId::new(&format!("user-{n}")).unwrap());
        if emails.insert(email.clone()) && ids.insert(id.clone()) {
            active.push(LiveUser {
                id,
                email: email.clone(),
                name: name.unwrap_or_default().to_owned(),
                division: divisions.get(n % (divisions.len() + 1)).cloned().map(Into::into),
                version: Version::number(n as u64),
                state: State::Active,
                attributes: None,
            });
        }
    }
    Live {
        organization: Organization { id: "org".to_owned(), name: "Acme".to_owned() },
        identity: Identity::Client,
        divisions,
        active,
        others: Vec::new(),
        asked: LookedUp::Everybody,
        unaddressed: Vec::new(),
        notes: Vec::new(),
        inactive_attributes: InactiveAttributes::default(),
    }
}

fn directory(roster: &Roster) -> DirectoryRecord {
    let spec = &roster.directory;
    let organization_id = spec.organization_id.clone().unwrap_or_else(|| "org".to_owned());
    DirectoryRecord {
        kind: spec.kind.name.to_owned(),
        api_url: spec.text("api_url").map(str::to_owned),
        login_url: spec.text("login_url").map(str::to_owned),
        org: spec.file("org").map(|path| path.display().to_string()),
        deactivation: "state".to_owned(),
        strip_roles: false,
        organization: Organization { id: organization_id, name: "Acme".to_owned() },
        settings: serde_json::Map::new(),
        terms: None,
    }
}
