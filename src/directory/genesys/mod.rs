//! The Genesys Cloud users API, and the embedded sandbox that serves the same API.

use std::sync::Arc;

use super::backend::Backend;
#[cfg(any(test, fuzzing))]
use super::connection::open_scripted;
use super::connection::{open, open_to_write};
use super::pages;
use super::{
    BoxFuture, Directory, DirectoryError, DirectoryErrorKind, DivisionReader, ImpactReader, Observer, RoleReader,
};
use crate::http::{Reader, RequestError};
use crate::model::directory_types::genesys as facts;
use crate::model::{
    ActiveUsers, Capabilities, CurrentUser, Division, Email, Grant, Identity, Impact, LiveUser, Organization, UserId,
};
use crate::settings::Credentials;

mod connection;
mod deactivate;
mod doctor;
mod entities;
mod expands;
mod find;
mod grants;
mod listings;
mod permissions;
mod protocol;
mod read;
mod undo_script;
mod wire;

use connection::GenesysConnection;

#[cfg(test)]
pub(super) use connection::endpoints;

/// Genesys Cloud organizations.
pub(super) const CLOUD: Backend = backend(&facts::CLOUD);
/// The embedded sandbox, which is reached on loopback only.
pub(super) const SANDBOX: Backend = backend(&facts::SANDBOX);

const fn backend(kind: &'static crate::model::DirectoryType) -> Backend {
    Backend {
        kind,
        open: open::<GenesysConnection>,
        open_to_write: open_to_write::<GenesysConnection>,
        #[cfg(any(test, fuzzing))]
        open_scripted: open_scripted::<GenesysConnection>,
        named_location: connection::named_location,
        check_names: doctor::check_names,
        examine: doctor::examine,
        undo_script: undo_script::undo_script,
    }
}

/// The owner of the token. A client of its own is not a user, and need not be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TokenOwner {
    /// An OAuth client.
    Client,
    /// The user or client that the given token was made for.
    Unknown,
}

impl From<&Credentials> for TokenOwner {
    fn from(credentials: &Credentials) -> Self {
        match credentials {
            Credentials::Client { .. } => Self::Client,
            Credentials::Token(_) => Self::Unknown,
        }
    }
}

/// Reads a Genesys Cloud organization.
struct Genesys {
    reader: Reader,
    token_owner: TokenOwner,
    capabilities: Capabilities,
    observer: Arc<dyn Observer>,
}

impl Genesys {
    async fn organization(&self) -> Result<Organization, DirectoryError> {
        let answer: wire::OrganizationBody = self.reader.get("/api/v2/organizations/me").await?;
        let id = answer.id.filter(|id| !id.is_empty()).ok_or_else(|| {
            let error = DirectoryError::new(
                DirectoryErrorKind::Malformed,
                "the directory answered with an organization that has no id",
            );
            DirectoryError { request: Some("GET /api/v2/organizations/me".into()), ..error }
        })?;
        let name = answer.name.unwrap_or_default();
        Ok(Organization { id: self.reader.redact(&id), name: self.reader.redact(&name) })
    }

    async fn identity(&self) -> Identity {
        if self.token_owner == TokenOwner::Client {
            return Identity::Client;
        }
        let answer: Result<wire::WireNamed, RequestError> = self.reader.get("/api/v2/users/me").await;
        match answer {
            Ok(user) => wire::user_id(user.id.as_deref()).map_or(Identity::Unknown, Identity::User),
            Err(failure) if failure.status == Some(400) && failure.code.as_deref() == Some("not.a.user") => {
                Identity::Client
            }
            Err(_) => Identity::Unknown,
        }
    }
}

impl Directory for Genesys {
    fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    fn organization(&self) -> BoxFuture<'_, Organization> {
        Box::pin(self.organization())
    }

    fn identity(&self) -> BoxFuture<'_, Identity> {
        Box::pin(async { Ok(self.identity().await) })
    }

    fn active_users(&self) -> BoxFuture<'_, ActiveUsers> {
        Box::pin(async {
            let list = listings::ActiveUserList(self.reader.clone());
            Ok(pages::collect(list, &*self.observer).await?.into())
        })
    }

    fn find<'a>(&'a self, emails: &'a [Email], ids: &'a [UserId]) -> BoxFuture<'a, Vec<LiveUser>> {
        Box::pin(find::find(&self.reader, &*self.observer, emails, ids))
    }

    fn read<'a>(&'a self, ids: &'a [UserId]) -> BoxFuture<'a, Vec<CurrentUser>> {
        Box::pin(read::current_users(&self.reader, ids))
    }

    fn division_reader(&self) -> Option<&dyn DivisionReader> {
        Some(self)
    }

    fn role_reader(&self) -> Option<&dyn RoleReader> {
        Some(self)
    }

    fn impact_reader(&self) -> Option<&dyn ImpactReader> {
        Some(self)
    }
}

impl DivisionReader for Genesys {
    fn divisions(&self) -> BoxFuture<'_, Vec<Division>> {
        Box::pin(pages::collect(listings::DivisionList(self.reader.clone()), &*self.observer))
    }
}

impl RoleReader for Genesys {
    fn grants<'a>(&'a self, id: &'a UserId) -> BoxFuture<'a, Vec<Grant>> {
        Box::pin(grants::fetch(&self.reader, id))
    }
}

impl ImpactReader for Genesys {
    fn impacts<'a>(&'a self, ids: &'a [UserId]) -> BoxFuture<'a, Vec<(UserId, Impact)>> {
        Box::pin(read::impacts(&self.reader, ids))
    }
}
