//! The Genesys Cloud users API as a directory.

use std::sync::Arc;

use super::{Answer, Directory, DirectoryError, DirectoryErrorKind, Observer};
use crate::http::{Reader, RequestError};
use crate::model::{CurrentUser, Division, Email, Grant, Identity, Impact, LiveUser, Organization, UserId};
use crate::settings::Credentials;

pub(crate) mod checkup;
mod deactivate;
mod entities;
mod find;
mod grants;
mod impact;
mod list;
mod permitted;
mod proof;
mod protocol;
mod read;
pub(crate) mod regions;
mod wire;

pub(crate) use checkup::Examiner;
pub(crate) use deactivate::GenesysDeactivator;
pub(crate) use protocol::PROTOCOL;

/// What kind of credentials stand behind the token: a client is no user, and need not be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// An OAuth client of its own.
    Client,
    /// Whoever the given token was made for.
    Somebody,
}

impl From<&Credentials> for Bearer {
    fn from(credentials: &Credentials) -> Self {
        match credentials {
            Credentials::Client { .. } => Self::Client,
            Credentials::Token(_) => Self::Somebody,
        }
    }
}

/// Reads a Genesys Cloud organization.
pub(crate) struct Genesys {
    reader: Reader,
    bearer: Bearer,
    observer: Arc<dyn Observer>,
}

impl Genesys {
    /// A directory over a reader.
    pub(crate) fn new(reader: Reader, bearer: Bearer, observer: Arc<dyn Observer>) -> Self {
        Self { reader, bearer, observer }
    }

    async fn organization(&self) -> Result<Organization, DirectoryError> {
        let answer: wire::Organization = self.reader.get("/api/v2/organizations/me").await?;
        let id = answer.id.filter(|id| !id.is_empty()).ok_or_else(|| {
            let fault = DirectoryError::new(
                DirectoryErrorKind::Malformed,
                "the directory answered with an organization that has no id",
            );
            DirectoryError { request: Some("GET /api/v2/organizations/me".into()), ..fault }
        })?;
        let name = answer.name.unwrap_or_default();
        Ok(Organization { id: self.reader.redact(&id), name: self.reader.redact(&name) })
    }

    async fn identity(&self) -> Identity {
        if self.bearer == Bearer::Client {
            return Identity::Client;
        }
        let answer: Result<wire::Named, RequestError> = self.reader.get("/api/v2/users/me").await;
        match answer {
            Ok(user) => user.id.as_deref().and_then(UserId::new).map_or(Identity::Unknown, Identity::User),
            Err(failure) if failure.status == Some(400) && failure.code.as_deref() == Some("not.a.user") => {
                Identity::Client
            }
            Err(_) => Identity::Unknown,
        }
    }
}

impl Directory for Genesys {
    fn organization(&self) -> Answer<'_, Organization> {
        Box::pin(self.organization())
    }

    fn identity(&self) -> Answer<'_, Identity> {
        Box::pin(async { Ok(self.identity().await) })
    }

    fn divisions(&self) -> Answer<'_, Vec<Division>> {
        Box::pin(list::collect(&self.reader, list::Divisions, &*self.observer))
    }

    fn active_users(&self) -> Answer<'_, Vec<LiveUser>> {
        Box::pin(list::collect(&self.reader, list::ActiveUsers, &*self.observer))
    }

    fn find<'a>(&'a self, emails: &'a [Email], ids: &'a [UserId]) -> Answer<'a, Vec<LiveUser>> {
        Box::pin(find::find(&self.reader, &*self.observer, emails, ids))
    }

    fn read<'a>(&'a self, ids: &'a [UserId]) -> Answer<'a, Vec<CurrentUser>> {
        Box::pin(read::fresh(&self.reader, ids))
    }

    fn grants<'a>(&'a self, id: &'a UserId) -> Answer<'a, Vec<Grant>> {
        Box::pin(grants::of(&self.reader, id))
    }

    fn impacts<'a>(&'a self, ids: &'a [UserId]) -> Answer<'a, Vec<(UserId, Impact)>> {
        Box::pin(impact::impacts(&self.reader, ids))
    }
}
