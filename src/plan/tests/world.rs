//! Small directories and rosters for tests.

use std::sync::Arc;

use jiff::civil::{Date, date};

use crate::model::{
    Declared, Desired, Division, Email, Identity, InactiveAttributes, Leaver, Live, LiveUser, LookedUp, Organization,
    Place, Protected, Spanned, State, UserId, Version,
};
use crate::plan::{Plan, PlanOptions};
use crate::render;
use crate::render::wording::{contradiction_help, contradiction_message};

pub(super) const TODAY: Date = date(2026, 11, 21);

pub(super) fn place(line: u32) -> Place {
    Place { file: Arc::from("roster.yaml"), line, column: 5 }
}

pub(super) fn id(text: &str) -> UserId {
    UserId::new(text).unwrap()
}

pub(super) fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

/// An active user in the division Support whose id is the local part.
pub(super) fn user(address: &str) -> LiveUser {
    let local = address.split('@').next().unwrap();
    LiveUser {
        id: id(local),
        email: Email::reported(address),
        name: format!("Name of {local}"),
        division: Some(division("Support").into()),
        version: Version::number(3),
        state: State::Active,
        attributes: None,
    }
}

pub(super) fn division(name: &str) -> Division {
    Division { id: format!("id-{name}"), name: name.to_owned() }
}

pub(super) fn live(active: Vec<LiveUser>) -> Live {
    Live {
        organization: Organization { id: "org".to_owned(), name: "Acme".to_owned() },
        identity: Identity::Client,
        divisions: vec![division("Support"), division("Sales")],
        active,
        others: Vec::new(),
        asked: LookedUp::Everybody,
        unaddressed: Vec::new(),
        notes: Vec::new(),
        inactive_attributes: InactiveAttributes::default(),
    }
}

pub(super) fn declared(address: &str, line: u32) -> Declared {
    Declared { email: email(address), id: None, was: None, until: None, note: None, at: place(line) }
}

pub(super) fn leaver(address: &str, line: u32) -> Leaver {
    Leaver { email: email(address), id: None, reason: "left".to_owned(), ticket: None, at: place(line) }
}

pub(super) fn protected(address: &str, line: u32) -> Protected {
    Protected { email: Some(email(address)), id: None, reason: "emergency".to_owned(), at: place(line) }
}

/// A roster that declares these addresses, one a line.
pub(super) fn roster(addresses: &[&str]) -> Desired {
    Desired {
        users: addresses.iter().zip(1..).map(|(address, line)| declared(address, line)).collect(),
        ..Desired::default()
    }
}

pub(super) fn at<T>(value: T) -> Spanned<T> {
    Spanned { value, at: place(90) }
}

pub(super) fn policy() -> PlanOptions {
    PlanOptions {
        date: TODAY,
        only: Vec::new(),
        overrides: Vec::new(),
        capabilities: crate::model::Capabilities::ALL,
        terms: None,
        notes: Vec::new(),
        pinned: None,
    }
}

/// A decision with its sentences.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Planned {
    pub(super) plan: Plan,
    pub(super) active: u64,
    pub(super) in_scope: u64,
}

/// A contradiction with its sentences.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WordedContradiction {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: String,
}

/// Decides, and words what was decided.
pub(super) fn decide(
    desired: &Desired,
    live: &Live,
    options: &PlanOptions,
) -> Result<Planned, Vec<WordedContradiction>> {
    let worded = |found: crate::plan::Contradiction| WordedContradiction {
        code: found.kind.code(),
        message: contradiction_message(&found.kind),
        help: contradiction_help(&found.kind),
    };
    match crate::plan::decide(desired, live, options) {
        Ok(decision) => {
            let plan = render::record(&decision);
            Ok(Planned { plan, active: decision.active, in_scope: decision.in_scope })
        }
        Err(found) => Err(found.into_iter().map(worded).collect()),
    }
}

pub(super) fn plan(desired: &Desired, live: &Live) -> Planned {
    decide(desired, live, &policy()).expect("no contradictions")
}
