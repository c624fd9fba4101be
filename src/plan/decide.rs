//! The decision: for each active live user in scope, the first rule that matches.

use std::collections::HashSet;

use crate::model::{Desired, FreeText, Live, Undeclared};

use super::contradiction::{Contradiction, ContradictionKind};
use super::entry::{RosterEntry, Selector};
use super::findings::{self, DecidedFinding, FindingKind, Severity};
use super::guards::{self, Guard, GuardFacts, Override, Verdict};
use super::options::PlanOptions;
use super::reason::{DecidedReason, ReasonCode};
use super::reconcile::Reconciliation;
use super::rules::Disposition;
use super::saved::{ActionUser, Summary};
use super::similarity::closest;

/// A plan before it is worded, with the counts it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The users who would be deactivated, ordered by e-mail and id.
    pub actions: Vec<DecidedAction>,
    /// What is worth knowing; nothing is written for it.
    pub findings: Vec<DecidedFinding>,
    /// Every guard with its numbers, also when it passed.
    pub guards: Vec<Guard>,
    /// The guards lifted on the command line.
    pub overrides: Vec<Override>,
    /// What becomes of active users in scope that the roster does not name.
    pub undeclared: Undeclared,
    /// Whether `--only` left users out.
    pub partial: bool,
    /// The totals.
    pub summary: Summary,
    /// Active users of the directory.
    pub active: u64,
    /// Those of them in scope.
    pub in_scope: u64,
}

/// A user who would be deactivated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidedAction {
    /// The user as the directory reports them.
    pub user: ActionUser,
    /// The rule that ends their access.
    pub reason: DecidedReason,
}

/// Plans: what would change, what is worth knowing, and which guards refuse.
///
/// # Errors
/// Every place where roster and directory contradict each other, so that no plan can be made.
pub fn decide(desired: &Desired, live: &Live, options: &PlanOptions) -> Result<Decision, Vec<Contradiction>> {
    reconciled(desired, live, options).map(|(decision, _)| decision)
}

/// The decision, and the reconciliation that it was made from.
pub(super) fn reconciled<'a>(
    desired: &'a Desired,
    live: &'a Live,
    options: &PlanOptions,
) -> Result<(Decision, Reconciliation<'a>), Vec<Contradiction>> {
    let mut reconciliation = Reconciliation::of(desired, live, options.date);
    let unknown = unknown_selectors(&reconciliation, desired, live, options);
    reconciliation.contradictions.extend(unknown);
    let pinned = pinned_leaver(&reconciliation, desired, live, options);
    reconciliation.contradictions.extend(pinned);
    let reconciliation = reconciliation.without_contradictions()?;
    let decision = decision(&reconciliation, desired, live, options);
    Ok((decision, reconciliation))
}

