//! The first look: what would happen, whether it may, and what to mind about this plan.

use crate::plan::SavedPlan;
use crate::render::numbers::reported;
use crate::render::snapshot::from_snapshot;
use crate::render::text::REDACTED;
use crate::text::{counted, grouped};

use super::inert::push_isolated;

pub(super) fn push(saved: &SavedPlan, page: &mut String) {
    let summary = &saved.plan.summary;
    page.push_str("<header>\n<p class=\"where\">rosterctl plan for ");
    push_isolated(&saved.directory.organization.name, page);
    page.push_str(" on ");
    push_isolated(&saved.directory.host(), page);
    page.push_str("</p>\n<h1>");
    page.push_str(&match (summary.deactivate, summary.guards_refused) {
        (0, 0) => "No changes".to_owned(),
        (0, _) => "No user would be deactivated".to_owned(),
        (count, _) => format!("{} would be deactivated", counted(count, "user")),
    });
    page.push_str("</h1>\n");
    page.push_str(&match (summary.guards_refused, saved.plan.overrides.len() as u64) {
        (0, 0) => "<p class=\"verdict passed\">✓ Every guard passes.</p>\n".to_owned(),
        (0, lifted) => {
            format!("<p class=\"verdict overridden\">! No guard refuses; {} lifted.</p>\n", counted(lifted, "guard"))
        }
        (refused, _) => format!(
            "<p class=\"verdict refused\">✗ Refused by {}: nothing can be applied.</p>\n",
            counted(refused, "guard")
        ),
    });
    push_notices(saved, page);
    page.push_str("<dl class=\"totals\">\n");
    for (count, what) in [
        (summary.deactivate, "to deactivate"),
        (summary.keep, "unchanged"),
        (summary.protected, "protected"),
        (summary.findings, if summary.findings == 1 { "finding" } else { "findings" }),
    ] {
        page.push_str(&format!("<div><dt>{what}</dt><dd>{}</dd></div>\n", grouped(count)));
    }
    page.push_str("</dl>\n</header>\n");
}

/// What a reader must know before they trust the numbers.
fn push_notices(saved: &SavedPlan, page: &mut String) {
    let mut notice = |text: &str| page.push_str(&format!("<p class=\"notice\">{text}</p>\n"));
    if let Some(note) = reported(saved) {
        notice(note);
    }
    if saved.plan.partial {
        notice("Partial: only the users named with <code>--only</code> were planned.");
    }
    if saved.as_of {
        notice(&format!("Planned as of {}, for looking at: this plan cannot be applied.", saved.date));
    }
    if saved.redacted {
        notice(REDACTED);
    }
    if let Some(note) = from_snapshot(saved) {
        notice(&note);
    }
    // Whether it has expired is known to the reader's clock alone: the script shows this when it has.
    page.push_str(&format!(
        "<p class=\"notice\" data-until=\"{until}\" hidden>Expired: this plan could be applied until {until}.</p>\n",
        until = saved.expires_at
    ));
}
