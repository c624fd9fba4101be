//! A plan as a unified diff of the active users.

use similar::TextDiff;

use crate::plan::{Action, SavedPlan};

use crate::text::sanitize_inline;

/// The active users before and after, one line a user, by e-mail; empty when nothing would change.
///
/// A saved plan holds the users who change and not the many who stay. So the diff is over the users of the plan alone
/// and without context: the numbers of its one hunk, `@@ -1,N +0,0 @@`, count the lines of that list. Users only ever
/// leave it, so the side after is empty, and comparing takes no longer than reading.
#[must_use]
pub fn diff(saved: &SavedPlan) -> String {
    let mut lines: Vec<String> = saved.plan.actions.iter().map(line).collect();
    lines.sort_unstable();
    TextDiff::from_lines(lines.concat().as_str(), "")
        .unified_diff()
        .context_radius(0)
        .header("active users now", "active users after this plan")
        .to_string()
}

/// `e-mail  name  division`, without what is not known.
fn line(action: &Action) -> String {
    let user = &action.user;
    let division = user.division.as_ref().map(|division| division.shown());
    let parts = [Some(user.email.as_str()), Some(user.name.as_str()), division];
    let parts: Vec<_> = parts.into_iter().flatten().filter(|part| !part.is_empty()).map(sanitize_inline).collect();
    parts.join("  ") + "\n"
}
