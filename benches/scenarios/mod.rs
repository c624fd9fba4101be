//! The scenarios by name. The same work is timed, and its instructions are counted.

mod reading;
mod world;

use std::error::Error;
use std::hint::black_box;

use rosterctl::model::{Desired, Live};
use rosterctl::plan::{SavedPlan, decide, unmatched};
use rosterctl::redact::Redaction;
use rosterctl::render;
use rosterctl::roster;
use rosterctl::sandbox::SandboxProtocol;
use serde::Deserialize;

use self::reading::reading;
use self::world::{Entries, context, mixed, people, policy, roster_text, strangers};

/// The size limit of a comment, in bytes.
const MAX_COMMENT_BYTES: usize = 65_000;

/// Does the work once, and returns a number that depends on the result.
pub(crate) type Work = Box<dyn Fn() -> usize>;

/// One scenario.
pub(crate) struct Scenario {
    /// `GROUP/WHAT`.
    pub(crate) name: &'static str,
    /// The number of users, entries or actions that are timed.
    pub(crate) timed: usize,
    /// The number for counting, where an instruction takes fifty times as long.
    pub(crate) counted: usize,
    /// Prepares the work on N users, entries or actions.
    pub(crate) prepare: fn(usize) -> Result<Work, Box<dyn Error>>,
}

/// All scenarios.
pub(crate) const SCENARIOS: &[Scenario] = &[
    scenario("parsing/emails", 100_000, 10_000, |users| parsing(Entries::Emails, users)),
    scenario("parsing/emails-by-the-YAML-parser-alone", 100_000, 10_000, |users| {
        let text = roster_text(Entries::Emails, users);
        Ok(Box::new(move || serde_saphyr::from_str::<File<String>>(&text).map_or(0, |file| file.users.len())))
    }),
    scenario("parsing/maps", 100_000, 10_000, |users| parsing(Entries::Maps, users)),
    scenario("parsing/maps-by-the-YAML-parser-alone", 100_000, 10_000, |users| {
        let text = roster_text(Entries::Maps, users);
        Ok(Box::new(move || serde_saphyr::from_str::<File<Person>>(&text).map_or(0, |file| file.users.len())))
    }),
    scenario("reading/genesys", 100_000, 10_000, |users| reading(SandboxProtocol::Native, users)),
    scenario("reading/scim", 100_000, 10_000, |users| reading(SandboxProtocol::Scim, users)),
    scenario("deciding/everybody-declared", 100_000, 10_000, |users| {
        let (desired, live) = people(users, users)?;
        Ok(deciding(desired, live))
    }),
    scenario("deciding/19-of-20-declared", 100_000, 10_000, |users| {
        let (desired, live) = people(users, users / 20 * 19)?;
        Ok(deciding(desired, live))
    }),
    scenario("deciding/whom-to-look-up", 100_000, 10_000, |users| {
        let (desired, live) = people(users, users)?;
        Ok(Box::new(move || unmatched(&desired, &live.active).emails.len()))
    }),
    scenario("deciding/lookalikes", 1_000, 300, |users| {
        let (desired, live) = strangers(users)?;
        Ok(deciding(desired, live))
    }),
    scenario("rendering/text", 50_000, 1_000, |actions| rendering(actions, |saved| render::plan(saved).len())),
    scenario("rendering/json", 50_000, 1_000, |actions| rendering(actions, |saved| saved.to_json().len())),
    scenario("rendering/markdown", 50_000, 1_000, |actions| {
        rendering(actions, |saved| render::markdown(saved, MAX_COMMENT_BYTES).unwrap_or_default().len())
    }),
    scenario("rendering/diff", 50_000, 1_000, |actions| rendering(actions, |saved| render::diff(saved).len())),
    scenario("rendering/github", 50_000, 1_000, |actions| rendering(actions, |saved| render::github(saved).len())),
    scenario("rendering/html", 50_000, 1_000, |actions| rendering(actions, |saved| render::html(saved).len())),
    scenario("rendering/redacted", 50_000, 1_000, |actions| {
        rendering(actions, |saved| Redaction::new(b"key").plan(saved).digest.len())
    }),
    scenario("digest/sealing", 50_000, 1_000, |actions| {
        let (setting, plan) = (context(actions)?, mixed(actions)?);
        Ok(Box::new(move || SavedPlan::seal(setting.clone(), plan.clone()).digest.len()))
    }),
    scenario("digest/loading", 50_000, 1_000, |actions| {
        let json = SavedPlan::seal(context(actions)?, mixed(actions)?).to_json();
        Ok(Box::new(move || SavedPlan::from_json(json.as_bytes()).map_or(0, |saved| saved.plan.actions.len())))
    }),
];

const fn scenario(
    name: &'static str,
    timed: usize,
    counted: usize,
    prepare: fn(usize) -> Result<Work, Box<dyn Error>>,
) -> Scenario {
    Scenario { name, timed, counted, prepare }
}

/// Reads a roster from a disk, as `validate` does.
fn parsing(entries: Entries, users: usize) -> Result<Work, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("roster.yaml");
    std::fs::write(&path, roster_text(entries, users))?;
    Ok(Box::new(move || {
        let _kept = &folder;
        roster::load(&path).map_or(0, |roster| roster.desired.users.len())
    }))
}

/// The least work for a YAML parser.
#[derive(Deserialize)]
struct File<U> {
    users: Vec<U>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only deserialized")]
struct Person {
    email: String,
    until: Option<String>,
    note: Option<String>,
}

fn deciding(desired: Desired, live: Live) -> Work {
    let policy = policy();
    Box::new(move || black_box(decide(&desired, &live, &policy)).map_or(0, |decision| decision.findings.len() + 1))
}

fn rendering(actions: usize, render: fn(&SavedPlan) -> usize) -> Result<Work, Box<dyn Error>> {
    let saved = SavedPlan::seal(context(actions)?, mixed(actions)?);
    Ok(Box::new(move || render(black_box(&saved))))
}
