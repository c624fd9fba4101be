//! No message about any text, at any location, prints a character that has an effect.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rosterctl::apply::{ApplyWarning, Target, UserOutcome};
use rosterctl::model::{
    AccountMarks, DirectoryError, DirectoryErrorKind, Earlier, Email, FailureReason, FreeText, Grant, Outcome,
    OutcomeNote, PersonName, Place, Reported, UnverifiedReason, UserId,
};
use rosterctl::plan::{Contradiction, ContradictionKind, SavedPlan};
use rosterctl::render;
use rosterctl::render::diagnostics::{DiagnosticsReport, ReportedDiagnostic};
use rosterctl::roster::{
    Diagnostic, DiagnosticSeverity, FileProblem, MapOwner, RelatedInfo, RelatedLabel, RosterErrors, ValueProblem,
};
use rosterctl::settings::NamedOrganization;

use super::shown::{forms_are_harmless, is_harmless};

/// The first part is `line column width` in decimal digits; then come a source text, a message, a help, a path and a
/// label.
pub fn keeps(input: &[u8]) {
    let parts = super::parts(input);
    let part = |n: usize| String::from_utf8_lossy(parts.get(n).copied().unwrap_or_default()).into_owned();
    let numbers: Vec<u32> = part(0).split_whitespace().map(|word| word.parse().unwrap_or(u32::MAX)).collect();
    let number = |n: usize| numbers.get(n).copied().unwrap_or(1);
    let at = Place { file: Arc::from("roster.yaml"), line: number(0), column: number(1) };
    let (source, message, help, path, label) = (part(1), part(2), part(3), part(4), part(5));

    let also = RelatedInfo { at: Place { line: 2, ..at.clone() }, label: RelatedLabel::First };
    let sources = BTreeMap::from([("roster.yaml".to_owned(), source.clone())]);
    let key = FreeText(message.clone());
    let unknown = ValueProblem::UnknownKey { owner: MapOwner::User, key, suggestion: None, keys: &["email"] };
    let rejected = FileProblem::ExportRejected { reason: FreeText(help.clone()) };
    let of = |kind| Diagnostic { kind, at: at.clone(), width: number(2), also: vec![also.clone()] };
    let mistakes = RosterErrors {
        diagnostics: vec![of(unknown.into()), of(rejected.into())],
        sources: sources.clone(),
        count: 2,
        errors: 2,
    };
    forms_are_harmless(&DiagnosticsReport::of_errors(path.clone(), mistakes));
    let diagnostic = ReportedDiagnostic {
        severity: if number(2) % 2 == 0 { DiagnosticSeverity::Error } else { DiagnosticSeverity::Warning },
        code: "unknown-key",
        message: message.clone(),
        at: Some(at.clone()),
        width: number(2),
        also: vec![(at.clone(), "first here")],
        help: help.clone(),
    };
    let report =
        DiagnosticsReport { roster: path.clone(), diagnostics: vec![diagnostic], count: 1, errors: 1, sources };
    forms_are_harmless(&report);
    let kind = ContradictionKind::UnknownDomain { domain: FreeText(message.clone()), nearest: Some(FreeText(help)) };
    let contradiction = Contradiction { at: Some(at), kind };
    forms_are_harmless(&DiagnosticsReport::of_contradictions(path.clone(), vec![contradiction]));

    let shown = rosterctl::text::sanitize_inline(&source);
    is_harmless(&shown);
    assert!(!shown.contains('\n') && shown.chars().count() <= 8 * 121, "{shown:?}");
    is_harmless(&rosterctl::text::sanitize_multiline(&source));
    let user = UserId::new(label.trim()).unwrap_or_else(|| UserId::new("user-1").unwrap());
    let email = Email::reported(&source);
    let grant = Grant {
        role_id: message.clone(),
        role_name: source.clone(),
        division_id: path.clone(),
        division_name: label.clone(),
    };
    let earlier = Earlier { time: jiff::Timestamp::UNIX_EPOCH, roles: Reported::Known(vec![grant]), record: None };
    let notes = vec![OutcomeNote::RolesUnknown, OutcomeNote::EarlierWrite { write: earlier }];
    let target =
        Target { id: user, email, name: PersonName(source.clone()), division: None, account: AccountMarks::default() };
    let error = || Box::new(DirectoryError::new(DirectoryErrorKind::Server, message.clone()));
    let failed = Outcome::Failed { reason: FailureReason::Refused { error: error() } };
    let unverified = Outcome::Unverified { reason: UnverifiedReason::StillActive { error: error() } };
    for outcome in [Outcome::Done, failed, unverified] {
        let user = UserOutcome { target: target.clone(), outcome, notes: notes.clone() };
        is_one_line(&render::user_outcome(&user));
        is_one_line(&render::events::user(&user));
    }
    is_one_line(&render::warning(&message));
    is_one_line(&render::events::warning(&ApplyWarning::TotalsNotJournalled { error: FreeText(message.clone()) }));
    is_one_line(&render::events::error(&message, &[source]));
    let fleet = NamedOrganization {
        fleet: path.clone().into(),
        name: "acme-de".to_owned(),
        results: Some(path.clone().into()),
    };
    for organization in [None, Some(&fleet)] {
        SAVED.with(|saved| is_harmless(&render::next_steps(saved, Some(Path::new(&path)), organization)));
    }
}

/// One user, one event: one line.
fn is_one_line(text: &str) {
    is_harmless(text);
    assert_eq!(text.lines().count(), 1, "{text:?}");
}

thread_local! {
    /// A plan with one action.
    static SAVED: SavedPlan = serde_json::from_str(include_str!("../corpus/plan/one_action.json")).unwrap();
}
