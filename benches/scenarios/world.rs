//! Directories and rosters of any size, the same in every run. Users have random ids, and a directory lists them in
//! another order than the roster.

use std::error::Error;
use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::{Date, date};
use rosterctl::model::{
    Declared, Desired, Division, Email, Identity, Impact, InactiveAttributes, Leaver, Live, LiveUser, LookedUp,
    Organization, Place, Reported, State, UserId, Version,
};
use rosterctl::plan::{Plan, PlanContext, PlanOptions, decide};

const TODAY: Date = date(2026, 11, 21);

/// The form of the users of a roster.
#[derive(Clone, Copy)]
pub(super) enum Entries {
    /// Plain e-mails.
    Emails,
    /// Maps of an e-mail, a last day and a note.
    Maps,
}

/// The text of a roster.
pub(super) fn roster_text(entries: Entries, users: usize) -> String {
    let mut text = "version: 1\n\ndirectory:\n  type: genesys-cloud\n  region: eu-central-1\n\nusers:\n".to_owned();
    for number in 0..users {
        let address = address(number);
        // Writing to a text cannot fail.
        let _ = match entries {
            Entries::Emails => writeln!(text, "  - {address}"),
            Entries::Maps => {
                writeln!(text, "  - email: {address}\n    until: 2027-01-31\n    note: contractor, team {}", number % 7)
            }
        };
    }
    text
}

/// `live` active users; the roster declares the first `declared` of them.
pub(super) fn people(live: usize, declared: usize) -> Result<(Desired, Live), Box<dyn Error>> {
    let mut desired = Desired::default();
    for number in 0..declared {
        desired.users.push(entry(Email::parse(&address(number))?, number));
    }
    // A directory lists its users by other rules than a roster.
    let mut active = (0..live).map(|number| user(&address(number), number)).collect::<Result<Vec<_>, _>>()?;
    active.sort_by_key(|user| scattered(user.version.as_number().unwrap_or_default()));
    Ok((desired, listing(active)))
}

/// A roster of N users that the directory does not have, and a directory of N users that the roster does not declare.
/// All have one domain and similar letters, which makes it hard to see that few resemble each other.
pub(super) fn strangers(each: usize) -> Result<(Desired, Live), Box<dyn Error>> {
    let (mut desired, mut active) = (Desired::default(), Vec::with_capacity(each));
    for number in 0..each {
        desired.users.push(entry(Email::parse(&name(number))?, number));
        active.push(user(&name(each + number), number)?);
    }
    Ok((desired, listing(active)))
}

/// A plan with N actions, a third for each reason, and a few users that are declared and missing.
pub(super) fn mixed(actions: usize) -> Result<Plan, Box<dyn Error>> {
    let (mut desired, mut active) = (Desired::default(), Vec::with_capacity(actions));
    for number in 0..actions {
        let address = format!("given.family{number:05}@acme.example");
        let email = Email::parse(&address)?;
        match number % 3 {
            0 => desired.leavers.push(Leaver {
                email,
                id: None,
                reason: "left the company".to_owned(),
                ticket: Some(format!("HR-{number}")),
                at: place(number),
            }),
            1 => desired.users.push(Declared {
                until: Some(date(2026, 1, 31)),
                note: Some("contractor, requested by Gïven Family0000".to_owned()),
                ..entry(email, number)
            }),
            _ => {}
        }
        active.push(user(&address, number)?);
    }
    for number in 0..actions / 500 {
        desired.users.push(entry(Email::parse(&format!("missing{number}@other{number}.example"))?, number));
    }
    let live = listing(active);
    let decision = decide(&desired, &live, &policy()).map_err(|found| format!("{} contradictions", found.len()))?;
    let impact = Impact {
        last_login: Reported::Known(Some(date(2026, 10, 2))),
        roles: Reported::Known(vec!["Agent".to_owned(), "Quality Evaluator".to_owned()]),
        interaction: Reported::Known(false),
    };
    let impacts: Vec<_> = live.active.iter().map(|user| (user.id.clone(), impact.clone())).collect();
    Ok(rosterctl::render::record(&decision).with_impacts(&impacts))
}

/// A plan of all users, on one day.
pub(super) fn policy() -> PlanOptions {
    PlanOptions {
        date: TODAY,
        only: Vec::new(),
        overrides: Vec::new(),
        capabilities: rosterctl::model::Capabilities::ALL,
        terms: None,
        notes: Vec::new(),
        pinned: None,
    }
}

/// The context of a plan of N active users.
pub(super) fn context(active: usize) -> Result<PlanContext, Box<dyn Error>> {
    Ok(crate::fixtures::setting("2026-11-21T17:00:00Z".parse()?, active as u64, active as u64))
}

/// No address resembles another so much that the search for lookalikes dominates the time.
fn address(number: usize) -> String {
    format!("{}{:05}@acme.example", ["agent", "given.family", "contractor-", "m.lopez"][number % 4], number)
}

/// `first.last`, from a few hundred names of four to nine letters each.
fn name(number: usize) -> String {
    let mut letters = scattered(number as u64);
    let mut word = |least: u64| -> String {
        let length = least + letters % 4;
        letters = scattered(letters);
        (0..length)
            .map(|at| {
                let alphabet: &[u8] = if at % 2 == 0 { b"bdfgklmnprst" } else { b"aeiou" };
                letters = scattered(letters);
                char::from(alphabet[(letters % alphabet.len() as u64) as usize])
            })
            .collect()
    };
    format!("{}.{}{}@acme.example", word(4), word(4), word(2))
}

/// A number that looks random, different for each number (a step of SplitMix64).
fn scattered(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn user(address: &str, number: usize) -> Result<LiveUser, Box<dyn Error>> {
    Ok(LiveUser {
        id: UserId::new(&format!("{:08x}-7f0a-4d5a-9a53-0a6c{number:08x}", scattered(number as u64) as u32))
            .ok_or("no id")?,
        email: Email::reported(address),
        name: format!("Gïven Family{number:05}"),
        division: Some(Division { id: "d-1".to_owned(), name: "Support".to_owned() }.into()),
        version: Version::number(number as u64),
        state: State::Active,
        attributes: None,
    })
}

/// The reading of a directory that lists these users in no order.
fn listing(mut active: Vec<LiveUser>) -> Live {
    active.sort_by_key(|user| scattered(user.version.as_number().unwrap_or_default()));
    Live {
        organization: organization(),
        identity: Identity::Client,
        divisions: Vec::new(),
        active,
        others: Vec::new(),
        asked: LookedUp::Everybody,
        unaddressed: Vec::new(),
        notes: Vec::new(),
        inactive_attributes: InactiveAttributes::default(),
    }
}

fn organization() -> Organization {
    Organization { id: "0c5f2c7e-0000-4000-8000-00000000ac3e".to_owned(), name: "Acme".to_owned() }
}

fn entry(email: Email, number: usize) -> Declared {
    Declared { email, id: None, was: None, until: None, note: None, at: place(number) }
}

fn place(number: usize) -> Place {
    Place { file: Arc::from("teams/support.yaml"), line: number as u32 + 1, column: 5 }
}
