//! The plan's guards that one user is counted in.

use std::collections::HashSet;

use crate::model::{Identity, LiveUser};
use crate::plan::types::{Finding, FindingCode, ReasonCode, Severity};
use crate::plan::verdict::{Guard, GuardName, Verdict};

use super::who::Subject;
use super::{Ask, Fate};

impl Ask<'_> {
    /// The guards whose number this user is part of, and the limits on how many that refuse the plan they are in.
    pub(super) fn guards(&self, subject: &Subject<'_>, fate: &Fate, findings: &[Finding]) -> Vec<Guard> {
        let stops = |code| findings.iter().any(|f: &Finding| f.code == code && f.severity == Severity::Error);
        let touched = |guard: &&Guard| match (guard.name, fate, subject.user()) {
            _ if guard.verdict == Verdict::NotApplicable => false,
            (GuardName::Lookalike, ..) => stops(FindingCode::Lookalike),
            (GuardName::ProtectedAbsent, ..) => stops(FindingCode::ProtectedAbsent),
            (GuardName::Undeclarable, ..) => stops(FindingCode::Undeclarable),
            (GuardName::RequireLeaverEntry, Fate::Deactivated(reason), _) => {
                guard.limit.is_some() && reason.code == ReasonCode::NotDeclared
            }
            (GuardName::SelfGuard, Fate::Deactivated(_), Some(user)) => match &self.live.identity {
                Identity::User(id) => *id == user.id,
                Identity::Client => false,
                Identity::Unknown => true,
            },
            (GuardName::EmptiesDivision, Fate::Deactivated(_), Some(user)) => self.empties(user),
            (
                GuardName::MaxDeactivations | GuardName::MaxDeactivationPercent | GuardName::EmptyRoster,
                Fate::Deactivated(_),
                _,
            ) => guard.verdict != Verdict::Passed,
            _ => false,
        };
        self.decision.plan.guards.iter().filter(touched).cloned().collect()
    }

    /// Whether the plan leaves nobody active in a user's division; an unknown division may be any.
    fn empties(&self, user: &LiveUser) -> bool {
        let Some(division) = &user.division else { return true };
        let leaving: HashSet<&str> = self.decision.plan.actions.iter().map(|action| action.user.id.as_str()).collect();
        let is_there = |other: &&LiveUser| other.division.as_ref().is_some_and(|there| there.id == division.id);
        self.live.active.iter().filter(is_there).all(|other| leaving.contains(other.id.as_str()))
    }
}
