//! The shared nouns: plain data that every room may speak of. No serde, no I/O, no clock.

mod check;
mod desired;
mod directory;
mod email;
mod fault;
mod inverse;
mod live;
mod notice;
mod outcome;
mod unnameable;

pub use check::{Check, Health};
pub use desired::{
    At, Caution, Declared, Desired, Hundredths, Leaver, Limits, Place, Protected, Required, Scope, Undeclared,
    WhenUnknown,
};
pub use directory::{Dialect, DirectoryKind, DirectorySpec, REGIONS, Roles, closest_region, is_region};
pub use email::{Email, EmailFault};
pub use fault::{Fault, FaultKind};
pub use inverse::{Beside, Effect, Inverse};
pub use live::{
    Asked, Division, Fresh, Grant, Identity, Impact, Known, Live, LiveUser, Organization, Sought, State, UserId,
    Version, Written,
};
pub use notice::{Notice, Observer};
pub use outcome::{Earlier, Note, Outcome, Sent, Totals};
pub use unnameable::Unnameable;
