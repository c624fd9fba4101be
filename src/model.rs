//! The shared nouns: plain data that every module may use. No I/O, no clock; serde only for what messages of a saved plan
//! hold.

mod account;
mod capabilities;
mod check;
mod desired;
mod directory;
mod directory_key;
mod directory_settings;
pub(crate) mod directory_types;
mod email;
mod error;
mod inactive_attributes;
mod live;
mod message;
mod notice;
mod outcome;
mod reading_note;
mod reversal;
mod settings_conflict;
mod terms;
mod totals;
mod unnameable;
mod user_record;
mod version;

pub use account::{AccountMark, AccountMarks};
pub use capabilities::{Capabilities, Support, WriteProtection};
pub use check::{Check, Health};
pub use desired::{
    ApplyPolicy, Declared, Desired, Hundredths, Leaver, Limits, OnUnknown, Place, Protected, Scope, Spanned, Undeclared,
};
pub use directory::{
    DirectoryEnvironment, DirectoryLocation, DirectorySpec, DirectoryType, EnvironmentVariable, Hosting, PinnedUser,
    SignIn,
};
pub use directory_key::{DirectoryKey, KeyForm, KeyProblem, Presence};
pub use directory_settings::{DirectorySetting, DirectorySettings};
pub use directory_types::{DIRECTORY_TYPES, directory_key_names, directory_keys, directory_type_names};
pub use email::{Email, EmailError};
pub use error::{DirectoryError, DirectoryErrorKind};
pub use inactive_attributes::InactiveAttributes;
pub use live::{
    ActiveUsers, CurrentUser, Division, Grant, Identity, Impact, Live, LiveUser, LookedUp, LookupKeys, Organization,
    Reported, State, UnaddressedUser, UserAttributes, UserId, WriteReceipt,
};
pub(crate) use message::messages;
pub(crate) use message::no_arguments;
pub use message::{Argument, Arguments, FilePath, FreeText, Label, PersonName};
#[cfg(test)]
pub(crate) use message::{SAMPLE_MARK, Sample};
pub use notice::{Notice, Observer, ResponsePart, WaitCause};
pub use outcome::{
    ChangeReason, DeferralReason, Earlier, FailureReason, Outcome, OutcomeNote, UnverifiedReason, WriteState,
};
pub use reading_note::ReadingNote;
pub use reversal::{OtherRoles, Reversal, Visibility, WriteEffect};
pub use settings_conflict::{ConflictKind, SettingsConflict};
pub use terms::{Attestation, DeactivationEffect, DeactivationTerms, Reversibility};
pub use totals::{OutcomeKind, Totals};
pub use unnameable::Unnameable;
pub use user_record::UserRecord;
pub use version::Version;
