//! Directories that speak SCIM 2.0 (RFC 7643, RFC 7644), and the embedded sandbox as such a directory.
//!
//! What a service says of itself is a hint; what it answers is proven or refused (`walk`). The write is one request
//! (`deactivate`), and only reading the user again shows its effect.

use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;
use tokio::sync::OnceCell;

use super::backend::Backend;
#[cfg(any(test, fuzzing))]
use super::connection::open_scripted;
use super::connection::{open, open_to_write};
use super::{BoxFuture, Directory, Observer};
use crate::model::directory_types::scim as facts;
use crate::model::{
    ActiveUsers, Capabilities, CurrentUser, DirectoryType, Email, Identity, LiveUser, Organization, ReadingNote, UserId,
};

mod advice;
mod api;
mod connection;
mod deactivate;
mod doctor;
mod find;
mod identity;
mod listing;
mod protocol;
mod read;
mod settings;
mod undo_script;
mod walk;
mod wire;

use advice::advised;
use api::UsersApi;
use connection::ScimConnection;
use identity::OwnerReport;
use settings::ScimSettings;
use walk::{WalkedBy, WalkedUsers};

/// A service that speaks SCIM 2.0.
pub(super) const SCIM: Backend = backend(&facts::SCIM);
/// The embedded sandbox, as such a service.
pub(super) const SANDBOX: Backend = backend(&facts::SANDBOX);

const fn backend(kind: &'static DirectoryType) -> Backend {
    Backend {
        kind,
        open: open::<ScimConnection>,
        open_to_write: open_to_write::<ScimConnection>,
        #[cfg(any(test, fuzzing))]
        open_scripted: open_scripted::<ScimConnection>,
        named_location: connection::named_location,
        check_names: doctor::check_names,
        examine: doctor::examine,
        undo_script: undo_script::undo_script,
    }
}

/// Reads a SCIM service.
struct Scim {
    api: UsersApi,
    settings: ScimSettings,
    capabilities: Capabilities,
    /// The name of a tenant that no user is pinned of.
    tenant: String,
    observer: Arc<dyn Observer>,
    reading: Mutex<LastReading>,
    /// Whose token `/Me` says it is.
    me: OnceCell<OwnerReport>,
}

/// What the last reading of the list found, beside the active users.
#[derive(Default)]
struct LastReading {
    /// A list that was read to find somebody, for the next one who needs it.
    prefetched: Option<WalkedUsers>,
    walked_by: Option<WalkedBy>,
    inactive: Vec<LiveUser>,
    /// The ids of all users, as sorted hashes: there may be a million of them.
    listed: Vec<u64>,
    hashes: RandomState,
    has_entity_tags: bool,
    /// Whether the `userName` of each user is an e-mail, so that asking for one by `userName` is enough.
    logins_are_addresses: bool,
    /// How many users of the last look-up the service did not answer about.
    unanswered: u64,
}

impl LastReading {
    fn has_listed(&self, id: &UserId) -> bool {
        self.listed.binary_search(&self.hashes.hash_one(id.as_str())).is_ok()
    }
}

impl Scim {
    fn reading(&self) -> MutexGuard<'_, LastReading> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Directory for Scim {
    fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    fn organization(&self) -> BoxFuture<'_, Organization> {
        Box::pin(async { self.tenant().await.map_err(advised) })
    }

    fn identity(&self) -> BoxFuture<'_, Identity> {
        Box::pin(async { self.owner().await.map_err(advised) })
    }

    fn active_users(&self) -> BoxFuture<'_, ActiveUsers> {
        Box::pin(async { self.list().await.map_err(advised) })
    }

    fn find<'a>(&'a self, emails: &'a [Email], ids: &'a [UserId]) -> BoxFuture<'a, Vec<LiveUser>> {
        Box::pin(async { self.find_users(emails, ids).await.map_err(advised) })
    }

    fn look_up_notes(&self) -> Vec<ReadingNote> {
        let users = self.reading().unanswered;
        if users > 0 { vec![ReadingNote::UncheckedAbsences { users }] } else { Vec::new() }
    }

    fn read<'a>(&'a self, ids: &'a [UserId]) -> BoxFuture<'a, Vec<CurrentUser>> {
        Box::pin(async { self.current_users(ids).await.map_err(advised) })
    }
}
