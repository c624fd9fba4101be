//! A roster of any bytes is read, or refused with its mistakes. What is read can be planned, saved, loaded and shown.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fs;

use rosterctl::model::{
    Desired, Division, Email, Identity, Live, LiveUser, LookedUp, Organization, State, UserId, Version,
};
use rosterctl::plan::{
    DirectoryRecord, FileRecord, LiveRecord, PlanContext, PlanOptions, ReadingSource, RosterRecord, SavedPlan, decide,
};
use rosterctl::render::diagnostics::Diagnosis;
use rosterctl::roster::{Roster, RosterErrors, load};
use tempfile::TempDir;

use super::shown::forms_are_harmless;

/// The most files of one input.
const FILES: usize = 6;

thread_local! {
    /// A folder for all inputs, and how many included files the last one left there.
    static FOLDER: RefCell<(TempDir, usize)> = RefCell::new((folder(), 0));
}

/// The first part is `roster.yaml`, every further one `teams/1.yaml` and so on. `org.yaml` stands beside them.
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
                are_told(roster.warnings);
            }
        }
        Err(mistakes) => are_told(mistakes),
    }
}

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("teams")).unwrap();
    fs::write(folder.path().join("org.yaml"), "").unwrap();
    folder
}

/// Each mistake says something of bounded length about a place that is there, and shows no character that acts.
fn are_told(mistakes: RosterErrors) {
    assert!(!mistakes.diagnostics.is_empty(), "refused without a word");
    for diagnostic in &mistakes.diagnostics {
        assert!(!diagnostic.message.is_empty() && !diagnostic.help.is_empty(), "{diagnostic:?}");
        assert!(diagnostic.message.len() + diagnostic.help.len() < 4_000, "{diagnostic:?}");
        assert!(diagnostic.at.line >= 1 && diagnostic.at.column >= 1 && diagnostic.width >= 1, "{diagnostic:?}");
        for at in diagnostic.also.iter().map(|also| &also.at).chain([&diagnostic.at]) {
            let Some(source) = mistakes.sources.get(&*at.file) else { continue };
            let lines: Vec<&str> = source.split('\n').collect();
            let line = lines.get(at.line as usize - 1).unwrap_or_else(|| panic!("there is no such line: {at}"));
            assert!(at.column as usize <= line.chars().count() + 1, "the line has no such column: {at} in {line:?}");
        }
    }
    forms_are_harmless(&Diagnosis::of_mistakes("roster.yaml".to_owned(), mistakes));
}

fn is_usable(roster: &Roster) {
    let desired = &roster.desired;
    let spellings = desired.users.iter().flat_map(|user| [Some(&user.email), user.was.as_deref()]).flatten();
    let mut seen = HashSet::new();
    for email in spellings.chain(desired.leavers.iter().map(|leaver| &leaver.email)) {
        assert!(Email::parse(email.as_str()).is_ok(), "{email:?}");
        assert!(seen.insert(email.clone()), "{email:?} stands there twice");
    }
    let policy = PlanOptions { date: jiff::civil::date(2026, 11, 21), only: Vec::new(), overrides: Vec::new() };
    match decide(desired, &everybody(desired), &policy) {
        Err(contradictions) => {
            forms_are_harmless(&Diagnosis::of_contradictions("roster.yaml".to_owned(), contradictions))
        }
        Ok(decision) => {
            let now = "2026-11-21T17:00:00Z".parse().unwrap();
            let live = LiveRecord {
                source: ReadingSource::Directory,
                read_at: now,
                active: decision.active,
                in_scope: decision.in_scope,
            };
            let files = roster.files.iter();
            let files = files.map(|file| FileRecord { path: file.path.clone(), sha256: file.sha256.clone() }).collect();
            let record = RosterRecord { files, commit: None };
            let context = PlanContext {
                created_at: now,
                lifetime: jiff::SignedDuration::from_hours(24),
                date: policy.date,
                as_of: false,
                directory: directory(roster),
                roster: record,
                live,
                caution: desired.caution,
            };
            let saved = SavedPlan::seal(context, rosterctl::render::record(&decision));
            super::plan::can_be_saved(&saved);
            assert_eq!(SavedPlan::from_json(saved.to_json().as_bytes()), Ok(saved), "what was planned does not load");
        }
    }
}

/// Everybody whom the roster names, active, and one whom it does not name.
fn everybody(desired: &Desired) -> Live {
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
                version: Version(n as u64),
                state: State::Active,
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
    }
}

fn directory(roster: &Roster) -> DirectoryRecord {
    let spec = &roster.directory;
    DirectoryRecord {
        kind: spec.kind.as_str().to_owned(),
        api_url: spec.api_url.clone(),
        login_url: spec.login_url.clone(),
        org: spec.org.as_ref().map(|path| path.display().to_string()),
        deactivation: "state".to_owned(),
        strip_roles: false,
        organization: Organization {
            id: spec.organization_id.clone().unwrap_or_else(|| "org".to_owned()),
            name: "Acme".to_owned(),
        },
    }
}
