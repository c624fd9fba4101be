//! Every rule that could decide about a user, what it says of them, and which one decides.

use crate::model::{LiveUser, Place, State, Undeclared};
use crate::plan::claims::{Claim, Ending, Rule, last_day, why_leaving};
use crate::plan::scope::Cover;

use super::who::Subject;
use super::{Answer, Ask, RuleName, Step};

/// What is said where the roster has no line.
const NO_ENTRY: &str = "no entry";

impl Ask<'_> {
    /// The rules in their order. Whoever is not active is met by none of the scope's: the plan does not ask them.
    pub(super) fn steps(&self, subject: &Subject<'_>) -> Vec<Step> {
        let organization = &self.live.organization;
        let organization = step(RuleName::Organization, format!("{} ({})", organization.name, organization.id));
        let mut steps = vec![organization.matching(None)];
        match *subject {
            Subject::Active(user, claim) => {
                steps.push(step(RuleName::Active, "active in the directory").matching(None));
                steps.extend(self.scope(user));
                steps.extend(self.entries(claim));
                let none = [claim.declared.is_none(), claim.leaver.is_none()] == [true, true];
                let text = match (none, self.undeclared) {
                    (false, _) => "an entry names this user",
                    (true, Undeclared::Deactivate) => "nothing in the roster names this user",
                    (true, Undeclared::Report) => {
                        "nothing in the roster names this user, and `undeclared: report` keeps them"
                    }
                };
                let last = step(RuleName::NotDeclared, text);
                steps.push(if none { last.matching(None) } else { last });
                let decider = decider(&steps).unwrap_or_else(|| rule_name(claim.rule(self.policy.date)));
                settle(&mut steps, decider);
            }
            Subject::Other(user, ref claim) => {
                let state = match user.state {
                    State::Deleted => "deleted in the directory",
                    State::Active | State::Inactive => "inactive in the directory",
                };
                steps.push(step(RuleName::Active, state));
                steps.extend(self.entries(claim));
                settle(&mut steps, RuleName::Active);
            }
            Subject::Nobody(_, ref claim) | Subject::NotAsked(_, ref claim) => {
                let text = match subject {
                    Subject::Nobody(..) => "no user of the directory has this e-mail or id",
                    _ => "not active; the snapshot does not know more",
                };
                steps.push(step(RuleName::Active, text));
                steps.extend(self.entries(claim));
                settle(&mut steps, RuleName::Active);
            }
        }
        steps
    }

    fn scope(&self, user: &LiveUser) -> [Step; 2] {
        let bounds = &self.matched.bounds;
        let division = match &user.division {
            Some(division) if division.name.is_empty() => division.id.as_str(),
            Some(division) => division.name.as_str(),
            None => "an unknown division",
        };
        let domain = user.email.domain().unwrap_or("no domain");
        [
            covered(step(RuleName::Division, division), bounds.by_division(user)),
            covered(step(RuleName::EmailDomain, domain), bounds.by_domain(user)),
        ]
    }

    fn entries(&self, claim: &Claim<'_>) -> [Step; 4] {
        let date = self.policy.date;
        let protected = match claim.protected {
            Some(entry) => step(RuleName::Protected, entry.reason.as_str()).matching(Some(&entry.at)),
            None => step(RuleName::Protected, NO_ENTRY),
        };
        let leaver = match claim.leaver {
            Some(entry) => step(RuleName::Leaver, why_leaving(entry)).matching(Some(&entry.at)),
            None => step(RuleName::Leaver, NO_ENTRY),
        };
        let Some(entry) = claim.declared else {
            return [protected, leaver, step(RuleName::Expired, NO_ENTRY), step(RuleName::Declared, NO_ENTRY)];
        };
        let expired = match (last_day(entry, date), entry.until) {
            (Some(day), _) => step(RuleName::Expired, format!("last day was {day}")).matching(Some(&entry.at)),
            (None, Some(day)) => step(RuleName::Expired, format!("last day is {day}")),
            (None, None) => step(RuleName::Expired, "the entry has no last day"),
        };
        let text = entry.note.as_deref().unwrap_or("in `users`");
        [protected, leaver, expired, step(RuleName::Declared, text).matching(Some(&entry.at))]
    }
}

/// A rule that does not match.
fn step(rule: RuleName, text: impl Into<String>) -> Step {
    Step { rule, answer: Answer::No, decides: false, text: text.into(), at: None }
}

impl Step {
    /// The same rule, matching because of this line.
    fn matching(self, at: Option<&Place>) -> Self {
        Self { answer: Answer::Yes, at: at.map(Into::into), ..self }
    }
}

fn covered(step: Step, cover: Cover<'_>) -> Step {
    match cover {
        Cover::Everybody => {
            Step { text: format!("{}; the roster does not narrow by this", step.text), ..step }.matching(None)
        }
        Cover::By(at) => step.matching(Some(at)),
        Cover::Nobody => Step { text: format!("{}, which `scope` does not name", step.text), ..step },
    }
}

/// The first rule of those that must all match that does not.
fn decider(steps: &[Step]) -> Option<RuleName> {
    steps.iter().find(|step| step.rule <= RuleName::EmailDomain && step.answer == Answer::No).map(|step| step.rule)
}

fn rule_name(rule: Rule<'_>) -> RuleName {
    match rule {
        Rule::Protected(..) => RuleName::Protected,
        Rule::Unprotected(Ending::Leaver(_)) => RuleName::Leaver,
        Rule::Unprotected(Ending::Expired(..)) => RuleName::Expired,
        Rule::Unprotected(Ending::Declared) => RuleName::Declared,
        Rule::Unprotected(Ending::NotDeclared) => RuleName::NotDeclared,
    }
}

fn settle(steps: &mut [Step], decider: RuleName) {
    for step in steps {
        step.decides = step.rule == decider;
    }
}
