//! `why`: every rule that decides about one user, in order, and the verdict.

use crate::error::{Error, Exit, Kind, Result};
use crate::fs::shown;
use crate::model::{LiveUser, State};
use crate::plan::{ExplainError, ReadingSource, Selector, explain};
use crate::render;
use crate::render::wording::did_you_mean;
use crate::settings::{Origin, Planning};
use crate::text::one_line;
use crate::ui::Ui;

use super::diagnose::Form;
use super::live::{self, Reading};
use super::{plan, policy, roster};

pub(super) async fn run(planning: &Planning, origin: Origin, typed: &str, ui: &Ui) -> Result<Exit> {
    let asked = policy::selector(typed).map_err(|wrong| {
        let shown: String = typed.chars().take(60).collect();
        let rest = if shown == typed { "" } else { "…" };
        Error::new(Kind::Usage, format!("`{}{rest}`: {wrong}", one_line(&shown)))
            .hint("give the user's e-mail or the directory's id, such as `rosterctl why ana@acme.example`")
    })?;
    let roster = roster::read(&planning.file, &Form::text(None), ui)?;
    let now = live::now();
    let options = policy::policy(planning, &roster, now)?;
    let progress = ui.progress("Reading the directory:");
    let opened = live::open(origin, &roster, progress.clone()).await?;
    let reading = opened.read(&roster).await?;
    let found = look_up(&asked, &reading).await?;
    progress.end();
    let explanations =
        explain(&roster.desired, &reading.live, &options, &asked, &found).map_err(|error| match error {
            ExplainError::Contradictions(found) => plan::contradictory(&planning.file, found, &Form::text(None), ui),
            ExplainError::NoMatch(closest) => nobody(typed, planning, reading.source, &closest),
        })?;
    if reading.source == ReadingSource::Snapshot {
        ui.note(&render::snapshot_age(reading.read_at, now));
    }
    ui.result(&render::explanations(&explanations, options.date));
    Ok(Exit::Done)
}

/// Whoever bears the e-mail or id in another state than active, when nobody active does.
async fn look_up(asked: &Selector, reading: &Reading) -> Result<Vec<LiveUser>> {
    let (emails, ids) = match asked {
        Selector::Email(email) => (vec![email.clone()], Vec::new()),
        Selector::Id(id) => (Vec::new(), vec![id.clone()]),
    };
    let is_asked_for = |user: &LiveUser| emails.contains(&user.email) || ids.contains(&user.id);
    if reading.live.active.iter().any(is_asked_for) {
        return Ok(Vec::new());
    }
    let found = reading.find(&emails, &ids).await?;
    match found.iter().find(|user| user.state == State::Active) {
        None => Ok(found),
        Some(user) => {
            Err(Error::new(Kind::Reading, format!("user {} became active while the directory was read", user.id))
                .hint("ask again; nothing was changed"))
        }
    }
}

fn nobody(typed: &str, planning: &Planning, source: ReadingSource, closest: &[Selector]) -> Error {
    let file = shown(&planning.file);
    let (place, more) = match source {
        ReadingSource::Directory => ("in the directory", ""),
        ReadingSource::Snapshot => {
            ("active in the snapshot", "; it holds inactive users only if its roster named them")
        }
    };
    let error = Error::new(Kind::Usage, format!("no user {place} and no entry of {file} matches {}", one_line(typed)));
    error.hint(
        did_you_mean(closest)
            .unwrap_or_else(|| format!("check the spelling; name the user by e-mail or by the directory's id{more}")),
    )
}
