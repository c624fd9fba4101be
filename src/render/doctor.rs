//! The report of `doctor`: a line per check with the fix below it, and the totals.

use crate::model::{Check, Health};
use crate::text::{ALARM, BOLD, CHANGE, FAINT, FINE, counted, paint, sanitize_line};

/// Every check, and in the last line the totals.
#[must_use]
pub fn doctor_report(checks: &[Check]) -> String {
    let mut text = String::new();
    for check in checks {
        let word = match check.health {
            Health::Ok => paint(FINE, "ok     "),
            Health::Failed => paint(ALARM, "FAILED "),
            Health::Unknown => paint(CHANGE, "unknown"),
            Health::Skipped => paint(FAINT, "skipped"),
        };
        text.push_str(&format!("{word}  {:<12}  {}", check.name, sanitize_line(&check.found)));
        match &check.fix {
            None => text.push('\n'),
            // A check that was not made is not worth two lines.
            Some(fix) if check.health == Health::Skipped => text.push_str(&format!("; {}\n", sanitize_line(fix))),
            Some(fix) => text.push_str(&format!("\n{:<23}help: {}\n", "", sanitize_line(fix))),
        }
    }
    let count = |health| checks.iter().filter(|check| check.health == health).count();
    let (ok, failed) = (count(Health::Ok), count(Health::Failed));
    let (unknown, skipped) = (count(Health::Unknown), count(Health::Skipped));
    let verdict = match (failed, unknown, skipped) {
        (0, 0, 0) => paint(FINE, "All checks passed."),
        (0, ..) => paint(BOLD, "No check failed."),
        (..) => paint(ALARM, format!("{} failed.", counted(failed as u64, "check"))),
    };
    text.push_str(&format!("\n{verdict} {ok} ok, {failed} failed, {unknown} unknown, {skipped} skipped.\n"));
    text
}
