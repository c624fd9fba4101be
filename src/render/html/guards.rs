//! The guards, each with a gauge: what the plan would do against what is allowed.

use crate::plan::{Amount, Guard, SavedPlan, Verdict};
use crate::render::numbers::{judged, numbers};
use crate::render::wording::{guard_help, guard_subject};

use super::inert::push_isolated;

pub(super) fn push(saved: &SavedPlan, page: &mut String) {
    page.push_str("<section aria-labelledby=\"guards\">\n<h2 id=\"guards\">Guards</h2>\n");
    if let Some(judged) = judged(saved) {
        page.push_str(&format!("<p class=\"hint\">They are {judged}.</p>\n"));
    }
    page.push_str(
        "<table class=\"guards\">\n<thead><tr>\
         <th scope=\"col\">Verdict</th><th scope=\"col\">Guard</th><th scope=\"col\">Plan against limit</th></tr></thead>\n\
         <tbody>\n",
    );
    for guard in &saved.plan.guards {
        push_guard(guard, saved, page);
    }
    page.push_str("</tbody>\n</table>\n</section>\n");
}

fn push_guard(guard: &Guard, saved: &SavedPlan, page: &mut String) {
    let (class, word) = match guard.verdict {
        Verdict::Passed => ("passed", "✓ passed"),
        Verdict::Refused => ("refused", "✗ refused"),
        Verdict::Overridden => ("overridden", "! overridden"),
        Verdict::NotApplicable => ("passed", "– not applicable"),
    };
    page.push_str(&format!(
        "<tr class=\"{class}\"><td>{word}</td><th scope=\"row\"><code>{}</code> <small>{}</small></th><td>{}",
        guard.name,
        guard_subject(guard.name),
        numbers(guard)
    ));
    let mut lifted = None;
    for other in saved.plan.overrides.iter().filter(|lifted| lifted.guard == guard.name) {
        lifted = Some(other.value);
        page.push_str(&format!(", lifted to {}{}: ", other.value, guard.name.unit()));
        push_isolated(&other.reason, page);
    }
    page.push_str(&gauge(guard, lifted));
    if guard.verdict == Verdict::Refused {
        page.push_str(&format!("<small>{}</small>", with_code(guard_help(guard.name))));
    }
    page.push_str("</td></tr>\n");
}

/// A bar for what the plan would do, with a mark at each limit. The numbers stand beside it, so it is hidden from those
/// who listen; without both numbers there is none.
fn gauge(guard: &Guard, lifted: Option<Amount>) -> String {
    let (Some(actual), Some(limit)) = (guard.actual, guard.limit) else { return String::new() };
    let most = [Some(actual), Some(limit), lifted].into_iter().flatten().max().unwrap_or(actual).0.0.max(1);
    // In tenths of a percent of the gauge, so that it fits whatever the numbers are.
    let place = |amount: Amount| u128::from(amount.0.0) * 1000 / u128::from(most);
    let mark = |amount: Amount, class: &str| {
        format!("<rect class=\"{class}\" x=\"{}\" width=\"6\" height=\"12\"/>", place(amount).min(994))
    };
    format!(
        "<svg viewBox=\"0 0 1000 12\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" y=\"3\" \
         width=\"1000\" height=\"6\"/><rect class=\"within\" y=\"3\" width=\"{}\" height=\"6\"/><rect class=\"over\" x=\"{}\" \
         y=\"3\" width=\"{}\" height=\"6\"/>{}{}</svg>",
        place(actual.min(limit)),
        place(limit),
        place(actual).saturating_sub(place(limit)),
        mark(limit, "limit"),
        lifted.map(|lifted| mark(lifted, "lifted")).unwrap_or_default()
    )
}

/// A sentence of ours with what stands in backticks as code.
fn with_code(sentence: &str) -> String {
    let mut text = String::with_capacity(sentence.len() + 26);
    for (number, part) in sentence.split('`').enumerate() {
        match number {
            0 => {}
            _ if number % 2 == 1 => text.push_str("<code>"),
            _ => text.push_str("</code>"),
        }
        text.push_str(part);
    }
    text
}
