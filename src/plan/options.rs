//! What the command line adds to a roster and a directory: the day, the users named, the guards lifted.

use jiff::civil::Date;

use crate::model::{Capabilities, DeactivationTerms, Declared, Email, LiveUser, ReadingNote, UserId};

use super::entry::Selector;
use super::findings::DecidedFinding;
use super::guards::Override;

/// The options of one plan.
#[derive(Clone, Debug)]
pub struct PlanOptions {
    /// The day to plan for.
    pub date: Date,
    /// Plan for these users alone; empty for all.
    pub only: Vec<Selector>,
    /// Guards lifted on the command line.
    pub overrides: Vec<Override>,
    /// What the directory can do.
    pub capabilities: Capabilities,
    /// On which terms users are deactivated, where there is something to know.
    pub terms: Option<DeactivationTerms>,
    /// What is worth knowing of the directory's settings.
    pub notes: Vec<ReadingNote>,
    /// The user who proves that the directory is the right one.
    pub pinned: Option<UserId>,
}

impl PlanOptions {
    /// Whether the plan is for this user; `--only` may give a former e-mail of a declared one.
    pub(super) fn selects(&self, user: &LiveUser, declared: Option<&Declared>) -> bool {
        let is_declared_by = |selector: &Selector| match (selector, declared) {
            (Selector::Email(_), Some(declared)) => selector.is_given_by(&declared.into()),
            _ => false,
        };
        self.only.is_empty() || self.only.iter().any(|selector| selector.selects(user) || is_declared_by(selector))
    }

    /// Whether a finding is about one of the users named with `--only`.
    pub(super) fn concern(&self, finding: &DecidedFinding) -> bool {
        self.only.iter().any(|selector| match selector {
            Selector::Id(id) => finding.user.id.as_deref() == Some(id.as_str()),
            Selector::Email(email) => Email::reported(&finding.user.email) == *email,
        })
    }
}
