//! The sentences about plans: findings, reasons, contradictions, guards and rules are worded here and nowhere else.

mod contradictions;
mod findings;
mod guards;
mod reasons;
mod rules;
mod terms;

use crate::plan::{Action, ActionKind, DecidedAction, DecidedFinding, Decision, Finding, Plan, Reason, ReasonCode};

pub use contradictions::{contradiction_help, contradiction_message, did_you_mean};
pub use findings::finding_text;
pub use reasons::reason_text;

pub(super) use contradictions::CONTRADICTIONS;
pub(super) use findings::finding_advice;
pub(crate) use findings::finding_summary;
pub(super) use guards::{guard_advice, guard_help, guard_subject, guard_summary};
pub(crate) use reasons::general_reason;
pub(super) use reasons::{reason_advice, reason_label, reason_summary, reason_word};
pub(super) use rules::{rule_fact, rule_question};
pub(super) use terms::{effect_words, verdict_word, verdict_words};

/// The plan of a decision, with its sentences.
#[must_use]
pub fn record(decision: &Decision) -> Plan {
    Plan {
        actions: decision.actions.iter().map(action_record).collect(),
        findings: decision.findings.iter().map(finding_record).collect(),
        guards: decision.guards.clone(),
        overrides: decision.overrides.clone(),
        undeclared: decision.undeclared,
        partial: decision.partial,
        summary: decision.summary,
    }
}

fn action_record(DecidedAction { user, reason }: &DecidedAction) -> Action {
    let code = reason.kind.code();
    let reason = Reason {
        code,
        text: reason_text(&reason.kind),
        at: reason.at.as_ref().map(Into::into),
        // The text of the others is free text as a whole, or always the same.
        details: Some(reason.kind.clone()).filter(|_| code == ReasonCode::Expired),
    };
    Action { action: ActionKind::Deactivate, user: user.clone(), reason, impact: None }
}

/// The first action whose reason does not read as its details do: the digest covers the sentence, and redaction makes it
/// anew from the details.
#[must_use]
pub fn misworded_reason(plan: &Plan) -> Option<&Action> {
    plan.actions.iter().find(|Action { reason, .. }| {
        reason.details.as_ref().is_some_and(|details| reason_text(details) != reason.text)
    })
}

/// A finding with its sentence.
pub(super) fn finding_record(finding: &DecidedFinding) -> Finding {
    Finding {
        code: finding.kind.code(),
        severity: finding.severity,
        user: finding.user.clone(),
        text: finding_text(&finding.kind, &finding.user),
        at: finding.at.as_ref().map(Into::into),
        details: Some(finding.kind.clone()),
    }
}
