//! The users that protected entries protect. Here identity may be in doubt: every user that could be meant is protected,
//! and a finding says what to correct. A doubt is an error only where access ends.

use crate::model::{Live, LiveUser, Protected, State};
use crate::plan::entry::RosterEntry;

use super::{DecidedFinding, FindingKind, FindingUser, InactiveIndex, Unmatched};

/// The finding about an entry whose id and e-mail do not belong to the same user, or whose id is spelled in another case.
pub(in crate::plan) fn mismatch(user: &LiveUser, protected: &Protected) -> Option<DecidedFinding> {
    let written = protected.id.clone()?;
    let kind = match (user.id == written, &protected.email) {
        (true, None) => return None,
        (true, Some(email)) if user.has_address(email) => return None,
        (true, Some(email)) => FindingKind::ProtectedEmailDiffers { written: email.clone() },
        (false, _) if user.id.as_str().eq_ignore_ascii_case(written.as_str()) => {
            FindingKind::ProtectedIdCaseDiffers { written }
        }
        (false, _) => FindingKind::ProtectedIdDiffers { written },
    };
    Some(DecidedFinding::new(kind, user.into(), Some(&protected.at)))
}

/// The protected entries that match no active user.
pub(in crate::plan) struct Unprotecting {
    /// One finding each, or two.
    pub(in crate::plan) findings: Vec<DecidedFinding>,
    /// How many match no user who could come back; `None` when that is unknown of one of them.
    pub(in crate::plan) absent: Option<u64>,
}

/// Looks for the protected entries among the users in other states. An inactive user counts as found. A deleted one does
/// not: an account that was created again under another address leaves such an entry behind, and nothing protects it.
pub(in crate::plan) fn unprotecting(unmatched: &[Unmatched<'_>], reading: &Live) -> Unprotecting {
    let others = InactiveIndex::new(reading);
    let mut found = Unprotecting { findings: Vec::new(), absent: Some(0) };
    let entries = unmatched.iter().filter_map(|unmatched| match unmatched {
        Unmatched::Protected(protected) => Some(*protected),
        Unmatched::Declared(_) | Unmatched::Leaver(_) => None,
    });
    for protected in entries {
        let entry = RosterEntry::from(protected);
        let mut push = |kind, user| found.findings.push(DecidedFinding::new(kind, user, Some(&protected.at)));
        match others.find(&entry) {
            Some(user) if user.state != State::Deleted => {
                push(FindingKind::ProtectedInactive, user.into());
                found.findings.extend(mismatch(user, protected));
            }
            account => {
                let is_known = account.is_some() || others.was_looked_up(&entry);
                let kind = match (account, &protected.email) {
                    (Some(_), _) => FindingKind::ProtectedDeleted,
                    (None, _) if !is_known => FindingKind::ProtectedUnknown,
                    (None, Some(_)) => FindingKind::ProtectedEmailMissing,
                    (None, None) => FindingKind::ProtectedIdMissing,
                };
                let unknown = || FindingUser {
                    id: protected.id.as_ref().filter(|_| entry.email.is_none()).map(|id| id.as_str().to_owned()),
                    email: entry.email.map(|email| email.as_str().to_owned()).unwrap_or_default(),
                    name: None,
                };
                push(kind, account.map_or_else(unknown, FindingUser::from));
                found.absent = found.absent.filter(|_| is_known).map(|count| count + 1);
            }
        }
    }
    found
}
