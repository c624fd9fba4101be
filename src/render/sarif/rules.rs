//! Every rule that a result can name. The list is the same in each run, as code scanning asks for.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::plan::{FindingCode, GUARDS, GuardName, ReasonCode};
use crate::render::wording::{
    CONTRADICTIONS, finding_advice, finding_summary, guard_advice, guard_summary, reason_advice, reason_summary,
};

use crate::roster::{DiagnosticCode, DiagnosticSeverity};

use super::SarifLevel;

/// A rule as code scanning shows it.
struct SarifRule {
    id: String,
    /// The default level.
    level: SarifLevel,
    /// What was found.
    summary: &'static str,
    /// What to do.
    help: &'static str,
}

/// The id of the rule of what a deactivation does in a directory.
pub(super) const TERMS_RULE: &str = "deactivation-terms";

/// The id of the rule of a guard.
pub(super) fn guard_rule(name: GuardName) -> String {
    format!("guard-{name}")
}

/// The id of the rule of a finding.
pub(super) fn finding_rule(code: FindingCode) -> String {
    format!("finding-{}", code.as_str())
}

/// The id of the rule of an action.
pub(super) fn action_rule(code: ReasonCode) -> String {
    format!("deactivate-{}", code.as_str())
}

/// Every rule: those of the roster, of contradictions, guards, findings and actions.
static RULES: LazyLock<Vec<SarifRule>> = LazyLock::new(|| {
    let row = |level| {
        move |(id, summary, help): &(&str, &'static str, &'static str)| SarifRule {
            id: (*id).to_owned(),
            level,
            summary,
            help,
        }
    };
    let diagnostic = |code: &DiagnosticCode| SarifRule {
        id: code.as_str().to_owned(),
        level: match code.severity() {
            DiagnosticSeverity::Error => SarifLevel::Error,
            DiagnosticSeverity::Warning => SarifLevel::Warning,
        },
        summary: code.summary(),
        help: code.advice(),
    };
    let guard = |name| SarifRule {
        id: guard_rule(name),
        level: SarifLevel::Error,
        summary: guard_summary(name),
        help: guard_advice(name),
    };
    let finding = |code: FindingCode| SarifRule {
        id: finding_rule(code),
        level: code.severity().into(),
        summary: finding_summary(code),
        help: finding_advice(code),
    };
    let action = |code| SarifRule {
        id: action_rule(code),
        level: SarifLevel::Note,
        summary: reason_summary(code),
        help: reason_advice(code),
    };
    (DiagnosticCode::ALL.iter().map(diagnostic))
        .chain(CONTRADICTIONS.iter().map(row(SarifLevel::Error)))
        .chain([SarifRule {
            id: TERMS_RULE.to_owned(),
            level: SarifLevel::Note,
            summary: "What a deactivation does in the service that the roster is for.",
            help: "Read it before you approve a plan; `rosterctl services NAME` prints all that is known of a service.",
        }])
        .chain(GUARDS.into_iter().map(guard))
        .chain(FindingCode::ALL.into_iter().map(finding))
        .chain(ReasonCode::ALL.into_iter().map(action))
        .collect()
});

/// The position of the rule with this id in the list.
pub(super) fn index(id: &str) -> Option<usize> {
    RULES.iter().position(|rule| rule.id == id)
}

/// The rules as `reportingDescriptor`s.
pub(super) fn descriptors() -> Vec<Value> {
    let descriptor = |SarifRule { id, level, summary, help }: &SarifRule| {
        json!({
            "id": id,
            "name": name(id),
            "shortDescription": {"text": summary},
            "fullDescription": {"text": summary},
            "help": {"text": help},
            "defaultConfiguration": {"level": level.as_str()},
        })
    };
    RULES.iter().map(descriptor).collect()
}

/// `duplicate-user` → `DuplicateUser`: the form that SARIF asks of a name, which may not be its id.
fn name(id: &str) -> String {
    let words = id.split(['-', '_']).chain((!id.contains('-')).then_some("error"));
    let capital = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    words.map(capital).collect()
}

#[cfg(test)]
mod tests;
