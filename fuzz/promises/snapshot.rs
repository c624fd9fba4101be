//! A snapshot of any bytes is refused, or is the reading that those bytes say. What is read can be planned with and shown.

use std::collections::HashSet;
use std::sync::Arc;

use rosterctl::directory::Snapshot;
use rosterctl::model::{Declared, Desired, Email, LookedUp, Place, State};
use rosterctl::plan::{
    DirectoryRecord, FileRecord, LiveRecord, PlanContext, PlanOptions, ReadingSource, RosterRecord, SavedPlan, decide,
};
use rosterctl::render;
use rosterctl::render::diagnostics::Diagnosis;
use sha2::{Digest, Sha256};

use super::shown::{forms_are_harmless, is_harmless};

/// The bytes as they are; and as somebody would hand them in who can make a checksum.
pub fn keeps(input: &[u8]) {
    is_read(input);
    is_read(&sealed(input));
}

fn is_read(bytes: &[u8]) {
    match Snapshot::read(bytes) {
        Ok(snapshot) => {
            comes_back(&snapshot);
            holds_together(&snapshot);
            can_be_planned(&snapshot);
        }
        Err(refused) => {
            let text = refused.to_string();
            assert!(text.len() < 1_000, "{} bytes are said: {text}", text.len());
            is_harmless(&rosterctl::text::sanitize_multiline(&text));
        }
    }
}

/// All before the last line, with the last line that it should have.
fn sealed(input: &[u8]) -> Vec<u8> {
    let end = input.windows(2).rposition(|two| two == b"\n]").map_or(input.len(), |at| at + 1);
    let mut bytes = input[..end].to_vec();
    if !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    let sum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    bytes.extend_from_slice(format!("],\"checksum\":\"sha256:{sum}\"}}\n").as_bytes());
    bytes
}

/// Written again it is the same, with nothing in it that acts; one byte changed, or cut, it is refused.
fn comes_back(snapshot: &Snapshot) {
    let mut bytes = Vec::new();
    snapshot.write(&mut bytes).unwrap();
    assert_eq!(Snapshot::read(bytes.as_slice()).as_ref().ok(), Some(snapshot), "what is written is not what is read");
    is_harmless(std::str::from_utf8(&bytes).expect("UTF-8"));
    let hash = Sha256::digest(&bytes);
    let at = usize::from(u16::from_be_bytes([hash[0], hash[1]])) % bytes.len();
    assert!(Snapshot::read(&bytes[..at]).is_err(), "cut at byte {at}, and accepted");
    bytes[at] ^= 1 << (hash[2] % 8);
    assert!(Snapshot::read(bytes.as_slice()).is_err(), "altered at byte {at}, and accepted");
}

fn holds_together(snapshot: &Snapshot) {
    let live = &snapshot.live;
    let mut seen = HashSet::new();
    assert!(live.active.iter().all(|user| user.state == State::Active && !user.email.as_str().is_empty()));
    assert!(live.others.iter().all(|user| user.state != State::Active));
    assert!(live.active.iter().chain(&live.others).all(|user| seen.insert(&user.id)), "a user is there twice");
    assert!(matches!(live.asked, LookedUp::Only(_)), "it cannot know everybody");
}

/// With a roster of every other user, and of somebody whom nobody knows.
fn can_be_planned(snapshot: &Snapshot) {
    let now = "2026-11-21T17:00:00Z".parse().unwrap();
    let live = &snapshot.live;
    let at = Place { file: Arc::from("roster.yaml"), line: 1, column: 1 };
    let addresses = live.active.iter().step_by(2).map(|user| user.email.as_str()).chain(["nobody@acme.example"]);
    let declared = addresses.filter_map(|text| Email::parse(text).ok()).map(|email| Declared {
        email,
        id: None,
        was: None,
        until: None,
        note: None,
        at: at.clone(),
    });
    let desired = Desired { users: declared.collect(), ..Desired::default() };
    let policy = PlanOptions { date: jiff::civil::date(2026, 11, 21), only: Vec::new(), overrides: Vec::new() };
    is_harmless(&render::snapshot_taken(live, snapshot.read_at, "roster.yaml".as_ref(), Some("live.json".as_ref())));
    is_harmless(&render::snapshot_age(snapshot.read_at, now));
    let decision = match decide(&desired, live, &policy) {
        Ok(decision) => decision,
        Err(contradictions) => {
            return forms_are_harmless(&Diagnosis::of_contradictions("roster.yaml".to_owned(), contradictions));
        }
    };
    let organization = &live.organization;
    let context = PlanContext {
        created_at: now,
        lifetime: jiff::SignedDuration::from_hours(24),
        date: policy.date,
        as_of: false,
        directory: DirectoryRecord {
            kind: snapshot.kind.as_str().to_owned(),
            api_url: snapshot.endpoints.as_ref().map(|endpoints| endpoints.api_url.clone()),
            login_url: snapshot.endpoints.as_ref().map(|endpoints| endpoints.login_url.clone()),
            org: snapshot.org.clone(),
            deactivation: "state".to_owned(),
            strip_roles: false,
            organization: organization.clone(),
        },
        roster: RosterRecord {
            files: vec![FileRecord { path: "roster.yaml".to_owned(), sha256: "0".repeat(64) }],
            commit: None,
        },
        live: LiveRecord {
            source: ReadingSource::Snapshot,
            read_at: snapshot.read_at,
            active: decision.active,
            in_scope: decision.in_scope,
        },
        caution: desired.caution,
    };
    let saved = SavedPlan::seal(context, rosterctl::render::record(&decision).with_impacts(&[]));
    super::plan::can_be_saved(&saved);
    assert!(saved.check_usable(now, None).is_err(), "a plan from a snapshot could be applied");
}
