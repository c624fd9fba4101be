//! The shared nouns: plain data that every room may speak of. No serde, no I/O, no clock.

mod check;
mod desired;
mod directory;
mod email;
mod error;
mod inverse;
mod live;
mod message;
mod notice;
mod outcome;
mod unnameable;

pub use check::{Check, Health};
pub use desired::{
    ApplyPolicy, At, Declared, Desired, Hundredths, Leaver, Limits, Place, Protected, Required, Scope, Undeclared,
    WhenUnknown,
};
pub use directory::{Dialect, DirectoryKind, DirectorySpec, REGIONS, Roles, closest_region, is_region};
pub use email::{Email, EmailError};
pub use error::{DirectoryError, DirectoryErrorKind};
pub use inverse::{Beside, Effect, Reversal};
pub use live::{
    CurrentUser, Division, Grant, Identity, Impact, Known, Live, LiveUser, LookedUp, Organization, Sought, State,
    UserId, Version, Written,
};
pub use message::{Argument, Arguments, FilePath, FreeText, PersonName};
#[cfg(test)]
pub(crate) use message::{SAMPLE_MARK, Sample};
pub(crate) use message::{messages, no_arguments};
pub use notice::{Notice, Observer, ResponsePart, WaitCause};
pub use outcome::{Earlier, Note, Outcome, Sent, Totals};
pub use unnameable::Unnameable;
