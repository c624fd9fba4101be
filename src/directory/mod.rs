//! Directories: where users live. [`Directory`] reads, [`Deactivator`] is the one write; they are separate capabilities, so
//! that code that plans cannot write.
//!
//! `registry` lists the backends; each is a folder with everything that is its vendor's, from its roster keys (`facts`) to
//! its undo script. What is the same for every directory is here: paging and its completeness proof, the inventory that a
//! plan is made from, snapshots, the doctor's order of checks.
//!
//! Deliberately absent: any way to create, delete, replace or reactivate a user.

use std::future::Future;
use std::pin::Pin;

use crate::model::{
    ActiveUsers, Capabilities, CurrentUser, Division, Email, Grant, Identity, Impact, LiveUser, Organization,
    ReadingNote, UserId, Version, WriteReceipt,
};

mod backend;
mod completeness;
mod connection;
mod doctor;
mod genesys;
mod inventory;
#[cfg(test)]
pub(crate) mod memory;
mod pages;
mod registry;
mod scim;
mod snapshot;
#[cfg(test)]
mod tests;
mod undo;
mod version_json;

pub use crate::model::{DirectoryError, DirectoryErrorKind, Notice, Observer};
pub use backend::Backend;
pub use connection::{Connection, ReadConnection, WriteConnection};
pub use doctor::{Examination, PlanLookup};
pub use inventory::{InventoryDepth, InventoryRequest, check_organization, read_inventory};
pub use registry::{backend, backend_of_journal, journal_name};
pub use snapshot::{Snapshot, SnapshotError};

#[cfg(any(test, fuzzing))]
pub use crate::http::{ResponseScript, ScriptedResponse};
#[cfg(any(test, fuzzing))]
pub use registry::open_scripted;

/// The future of a directory's answer.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, DirectoryError>> + Send + 'a>>;

/// Reads a directory.
///
/// Every list is complete or an error. An implementation limits its own request rate, retries transient failures of
/// reads, and returns the first error that persists. What not every directory has is a capability of its own, `None`
/// where [`Capabilities`] has it as absent.
pub trait Directory: Send + Sync {
    /// What this directory can do.
    fn capabilities(&self) -> Capabilities;
    /// The organization that the credentials belong to.
    fn organization(&self) -> BoxFuture<'_, Organization>;
    /// The owner of the token; [`Identity::Unknown`] when the directory does not report it.
    fn identity(&self) -> BoxFuture<'_, Identity>;
    /// Every active user, proven complete, in the directory's order.
    fn active_users(&self) -> BoxFuture<'_, ActiveUsers>;
    /// The users in any state who have one of these e-mails or ids; a user who is not found is left out.
    fn find<'a>(&'a self, emails: &'a [Email], ids: &'a [UserId]) -> BoxFuture<'a, Vec<LiveUser>>;
    /// These users in their present state, and whether they are on an interaction; a user who no longer exists is left
    /// out. In a directory without interactions no user is on one.
    fn read<'a>(&'a self, ids: &'a [UserId]) -> BoxFuture<'a, Vec<CurrentUser>>;
    /// What is worth knowing of the last look-up by [`find`](Self::find).
    fn look_up_notes(&self) -> Vec<ReadingNote> {
        Vec::new()
    }
    /// Reads divisions, in a directory that has them.
    fn division_reader(&self) -> Option<&dyn DivisionReader> {
        None
    }
    /// Reads roles, in a directory that has them.
    fn role_reader(&self) -> Option<&dyn RoleReader> {
        None
    }
    /// Reads what a deactivation would affect, in a directory that reports it.
    fn impact_reader(&self) -> Option<&dyn ImpactReader> {
        None
    }
}

/// Reads the divisions of a directory.
pub trait DivisionReader: Send + Sync {
    /// Every division, proven complete.
    fn divisions(&self) -> BoxFuture<'_, Vec<Division>>;
}

/// Reads the roles of users.
pub trait RoleReader: Send + Sync {
    /// The roles that a user holds, each in its division.
    fn grants<'a>(&'a self, id: &'a UserId) -> BoxFuture<'a, Vec<Grant>>;
}

/// Reads what deactivating users would affect.
pub trait ImpactReader: Send + Sync {
    /// The impact on each of these users; a user who could not be read is left out.
    fn impacts<'a>(&'a self, ids: &'a [UserId]) -> BoxFuture<'a, Vec<(UserId, Impact)>>;
}

/// The one write.
pub trait Deactivator: Send + Sync {
    /// Ends the access of one user, if the directory still has the user at `version`. Returns the user as the directory
    /// answered, for the caller to judge. A write without a version is never repeated here: the caller reads the user
    /// again first.
    fn deactivate<'a>(&'a self, id: &'a UserId, version: Version) -> BoxFuture<'a, WriteReceipt>;
}

/// The roles that a user holds; none in a directory without roles.
///
/// # Errors
/// Those of [`RoleReader::grants`].
pub async fn grants(directory: &dyn Directory, id: &UserId) -> Result<Vec<Grant>, DirectoryError> {
    match directory.role_reader() {
        Some(reader) => reader.grants(id).await,
        None => Ok(Vec::new()),
    }
}

/// What deactivating these users would affect; empty where the directory does not report it.
///
/// # Errors
/// Those of [`ImpactReader::impacts`].
pub async fn impacts(directory: &dyn Directory, ids: &[UserId]) -> Result<Vec<(UserId, Impact)>, DirectoryError> {
    match directory.impact_reader() {
        Some(reader) => reader.impacts(ids).await,
        None => Ok(Vec::new()),
    }
}
