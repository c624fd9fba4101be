//! Groups of users that a plan must not empty: divisions, departments, e-mail domains.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::LiveUser;
use crate::text::{decoded_domain, fold};

use super::scope::{attribute, department};

/// The group of a user; `None` when it is unknown.
pub(super) type GroupOf = fn(&LiveUser) -> Option<Cow<'_, str>>;

/// The id of a user's division.
pub(super) fn division_of(user: &LiveUser) -> Option<Cow<'_, str>> {
    user.division.as_ref().map(|division| division.id.as_str().into())
}

/// A user's department, folded.
pub(super) fn department_of(user: &LiveUser) -> Option<Cow<'_, str>> {
    attribute(user, department).map(|department| fold(department).into())
}

/// The domain of a user's e-mail.
pub(super) fn domain_of(user: &LiveUser) -> Option<Cow<'_, str>> {
    user.email.domain().map(decoded_domain)
}

/// How many groups have no active user but those who are `leaving`; `None` when the group of one of these is unknown.
pub(super) fn emptied_groups<'a>(
    leaving: impl Iterator<Item = &'a LiveUser>,
    active: &[LiveUser],
    group: GroupOf,
) -> Option<u64> {
    let mut staying: BTreeMap<Cow<'_, str>, i64> = BTreeMap::new();
    for user in leaving {
        *staying.entry(group(user)?).or_default() -= 1;
    }
    if staying.is_empty() {
        return Some(0);
    }
    for group in active.iter().filter_map(group) {
        if let Some(staying) = staying.get_mut(&group) {
            *staying += 1;
        }
    }
    Some(staying.values().filter(|staying| **staying == 0).count() as u64)
}
