//! The guards, each with a gauge of the plan against its limit.

use maud::{Markup, html as markup};

use crate::plan::{Amount, Guard, Override, SavedPlan, Verdict};
use crate::render::numbers::{judged, numbers};
use crate::render::wording::{guard_help, guard_subject};

use super::escape::Isolated;
use super::table_head;

/// A guard, and what is said about it.
pub(super) struct GuardRow<'a> {
    pub(super) guard: &'a Guard,
    /// What lifts it.
    pub(super) lifted: Vec<&'a Override>,
    /// What to do when it refuses, with code in backticks.
    pub(super) help: &'static str,
}

pub(super) fn guards(saved: &SavedPlan) -> Markup {
    let rows = saved.plan.guards.iter().map(|guard| GuardRow {
        guard,
        lifted: saved.plan.overrides.iter().filter(|lifted| lifted.guard == guard.name).collect(),
        help: guard_help(guard.name),
    });
    markup! {
        section aria-labelledby="guards" { "\n"
            h2 id="guards" { "Guards" } "\n"
            @if let Some(judged) = judged(saved) { p class="hint" { "They are " (judged) "." } "\n" }
            (guard_table("Plan against limit", rows))
        } "\n"
    }
}

/// A table of guards, in which this heads the numbers.
pub(super) fn guard_table<'a>(numbers: &str, rows: impl Iterator<Item = GuardRow<'a>>) -> Markup {
    markup! {
        table class="guards" { "\n"
            (table_head(&["Verdict", "Guard", numbers]))
            tbody { "\n" @for one in rows { (row(&one)) "\n" } } "\n"
        } "\n"
    }
}

fn row(GuardRow { guard, lifted, help }: &GuardRow<'_>) -> Markup {
    let (class, verdict) = match guard.verdict {
        Verdict::Passed => ("passed", "✓ passed"),
        Verdict::Refused => ("refused", "✗ refused"),
        Verdict::Overridden => ("overridden", "! overridden"),
        Verdict::NotApplicable => ("passed", "– not applicable"),
    };
    markup! {
        tr class=(class) {
            td { (verdict) }
            th scope="row" { code { (guard.name) } " " small { (guard_subject(guard.name)) } }
            td {
                (numbers(guard))
                @for lifted in lifted {
                    ", lifted to " (lifted.value) (guard.name.unit()) ": " (Isolated(&lifted.reason))
                }
                (gauge(guard, lifted.last().map(|lifted| lifted.value)))
                @if guard.verdict == Verdict::Refused { small { (with_code(help)) } }
            }
        }
    }
}

/// A bar for the plan with a mark at each limit, hidden from screen readers because the numbers are next to it. Without
/// both numbers there is no bar.
fn gauge(guard: &Guard, lifted: Option<Amount>) -> Markup {
    let (Some(actual), Some(limit)) = (guard.actual, guard.limit) else { return Markup::default() };
    let largest = [Some(actual), Some(limit), lifted].into_iter().flatten().max().unwrap_or(actual).0.0.max(1);
    // In tenths of a percent of the bar, so that any numbers fit.
    let position = |amount: Amount| u128::from(amount.0.0) * 1000 / u128::from(largest);
    let marks = [(Some(limit), "limit"), (lifted, "lifted")];
    markup! {
        svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true" {
            rect class="track" y="3" width="1000" height="6" {}
            rect class="within" y="3" width=(position(actual.min(limit))) height="6" {}
            rect class="over" x=(position(limit)) y="3" width=(position(actual).saturating_sub(position(limit)))
                height="6" {}
            @for (amount, class) in marks {
                @if let Some(amount) = amount {
                    rect class=(class) x=(position(amount).min(994)) width="6" height="12" {}
                }
            }
        }
    }
}

/// A sentence of the program with the parts in backticks as code.
pub(super) fn with_code(sentence: &str) -> Markup {
    markup! {
        @for (number, part) in sentence.split('`').enumerate() {
            @if number % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}
