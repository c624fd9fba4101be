//! The directory's promises, over real sockets against a scripted server, with the clock paused where waits matter.

use std::sync::{Arc, Mutex};

use secrecy::SecretString;
use serde_json::{Value, json};

use super::genesys::endpoints;
use super::*;
use crate::model::{DIRECTORY_TYPES, DirectoryLocation, DirectorySpec};
use crate::settings::Credentials;

mod child;
mod deactivating;
mod fake;
mod finding;
mod granting;
mod hanging;
mod limiting;
mod listing;
mod opening;
mod packing;
mod property;
mod proxied;
mod reading;
mod retrying;
mod scim;
mod tls;
mod tokens;

use fake::{Fake, Reply, Seen};

const SECRET: &str = "s3cr3t-of-the-client";

/// Keeps what it hears.
#[derive(Default)]
struct Ears(Mutex<Vec<Notice>>);

impl Observer for Ears {
    fn notice(&self, notice: Notice) {
        self.0.lock().unwrap().push(notice);
    }
}

impl Ears {
    /// What was still waited for, and for how many seconds.
    fn pending(&self) -> Vec<(u64, String)> {
        let heard = self.0.lock().unwrap();
        let pending = heard.iter().filter_map(|notice| match notice {
            Notice::Pending { seconds, cause } => Some((*seconds, crate::render::wait_cause(cause))),
            Notice::Listed { .. } | Notice::Waiting { .. } => None,
        });
        pending.collect()
    }

    /// Every wait, in seconds.
    fn waits(&self) -> Vec<u64> {
        let heard = self.0.lock().unwrap();
        let waits = heard.iter().filter_map(|notice| match notice {
            Notice::Waiting { seconds, .. } => Some(*seconds),
            Notice::Listed { .. } | Notice::Pending { .. } => None,
        });
        waits.collect()
    }
}

fn spec(url: &str) -> DirectorySpec {
    DirectorySpec::new(DIRECTORY_TYPES[0]).with_text("api_url", url)
}

/// Opens a directory for reading.
fn reader(connection: &Connection, observer: Arc<dyn Observer>) -> Result<ReadConnection, DirectoryError> {
    (backend(connection.spec.kind)?.open)(connection, observer)
}

fn client() -> Credentials {
    Credentials::Client { id: "client-id".into(), secret: SecretString::from(SECRET) }
}

fn connection(url: &str) -> Connection {
    Connection { spec: spec(url), credentials: Some(client()), allowed_hosts: Vec::new(), region: None }
}

/// Opens the fake for reading and writing.
fn open(fake: &Fake) -> (WriteConnection, Arc<Ears>) {
    open_with(&connection(&fake.url))
}

fn open_with(connection: &Connection) -> (WriteConnection, Arc<Ears>) {
    let ears = Arc::new(Ears::default());
    ((backend(connection.spec.kind).unwrap().open_to_write)(connection, ears.clone()).unwrap(), ears)
}

/// A server that grants tokens `token-1`, `token-2`, … and answers everything else by `handler`.
async fn api(mut handler: impl FnMut(&Seen) -> Reply + Send + 'static) -> Fake {
    let mut granted = 0;
    Fake::serve(move |seen| {
        if seen.target != "/oauth/token" {
            return handler(seen);
        }
        granted += 1;
        Reply::json(
            200,
            &json!({"access_token": format!("token-{granted}"), "token_type": "bearer", "expires_in": 86_400}),
        )
    })
    .await
}

fn organization() -> Reply {
    Reply::json(200, &json!({"id": "org-1", "name": "Acme", "domain": "acme"}))
}

/// An active user as the API reports one.
fn user(n: usize) -> Value {
    json!({"id": format!("u{n}"), "name": format!("User {n}"), "email": format!("u{n}@acme.example"), "version": n + 1,
        "state": "active", "division": {"id": "d1", "name": "Support", "selfUri": "/x"}, "selfUri": "/y"})
}

/// A user in another state.
fn user_in(n: usize, state: &str) -> Value {
    let mut user = user(n);
    user["state"] = state.into();
    user
}

/// A page of a listing, with the envelope that the API sends.
fn page(all: &[Value], number: usize, size: usize) -> Value {
    let entities: Vec<&Value> = all.iter().skip((number - 1) * size).take(size).collect();
    json!({"entities": entities, "pageSize": size, "pageNumber": number, "total": all.len(),
        "pageCount": all.len().div_ceil(size), "selfUri": "/z"})
}

fn ids(users: &[crate::model::LiveUser]) -> Vec<&str> {
    users.iter().map(|user| user.id.as_str()).collect()
}

fn user_ids(texts: &[&str]) -> Vec<UserId> {
    texts.iter().map(|text| UserId::new(text).unwrap()).collect()
}
