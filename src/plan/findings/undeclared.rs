//! Active users in scope that nothing in the roster names, and among them those that no roster can name.

use crate::model::{Email, LiveUser, Undeclared, Unnameable};
use crate::plan::matching::LiveIndex;

use super::{DecidedFinding, FindingKind};

/// The finding about an active user in scope that nothing in the roster names: where undeclared users are reported, every
/// one; otherwise only a user whose access no line of a roster could keep.
pub(in crate::plan) fn undeclared(
    user: &LiveUser,
    index: &LiveIndex<'_>,
    undeclared: Undeclared,
) -> Option<DecidedFinding> {
    let kind = match (undeclared, unnameable(user, index)) {
        (Undeclared::Deactivate, None) => return None,
        (Undeclared::Deactivate, Some(cause)) => FindingKind::Undeclarable { cause },
        (Undeclared::Report, Some(cause)) => FindingKind::UndeclaredUnnameable { cause },
        (Undeclared::Report, None) => FindingKind::Undeclared,
    };
    Some(DecidedFinding::new(kind, user.into(), None))
}

/// Why no roster can name an active user by e-mail, when none can.
fn unnameable(user: &LiveUser, index: &LiveIndex<'_>) -> Option<Unnameable> {
    let others = index.with_email(&user.email).len().saturating_sub(1);
    match Email::parse(user.email.as_str()) {
        Err(fault) => Some(Unnameable::Email(fault)),
        Ok(_) => (others > 0).then_some(Unnameable::Shared(others)),
    }
}
