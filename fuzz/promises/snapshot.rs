//! A snapshot of any bytes is refused, or is the reading that those bytes describe. A plan can be made from it and printed.

use std::collections::HashSet;
use std::sync::Arc;

use rosterctl::directory::Snapshot;
use rosterctl::model::Organization;
use rosterctl::model::{Declared, Desired, Email, LookedUp, Place, State};
use rosterctl::plan::{DirectoryRecord, LiveRecord, PlanContext, PlanOptions, ReadingSource, SavedPlan, decide};
use rosterctl::render;
use rosterctl::render::diagnostics::DiagnosticsReport;
use sha2::{Digest, Sha256};

use super::fixtures::setting;
use super::shown::{forms_are_harmless, is_harmless};

/// The bytes as they are, and with a correct checksum.
pub fn keeps(input: &[u8]) {
    is_read(input);
    is_read(&sealed(input));
}

fn is_read(bytes: &[u8]) {
    match Snapshot::read(bytes) {
        Ok(snapshot) => {
            comes_back(&snapshot);
            is_consistent(&snapshot);
            can_be_planned(&snapshot);
        }
        Err(refused) => {
            let text = refused.to_string();
            assert!(text.len() < 1_000, "a message of {} bytes: {text}", text.len());
            is_harmless(&rosterctl::text::sanitize_multiline(&text));
        }
    }
}

/// The bytes before the last line, with a correct last line.
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

/// Written again it is the same, without characters that have an effect; with one byte changed, or truncated, it is
/// refused.
fn comes_back(snapshot: &Snapshot) {
    let mut bytes = Vec::new();
    snapshot.write(&mut bytes).unwrap();
    assert_eq!(
        Snapshot::read(bytes.as_slice()).as_ref().ok(),
        Some(snapshot),
        "a written snapshot is read differently"
    );
    is_harmless(std::str::from_utf8(&bytes).expect("UTF-8"));
    let hash = Sha256::digest(&bytes);
    let at = usize::from(u16::from_be_bytes([hash[0], hash[1]])) % bytes.len();
    assert!(Snapshot::read(&bytes[..at]).is_err(), "cut at byte {at}, and accepted");
    bytes[at] ^= 1 << (hash[2] % 8);
    assert!(Snapshot::read(bytes.as_slice()).is_err(), "altered at byte {at}, and accepted");
}

fn is_consistent(snapshot: &Snapshot) {
    let live = &snapshot.live;
    let mut seen = HashSet::new();
    assert!(live.active.iter().all(|user| user.state == State::Active && !user.email.as_str().is_empty()));
    assert!(live.others.iter().all(|user| user.state != State::Active));
    assert!(live.active.iter().chain(&live.others).all(|user| seen.insert(&user.id)), "a user is there twice");
    assert!(matches!(live.asked, LookedUp::Only(_)), "a snapshot does not have all users");
}

/// With a roster of every other user, and of one that the snapshot does not have.
fn can_be_planned(snapshot: &Snapshot) {
    let now = "2026-11-21T17:00:00Z".parse().unwrap();
    let live = &snapshot.live;
    let at = Place { file: Arc::from("roster.yaml"), line: 1, column: 1 };
    let addresses = live.active.iter().step_by(2).map(|user| user.email.as_str()).chain(["missing@acme.example"]);
    let declared = addresses.filter_map(|text| Email::parse(text).ok()).map(|email| Declared {
        email,
        id: None,
        was: None,
        until: None,
        note: None,
        at: at.clone(),
    });
    let desired = Desired { users: declared.collect(), ..Desired::default() };
    let policy = PlanOptions {
        date: jiff::civil::date(2026, 11, 21),
        only: Vec::new(),
        overrides: Vec::new(),
        capabilities: rosterctl::model::Capabilities::ALL,
        terms: None,
        notes: Vec::new(),
        pinned: None,
    };
    is_harmless(&render::snapshot_taken(live, snapshot.read_at, "roster.yaml".as_ref(), Some("live.json".as_ref())));
    is_harmless(&render::snapshot_age(snapshot.read_at, now));
    let decision = match decide(&desired, live, &policy) {
        Ok(decision) => decision,
        Err(contradictions) => {
            return forms_are_harmless(&DiagnosticsReport::of_contradictions("roster.yaml".to_owned(), contradictions));
        }
    };
    let organization = &live.organization;
    let context = setting(now, decision.active, decision.in_scope);
    let context = PlanContext {
        directory: DirectoryRecord {
            kind: snapshot.kind.name.to_owned(),
            api_url: snapshot.location.api_url.clone(),
            login_url: snapshot.location.login_url.clone(),
            org: snapshot.location.org.clone(),
            organization: Organization { id: organization.id.clone(), name: organization.name.clone() },
            ..context.directory
        },
        live: LiveRecord { source: ReadingSource::Snapshot, read_at: snapshot.read_at, ..context.live },
        caution: desired.caution,
        ..context
    };
    let saved = SavedPlan::seal(context, rosterctl::render::record(&decision).with_impacts(&[]));
    super::plan::can_be_saved(&saved);
    assert!(saved.check_usable(now, None).is_err(), "a plan from a snapshot could be applied");
}
