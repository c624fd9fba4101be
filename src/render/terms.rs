//! On which terms users are deactivated: the first lines of every form of a plan, and of the question before an apply.

use super::wording::{effect_words, verdict_word, verdict_words};
use super::wrap::wrapped;
use crate::model::{Attestation, DeactivationTerms, Reversibility};
use crate::plan::SavedPlan;
use crate::text::{ALARM, BOLD, paint, sanitize_line};

/// The terms of a plan, a sentence each, safe for one line of text; none in a directory where a deactivation ends access and
/// does nothing else.
pub(super) fn terms_lines(saved: &SavedPlan) -> Vec<String> {
    let Some(terms) = &saved.directory.terms else { return Vec::new() };
    let mut lines = vec![verdict_line(terms)];
    let unaccepted = terms.unaccepted();
    for effect in &terms.effects {
        let mark = match (unaccepted.contains(effect), terms.accepted.contains(effect)) {
            (true, _) => "NOT ACCEPTED",
            (false, true) => "Accepted",
            (false, false) => "Effect",
        };
        lines.push(format!("{mark}: {}: {}.", effect.as_str(), effect_words(*effect)));
    }
    match &terms.attestation {
        Some(attestation) => lines.push(attestation_line(attestation)),
        None if terms.lacks_attestation() => {
            lines.push("NOT ATTESTED: nobody states that a deactivation can be undone.".to_owned());
        }
        None => {}
    }
    if !terms.source.is_empty() {
        lines.push(format!("Source: {} (read on {}).", sanitize_line(&terms.source), terms.read_on));
    }
    lines.extend(terms.notes.iter().map(|note| sanitize_line(note)));
    lines
}

/// The terms of a plan in lines, wrapped; empty where there are none.
pub(super) fn wrapped_terms(saved: &SavedPlan) -> String {
    let is_alarming = saved.directory.terms.as_ref().is_some_and(is_alarming);
    let lines = terms_lines(saved).into_iter().enumerate().map(|(number, line)| {
        let line = wrapped(&line, if number == 0 { "" } else { "  " });
        if number == 0 { paint(if is_alarming { ALARM } else { BOLD }, line.trim_end()) + "\n" } else { line }
    });
    lines.collect()
}

/// Whether the terms deserve a warning: something is lost, or nothing is known.
pub(super) fn is_alarming(terms: &DeactivationTerms) -> bool {
    matches!(terms.verdict, Reversibility::Destructive | Reversibility::Unknown)
}

fn verdict_line(terms: &DeactivationTerms) -> String {
    let verdict = verdict_word(terms.verdict);
    let verdict = if is_alarming(terms) { verdict.to_uppercase() } else { verdict.to_owned() };
    format!(
        "Service {} ({}): a deactivation is {verdict}: {}.",
        sanitize_line(&terms.service),
        sanitize_line(&terms.title),
        verdict_words(terms.verdict),
    )
}

fn attestation_line(attestation: &Attestation) -> String {
    let Attestation { reversible, evidence, by, date } = attestation;
    let word = if *reversible { "can be undone" } else { "CANNOT be undone" };
    format!(
        "Attested by {} on {date}: a deactivation {word}; evidence: {}.",
        sanitize_line(by),
        sanitize_line(evidence)
    )
}

#[cfg(test)]
mod tests;
