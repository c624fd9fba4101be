//! The head of the page: what would happen, whether it can be applied, and what limits the plan.

use maud::{Markup, html as markup};

use crate::plan::SavedPlan;
use crate::render::numbers::reported;
use crate::render::snapshot::from_snapshot;
use crate::render::terms::terms_lines;
use crate::render::text::REDACTED;
use crate::text::{counted, grouped};

use super::escape::Isolated;

pub(super) fn summary(saved: &SavedPlan) -> Markup {
    let summary = &saved.plan.summary;
    let headline = match (summary.deactivate, summary.guards_refused) {
        (0, 0) => "No changes".to_owned(),
        (0, _) => "No user would be deactivated".to_owned(),
        (count, _) => format!("{} would be deactivated", counted(count, "user")),
    };
    let (class, verdict) = match (summary.guards_refused, saved.plan.overrides.len() as u64) {
        (0, 0) => ("verdict passed", "✓ Every guard passes.".to_owned()),
        (0, lifted) => ("verdict overridden", format!("! No guard refuses; {} overridden.", counted(lifted, "guard"))),
        (refused, _) => {
            ("verdict refused", format!("✗ Refused by {}: the plan cannot be applied.", counted(refused, "guard")))
        }
    };
    let totals = [
        (summary.deactivate, "to deactivate"),
        (summary.keep, "unchanged"),
        (summary.protected, "protected"),
        (summary.findings, if summary.findings == 1 { "finding" } else { "findings" }),
    ];
    markup! {
        header { "\n"
            p class="where" {
                "rosterctl plan for " (Isolated(&saved.directory.organization.name))
                " on " (Isolated(&saved.directory.host()))
            } "\n"
            h1 { (headline) } "\n"
            p class=(class) { (verdict) } "\n"
            (notices(saved))
            dl class="totals" { "\n"
                @for (count, name) in totals {
                    div { dt { (name) } dd { (grouped(count)) } } "\n"
                }
            } "\n"
        } "\n"
    }
}

/// What a reader must know before relying on the numbers.
fn notices(saved: &SavedPlan) -> Markup {
    markup! {
        @for line in terms_lines(saved) { p class="notice" { bdi { (line) } } "\n" }
        @if let Some(note) = reported(saved) { p class="notice" { (note) } "\n" }
        @if saved.plan.partial {
            p class="notice" { "Partial: only the users named with " code { "--only" } " were planned." } "\n"
        }
        @if saved.as_of {
            p class="notice" { "Planned as of " (saved.date) ", for review only: this plan cannot be applied." } "\n"
        }
        @if saved.redacted { p class="notice" { (REDACTED) } "\n" }
        @if let Some(note) = from_snapshot(saved) { p class="notice" { (note) } "\n" }
        // Only the reader's clock knows whether it has expired: the script shows this notice then.
        p class="notice" data-until=(saved.expires_at) hidden {
            "Expired: this plan could be applied until " (saved.expires_at) "."
        } "\n"
    }
}
