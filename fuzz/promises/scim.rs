//! Whatever a SCIM service answers, a request to it ends: with a consistent value, or with an error that names the cause and
//! contains no secret.

use std::sync::Arc;

use rosterctl::directory::{Connection, ResponseScript, WriteConnection, open_scripted};
use rosterctl::model::{DIRECTORY_TYPES, DirectorySpec, Email, State, UserId, Version};
use rosterctl::settings::Credentials;
use secrecy::SecretString;

use super::scripted::{CheckedNotices, Question, SECRET, are_different, ask, value};

/// The first part names the question, followed by ids and e-mails. With `client`, a word of its own, the first answer is that
/// to the request for a token; otherwise the token is given. More words choose settings: `cursor` and `index` the paging,
/// `user_name` and `any_email` the address that is compared, `pathless` and `off` the form of the write, `pinned` a pin.
pub fn keeps(input: &[u8]) {
    ask(input, put);
}

async fn put(question: Question, script: Arc<ResponseScript>) {
    let connection = connection(&question);
    let Question { name, ids, emails, .. } = question;
    let WriteConnection { directory, deactivator, .. } =
        open_scripted(&connection, Arc::new(CheckedNotices), &script).unwrap();
    let first = ids.first().cloned().unwrap_or_else(|| UserId::new("user-1").unwrap());
    match name.as_str() {
        "organization" => {
            if let Some(organization) = value(directory.organization().await) {
                assert!(!organization.id.is_empty());
            }
        }
        "identity" => _ = value(directory.identity().await),
        "find" => {
            if let Some(users) = value(directory.find(&emails, &ids).await) {
                are_different(users.iter().map(|user| &user.id));
            }
        }
        "read" => {
            if let Some(users) = value(directory.read(&ids).await) {
                are_different(users.iter().map(|fresh| &fresh.user.id));
                assert!(users.iter().all(|fresh| ids.contains(&fresh.user.id)), "{users:?}");
            }
        }
        "deactivate" => _ = value(deactivator.deactivate(&first, Version::text("W/\"7\"")).await),
        _ => {
            if let Some(read) = value(directory.active_users().await) {
                let unaddressed = read.unaddressed.iter().map(|user| &user.id);
                are_different(read.users.iter().map(|user| &user.id).chain(unaddressed));
                let plain = |state, email: &Email| state == State::Active && !email.as_str().trim().is_empty();
                assert!(read.users.iter().all(|user| plain(user.state, &user.email)), "{read:?}");
            }
        }
    }
}

fn connection(question: &Question) -> Connection {
    let kind = DIRECTORY_TYPES.iter().find(|kind| kind.name == "scim").unwrap();
    let mut spec = DirectorySpec::new(kind)
        .with_text("service", "other")
        .with_text("url", "http://127.0.0.1:9/scim/v2")
        .with_text("token_owner", "none");
    for (word, key) in SETTINGS {
        if question.has(word) {
            spec = spec.with_text(key, word);
        }
    }
    let credentials = if question.has("client") {
        spec = spec.with_text("auth", "client_credentials").with_text("token_url", "http://127.0.0.1:9/token");
        Credentials::Client { id: "client".to_owned(), secret: SecretString::from(SECRET) }
    } else {
        Credentials::Token(SecretString::from(SECRET))
    };
    Connection { spec, credentials: Some(credentials), allowed_hosts: Vec::new(), region: None }
}

/// Words of a question, and the key that they are values of.
const SETTINGS: [(&str, &str); 6] = [
    ("cursor", "paging"),
    ("index", "paging"),
    ("user_name", "match"),
    ("any_email", "match"),
    ("pathless", "patch_form"),
    ("off", "etag"),
];
