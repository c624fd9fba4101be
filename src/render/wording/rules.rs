//! The rules that decide about a user, as questions and answers.

use crate::model::{State, Undeclared};
use crate::plan::{Rule, RuleCheck, RuleFact};

use super::reasons::reason_text;

/// A rule as a question.
pub(in crate::render) fn rule_question(rule: Rule) -> &'static str {
    match rule {
        Rule::Organization => "in the organization?",
        Rule::Active => "active?",
        Rule::Division => "division in scope?",
        Rule::EmailDomain => "e-mail domain in scope?",
        Rule::UserType => "user type in scope?",
        Rule::Department => "department in scope?",
        Rule::Protected => "protected?",
        Rule::Leaver => "a leaver?",
        Rule::Expired => "declared, `until` passed?",
        Rule::Declared => "declared?",
        Rule::NotDeclared => "not declared?",
    }
}

/// What the check of a rule found.
pub(in crate::render) fn rule_fact(check: &RuleCheck) -> String {
    match &check.fact {
        RuleFact::Organization { name, id } if name == id => name.clone(),
        RuleFact::Organization { name, id } => format!("{name} ({id})"),
        RuleFact::State(State::Active) => "active in the directory".to_owned(),
        RuleFact::State(State::Inactive) => "inactive in the directory".to_owned(),
        RuleFact::State(State::Deleted) => "deleted in the directory".to_owned(),
        RuleFact::NoSuchUser => "no user of the directory has this e-mail or id".to_owned(),
        RuleFact::NotInSnapshot => "not active; the snapshot holds no more".to_owned(),
        RuleFact::Scope { value, is_narrowed } => {
            let unknown = match check.rule {
                Rule::Division => "an unknown division",
                Rule::UserType => "an unknown type",
                Rule::Department => "an unknown department",
                _ => "no domain",
            };
            let value = value.as_deref().unwrap_or(unknown);
            match (is_narrowed, check.matches) {
                (false, _) => format!("{value}; the roster does not narrow by this"),
                (true, true) => value.to_owned(),
                (true, false) => format!("{value}, which `scope` does not name"),
            }
        }
        RuleFact::NoEntry => "no entry".to_owned(),
        RuleFact::Entry(text) => text.clone(),
        RuleFact::Leaver(reason) => reason_text(reason),
        RuleFact::LastDayWas(day) => format!("last day was {day}"),
        RuleFact::LastDayIs(day) => format!("last day is {day}"),
        RuleFact::NoLastDay => "the entry has no last day".to_owned(),
        RuleFact::Listed => "in `users`".to_owned(),
        RuleFact::Named => "an entry names this user".to_owned(),
        RuleFact::Unnamed(Undeclared::Deactivate) => "nothing in the roster names this user".to_owned(),
        RuleFact::Unnamed(Undeclared::Report) => {
            "nothing in the roster names this user, and `undeclared: report` keeps them".to_owned()
        }
    }
}
