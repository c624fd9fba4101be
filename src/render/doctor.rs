//! What `doctor` found: a line each, what to do below it, and the totals.

use crate::model::{Check, Health};

use crate::text::sanitize_line;
use crate::text::{ALARM, BOLD, CHANGE, FAINT, FINE, paint};

/// Every check, and in the last line how they came out.
#[must_use]
pub fn checkup(checks: &[Check]) -> String {
    let mut text = String::new();
    for check in checks {
        let word = match check.health {
            Health::Ok => paint(FINE, "ok     "),
            Health::Failed => paint(ALARM, "FAILED "),
            Health::Unknown => paint(CHANGE, "unknown"),
            Health::Skipped => paint(FAINT, "skipped"),
        };
        text.push_str(&format!("{word}  {:<12}  {}", check.name, sanitize_line(&check.found)));
        match &check.mend {
            None => text.push('\n'),
            // What was not looked at is not worth two lines.
            Some(mend) if check.health == Health::Skipped => text.push_str(&format!("; {}\n", sanitize_line(mend))),
            Some(mend) => text.push_str(&format!("\n{:<23}help: {}\n", "", sanitize_line(mend))),
        }
    }
    let count = |health| checks.iter().filter(|check| check.health == health).count();
    let (ok, failed) = (count(Health::Ok), count(Health::Failed));
    let (unknown, skipped) = (count(Health::Unknown), count(Health::Skipped));
    let verdict = match (failed, unknown, skipped) {
        (0, 0, 0) => paint(FINE, "All is well."),
        (0, ..) => paint(BOLD, "Nothing failed."),
        (..) => paint(ALARM, "Something failed."),
    };
    text.push_str(&format!("\n{verdict} {ok} ok, {failed} failed, {unknown} unknown, {skipped} skipped.\n"));
    text
}
