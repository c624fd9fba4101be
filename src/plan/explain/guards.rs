//! The plan's guards that one user is counted in.

use std::collections::HashSet;

use crate::model::{Identity, LiveUser};
use crate::plan::findings::{DecidedFinding, Severity};
use crate::plan::groups::{GroupOf, department_of, division_of, domain_of};
use crate::plan::guards::{Guard, GuardName, Verdict};
use crate::plan::reason::ReasonCode;
use crate::plan::rules::Disposition;

use super::Explainer;
use super::subject::Meant;

impl Explainer<'_> {
    /// The guards whose number this user is part of, and the limits on numbers of users that refuse the plan.
    pub(super) fn guards(
        &self,
        meant: &Meant<'_>,
        disposition: &Disposition,
        findings: &[DecidedFinding],
    ) -> Vec<Guard> {
        let counts = |guard: &&Guard| {
            if let Some(code) = guard.name.finding() {
                return findings.iter().any(|f| f.kind.code() == code && f.severity == Severity::Error);
            }
            let (Disposition::Deactivated(reason), Some(user)) = (disposition, meant.user()) else { return false };
            match guard.name {
                _ if guard.verdict == Verdict::NotApplicable => false,
                GuardName::RequireLeaverEntry => guard.limit.is_some() && reason.kind.code() == ReasonCode::NotDeclared,
                GuardName::SelfGuard => match &self.live.identity {
                    Identity::User(id) => *id == user.id,
                    Identity::Client => false,
                    Identity::Unknown => true,
                },
                GuardName::EmptiesDivision => self.empties_group_of(user, division_of),
                GuardName::EmptiesDepartment => self.empties_group_of(user, department_of),
                GuardName::EmptiesDomain => self.empties_group_of(user, domain_of),
                _ => guard.verdict != Verdict::Passed,
            }
        };
        self.decision.guards.iter().filter(counts).cloned().collect()
    }

    /// Whether the plan leaves no active user in a user's group; an unknown group may be any.
    fn empties_group_of(&self, user: &LiveUser, group: GroupOf) -> bool {
        let Some(own) = group(user) else { return true };
        let leaving: HashSet<&str> = self.decision.actions.iter().map(|action| action.user.id.as_str()).collect();
        let is_there = |other: &&LiveUser| group(other).is_some_and(|there| there == own);
        self.live.active.iter().filter(is_there).all(|other| leaving.contains(other.id.as_str()))
    }
}
