//! A directory that exists only in the tests, to prove what a new one needs: this folder, and two lines that list it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::backend::Backend;
use super::{BoxFuture, Connection, Deactivator, Directory, DirectoryError, DirectoryErrorKind, Observer};
use super::{ReadConnection, WriteConnection};
use crate::model::directory_types::memory as facts;
use crate::model::{
    ActiveUsers, Capabilities, Check, CurrentUser, DirectoryLocation, Email, Identity, LiveUser, Organization,
    Reported, State, UserId, UserRecord, Version, WriteReceipt,
};

/// Users in memory.
pub(super) const MEMORY: Backend = Backend {
    kind: &facts::MEMORY,
    open: |connection, _: Arc<dyn Observer>| {
        let tenant = tenant(connection);
        Ok(ReadConnection { location: tenant.location(), directory: Arc::new(tenant) })
    },
    open_to_write: |connection, _| Ok(open_to_write(connection)),
    open_scripted: |connection, _, _| Ok(open_to_write(connection)),
    named_location: |spec| Ok(spec.text("tenant").map(|name| Tenant(name.to_owned()).location())),
    check_names: || vec!["memory"],
    examine: |_, checks| Box::pin(async { checks.push(Check::ok("memory", "the users are in memory")) }),
    undo_script: |_, _| "# Nothing to run.\n".to_owned(),
};

fn open_to_write(connection: &Connection) -> WriteConnection {
    let tenant = Arc::new(tenant(connection));
    WriteConnection { location: tenant.location(), directory: tenant.clone(), deactivator: tenant }
}

const SCHEME: &str = "memory://";

/// Every tenant by its name.
static TENANTS: Mutex<BTreeMap<String, TenantContent>> = Mutex::new(BTreeMap::new());

/// The users of a tenant.
#[derive(Clone, Debug, Default)]
struct TenantContent {
    users: Vec<LiveUser>,
    quirk: TenantQuirk,
}

/// What a write does beside ending access.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TenantQuirk {
    /// Nothing.
    #[default]
    None,
    /// The user is not shown any more.
    Hides,
    /// The user has another name.
    Renames,
}

/// Fills a tenant.
pub(crate) fn fill(tenant: &str, users: Vec<LiveUser>) {
    fill_with(tenant, users, TenantQuirk::None);
}

/// Fills a tenant whose writes do more than end access.
pub(crate) fn fill_with(tenant: &str, users: Vec<LiveUser>, quirk: TenantQuirk) {
    let content = TenantContent { users, quirk };
    TENANTS.lock().unwrap_or_else(PoisonError::into_inner).insert(tenant.to_owned(), content);
}

/// The users of a tenant.
pub(crate) fn users(tenant: &str) -> Vec<LiveUser> {
    Tenant(tenant.to_owned()).users(|_| true)
}

/// The users of one tenant, as a directory.
struct Tenant(String);

/// The tenant that a roster names, or that a saved plan has the address of.
fn tenant(connection: &Connection) -> Tenant {
    let address = connection.spec.text("api_url").and_then(|url| url.strip_prefix(SCHEME));
    Tenant(connection.spec.text("tenant").or(address).unwrap_or_default().to_owned())
}

impl Tenant {
    fn location(&self) -> DirectoryLocation {
        DirectoryLocation { api_url: Some(format!("{SCHEME}{}", self.0)), ..DirectoryLocation::default() }
    }

    fn users(&self, is_meant: impl Fn(&LiveUser) -> bool) -> Vec<LiveUser> {
        let tenants = TENANTS.lock().unwrap_or_else(PoisonError::into_inner);
        let users = tenants.get(&self.0).into_iter().flat_map(|content| &content.users);
        users.filter(|user| is_meant(user)).cloned().collect()
    }
}

impl Directory for Tenant {
    fn capabilities(&self) -> Capabilities {
        (facts::MEMORY.capabilities)(&crate::model::DirectorySpec::new(&facts::MEMORY))
    }

    fn organization(&self) -> BoxFuture<'_, Organization> {
        Box::pin(async { Ok(Organization { id: self.0.clone(), name: self.0.clone() }) })
    }

    fn identity(&self) -> BoxFuture<'_, Identity> {
        Box::pin(async { Ok(Identity::Client) })
    }

    fn active_users(&self) -> BoxFuture<'_, ActiveUsers> {
        Box::pin(async { Ok(self.users(|user| user.state == State::Active).into()) })
    }

    fn find<'a>(&'a self, emails: &'a [Email], ids: &'a [UserId]) -> BoxFuture<'a, Vec<LiveUser>> {
        Box::pin(async {
            Ok(self.users(|user| emails.iter().any(|email| user.has_address(email)) || ids.contains(&user.id)))
        })
    }

    fn read<'a>(&'a self, ids: &'a [UserId]) -> BoxFuture<'a, Vec<CurrentUser>> {
        assert_eq!(ids.len(), 1, "one user a request is what this directory can read");
        Box::pin(async {
            let users = self.users(|user| ids.contains(&user.id)).into_iter();
            let current = |user: LiveUser| {
                let name = Value::String(user.name.clone());
                let record = Some(UserRecord::new([("displayName".to_owned(), name)].into()));
                CurrentUser { user, interaction: Reported::Known(false), record }
            };
            Ok(users.map(current).collect())
        })
    }
}

impl Deactivator for Tenant {
    fn deactivate<'a>(&'a self, id: &'a UserId, version: Version) -> BoxFuture<'a, WriteReceipt> {
        Box::pin(async move {
            let mut tenants = TENANTS.lock().unwrap_or_else(PoisonError::into_inner);
            let TenantContent { users, quirk } = tenants.entry(self.0.clone()).or_default();
            let at = users.iter().position(|user| user.id == *id && user.version == version);
            let at = at.ok_or_else(|| DirectoryError::new(DirectoryErrorKind::Conflict, "another version"))?;
            let user = &mut users[at];
            (user.state, user.version) = (State::Inactive, Version::text(&format!("{version}+")));
            let receipt = WriteReceipt { user: Some(user.clone()), correlation_id: None };
            match quirk {
                TenantQuirk::None => {}
                TenantQuirk::Hides => drop(users.remove(at)),
                TenantQuirk::Renames => user.name = "suspended".to_owned(),
            }
            Ok(receipt)
        })
    }
}
