//! What the plan does with one user: every rule in the order in which they decide, and the disposition.
//!
//! Nothing is decided a second time: the rules come from `rules`, which the plan uses, and findings and guards are those of
//! the plan itself.

mod checks;
mod guards;
mod subject;

use jiff::civil::Date;

use crate::model::{Capabilities, Desired, Live, LiveUser, Place, State, Support, Undeclared};

use super::contradiction::Contradiction;
use super::decide::{Decision, reconciled};
use super::entry::Selector;
use super::findings::{DecidedFinding, FindingCode};
use super::guards::Guard;
use super::options::PlanOptions;
use super::reason::ReasonKind;
use super::reconcile::Reconciliation;
use super::rules::{Disposition, Rule};
use super::similarity::closest;

use self::subject::Meant;

/// What the plan does with one user, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The user.
    pub subject: ExplainedUser,
    /// Whether users of the directory are in divisions.
    pub divisions: Support,
    /// What becomes of them.
    pub disposition: Disposition,
    /// Every rule that could decide, in their order.
    pub checks: Vec<RuleCheck>,
    /// The plan's guards that this user is counted in.
    pub guards: Vec<Guard>,
    /// The plan's findings about this user.
    pub findings: Vec<DecidedFinding>,
}

/// The user that an explanation is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExplainedUser {
    /// A user of the directory, in whatever state.
    Live(LiveUser),
    /// A user that only the roster knows, by this e-mail or id.
    Declared(String),
}

/// One rule, checked for one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleCheck {
    /// The rule.
    pub rule: Rule,
    /// Whether it matches this user.
    pub matches: bool,
    /// Whether it is the rule that decides.
    pub decides: bool,
    /// What was found.
    pub fact: RuleFact,
    /// The line of the roster that matched.
    pub at: Option<Place>,
}

/// What the check of a rule found; names from the directory and the roster are as they are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleFact {
    /// The organization that was read.
    Organization {
        /// Its name.
        name: String,
        /// Its id.
        id: String,
    },
    /// The user's state in the directory.
    State(State),
    /// No user of the directory has the e-mail or id.
    NoSuchUser,
    /// The user is not active; the snapshot holds no more.
    NotInSnapshot,
    /// The division, domain, type or department of the user, when it is known, and whether the scope narrows by it.
    Scope {
        /// The division by name or id, the domain, the type or the department.
        value: Option<String>,
        /// Whether the scope lists some.
        is_narrowed: bool,
    },
    /// The roster has no entry.
    NoEntry,
    /// An entry gives this text.
    Entry(String),
    /// A leaver entry gives this reason.
    Leaver(ReasonKind),
    /// The last day has passed.
    LastDayWas(Date),
    /// The last day is still to come, or today.
    LastDayIs(Date),
    /// The entry has no last day.
    NoLastDay,
    /// `users` has an entry without a note.
    Listed,
    /// An entry names the user.
    Named,
    /// No entry names the user, and this becomes of such users.
    Unnamed(Undeclared),
}

/// The reason why there is no explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExplainError {
    /// Roster and directory contradict each other, so there is no plan either.
    Contradictions(Vec<Contradiction>),
    /// No user in the directory or in the roster matches; these are closest, best first.
    NoMatch(Vec<Selector>),
}

/// Every user that `asked` means, mostly one, with what the plan of these options does with them. `found` are users who
/// were looked up because they were asked for.
///
/// # Errors
/// [`ExplainError`].
pub fn explain(
    desired: &Desired,
    live: &Live,
    options: &PlanOptions,
    asked: &Selector,
    found: &[LiveUser],
) -> Result<Vec<Explanation>, ExplainError> {
    let (decision, matched) = reconciled(desired, live, options).map_err(ExplainError::Contradictions)?;
    let users = subject::meant(asked, desired, &matched, live, found);
    if users.is_empty() {
        return Err(ExplainError::NoMatch(closest(asked, desired, live)));
    }
    let explainer = Explainer {
        live,
        date: options.date,
        undeclared: desired.undeclared,
        capabilities: options.capabilities,
        matched: &matched,
        decision: &decision,
        asked_at: subject::lines(asked, desired),
    };
    Ok(users.iter().map(|user| explainer.explain(user)).collect())
}

/// What an explanation is made from.
struct Explainer<'a> {
    live: &'a Live,
    date: Date,
    undeclared: Undeclared,
    capabilities: Capabilities,
    matched: &'a Reconciliation<'a>,
    decision: &'a Decision,
    /// The lines of the roster that give what was typed.
    asked_at: Vec<Place>,
}

impl Explainer<'_> {
    fn explain(&self, meant: &Meant<'_>) -> Explanation {
        let (subject, disposition) = match *meant {
            Meant::Active(user, entries) => {
                let is_governed = self.matched.scope.contains(user);
                let decided = || entries.disposition(self.date, self.undeclared);
                (ExplainedUser::Live(user.clone()), if is_governed { decided() } else { Disposition::OutOfScope })
            }
            Meant::Other(user, _) => (ExplainedUser::Live(user.clone()), Disposition::LeftAlone(user.state)),
            Meant::Missing(name, _) => (ExplainedUser::Declared(name.to_owned()), Disposition::Missing),
            Meant::Unknown(name, _) => (ExplainedUser::Declared(name.to_owned()), Disposition::Unknown),
        };
        let findings = self.findings(meant);
        let guards = self.guards(meant, &disposition, &findings);
        let divisions = self.capabilities.divisions;
        Explanation { subject, divisions, disposition, checks: self.checks(meant), guards, findings }
    }

    /// The plan's findings about a user: those with their id, those at one of their lines, and those at a line that gives
    /// what was typed.
    fn findings(&self, meant: &Meant<'_>) -> Vec<DecidedFinding> {
        let places: Vec<&Place> = meant.entries().places().chain(&self.asked_at).collect();
        let id = meant.user().map(|user| user.id.as_str());
        let is_active = meant.user().is_some_and(|user| user.state == State::Active);
        let concerns = |finding: &&DecidedFinding| match (finding.user.id.as_deref(), id) {
            (Some(named), Some(id)) if named == id => true,
            // The finding is about another user. A lookalike is at the line of the user that is resembled, who is not
            // active, and concerns both.
            (Some(_), Some(_)) if finding.kind.code() != FindingCode::Lookalike || is_active => false,
            _ => finding.at.as_ref().is_some_and(|at| places.contains(&at)),
        };
        self.decision.findings.iter().filter(concerns).cloned().collect()
    }
}
