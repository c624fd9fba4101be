//! The decision: for each active live user in scope, the first rule that matches.

use jiff::civil::Date;

use crate::model::{Declared, Desired, Email, Leaver, Live, LiveUser, Place, Protected, UserId};

use super::contradiction::Contradiction;
use super::findings::{self, Absent};
use super::guards::{self, Facts};
use super::matching::{Entry, Index};
use super::scope::Bounds;
use super::types::{Action, ActionKind, ActionUser, Finding, FindingCode, Override, Plan, Reason, ReasonCode, Summary};

/// Plans: what would change, what is worth knowing, and which guards refuse.
///
/// # Errors
/// Every place where roster and directory contradict each other, so that no plan can be made.
pub fn decide(desired: &Desired, live: &Live, policy: &Policy) -> Result<Decision, Vec<Contradiction>> {
    let mut contradictions = Vec::new();
    let bounds = Bounds::resolve(&desired.scope, &live.divisions, &mut contradictions);
    let index = Index::new(&live.active);
    let mut claims = vec![Claim::default(); live.active.len()];
    let mut absent = Vec::new();
    let mut outside = Vec::new();

    let mut place = |entry: Entry<'_>| match index.find(&entry) {
        Ok(found) => found,
        Err(contradiction) => {
            contradictions.push(contradiction);
            None
        }
    };
    for protected in &desired.protected {
        match place(protected.into()) {
            Some(at) => claims[at].protected = Some(protected),
            None => absent.push(Absent::Protected(protected)),
        }
    }
    for leaver in &desired.leavers {
        match place(leaver.into()) {
            Some(at) => {
                claims[at].leaver = Some(leaver);
                if !bounds.contain(&live.active[at]) {
                    outside.push(findings::outside(&live.active[at], leaver.into()));
                }
            }
            None => absent.push(Absent::Leaver(leaver)),
        }
    }
    for declared in &desired.users {
        match place(declared.into()) {
            Some(at) => {
                claims[at].declared = Some(declared);
                if !bounds.contain(&live.active[at]) {
                    outside.push(findings::outside(&live.active[at], declared.into()));
                }
            }
            None if is_past(declared, policy.date) => {}
            None => absent.push(Absent::Declared(declared)),
        }
    }
    contradictions.extend(bounds.undecidable(&live.active));
    contradictions.extend(policy.unmatched_selectors(&index, desired));
    findings::check_mismatches(&absent, live, &mut contradictions);
    if !contradictions.is_empty() {
        contradictions.sort_by(|a, b| (&a.at, &a.message).cmp(&(&b.at, &b.message)));
        return Err(contradictions);
    }

    let mut plan = Plan { overrides: policy.overrides.clone(), partial: !policy.only.is_empty(), ..Plan::default() };
    let mut undeclared = Vec::new();
    let mut in_scope = 0;
    for at in index.in_order() {
        let user = &live.active[*at];
        if !bounds.contain(user) {
            continue;
        }
        in_scope += 1;
        if !policy.selects(user, claims[*at].declared) {
            continue;
        }
        match claims[*at].verdict(policy.date) {
            Verdict::Keep => plan.summary.keep += 1,
            Verdict::Protect(protected, reason) => {
                plan.summary.protected += 1;
                plan.findings.push(findings::protected(user, protected, &reason));
            }
            Verdict::Deactivate(reason) => {
                if reason.code == ReasonCode::NotDeclared {
                    undeclared.push(user);
                }
                plan.actions.push(Action {
                    action: ActionKind::Deactivate,
                    user: ActionUser::from(user),
                    reason,
                    impact: None,
                });
            }
        }
    }
    plan.findings.extend(outside);
    plan.findings.extend(findings::absences(&absent, live));
    plan.findings.extend(findings::lookalikes(&absent, live, &undeclared));
    if plan.partial {
        plan.findings.retain(|finding| policy.concerns(finding));
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
    plan.guards =
        guards::judge(&Facts { plan: &plan, limits: &desired.limits, declared: desired.users.len(), in_scope, live });
    plan.summary = summarize(&plan);
    Ok(Decision { plan, active: live.active.len() as u64, in_scope })
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

/// What the roster says of one live user.
#[derive(Clone, Default)]
struct Claim<'a> {
    protected: Option<&'a Protected>,
    leaver: Option<&'a Leaver>,
    declared: Option<&'a Declared>,
}

enum Verdict<'a> {
    Keep,
    Protect(&'a Protected, Reason),
    Deactivate(Reason),
}

impl<'a> Claim<'a> {
    /// The first rule that matches: protected, leaver, expired, declared, not declared.
    fn verdict(&self, date: Date) -> Verdict<'a> {
        match (self.ending(date), self.protected) {
            (None, _) => Verdict::Keep,
            (Some(reason), Some(protected)) => Verdict::Protect(protected, reason),
            (Some(reason), None) => Verdict::Deactivate(reason),
        }
    }

    /// Why the user's access would end, were they not protected.
    fn ending(&self, date: Date) -> Option<Reason> {
        let reason = |code, text, at: Option<&Place>| Some(Reason { code, text, at: at.map(Into::into) });
        match (self.leaver, self.declared) {
            (Some(leaver), _) => {
                let text = match &leaver.ticket {
                    Some(ticket) => format!("{} ({ticket})", leaver.reason),
                    None => leaver.reason.clone(),
                };
                reason(ReasonCode::Leaver, text, Some(&leaver.at))
            }
            (None, Some(declared)) => {
                let until = declared.until.filter(|until| *until < date)?;
                let text = match &declared.note {
                    Some(note) => format!("last day was {until} ({note})"),
                    None => format!("last day was {until}"),
                };
                reason(ReasonCode::Expired, text, Some(&declared.at))
            }
            (None, None) => reason(ReasonCode::NotDeclared, "not declared in the roster".to_owned(), None),
        }
    }
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
        // These two are about users who were selected before they were found.
        matches!(finding.code, FindingCode::Lookalike | FindingCode::Protected)
            || self.only.iter().any(|selector| match selector {
                Selector::Id(id) => finding.user.id.as_deref() == Some(id.as_str()),
                Selector::Email(email) => Email::reported(&finding.user.email) == *email,
            })
    }

    fn unmatched_selectors<'a>(
        &'a self,
        index: &'a Index<'_>,
        desired: &'a Desired,
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
                Selector::Id(id) => format!("--only {id}: no active user and no line of the roster has this id"),
                Selector::Email(email) => {
                    format!("--only {email}: no active user and no line of the roster has this e-mail")
                }
            },
            help: "check the spelling; a user is given by e-mail or id".to_owned(),
        })
    }
}

fn is_past(declared: &Declared, date: Date) -> bool {
    declared.until.is_some_and(|until| until < date)
}

/// The totals of a plan whose `keep` and `protected` are already counted.
fn summarize(plan: &Plan) -> Summary {
    Summary {
        deactivate: plan.actions.len() as u64,
        findings: plan.findings.len() as u64,
        guards_refused: plan.guards.iter().filter(|g| g.verdict == super::types::Verdict::Refused).count() as u64,
        ..plan.summary
    }
}
