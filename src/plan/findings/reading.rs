//! What the reading of the directory and its settings are worth knowing of, and users that it reports in part.

use std::collections::HashMap;

use crate::model::{
    DeactivationTerms, Desired, Email, Label, Live, LiveUser, ReadingNote, Reversibility, UnaddressedUser,
};
use crate::plan::entry::RosterEntry;

use super::{DecidedFinding, FindingKind, FindingUser};

/// The findings about the directory as a whole: what its reading noticed, what its settings leave open, and that the way
/// back from a deactivation is inferred.
pub(in crate::plan) fn of_directory<'a>(
    notes: impl Iterator<Item = &'a ReadingNote>,
    terms: Option<&DeactivationTerms>,
) -> Vec<DecidedFinding> {
    let kind = |note: &ReadingNote| match *note {
        ReadingNote::RoundTotal { total } => FindingKind::RoundTotal { total },
        ReadingNote::StateAsText { users } => FindingKind::StateAsText { users },
        ReadingNote::NoServiceDescription => FindingKind::NoServiceDescription,
        ReadingNote::NoEntityTags => FindingKind::NoEntityTags,
        ReadingNote::OnlyActiveListed => FindingKind::OnlyActiveListed,
        ReadingNote::Unpinned => FindingKind::Unpinned,
    };
    let weak = terms.filter(|terms| terms.verdict == Reversibility::SafeWeak);
    let weak = weak.map(|terms| FindingKind::SafeWeak { service: Label(terms.service.clone()) });
    notes.map(kind).chain(weak).map(|kind| DecidedFinding::new(kind, FindingUser::nobody(), None)).collect()
}

/// The finding about an active user without an address.
pub(in crate::plan) fn no_address(user: &UnaddressedUser) -> DecidedFinding {
    let user =
        FindingUser { id: Some(user.id.as_str().to_owned()), email: String::new(), name: Some(user.name.clone()) };
    DecidedFinding::new(FindingKind::NoAddress, user, None)
}

/// The finding about an active user of whom the directory does not report what the scope asks for.
pub(in crate::plan) fn scope_unknown(user: &LiveUser) -> DecidedFinding {
    DecidedFinding::new(FindingKind::ScopeUnknown, user.into(), None)
}

/// One finding for each undeclared user who has a declared address beside the one that finds them: this is the same person,
/// under another address than the roster gives.
pub(in crate::plan) fn secondary_addresses(
    desired: &Desired,
    reading: &Live,
    undeclared: &[&LiveUser],
) -> Vec<DecidedFinding> {
    if reading.active.iter().all(|user| user.attributes.is_none()) {
        return Vec::new();
    }
    let entries = desired.users.iter().map(RosterEntry::from);
    let declared: HashMap<&Email, _> =
        entries.flat_map(|entry| entry.emails().map(move |email| (email, entry.at)).collect::<Vec<_>>()).collect();
    let finding = |user: &&LiveUser| {
        let others = &user.attributes.as_deref()?.other_addresses;
        let (email, at) = others.iter().find_map(|other| declared.get_key_value(other))?;
        let kind = FindingKind::SecondaryAddress { declared: (*email).clone() };
        Some(DecidedFinding::new(kind, (*user).into(), Some(at)))
    };
    undeclared.iter().filter_map(finding).collect()
}
