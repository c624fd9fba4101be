//! The decision: for each active live user in scope, the first rule that matches.

use std::collections::HashSet;

use jiff::civil::Date;

use crate::model::{Capabilities, Declared, Desired, Email, Live, LiveUser, Undeclared, UserId};

use super::claims::{Consequence, Matched};
use super::closest::{closest, did_you_mean};
use super::contradiction::Contradiction;
use super::findings;
use super::guards::{self, Facts};
use super::matching::{Entry, Index};
use super::types::{Action, ActionKind, ActionUser, Finding, Plan, ReasonCode, Severity, Summary};
use super::verdict::{Override, Verdict};
use super::{protection, undeclarable, unseen};

/// Plans: what would change, what is worth knowing, and which guards refuse.
///
/// # Errors
/// Every place where roster and directory contradict each other, so that no plan can be made.
pub fn decide(desired: &Desired, live: &Live, policy: &Policy) -> Result<Decision, Vec<Contradiction>> {
    let mut matched = Matched::of(desired, live, policy.date);
    matched.contradictions.extend(policy.unmatched_selectors(&matched.index, desired, live));
    let Matched { bounds, index, claims, absent, outside, .. } = matched.without_contradictions()?;

    let mut plan = Plan {
        overrides: policy.overrides.clone(),
        undeclared: desired.undeclared.into(),
        partial: !policy.only.is_empty(),
        ..Plan::default()
    };
    let (mut leaving, mut undeclared, mut selected) = (Vec::new(), Vec::new(), HashSet::new());
    let mut in_scope = 0;
    for (user, claim) in live.active.iter().zip(&claims) {
        if !bounds.contain(user) {
            continue;
        }
        in_scope += 1;
        let is_selected = policy.selects(user, claim.declared);
        if is_selected && plan.partial {
            selected.insert(user.id.as_str());
        }
        match claim.rule(policy.date).consequence(desired.undeclared) {
            Consequence::Keep => plan.summary.keep += u64::from(is_selected),
            Consequence::Report => {
                plan.summary.keep += u64::from(is_selected);
                undeclared.push(user);
            }
            Consequence::Protect(protected, reason) => {
                plan.summary.protected += u64::from(is_selected);
                plan.findings.push(findings::protected(user, protected, &reason));
            }
            Consequence::Deactivate(reason) => {
                if reason.code == ReasonCode::NotDeclared {
                    undeclared.push(user);
                }
                leaving.push((user, reason));
            }
        }
    }
    leaving.sort_unstable_by(|(a, _), (b, _)| (&a.email, &a.id).cmp(&(&b.email, &b.id)));
    undeclared.sort_unstable_by(|a, b| (&a.email, &a.id).cmp(&(&b.email, &b.id)));
    plan.actions = (leaving.into_iter())
        .map(|(user, reason)| Action {
            action: ActionKind::Deactivate,
            user: ActionUser::from(user),
            reason,
            impact: None,
        })
        .collect();
    let unprotecting = protection::unprotecting(&absent, live);
    plan.findings.extend(outside);
    plan.findings.extend(unprotecting.findings);
    plan.findings.extend(findings::absences(&absent, live));
    plan.findings.extend(unseen::lookalikes(&absent, live, &undeclared).into_iter().map(at_risk(desired.undeclared)));
    plan.findings.extend(undeclared.iter().filter_map(|user| undeclarable::finding(user, &index, desired.undeclared)));
    plan.guards = guards::judge(&Facts {
        plan: &plan,
        limits: &desired.limits,
        declared: desired.users.len(),
        in_scope,
        live,
        capabilities: policy.capabilities,
        protected_absent: unprotecting.absent,
    });
    if plan.partial {
        narrow(&mut plan, policy, &selected);
    }
    plan.findings.sort_by(|a, b| {
        (a.severity, a.code, &a.at, &a.user.email, &a.user.id).cmp(&(
            b.severity,
            b.code,
            &b.at,
            &b.user.email,
            &b.user.id,
        ))
    });
    plan.summary = summarize(&plan);
    Ok(Decision { plan, active: live.active.len() as u64, in_scope })
}

