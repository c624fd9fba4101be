//! A plan as a unified diff of the active users.

use similar::TextDiff;

use crate::plan::{Action, SavedPlan};

use super::terms::terms_lines;
use crate::text::sanitize_inline;

/// The active users before and after, one line per user, by e-mail; empty when nothing would change.
///
/// The terms of the directory, where there are any, stand before the diff: tools that apply one skip such lines.
///
/// A saved plan contains the users who change, not the many who stay. So the diff covers only the users of the plan and
/// has no context: the numbers of its one hunk, `@@ -1,N +0,0 @@`, count the lines of that list. Users only ever leave
/// it, so the side after is empty, and comparing takes no longer than reading.
#[must_use]
pub fn diff(saved: &SavedPlan) -> String {
    let mut lines: Vec<String> = saved.plan.actions.iter().map(line).collect();
    lines.sort_unstable();
    let diff = TextDiff::from_lines(lines.concat().as_str(), "")
        .unified_diff()
        .context_radius(0)
        .header("active users now", "active users after this plan")
        .to_string();
    if diff.is_empty() {
        return diff;
    }
    let terms = terms_lines(saved).into_iter().map(|line| format!("# {line}\n"));
    terms.collect::<String>() + &diff
}

/// `e-mail  name  division`, without unknown parts.
fn line(action: &Action) -> String {
    let user = &action.user;
    let division = user.division.as_ref().map(|division| division.shown());
    let parts = [Some(user.email.as_str()), Some(user.name.as_str()), division];
    let parts: Vec<_> = parts.into_iter().flatten().filter(|part| !part.is_empty()).map(sanitize_inline).collect();
    parts.join("  ") + "\n"
}
