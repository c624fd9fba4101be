//! The shared nouns: plain data for every module. No I/O, no clock.

mod check;
mod desired;
mod directory;
mod email;
mod error;
mod live;
mod message;
mod notice;
mod outcome;
mod reversal;
mod totals;
mod unnameable;

pub use check::{Check, Health};
pub use desired::{
    ApplyPolicy, At, Declared, Desired, Hundredths, Leaver, Limits, Place, Protected, Required, Scope, Undeclared,
    WhenUnknown,
};
pub use directory::{Dialect, DirectoryKind, DirectorySpec, REGIONS, Roles, closest_region, is_region};
pub use email::{Email, EmailError};
pub use error::{DirectoryError, DirectoryErrorKind};
pub use live::{
    CurrentUser, Division, Grant, Identity, Impact, Known, Live, LiveUser, LookedUp, Organization, Sought, State,
    UserId, Version, Written,
};
pub(crate) use message::messages;
#[expect(unused_imports, reason = "types without arguments declare that with it")]
pub(crate) use message::no_arguments;
pub use message::{Argument, Arguments, FilePath, FreeText, PersonName};
#[cfg(test)]
pub(crate) use message::{SAMPLE_MARK, Sample};
pub use notice::{Notice, Observer};
pub use outcome::{
    ChangeReason, DeferralReason, Earlier, FailureReason, Outcome, OutcomeNote, UnverifiedReason, WriteState,
};
pub use reversal::{OtherRoles, Reversal, WriteEffect};
pub use totals::{OutcomeKind, Totals};
pub use unnameable::Unnameable;
