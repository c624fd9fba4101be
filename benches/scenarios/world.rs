//! Directories and rosters of any size, the same in every run.

use std::error::Error;
use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use rosterctl::model::{
    ApplyPolicy, Declared, Desired, Division, Email, Identity, Impact, Known, Leaver, Live, LiveUser, LookedUp,
    Organization, Place, State, UserId, Version,
};
use rosterctl::plan::{
    DirectoryRecord, FileRecord, LiveRecord, Plan, PlanContext, PlanOptions, ReadingSource, RosterRecord, decide,
};

const TODAY: Date = date(2026, 11, 21);

/// How the users of a roster are written.
#[derive(Clone, Copy)]
pub(super) enum Entries {
    /// Plain e-mails.
    Emails,
    /// Maps of an e-mail, a last day and a note.
    Maps,
}

/// The text of a roster.
pub(super) fn text(entries: Entries, users: usize) -> String {
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

/// So many live users, of whom the roster declares so many.
pub(super) fn people(live: usize, declared: usize) -> Result<(Desired, Live), Box<dyn Error>> {
    let mut desired = Desired::default();
    for number in 0..declared {
        desired.users.push(entry(Email::parse(&address(number))?, number));
    }
    // A directory lists its users by other rules than a roster.
    let mut active = (0..live).map(|number| user(&address(number), number)).collect::<Result<Vec<_>, _>>()?;
    active.sort_by_key(|user| scattered(user.version.0));
    Ok((desired, reading(active)))
}

/// A roster that declares so many who do not exist, and a directory with so many whom it does not declare. All are of
/// one domain, and their addresses are of similar lengths and letters: it is hard to tell that few resemble each other.
pub(super) fn strangers(each: usize) -> Result<(Desired, Live), Box<dyn Error>> {
    let (mut desired, mut active) = (Desired::default(), Vec::with_capacity(each));
    for number in 0..each {
        desired.users.push(entry(Email::parse(&name(number))?, number));
        active.push(user(&name(each + number), number)?);
    }
    Ok((desired, reading(active)))
}

/// A plan in which so many leave, a third for each reason, and a few are declared and not there.
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
                note: Some("contractor, asked for by Gïven Family0000".to_owned()),
                ..entry(email, number)
            }),
            _ => {}
        }
        active.push(user(&address, number)?);
    }
    for number in 0..actions / 500 {
        desired.users.push(entry(Email::parse(&format!("nobody{number}@other{number}.example"))?, number));
    }
    let live = reading(active);
    let decision = decide(&desired, &live, &policy()).map_err(|found| format!("{} contradictions", found.len()))?;
    let impact = Impact {
        last_login: Known::Known(Some(date(2026, 10, 2))),
        roles: Known::Known(vec!["Agent".to_owned(), "Quality Evaluator".to_owned()]),
        interaction: Known::Known(false),
    };
    let impacts: Vec<_> = live.active.iter().map(|user| (user.id.clone(), impact.clone())).collect();
    Ok(rosterctl::render::record(&decision).with_impacts(&impacts))
}

/// For a day, and for everybody.
pub(super) fn policy() -> PlanOptions {
    PlanOptions { date: TODAY, only: Vec::new(), overrides: Vec::new() }
}

/// What stands around a plan of so many active users.
pub(super) fn setting(active: usize) -> Result<PlanContext, Box<dyn Error>> {
    let now: Timestamp = "2026-11-21T17:00:00Z".parse()?;
    let organization = organization();
    Ok(PlanContext {
        created_at: now,
        lifetime: SignedDuration::from_hours(24),
        date: TODAY,
        as_of: false,
        directory: DirectoryRecord {
            kind: "genesys-cloud".to_owned(),
            api_url: Some("https://api.mypurecloud.de".to_owned()),
            login_url: Some("https://login.mypurecloud.de".to_owned()),
            org: None,
            deactivation: "state".to_owned(),
            strip_roles: false,
            organization,
        },
        roster: RosterRecord {
            files: vec![FileRecord { path: "roster.yaml".to_owned(), sha256: "0".repeat(64) }],
            commit: None,
        },
        live: LiveRecord {
            source: ReadingSource::Directory,
            read_at: now,
            active: active as u64,
            in_scope: active as u64,
        },
        caution: ApplyPolicy::default(),
    })
}

/// Nobody's address resembles another's so much that the search for lookalikes is what is measured.
fn address(number: usize) -> String {
    format!("{}{:05}@acme.example", ["agent", "given.family", "contractor-", "m.lopez"][number % 4], number)
}

/// `first.last` of a few hundred names each, of four to nine letters.
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

/// Another number for each number (a step of SplitMix64).
fn scattered(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn user(address: &str, number: usize) -> Result<LiveUser, Box<dyn Error>> {
    Ok(LiveUser {
        id: UserId::new(&format!("{number:08x}-7f0a-4d5a-9a53-0a6c2b0c7f11")).ok_or("no id")?,
        email: Email::reported(address),
        name: format!("Gïven Family{number:05}"),
        division: Some(Division { id: "d-1".to_owned(), name: "Support".to_owned() }.into()),
        version: Version(number as u64),
        state: State::Active,
    })
}

fn reading(active: Vec<LiveUser>) -> Live {
    Live {
        organization: organization(),
        identity: Identity::Client,
        divisions: Vec::new(),
        active,
        others: Vec::new(),
        asked: LookedUp::Everybody,
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
