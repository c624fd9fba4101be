//! The shared nouns: plain data that every module may use. No I/O, no clock; serde only for what messages of a saved plan
//! hold.

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
    ApplyPolicy, Declared, Desired, Hundredths, Leaver, Limits, OnUnknown, Place, Protected, Scope, Spanned, Undeclared,
};
pub use directory::{Dialect, DirectoryKind, DirectorySpec, REGIONS, Roles, closest_region, is_region};
pub use email::{Email, EmailError};
pub use error::{DirectoryError, DirectoryErrorKind};
pub use inverse::{Beside, Effect, Reversal};
pub use live::{
    CurrentUser, Division, Grant, Identity, Impact, Known, Live, LiveUser, LookedUp, Organization, Sought, State,
    UserId, Version, Written,
};
pub(crate) use message::messages;
#[expect(unused_imports, reason = "modules without messages of their own need it")]
pub(crate) use message::no_arguments;
pub use message::{Argument, Arguments, FilePath, FreeText, Label, PersonName};
#[cfg(test)]
pub(crate) use message::{SAMPLE_MARK, Sample};
pub use notice::{Notice, Observer};
pub use outcome::{Earlier, Note, Outcome, Sent, Totals};
pub use unnameable::Unnameable;
