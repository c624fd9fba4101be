//! `why`: explains, rule by rule, what a plan does with one user.

use crate::error::{Error, Exit, Kind, Result};
use crate::model::{LiveUser, State};
use crate::plan::{ExplainError, ReadingSource, Selector, explain};
use crate::render;
use crate::render::wording::did_you_mean;
use crate::settings::{PlanSettings, ReadFrom};
use crate::text::{one_line, printed_path};
use crate::ui::Ui;

use super::diagnostics_output::DiagnosticSink;
use super::live_source::{self, LiveReading};
use super::{context, plan, plan_options};

pub(super) async fn run(planning: &PlanSettings, from: ReadFrom, typed: &str, ui: &Ui) -> Result<Exit> {
    let roster = context::load_roster(&planning.file, &DiagnosticSink::text(None), ui)?;
    let subject = plan_options::selector(typed, roster.directory.kind).map_err(|wrong| {
        let shown: String = typed.chars().take(60).collect();
        let rest = if shown == typed { "" } else { "…" };
        Error::new(Kind::Usage, format!("`{}{rest}`: {wrong}", one_line(&shown)))
            .hint("give the user's e-mail or the directory's id, such as `rosterctl why ana@acme.example`")
    })?;
    let now = live_source::now();
    let options = plan_options::plan_options(planning, &roster, now)?;
    let progress = ui.progress("Reading the directory:");
    let opened = live_source::open(from, &roster, progress.clone()).await?;
    let reading = opened.read(&roster).await?;
    let found = look_up(&subject, &reading).await?;
    progress.end();
    let explained = explain(&roster.desired, &reading.live, &options, &subject, &found);
    let explanations = explained.map_err(|error| match error {
        ExplainError::Contradictions(found) => {
            plan::contradictory(&planning.file, found, &DiagnosticSink::text(None), ui)
        }
        ExplainError::NoMatch(closest) => no_match(typed, planning, reading.source, &closest),
    })?;
    if reading.source == ReadingSource::Snapshot {
        ui.note(&render::snapshot_age(reading.read_at, now));
    }
    ui.result(&render::explanations(&explanations, options.date));
    Ok(Exit::Done)
}

/// The users in another state than active who have the e-mail or id, if no active user has it.
async fn look_up(subject: &Selector, reading: &LiveReading) -> Result<Vec<LiveUser>> {
    let (emails, ids) = match subject {
        Selector::Email(email) => (vec![email.clone()], Vec::new()),
        Selector::Id(id) => (Vec::new(), vec![id.clone()]),
    };
    let is_subject = |user: &LiveUser| emails.iter().any(|email| user.has_address(email)) || ids.contains(&user.id);
    if reading.live.active.iter().any(is_subject) {
        return Ok(Vec::new());
    }
    let found = reading.find(&emails, &ids).await?;
    match found.iter().find(|user| user.state == State::Active) {
        None => Ok(found),
        Some(user) => {
            Err(Error::new(Kind::Reading, format!("user {} became active while the directory was read", user.id))
                .hint("run the command again; no changes were made"))
        }
    }
}

fn no_match(typed: &str, planning: &PlanSettings, source: ReadingSource, closest: &[Selector]) -> Error {
    let file = printed_path(&planning.file);
    let (place, more) = match source {
        ReadingSource::Directory => ("in the directory", ""),
        ReadingSource::Snapshot => {
            ("active in the snapshot", "; it contains inactive users only if its roster named them")
        }
    };
    let error = Error::new(Kind::Usage, format!("no user {place} and no entry of {file} matches {}", one_line(typed)));
    error.hint(
        did_you_mean(closest)
            .unwrap_or_else(|| format!("check the spelling; name the user by e-mail or by the directory's id{more}")),
    )
}
