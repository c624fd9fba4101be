//! Active users whom nothing in the roster names: how to name them, and who cannot be named.

use crate::model::{Email, LiveUser, Undeclared, Unnameable};

use super::findings::live;
use super::matching::Index;
use super::types::{Finding, FindingCode, Severity};

/// Why no roster can name an active user by e-mail, when none can.
fn unnameable(user: &LiveUser, index: &Index<'_>) -> Option<Unnameable> {
    let others = index.with_email(&user.email).len().saturating_sub(1);
    match Email::parse(user.email.as_str()) {
        Err(fault) => Some(Unnameable::Email(fault)),
        Ok(_) => (others > 0).then_some(Unnameable::Shared(others)),
    }
}

/// What there is to say of an active user in scope whom nothing in the roster names: under `report` they are kept, and
/// otherwise there is something to say only of those whose access no line of a roster could keep.
pub(super) fn finding(user: &LiveUser, index: &Index<'_>, undeclared: Undeclared) -> Option<Finding> {
    let why = unnameable(user, index);
    let (code, severity, text) = match (undeclared, why) {
        (Undeclared::Deactivate, None) => return None,
        (Undeclared::Deactivate, Some(why)) => (
            FindingCode::Undeclarable,
            Severity::Error,
            format!(
                "would be deactivated, but no roster can declare the user with the id {}, who {why}; {CURE}",
                user.id
            ),
        ),
        (Undeclared::Report, Some(why)) => (
            FindingCode::Undeclared,
            Severity::Warning,
            format!(
                "active, but neither declared nor a leaver; kept. No roster can declare the user with the id {}, who \
                 {why}; {CURE}",
                user.id
            ),
        ),
        (Undeclared::Report, None) => {
            let email = quoted(user.email.as_str());
            let text = format!(
                "active, but neither declared nor a leaver; kept. Add `- {email}` to `users:`, or `- {{email: {email}, \
                 reason: WHY}}` to `leavers:`"
            );
            (FindingCode::Undeclared, Severity::Warning, text)
        }
    };
    Some(Finding { code, severity, user: live(user), text, at: None })
}

const CURE: &str = "protect them with an entry of `id` and `reason` in `protected` under `guards`, or have an \
                    administrator correct the e-mail in the directory";

/// An address as YAML takes it in a list and between brackets.
fn quoted(email: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '\'' | '@');
    if email.starts_with(char::is_alphanumeric) && email.chars().all(is_plain) {
        return email.to_owned();
    }
    // A text of JSON is one of YAML.
    serde_json::Value::from(email).to_string()
}
