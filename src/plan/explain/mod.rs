//! Why the plan does with one user what it does: every rule in the order in which they decide, and the verdict.
//!
//! The verdict is not worked out a second time: the rule comes from `claims`, where the plan has it from, and findings
//! and guards are those of the plan itself.

mod guards;
mod steps;
mod who;

use crate::model::{Desired, Live, LiveUser, State, Undeclared};

use super::claims::{Claim, Consequence, Matched};
use super::contradiction::Contradiction;
use super::decide::{Decision, Policy, Selector, decide};
use super::scope::Cover;
use super::types::{Finding, FindingCode, PlaceRecord, Reason};
use super::verdict::Guard;

use self::who::Subject;

/// What the plan does with one user, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// Whom it is about.
    pub who: Who,
    /// What becomes of them.
    pub fate: Fate,
    /// Every rule that could decide, in their order.
    pub steps: Vec<Step>,
    /// The plan's guards that this user is counted in.
    pub guards: Vec<Guard>,
    /// The plan's findings about this user.
    pub findings: Vec<Finding>,
}

/// A user who is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody whom the directory reports, in whatever state.
    Live(LiveUser),
    /// Somebody whom only the roster knows, by this e-mail or id.
    Declared(String),
}

/// What becomes of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Their access would end.
    Deactivated(Reason),
    /// They stay only because they are protected: by whom that is said, and what would have ended their access.
    Protected(Reason),
    /// They stay.
    Kept,
    /// They stay, and the plan reports them, for nothing in the roster names them.
    Reported,
    /// They are active, outside the roster's scope, and never touched.
    OutOfScope,
    /// They are in this state, which is not active.
    LeftAlone(State),
    /// No user of the directory has the e-mail or the id.
    Missing,
    /// They are not active; the snapshot was taken for another roster and knows no more.
    Unknown,
}

/// One rule and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rule.
    pub rule: RuleName,
    /// Whether it matches this user.
    pub answer: Answer,
    /// Whether it is the one that decides.
    pub decides: bool,
    /// What was found, for people; names from the directory and the roster are as they are there.
    pub text: String,
    /// The line of the roster that matched.
    pub at: Option<PlaceRecord>,
}

/// The rules, in the order in which they decide. The first four must all match for the others to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleName {
    /// They belong to the organization that was read.
    Organization,
    /// They are active.
    Active,
    /// The scope covers their division.
    Division,
    /// The scope covers the domain of their e-mail.
    EmailDomain,
    /// `guards.protected` names them.
    Protected,
    /// `leavers` names them.
    Leaver,
    /// `users` names them with an `until` that has passed.
    Expired,
    /// `users` names them.
    Declared,
    /// Nothing names them.
    NotDeclared,
}

/// What a rule says of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It matches.
    Yes,
    /// It does not.
    No,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Roster and directory contradict each other, so there is no plan either.
    Contradictions(Vec<Contradiction>),
    /// Nobody in the directory and nobody in the roster is called so; these are closest, best first.
    Nobody(Vec<String>),
}

/// Everybody whom `asked` means, mostly one user, with what the plan of this policy does with them. `found` are users
/// who were looked up because they were asked for.
///
/// # Errors
/// [`NoAnswer`].
pub fn why(
    desired: &Desired,
    live: &Live,
    policy: &Policy,
    asked: &Selector,
    found: &[LiveUser],
) -> Result<Vec<Why>, NoAnswer> {
    let decision = decide(desired, live, policy).map_err(NoAnswer::Contradictions)?;
    let matched = Matched::of(desired, live, policy.date).without_contradictions().map_err(NoAnswer::Contradictions)?;
    let subjects = who::meant(asked, desired, &matched, live, found);
    if subjects.is_empty() {
        return Err(NoAnswer::Nobody(super::closest::closest(asked, desired, live)));
    }
    let named = who::lines(asked, desired);
    let undeclared = desired.undeclared;
    let ask = Ask { live, policy, undeclared, matched: &matched, decision: &decision, named };
    Ok(subjects.into_iter().map(|subject| ask.about(&subject)).collect())
}

/// What an answer is made from.
struct Ask<'a> {
    live: &'a Live,
    policy: &'a Policy,
    undeclared: Undeclared,
    matched: &'a Matched<'a>,
    decision: &'a Decision,
    /// The lines of the roster that give what was typed.
    named: Vec<PlaceRecord>,
}

impl Ask<'_> {
    fn about(&self, subject: &Subject<'_>) -> Why {
        let (who, fate) = match *subject {
            Subject::Active(user, claim) => (Who::Live(user.clone()), self.fate(user, claim)),
            Subject::Other(user, _) => (Who::Live(user.clone()), Fate::LeftAlone(user.state)),
            Subject::Nobody(name, _) => (Who::Declared(name.to_owned()), Fate::Missing),
            Subject::NotAsked(name, _) => (Who::Declared(name.to_owned()), Fate::Unknown),
        };
        let findings = self.findings(subject);
        Why { guards: self.guards(subject, &fate, &findings), steps: self.steps(subject), who, fate, findings }
    }

    fn fate(&self, user: &LiveUser, claim: &Claim<'_>) -> Fate {
        let bounds = &self.matched.bounds;
        if [bounds.by_division(user), bounds.by_domain(user)].contains(&Cover::Nobody) {
            return Fate::OutOfScope;
        }
        match claim.rule(self.policy.date).consequence(self.undeclared) {
            Consequence::Keep => Fate::Kept,
            Consequence::Report => Fate::Reported,
            Consequence::Protect(_, reason) => Fate::Protected(reason),
            Consequence::Deactivate(reason) => Fate::Deactivated(reason),
        }
    }

    /// The plan's findings about a user: those that name their id, and those that stand at one of their lines or at one
    /// that gives what was typed.
    fn findings(&self, subject: &Subject<'_>) -> Vec<Finding> {
        let places: Vec<PlaceRecord> =
            subject.claim().places().map(Into::into).chain(self.named.iter().cloned()).collect();
        let id = subject.user().map(|user| user.id.as_str());
        let is_active = subject.user().is_some_and(|user| user.state == State::Active);
        let concerns = |finding: &&Finding| match (finding.user.id.as_deref(), id) {
            (Some(named), Some(id)) if named == id => true,
            // Somebody else's, but for a lookalike: that is at the line of the one who is sought, and is not active.
            (Some(_), Some(_)) if finding.code != FindingCode::Lookalike || is_active => false,
            _ => finding.at.as_ref().is_some_and(|at| places.contains(at)),
        };
        self.decision.plan.findings.iter().filter(concerns).cloned().collect()
    }
}
