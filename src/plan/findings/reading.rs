//! What the reading of the directory and its settings are worth knowing of, and users that it reports in part.

use std::collections::HashMap;

use crate::model::{
    DeactivationTerms, Desired, Email, Label, Live, LiveUser, Place, ReadingNote, Reversibility, UnaddressedUser,
};
use crate::plan::entry::RosterEntry;

use super::{DecidedFinding, FindingKind, FindingUser, InactiveIndex, Unmatched};

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
        ReadingNote::UncheckedAbsences { users } => FindingKind::UncheckedAbsences { users },
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

/// One finding for each user who leaves by an entry of their own, and has the address of a declared entry that matches
/// nobody beside the one that finds them: the roster keeps and ends the access of the same person.
pub(in crate::plan) fn leaving_and_declared<'a>(
    unmatched: &[Unmatched<'a>],
    leaving: impl Iterator<Item = &'a LiveUser>,
) -> Vec<DecidedFinding> {
    let declared = by_address(unmatched.iter().filter(|unmatched| matches!(unmatched, Unmatched::Declared(_))));
    if declared.is_empty() {
        return Vec::new();
    }
    let finding = |user: &LiveUser| {
        let (email, at) = user.other_addresses().find_map(|other| declared.get_key_value(other))?;
        let kind = FindingKind::SecondaryAddressLeaves { declared: (*email).clone() };
        Some(DecidedFinding::new(kind, user.into(), Some(at)))
    };
    leaving.filter_map(finding).collect()
}

/// One finding for each active user who has the address of a leaver that no user is found by, in any state, beside the one
/// that finds them: the leaver stays active unnoticed.
pub(in crate::plan) fn unfound_leavers<'a>(
    unmatched: &[Unmatched<'a>],
    reading: &'a Live,
    is_in_scope: impl Fn(&LiveUser) -> bool,
) -> Vec<DecidedFinding> {
    let others = InactiveIndex::new(reading);
    let leavers =
        by_address(unmatched.iter().filter(|unmatched| {
            matches!(unmatched, Unmatched::Leaver(_)) && others.find(&unmatched.entry()).is_none()
        }));
    if leavers.is_empty() {
        return Vec::new();
    }
    let finding = |user: &LiveUser| {
        let (email, at) = user.other_addresses().find_map(|other| leavers.get_key_value(other))?;
        let kind = FindingKind::SecondaryAddressOfLeaver { leaver: (*email).clone() };
        Some(DecidedFinding::new(kind, user.into(), Some(at)))
    };
    reading.active.iter().filter(|user| is_in_scope(user)).filter_map(finding).collect()
}

/// The lines of entries by the e-mails that they give.
fn by_address<'a, 'u>(unmatched: impl Iterator<Item = &'u Unmatched<'a>>) -> HashMap<&'a Email, &'a Place>
where
    'a: 'u,
{
    let mut places = HashMap::new();
    for entry in unmatched.map(Unmatched::entry) {
        places.extend(entry.emails().map(|email| (email, entry.at)));
    }
    places
}

/// One finding for each undeclared user who has a declared address beside the one that finds them: this is the same person,
/// under another address than the roster gives.
pub(in crate::plan) fn secondary_addresses(desired: &Desired, undeclared: &[&LiveUser]) -> Vec<DecidedFinding> {
    if undeclared.iter().all(|user| user.other_addresses().next().is_none()) {
        return Vec::new();
    }
    let entries = desired.users.iter().map(RosterEntry::from);
    let declared: HashMap<&Email, _> =
        entries.flat_map(|entry| entry.emails().map(move |email| (email, entry.at)).collect::<Vec<_>>()).collect();
    let finding = |user: &&LiveUser| {
        let (email, at) = user.other_addresses().find_map(|other| declared.get_key_value(other))?;
        let kind = FindingKind::SecondaryAddress { declared: (*email).clone() };
        Some(DecidedFinding::new(kind, (*user).into(), Some(at)))
    };
    undeclared.iter().filter_map(finding).collect()
}