/// Leaves a plan the users who were selected. What refuses it stays, whoever it is about: the guards have judged it whole.
fn narrow(plan: &mut Plan, policy: &Policy, selected: &HashSet<&str>) {
    plan.actions.retain(|action| selected.contains(action.user.id.as_str()));
    plan.findings.retain(|finding| {
        finding.severity == Severity::Error
            || finding.user.id.as_deref().is_some_and(|id| selected.contains(id))
            || policy.concerns(finding)
    });
}

/// An undeclared user who resembles somebody stops a plan that would end their access, and is worth knowing otherwise.
fn at_risk(undeclared: Undeclared) -> impl Fn(Finding) -> Finding {
    move |finding| match undeclared {
        Undeclared::Deactivate => finding,
        Undeclared::Report => Finding { severity: Severity::Warning, ..finding },
    }
}

/// What the shell adds to roster and live users.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The day for which is planned.
    pub date: Date,
    /// Plan for these users alone; empty for all.
    pub only: Vec<Selector>,
    /// Guards lifted on the command line.
    pub overrides: Vec<Override>,
    /// What the directory can do.
    pub capabilities: Capabilities,
}

/// A user named on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// By e-mail.
    Email(Email),
    /// By id.
    Id(UserId),
}

/// A plan with the counts it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The plan.
    pub plan: Plan,
    /// Active users of the directory.
    pub active: u64,
    /// Those of them in scope.
    pub in_scope: u64,
}

impl Policy {
    fn selects(&self, user: &LiveUser, declared: Option<&Declared>) -> bool {
        self.only.is_empty()
            || self.only.iter().any(|selector| match selector {
                Selector::Id(id) => user.id == *id,
                Selector::Email(email) => user.email == *email || declared.is_some_and(|d| Entry::from(d).bears(email)),
            })
    }

    fn concerns(&self, finding: &Finding) -> bool {
        self.only.iter().any(|selector| match selector {
            Selector::Id(id) => finding.user.id.as_deref() == Some(id.as_str()),
            Selector::Email(email) => Email::reported(&finding.user.email) == *email,
        })
    }

    fn unmatched_selectors<'a>(
        &'a self,
        index: &'a Index<'_>,
        desired: &'a Desired,
        live: &'a Live,
    ) -> impl Iterator<Item = Contradiction> + 'a {
        let known = |selector: &&Selector| match selector {
            Selector::Id(id) => {
                index.with_id(id).is_some() || desired.users.iter().any(|declared| declared.id.as_ref() == Some(id))
            }
            Selector::Email(email) => {
                !index.with_email(email).is_empty()
                    || desired.users.iter().any(|declared| Entry::from(declared).bears(email))
                    || desired.leavers.iter().any(|leaver| leaver.email == *email)
            }
        };
        self.only.iter().filter(move |selector| !known(selector)).map(|selector| Contradiction {
            code: "unknown-user",
            at: None,
            message: match selector {
                Selector::Id(id) => format!("--only `{id}`: no active user and no line of the roster has this id"),
                Selector::Email(email) => {
                    format!("--only `{email}`: no active user and no line of the roster has this e-mail")
                }
            },
            help: did_you_mean(&closest(selector, desired, live))
                .unwrap_or_else(|| "check the spelling; a user is given by e-mail or id".to_owned()),
        })
    }
}

/// The totals of a plan whose `keep` and `protected` are already counted.
fn summarize(plan: &Plan) -> Summary {
    Summary {
        deactivate: plan.actions.len() as u64,
        findings: plan.findings.len() as u64,
        guards_refused: plan.guards.iter().filter(|g| g.verdict == Verdict::Refused).count() as u64,
        ..plan.summary
    }
}
