//! How long a plan of 50,000 actions takes in each format, on this machine:
//!
//! ```sh
//! cargo bench --bench render
//! cargo bench --bench render -- --actions 5000 --runs 21
//! ```
//!
//! It prints the median of some runs and the size of what came out, and fails when a comment is longer than it may be.

#![allow(clippy::print_stdout, reason = "a benchmark prints its result")]

use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rosterctl::model::{
    Asked, Caution, Declared, Desired, Division, Email, Identity, Impact, Known, Leaver, Live, LiveUser, Organization,
    Place, State, UserId, Version,
};
use rosterctl::plan::{
    DirectoryRecord, FileRecord, LiveRecord, OrganizationRecord, Policy, RosterRecord, SavedPlan, Setting, Source,
    decide,
};
use rosterctl::render::{self, Redaction};

/// The most bytes of a comment.
const COMMENT: usize = 65_000;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    // `cargo test --benches` starts this as well, and only wants to know that it starts.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return Ok(ExitCode::SUCCESS);
    }
    let actions = option(&arguments, "--actions", 50_000)?;
    let runs = option(&arguments, "--runs", 11)?;
    let saved = plan(actions)?;
    let json = saved.to_json();
    println!("{} actions, {} findings, median of {runs} runs", saved.plan.actions.len(), saved.plan.findings.len());
    let comment = || render::markdown(&saved, COMMENT).unwrap_or_default();
    measure("text", runs, || render::plan(&saved));
    measure("json", runs, || saved.to_json());
    measure("markdown", runs, comment);
    measure("diff", runs, || render::diff(&saved));
    measure("github", runs, || render::github(&saved));
    measure("gitlab", runs, || render::gitlab(&saved));
    measure("html", runs, || render::html(&saved));
    measure("redacting", runs, || Redaction::new(b"key").plan(&saved).digest);
    measure("loading", runs, || SavedPlan::from_json(json.as_bytes()).map(|saved| saved.digest).unwrap_or_default());
    Ok(if (1..=COMMENT).contains(&comment().len()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The number after an option.
fn option(arguments: &[String], name: &str, default: usize) -> Result<usize, std::num::ParseIntError> {
    let at = arguments.iter().position(|argument| argument == name);
    at.and_then(|at| arguments.get(at + 1)).map_or(Ok(default), |text| text.parse())
}

fn measure(what: &str, runs: usize, work: impl Fn() -> String) {
    let mut times: Vec<Duration> = Vec::with_capacity(runs);
    let mut size = 0;
    for _ in 0..runs.max(1) {
        let start = Instant::now();
        size = std::hint::black_box(work()).len();
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    println!("{what:<10} {:>8.1} ms {:>10} bytes", median.as_secs_f64() * 1000.0, size);
}

/// A plan in which so many leave, a third for each reason, and a few are declared and not there.
fn plan(actions: usize) -> Result<SavedPlan, Box<dyn Error>> {
    let place = |line: usize| Place { file: Arc::from("teams/support.yaml"), line: line as u32 + 1, column: 5 };
    let parse = |text: String| Email::parse(&text);
    let (mut desired, mut active) = (Desired::default(), Vec::with_capacity(actions + 1));
    for number in 0..actions {
        let address = format!("given.family{number:05}@acme.example");
        let email = parse(address.clone())?;
        match number % 3 {
            0 => desired.leavers.push(Leaver {
                email,
                id: None,
                reason: "left the company".to_owned(),
                ticket: Some(format!("HR-{number}")),
                at: place(number),
            }),
            1 => desired.users.push(Declared {
                until: Some("2026-01-31".parse()?),
                note: Some("contractor, asked for by Gïven Family0000".to_owned()),
                ..declared(email, place(number))
            }),
            _ => {}
        }
        active.push(LiveUser {
            id: UserId::new(&format!("{number:08x}-7f0a-4d5a-9a53-0a6c2b0c7f11")).ok_or("no id")?,
            email: Email::reported(&address),
            name: format!("Gïven Family{number:05}"),
            division: Some(Division { id: "d-1".to_owned(), name: "Support".to_owned() }.into()),
            version: Version(7),
            state: State::Active,
        });
    }
    for number in 0..actions / 500 {
        desired.users.push(declared(parse(format!("nobody{number}@other{number}.example"))?, place(number)));
    }
    let live = Live {
        organization: Organization { id: "0c5f2c7e-0000-4000-8000-00000000ac3e".to_owned(), name: "Acme".to_owned() },
        identity: Identity::Client,
        divisions: Vec::new(),
        active,
        others: Vec::new(),
        asked: Asked::Everybody,
    };
    let now: Timestamp = "2026-11-21T17:00:00Z".parse()?;
    let date = "2026-11-21".parse()?;
    let decided = decide(&desired, &live, &Policy { date, only: Vec::new(), overrides: Vec::new() })
        .map_err(|found| format!("{} contradictions", found.len()))?;
    let impact = Impact {
        last_login: Known::Known(Some("2026-10-02".parse()?)),
        roles: Known::Known(vec!["Agent".to_owned(), "Quality Evaluator".to_owned()]),
        interaction: Known::Known(false),
    };
    let impacts: Vec<_> = live.active.iter().map(|user| (user.id.clone(), impact.clone())).collect();
    let setting = Setting {
        created_at: now,
        lifetime: SignedDuration::from_hours(24),
        date,
        as_of: false,
        directory: DirectoryRecord {
            kind: "genesys-cloud".to_owned(),
            api_url: Some("https://api.mypurecloud.de".to_owned()),
            login_url: Some("https://login.mypurecloud.de".to_owned()),
            org: None,
            deactivation: "state".to_owned(),
            strip_roles: false,
            organization: OrganizationRecord { id: live.organization.id.clone(), name: live.organization.name.clone() },
        },
        roster: RosterRecord {
            files: vec![FileRecord { path: "roster.yaml".to_owned(), sha256: "0".repeat(64) }],
            commit: None,
        },
        live: LiveRecord {
            source: Source::Directory,
            read_at: now,
            active: decided.active,
            in_scope: decided.in_scope,
        },
        caution: Caution::default(),
    };
    Ok(SavedPlan::seal(setting, decided.plan.with_impacts(&impacts)))
}

fn declared(email: Email, at: Place) -> Declared {
    Declared { email, id: None, was: None, until: None, note: None, at }
}