fn decision(matched: &Reconciliation<'_>, desired: &Desired, live: &Live, options: &PlanOptions) -> Decision {
    let is_partial = !options.only.is_empty();
    let (mut found, mut summary) = (Vec::new(), Summary::default());
    let (mut leaving, mut undeclared, mut selected) = (Vec::new(), Vec::new(), HashSet::new());
    let mut in_scope = 0;
    for (user, entries) in live.active.iter().zip(&matched.entries) {
        if !matched.scope.contains(user) {
            if matched.scope.is_unknown(user) {
                found.push(findings::scope_unknown(user));
            }
            continue;
        }
        in_scope += 1;
        let is_selected = options.selects(user, entries.declared);
        if is_selected && is_partial {
            selected.insert(user.id.as_str());
        }
        match entries.disposition(options.date, desired.undeclared) {
            Disposition::Deactivated(reason) => {
                if reason.kind.code() == ReasonCode::NotDeclared {
                    undeclared.push(user);
                }
                leaving.push((user, reason));
            }
            Disposition::Protected(reason) => {
                summary.protected += u64::from(is_selected);
                found.extend(entries.protected.map(|entry| findings::protected(user, entry, reason.kind)));
            }
            other => {
                summary.keep += u64::from(is_selected);
                if other == Disposition::Reported {
                    undeclared.push(user);
                }
            }
        }
    }
    // Nothing is known of them that could put them out of a scope.
    if desired.scope.is_everybody() {
        in_scope += live.unaddressed.len() as u64;
        summary.keep += if is_partial { 0 } else { live.unaddressed.len() as u64 };
    }
    leaving.sort_unstable_by(|(a, _), (b, _)| (&a.email, &a.id).cmp(&(&b.email, &b.id)));
    undeclared.sort_unstable_by(|a, b| (&a.email, &a.id).cmp(&(&b.email, &b.id)));
    let unprotecting = findings::unprotecting(&matched.unmatched, live);
    found.extend(matched.findings.iter().cloned());
    found.extend(unprotecting.findings);
    let unfound = findings::unfound_leavers(&matched.unmatched, live, |user| matched.scope.contains(user));
    let is_unfound = |finding: &DecidedFinding| {
        matches!(finding.kind, FindingKind::LeaverMissing | FindingKind::LeaverUnlisted | FindingKind::LeaverUnknown)
            && unfound.iter().any(|other| other.at == finding.at)
    };
    found.extend(findings::absences(&matched.unmatched, live).filter(|finding| !is_unfound(finding)));
    let named =
        leaving.iter().filter(|(_, reason)| reason.kind.code() != ReasonCode::NotDeclared).map(|(user, _)| *user);
    found.extend(findings::leaving_and_declared(&matched.unmatched, named));
    found.extend(unfound);
    found.extend(findings::of_directory(options.notes.iter().chain(&live.notes), options.terms.as_ref()));
    found.extend(live.unaddressed.iter().map(findings::no_address));
    let mut lookalikes = findings::secondary_addresses(desired, &undeclared);
    let others = findings::lookalikes(&matched.unmatched, live, &undeclared);
    let known: HashSet<Option<String>> = lookalikes.iter().map(|finding| finding.user.id.clone()).collect();
    lookalikes.extend(others.into_iter().filter(|finding| !known.contains(&finding.user.id)));
    found.extend(lookalikes.into_iter().map(|finding| match desired.undeclared {
        Undeclared::Deactivate => finding,
        // No access ends for it.
        Undeclared::Report => DecidedFinding { severity: Severity::Warning, ..finding },
    }));
    let unnamed = undeclared.iter().filter_map(|user| findings::undeclared(user, &matched.index, desired.undeclared));
    found.extend(unnamed);
    let guards = guards::judge(&GuardFacts {
        leaving: &leaving,
        findings: &found,
        overrides: &options.overrides,
        undeclared: desired.undeclared,
        limits: &desired.limits,
        declared: desired.users.len(),
        in_scope,
        scope: &desired.scope,
        live,
        capabilities: options.capabilities,
        terms: options.terms.as_ref(),
        protected_absent: unprotecting.absent,
    });
    if is_partial {
        // Findings that refuse the plan stay, whatever user they are about: the guards have judged the whole plan.
        leaving.retain(|(user, _)| selected.contains(user.id.as_str()));
        found.retain(|finding| {
            finding.severity == Severity::Error
                || finding.user.is_nobody()
                || finding.user.id.as_deref().is_some_and(|id| selected.contains(id))
                || options.concern(finding)
        });
    }
    found.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
    Decision {
        summary: Summary {
            deactivate: leaving.len() as u64,
            findings: found.len() as u64,
            guards_refused: guards.iter().filter(|guard| guard.verdict == Verdict::Refused).count() as u64,
            ..summary
        },
        actions: leaving
            .into_iter()
            .map(|(user, reason)| DecidedAction { user: ActionUser::within(&desired.scope, user), reason })
            .collect(),
        findings: found,
        guards,
        overrides: options.overrides.clone(),
        undeclared: desired.undeclared,
        partial: is_partial,
        active: (live.active.len() + live.unaddressed.len()) as u64,
        in_scope,
    }
}

fn sort_key(finding: &DecidedFinding) -> impl Ord + use<'_> {
    let user = &finding.user;
    (finding.severity, finding.kind.code(), &finding.at, &user.email, &user.id)
}

/// The contradiction that the user who proves that the directory is the right one would be deactivated: nothing would prove
/// it to the next plan.
fn pinned_leaver(
    matched: &Reconciliation<'_>,
    desired: &Desired,
    live: &Live,
    options: &PlanOptions,
) -> Option<Contradiction> {
    let at = matched.index.with_id(options.pinned.as_ref()?)?;
    let (user, entries) = (live.active.get(at)?, matched.entries.get(at)?);
    match entries.disposition(options.date, desired.undeclared) {
        Disposition::Deactivated(reason) if matched.scope.contains(user) => Some(Contradiction {
            at: reason.at,
            kind: ContradictionKind::PinnedLeaver { email: user.email.clone(), id: user.id.clone() },
        }),
        _ => None,
    }
}

/// The users named with `--only` that neither the directory nor the roster has.
fn unknown_selectors(
    matched: &Reconciliation<'_>,
    desired: &Desired,
    live: &Live,
    options: &PlanOptions,
) -> Vec<Contradiction> {
    let is_known = |selector: &&Selector| {
        let is_live = match selector {
            Selector::Id(id) => matched.index.with_id(id).is_some(),
            Selector::Email(email) => {
                !matched.index.with_email(email).is_empty()
                    || desired.leavers.iter().any(|leaver| leaver.email == *email)
            }
        };
        is_live || desired.users.iter().any(|declared| selector.is_given_by(&RosterEntry::from(declared)))
    };
    let contradiction = |selector: &Selector| {
        let nearest = closest(selector, desired, live);
        let kind = match selector {
            Selector::Id(id) => ContradictionKind::UnknownId { typed: FreeText(id.as_str().to_owned()), nearest },
            Selector::Email(email) => ContradictionKind::UnknownEmail { typed: email.clone(), nearest },
        };
        Contradiction { at: None, kind }
    };
    options.only.iter().filter(|selector| !is_known(selector)).map(contradiction).collect()
}
