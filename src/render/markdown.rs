//! A plan as Markdown: a comment on a pull request, or a step summary.

mod escape;
mod fleet;
mod rows;
mod section;
#[cfg(test)]
pub(super) mod tests;

use crate::plan::{Guard, SavedPlan, Verdict};

use self::escape::MarkdownContext::{Cell, Text};
use self::escape::{code_span, comment_token, sentence};
use super::numbers::{judged, reported};
use super::snapshot::from_snapshot;
use super::terms::terms_lines;
use super::text::REDACTED;
use super::wording::guard_help;
use crate::text::{counted, grouped};

pub use self::fleet::fleet_report_markdown;

/// The parts that are never left out are longer than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitTooSmall {
    /// The smallest limit that would do, in bytes.
    pub least: usize,
}

/// The plan in at most `limit` bytes of UTF-8, and so in at most that many characters, however they are counted.
///
/// The first line is a hidden marker by which a comment about the same directory and roster is found again.
/// Marker, headline, totals, guards and digest are always kept; users and findings that do not fit are counted.
///
/// # Errors
/// When the limit is too small for what is always kept.
pub fn markdown(saved: &SavedPlan, limit: usize) -> Result<String, LimitTooSmall> {
    let mut text = head(saved);
    let digest = format!("\nDigest: {}\n", code_span(&saved.digest, Text));
    let (actions, findings, impacts) = (rows::actions(saved), rows::findings(saved), rows::impacts(saved));
    let least = text.len() + digest.len() + actions.least() + findings.least() + impacts.least();
    let Some(spare) = limit.checked_sub(least) else { return Err(LimitTooSmall { least }) };
    // A quarter is reserved for the findings: one of them may be why the plan is refused.
    let kept = if findings.total == 0 { 0 } else { spare / 4 };
    text.push_str(&actions.fit(actions.least() + spare - kept));
    text.push_str(&findings.fit(limit - text.len() - digest.len() - impacts.least()));
    text.push_str(&digest);
    let left = limit - text.len();
    text.push_str(&impacts.fit(left));
    Ok(text)
}

/// The parts that are never left out, but for the digest.
fn head(saved: &SavedPlan) -> String {
    let summary = &saved.plan.summary;
    let roster = saved.roster.files.first().map(|file| file.path.as_str()).unwrap_or_default();
    let mut text =
        format!("<!-- rosterctl: {} {} -->\n", comment_token(&saved.directory.host()), comment_token(roster));
    if summary.guards_refused > 0 {
        text.push_str(&format!("**Refused by {}.** ", counted(summary.guards_refused, "guard")));
    }
    text.push_str(&match (summary.deactivate, summary.guards_refused) {
        (0, 0) => "**No changes.** No user would be deactivated".to_owned(),
        (0, _) => "No user would be deactivated".to_owned(),
        (count, _) => format!("**{} would be deactivated**", counted(count, "user")),
    });
    text.push_str(&format!(
        ", {} unchanged, {} protected, {}.\n\nDirectory {} on {}: {}, {} in scope; roster {}.\n",
        grouped(summary.keep),
        grouped(summary.protected),
        counted(summary.findings, "finding"),
        code_span(&saved.directory.organization.name, Text),
        code_span(&saved.directory.host(), Text),
        counted(saved.live.active, "active user"),
        grouped(saved.live.in_scope),
        code_span(roster, Text),
    ));
    for (number, line) in terms_lines(saved).iter().enumerate() {
        let (gap, line) = (if number == 0 { "\n" } else { "" }, sentence(line, Text));
        text.push_str(&format!("{gap}* {line}\n"));
    }
    if saved.plan.partial {
        text.push_str("Only the users named with `--only` were planned.\n");
    }
    if let Some(note) = reported(saved) {
        text.push_str(&format!("{note}\n"));
    }
    if saved.as_of {
        text.push_str(&format!("Planned as of {}, for review only: this plan cannot be applied.\n", saved.date));
    }
    if let Some(note) = from_snapshot(saved) {
        text.push_str(&format!("{note}\n"));
    }
    if saved.redacted {
        text.push_str(&format!("{REDACTED}\n"));
    }
    if let Some(judged) = judged(saved) {
        text.push_str(&format!("\nThe guards are {judged}.\n"));
    }
    text.push_str("\n| guard | verdict | plan | limit |\n|---|---|---:|---|\n");
    for guard in &saved.plan.guards {
        let unit = guard.name.unit();
        text.push_str(&guard_row(guard));
        for lifted in saved.plan.overrides.iter().filter(|lifted| lifted.guard == guard.name) {
            text.push_str(&format!(", lifted to {}{unit}: {}", lifted.value, code_span(&lifted.reason, Cell)));
        }
        text.push_str(" |\n");
    }
    let refused = saved.plan.guards.iter().filter(|guard| guard.verdict == Verdict::Refused);
    for (number, guard) in refused.enumerate() {
        let gap = if number == 0 { "\n" } else { "" };
        text.push_str(&format!("{gap}* `{}`: {}\n", guard.name, guard_help(guard.name)));
    }
    text
}

/// A guard as the row of a table, without its end.
fn guard_row(guard: &Guard) -> String {
    let unit = guard.name.unit();
    let verdict = match guard.verdict {
        Verdict::Passed => "passed",
        Verdict::Refused => "**REFUSED**",
        Verdict::Overridden => "overridden",
        Verdict::NotApplicable => "not applicable",
    };
    let actual = guard.actual.map_or_else(|| "unknown".to_owned(), |actual| format!("{actual}{unit}"));
    let limit = guard.limit.map_or_else(|| "none".to_owned(), |limit| format!("at most {limit}{unit}"));
    format!("| `{}` | {verdict} | {actual} | {limit}", guard.name)
}
