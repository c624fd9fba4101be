//! (roster, live users, policy, date) → plan. Total, synchronous, deterministic.
//!
//! Deliberately absent: HTTP, files, clocks, the environment, and any action other than `deactivate`.
//!
//! The plan that [`fn@decide`] makes is the plan that is shown, saved and applied: `types` holds its one form, and
//! [`fn@inspect`] checks it after planning and again after loading.

mod decide;
mod digest;
mod file;
mod findings;
mod guards;
mod inspect;
mod lookalike;
mod matching;
mod scope;
#[cfg(test)]
mod tests;
mod types;

pub use decide::{Contradiction, Decision, Policy, Selector, decide};
pub use file::{
    CautionRecord, DirectoryRecord, FORMAT_VERSION, FileRecord, LiveRecord, OrganizationRecord, RosterRecord,
    SavedPlan, Setting, Source, Unusable, WhenUnknownRecord, schema, visible,
};
pub use guards::GUARDS;
pub use inspect::inspect;
pub use matching::{Sought, unmatched};
pub use types::{
    Action, ActionKind, ActionUser, Amount, DivisionRecord, Finding, FindingCode, FindingUser, Guard, GuardName,
    ImpactRecord, Interaction, Override, PlaceRecord, Plan, Reason, ReasonCode, RolesRecord, Severity, Summary,
    Verdict,
};
