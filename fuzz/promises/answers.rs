//! Whatever a server answers, a request to the directory ends: with a consistent value, or with an error that names the
//! cause and contains no secret.

use std::collections::HashSet;
use std::sync::Arc;

use rosterctl::directory::{Connection, ResponseScript, WriteConnection, grants, impacts, open_scripted};
use rosterctl::model::{DIRECTORY_TYPES, DirectorySetting, DirectorySpec, Email, State, UserId, Version};
use rosterctl::settings::Credentials;
use secrecy::SecretString;

use super::scripted::{CheckedNotices, Question, SECRET, are_different, ask, value};

/// The first part names the question, followed by ids and e-mails. Except for `token` questions, the first answer is that
/// to the request for a token.
pub fn keeps(input: &[u8]) {
    ask(input, put);
}

async fn put(question: Question, script: Arc<ResponseScript>) {
    let Question { name, ids, emails, .. } = question;
    let name = name.as_str();
    let client = Credentials::Client { id: "client".to_owned(), secret: SecretString::from(SECRET) };
    let given = Credentials::Token(SecretString::from(SECRET));
    let credentials = if name == "identity" { given } else { client };
    let mut spec = DirectorySpec::new(DIRECTORY_TYPES[0]).with_text("api_url", "http://127.0.0.1:9");
    if name == "strip" {
        spec = spec.with_text("deactivation", "active");
        spec.set("strip_roles", DirectorySetting::Flag(true));
    }
    let connection = Connection { spec, credentials: Some(credentials), allowed_hosts: Vec::new(), region: None };
    let WriteConnection { directory, deactivator, .. } =
        open_scripted(&connection, Arc::new(CheckedNotices), &script).unwrap();
    let first = ids.first().cloned().unwrap_or_else(|| UserId::new("user-1").unwrap());
    match name {
        "organization" => {
            if let Some(organization) = value(directory.organization().await) {
                assert!(!organization.id.is_empty());
            }
        }
        "identity" => _ = value(directory.identity().await),
        "divisions" => {
            if let Some(divisions) = value(directory.division_reader().unwrap().divisions().await) {
                let unique: HashSet<&str> = divisions.iter().map(|division| division.id.as_str()).collect();
                assert!(unique.len() == divisions.len() && !unique.contains(""), "{divisions:?}");
            }
        }
        "find" => {
            if let Some(users) = value(directory.find(&emails, &ids).await) {
                are_different(users.iter().map(|user| &user.id));
                let wanted = |id, email| ids.contains(id) || emails.contains(email);
                assert!(users.iter().all(|user| wanted(&user.id, &user.email)), "{users:?}");
            }
        }
        "read" => {
            if let Some(users) = value(directory.read(&ids).await) {
                are_different(users.iter().map(|fresh| &fresh.user.id));
                assert!(users.iter().all(|fresh| ids.contains(&fresh.user.id)), "{users:?}");
            }
        }
        "impacts" => {
            if let Some(impacts) = value(impacts(&*directory, &ids).await) {
                are_different(impacts.iter().map(|(id, _)| id));
                assert!(impacts.iter().all(|(id, _)| ids.contains(id)), "{impacts:?}");
            }
        }
        "grants" => {
            if let Some(grants) = value(grants(&*directory, &first).await) {
                let whole = grants.iter().all(|grant| !grant.role_id.is_empty() && !grant.division_id.is_empty());
                assert!(whole, "an incomplete record: {grants:?}");
            }
        }
        "deactivate" | "strip" => {
            if let Some(written) = value(deactivator.deactivate(&first, Version::number(7)).await) {
                assert_eq!(written.user.unwrap().id, first);
            }
        }
        _ => {
            if let Some(users) = value(directory.active_users().await.map(|read| read.users)) {
                are_different(users.iter().map(|user| &user.id));
                let plain = |state, email: &Email| state == State::Active && !email.as_str().trim().is_empty();
                assert!(users.iter().all(|user| plain(user.state, &user.email)), "{users:?}");
            }
        }
    }
}
