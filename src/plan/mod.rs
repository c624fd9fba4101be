//! (roster, live users, policy, date) → plan. Total, synchronous, deterministic.
//!
//! Deliberately absent: HTTP, files, clocks, the environment, and any action other than `deactivate`.
//!
//! The plan that [`fn@decide`] makes is the plan that is shown, saved and applied: `types` holds its one form, and
//! [`fn@inspect`] checks it after planning and again after loading.

mod amount;
mod claims;
mod closest;
mod contradiction;
mod decide;
mod digest;
mod explain;
mod file;
mod findings;
mod flat;
mod guards;
mod impact;
mod inspect;
mod letters;
mod likeness;
mod lookalike;
mod matching;
mod protection;
mod records;
mod scope;
mod skeleton;
#[cfg(test)]
mod tests;
mod types;
mod undeclarable;
mod unseen;
mod unusable;
mod verdict;

pub use amount::Amount;
pub use closest::did_you_mean;
pub use contradiction::Contradiction;
pub use decide::{Decision, Policy, Selector, decide};
pub use explain::{Answer, Fate, NoAnswer, RuleName, Step, Who, Why, why};
pub use file::{CLOCK_SKEW, SavedPlan, Setting, schema};
pub use guards::GUARDS;
pub use impact::{ImpactRecord, Interaction, RolesRecord};
pub use inspect::inspect;
pub use matching::unmatched;
pub use records::{
    ApplyPolicyRecord, DirectoryRecord, FORMAT_VERSION, FileRecord, LiveRecord, OrganizationRecord, RosterRecord,
    Source, UndeclaredRecord, WhenUnknownRecord,
};
pub use types::{
    Action, ActionKind, ActionUser, DivisionRecord, Finding, FindingCode, FindingUser, LAST_DAY, NOT_DECLARED,
    PlaceRecord, Plan, Reason, ReasonCode, Severity, Summary,
};
pub use unusable::{Conversion, Unusable, check_expected};
pub use verdict::{Guard, GuardName, Override, Verdict};
