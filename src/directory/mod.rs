//! Where users live. Two capabilities: [`Directory`] reads, [`Deactivator`] is the one write.
//!
//! Deliberately absent: any way to create, delete, replace or reactivate a user.

use std::future::Future;
use std::pin::Pin;

use crate::model::{
    CurrentUser, Division, Email, Grant, Identity, Impact, LiveUser, Organization, UserId, Version, Written,
};

mod checkup;
mod genesys;
mod open;
mod snapshot;
#[cfg(test)]
mod tests;

pub use crate::model::{DirectoryError, DirectoryErrorKind, Notice, Observer};
pub use checkup::{ORDER, WITHOUT_CREDENTIALS, checkup, unreached};
pub use open::{
    Connection, Endpoints, Opened, OpenedToWrite, check_organization, endpoints, named_endpoints, reader,
    reader_and_writer,
};
pub use snapshot::{Refused, Snapshot};

#[cfg(any(test, fuzzing))]
pub use crate::http::{ResponseScript, ScriptedResponse};
#[cfg(any(test, fuzzing))]
pub use open::rehearse;

/// What an asynchronous call of a directory gives.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, DirectoryError>> + Send + 'a>>;

/// Reads a directory. Every list is complete or an error.
pub trait Directory: Send + Sync {
    /// The organization behind the credentials.
    fn organization(&self) -> Answer<'_, Organization>;
    /// Whose token it is; [`Identity::Unknown`] when the directory would not say.
    fn identity(&self) -> Answer<'_, Identity>;
    /// Every division.
    fn divisions(&self) -> Answer<'_, Vec<Division>>;
    /// Every active user, proven complete.
    fn active_users(&self) -> Answer<'_, Vec<LiveUser>>;
    /// The users in any state who bear one of these e-mails or ids; who is not found is not in the list.
    fn find<'a>(&'a self, emails: &'a [Email], ids: &'a [UserId]) -> Answer<'a, Vec<LiveUser>>;
    /// These users in whatever state they are now, and whether they are on an interaction; who is gone for good is
    /// not in the list.
    fn read<'a>(&'a self, ids: &'a [UserId]) -> Answer<'a, Vec<CurrentUser>>;
    /// The roles that a user holds, each in its division.
    fn grants<'a>(&'a self, id: &'a UserId) -> Answer<'a, Vec<Grant>>;
    /// What deactivating these users would touch; who could not be read is not in the list.
    fn impacts<'a>(&'a self, ids: &'a [UserId]) -> Answer<'a, Vec<(UserId, Impact)>>;
}

/// The one write.
pub trait Deactivator: Send + Sync {
    /// Ends the access of one user, if the directory still has them at `version`. Returns the user as the
    /// directory answered, for the caller to judge.
    fn deactivate<'a>(&'a self, id: &'a UserId, version: Version) -> Answer<'a, Written>;
}
