//! Every rule that could decide about a user, what it finds, and which one decides.

use crate::model::{LiveUser, Place, Support};
use crate::plan::rules::{RosterEntries, Rule, expired_on, leaver_reason};
use crate::plan::scope::{ScopeMatch, attribute, department, user_type};

use super::subject::Meant;
use super::{Explainer, RuleCheck, RuleFact};

impl Explainer<'_> {
    /// The rules in their order. The scope is only checked for active users: the plan asks it about no others.
    pub(super) fn checks(&self, meant: &Meant<'_>) -> Vec<RuleCheck> {
        let organization = &self.live.organization;
        let (name, id) = (organization.name.clone(), organization.id.clone());
        let mut checks = vec![matching(Rule::Organization, RuleFact::Organization { name, id }, None)];
        let decider = match *meant {
            Meant::Active(user, entries) => {
                checks.push(matching(Rule::Active, RuleFact::State(user.state), None));
                checks.extend(self.scope(user));
                checks.extend(self.entries(entries));
                checks.push(match entries.declared.is_none() && entries.leaver.is_none() {
                    true => matching(Rule::NotDeclared, RuleFact::Unnamed(self.undeclared), None),
                    false => failing(Rule::NotDeclared, RuleFact::Named),
                });
                // The first of the rules that must all match that does not.
                let gate = checks.iter().find(|check| check.rule <= Rule::Department && !check.matches);
                gate.map_or_else(|| entries.rule(self.date), |check| check.rule)
            }
            Meant::Other(user, ref entries) => {
                checks.push(failing(Rule::Active, RuleFact::State(user.state)));
                checks.extend(self.entries(entries));
                Rule::Active
            }
            Meant::Missing(_, ref entries) => {
                checks.push(failing(Rule::Active, RuleFact::NoSuchUser));
                checks.extend(self.entries(entries));
                Rule::Active
            }
            Meant::Unknown(_, ref entries) => {
                checks.push(failing(Rule::Active, RuleFact::NotInSnapshot));
                checks.extend(self.entries(entries));
                Rule::Active
            }
        };
        for check in &mut checks {
            check.decides = check.rule == decider;
        }
        checks
    }

    /// The rules of the scope, without those about what the directory does not have.
    fn scope(&self, user: &LiveUser) -> Vec<RuleCheck> {
        let scope = &self.matched.scope;
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let mut checks = Vec::new();
        if self.capabilities.divisions == Support::Supported {
            let division = owned(user.division.as_ref().map(|division| division.shown()));
            checks.push(covered(Rule::Division, division, scope.by_division(user)));
        }
        checks.push(covered(Rule::EmailDomain, owned(user.email.domain()), scope.by_domain(user)));
        if self.capabilities.attributes == Support::Supported {
            let user_type = owned(attribute(user, user_type));
            checks.push(covered(Rule::UserType, user_type, scope.by_user_type(user)));
            let department = owned(attribute(user, department));
            checks.push(covered(Rule::Department, department, scope.by_department(user)));
        }
        checks
    }

    fn entries(&self, entries: &RosterEntries<'_>) -> [RuleCheck; 4] {
        let protected = match entries.protected {
            Some(entry) => matching(Rule::Protected, RuleFact::Entry(entry.reason.clone()), Some(&entry.at)),
            None => failing(Rule::Protected, RuleFact::NoEntry),
        };
        let leaver = match entries.leaver {
            Some(entry) => matching(Rule::Leaver, RuleFact::Leaver(leaver_reason(entry)), Some(&entry.at)),
            None => failing(Rule::Leaver, RuleFact::NoEntry),
        };
        let Some(entry) = entries.declared else {
            let [expired, declared] = [Rule::Expired, Rule::Declared].map(|rule| failing(rule, RuleFact::NoEntry));
            return [protected, leaver, expired, declared];
        };
        let expired = match (expired_on(entry, self.date), entry.until) {
            (Some(day), _) => matching(Rule::Expired, RuleFact::LastDayWas(day), Some(&entry.at)),
            (None, Some(day)) => failing(Rule::Expired, RuleFact::LastDayIs(day)),
            (None, None) => failing(Rule::Expired, RuleFact::NoLastDay),
        };
        let fact = entry.note.clone().map_or(RuleFact::Listed, RuleFact::Entry);
        [protected, leaver, expired, matching(Rule::Declared, fact, Some(&entry.at))]
    }
}

fn covered(rule: Rule, value: Option<String>, covering: ScopeMatch<'_>) -> RuleCheck {
    match covering {
        ScopeMatch::Unrestricted => matching(rule, RuleFact::Scope { value, is_narrowed: false }, None),
        ScopeMatch::Line(at) => matching(rule, RuleFact::Scope { value, is_narrowed: true }, Some(at)),
        ScopeMatch::Uncovered => failing(rule, RuleFact::Scope { value, is_narrowed: true }),
    }
}

/// A rule that matches, because of a line or for another reason.
fn matching(rule: Rule, fact: RuleFact, at: Option<&Place>) -> RuleCheck {
    RuleCheck { rule, matches: true, decides: false, fact, at: at.cloned() }
}

/// A rule that does not match.
fn failing(rule: Rule, fact: RuleFact) -> RuleCheck {
    RuleCheck { rule, matches: false, decides: false, fact, at: None }
}
