//! The rules that decide about a user, in their order. Planning and explaining both use them, so that they cannot
//! disagree.

use jiff::civil::Date;

use crate::model::{Declared, FreeText, Leaver, LiveUser, Place, Protected, State, Undeclared};

use super::contradiction::{Contradiction, ContradictionKind};
use super::entry::RosterEntry;
use super::reason::{DecidedReason, ReasonCode, ReasonKind};

/// The rules, in the order in which they decide. The first six must all match for the others to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The user belongs to the organization that was read.
    Organization,
    /// The user is active.
    Active,
    /// The scope covers the user's division.
    Division,
    /// The scope covers the domain of the user's e-mail.
    EmailDomain,
    /// The scope covers the user's type.
    UserType,
    /// The scope covers the user's department.
    Department,
    /// `guards.protected` names the user.
    Protected,
    /// `leavers` names the user.
    Leaver,
    /// `users` names the user with an `until` that has passed.
    Expired,
    /// `users` names the user.
    Declared,
    /// Nothing in the roster names the user.
    NotDeclared,
}

/// What becomes of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Their access would end.
    Deactivated(DecidedReason),
    /// They stay only because they are protected; this would have ended their access.
    Protected(DecidedReason),
    /// They stay.
    Kept,
    /// They stay, and the plan reports them, because nothing in the roster names them.
    Reported,
    /// They are active, outside the roster's scope, and never touched.
    OutOfScope,
    /// They are in this state, which is not active.
    LeftAlone(State),
    /// No user of the directory has the e-mail or the id.
    Missing,
    /// They are not active; the snapshot was taken for another roster and holds no more.
    Unknown,
}

impl Rule {
    /// The code of the reason for which this rule ends a user's access; `None` for a rule that never does.
    #[must_use]
    pub fn code(self) -> Option<ReasonCode> {
        match self {
            Self::Leaver => Some(ReasonCode::Leaver),
            Self::Expired => Some(ReasonCode::Expired),
            Self::NotDeclared => Some(ReasonCode::NotDeclared),
            _ => None,
        }
    }

    /// Whether this rule, when it decides, ends the access of a user who is not protected.
    fn ends_access(self, undeclared: Undeclared) -> bool {
        match self {
            Self::NotDeclared => undeclared == Undeclared::Deactivate,
            rule => rule.code().is_some(),
        }
    }
}

/// The entries of the roster about one user.
#[derive(Clone, Copy, Default)]
pub(super) struct RosterEntries<'a> {
    /// The entry that protects them.
    pub(super) protected: Option<&'a Protected>,
    /// The entry for their leaving.
    pub(super) leaver: Option<&'a Leaver>,
    /// The entry that declares them.
    pub(super) declared: Option<&'a Declared>,
}

impl<'a> RosterEntries<'a> {
    /// The lines of the entries.
    pub(super) fn places(&self) -> impl Iterator<Item = &'a Place> + use<'a> {
        let places = [self.protected.map(|p| &p.at), self.leaver.map(|l| &l.at), self.declared.map(|d| &d.at)];
        places.into_iter().flatten()
    }

    /// The first of the last five rules that matches.
    pub(super) fn rule(&self, date: Date) -> Rule {
        if self.protected.is_some() { Rule::Protected } else { self.rule_without_protection(date) }
    }

    fn rule_without_protection(&self, date: Date) -> Rule {
        match (self.leaver, self.declared) {
            (Some(_), _) => Rule::Leaver,
            (None, Some(declared)) if expired_on(declared, date).is_some() => Rule::Expired,
            (None, Some(_)) => Rule::Declared,
            (None, None) => Rule::NotDeclared,
        }
    }

    /// What becomes of an active user in scope with these entries.
    pub(super) fn disposition(&self, date: Date, undeclared: Undeclared) -> Disposition {
        let rule = self.rule_without_protection(date);
        match (rule.ends_access(undeclared), self.protected) {
            (true, None) => Disposition::Deactivated(self.reason(date)),
            (true, Some(_)) => Disposition::Protected(self.reason(date)),
            (false, None) if rule == Rule::NotDeclared => Disposition::Reported,
            (false, _) => Disposition::Kept,
        }
    }

    /// The reason for which the access of a user with these entries ends.
    fn reason(&self, date: Date) -> DecidedReason {
        match (self.leaver, self.declared.and_then(|declared| Some((declared, expired_on(declared, date)?)))) {
            (Some(leaver), _) => DecidedReason { kind: leaver_reason(leaver), at: Some(leaver.at.clone()) },
            (None, Some((declared, last_day))) => {
                let note = declared.note.clone().map(FreeText);
                DecidedReason { kind: ReasonKind::Expired { last_day, note }, at: Some(declared.at.clone()) }
            }
            (None, None) => DecidedReason { kind: ReasonKind::NotDeclared, at: None },
        }
    }

    /// The contradiction that another entry than the one at `at` already keeps or ends the access of a user who has
    /// aliases. Entries that give the same address are refused before any directory is read.
    pub(super) fn named_twice(&self, user: &LiveUser, at: &Place) -> Option<Contradiction> {
        let other_at = self.leaver.map(|leaver| &leaver.at).or(self.declared.map(|declared| &declared.at))?;
        // Without an alias both entries give the same address.
        user.addresses().nth(1)?;
        let (email, id, other_at) = (user.email.clone(), user.id.clone(), other_at.clone());
        let kind = ContradictionKind::NamedTwice { email, id, other_at };
        Some(Contradiction { at: Some(at.clone()), kind })
    }

    /// The contradiction that a user is protected and that their access ends. Where both entries give the same e-mail or
    /// id, the roster is refused before any directory is read; here it turns out that they are about the same user.
    pub(super) fn contradiction(&self, user: &LiveUser) -> Option<Contradiction> {
        let protected = self.protected?;
        let is_another = |entry: RosterEntry<'_>| {
            let has_id = entry.id.is_some() && entry.id == protected.id.as_ref();
            !has_id && !protected.email.as_ref().is_some_and(|email| entry.has_email(email))
        };
        let leaver = self.leaver.filter(|leaver| is_another((*leaver).into()));
        let leaving = self.declared.filter(|declared| declared.until.is_some() && is_another((*declared).into()));
        let (email, id, protected_at) = (user.email.clone(), user.id.clone(), protected.at.clone());
        let (at, kind) = match (leaver, leaving) {
            (Some(leaver), _) => (&leaver.at, ContradictionKind::ProtectedLeaver { email, id, protected_at }),
            (None, Some(declared)) => (&declared.at, ContradictionKind::ProtectedUntil { email, id, protected_at }),
            (None, None) => return None,
        };
        Some(Contradiction { at: Some(at.clone()), kind })
    }
}

/// A leaver entry as a reason.
pub(super) fn leaver_reason(leaver: &Leaver) -> ReasonKind {
    ReasonKind::Leaver { reason: FreeText(leaver.reason.clone()), ticket: leaver.ticket.clone().map(FreeText) }
}

/// The last day of a declared user, when it is over.
pub(super) fn expired_on(declared: &Declared, date: Date) -> Option<Date> {
    declared.until.filter(|until| *until < date)
}
