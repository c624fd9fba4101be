//! (roster, live users, options) → plan. Total, synchronous, deterministic.
//!
//! [`decide()`] matches the roster with the directory (`reconcile`) and applies the rules (`rules`) and `guards`; what it
//! returns holds kinds with typed values, of which `render` makes sentences. `saved` holds the form in which a plan is
//! shown, saved and applied; [`verify`] checks it after planning and again after loading.
//!
//! Deliberately absent: HTTP, files, clocks, the environment, English, and any action other than `deactivate`.

mod contradiction;
mod decide;
mod entry;
mod explain;
mod findings;
mod groups;
mod guards;
mod matching;
mod options;
mod percent;
mod reason;
mod reconcile;
mod rules;
mod saved;
mod scope;
mod similarity;
#[cfg(test)]
mod tests;

pub use contradiction::{Contradiction, ContradictionKind, UserReference};
pub use decide::{DecidedAction, Decision, decide};
pub use entry::{EntryList, Selector};
pub use explain::{ExplainError, ExplainedUser, Explanation, RuleCheck, RuleFact, explain};
pub use findings::{
    AccountState, DecidedFinding, EntryRole, FindingCode, FindingKind, FindingUser, Resemblance, Severity,
};
pub use guards::{GUARDS, Guard, GuardName, Override, Verdict};
pub(crate) use guards::{percent, verdict as guard_verdict, whole};
pub use matching::unmatched;
pub use options::PlanOptions;
pub use percent::Amount;
pub use reason::{DecidedReason, ReasonCode, ReasonKind};
pub use rules::{Disposition, Rule};
pub use saved::{
    Action, ActionKind, ActionUser, CLOCK_SKEW, Conversion, DirectoryRecord, FORMAT_VERSION, FileRecord, Finding,
    ImpactRecord, Interaction, LiveRecord, PlaceRecord, Plan, PlanContext, PlanRejected, ReadingSource, Reason,
    RolesRecord, RosterRecord, SavedPlan, Summary, UnknownWord, check_expected, schema, verify,
};
