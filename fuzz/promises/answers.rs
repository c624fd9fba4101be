//! Whatever a server answers, a request to the directory ends: with a consistent value, or with an error that names the
//! cause and contains no secret.

use std::collections::HashSet;
use std::sync::Arc;

use rosterctl::directory::{
    Connection, ResponseScript, ScriptedResponse, WriteConnection, grants, impacts, open_scripted,
};
use rosterctl::model::{DIRECTORY_TYPES, DirectorySetting, DirectorySpec, Email, State, UserId, Version};
use rosterctl::model::{DirectoryError, Notice, Observer};
use rosterctl::settings::Credentials;
use rosterctl::text::sanitize_multiline;
use secrecy::SecretString;

use super::shown::is_harmless;

/// The secret that no message may contain.
const SECRET: &str = "s3cr3t-of-the-client";

/// The first part names the question, followed by ids and e-mails. Every further part is an answer: a line with the
/// status, lines of headers, an empty line, the body. A status of 0 is a truncated body. Except for `token` questions,
/// the first answer is that to the request for a token.
pub fn keeps(input: &[u8]) {
    let parts = super::parts(input);
    let question = String::from_utf8_lossy(parts[0]).into_owned();
    let answers = parts.iter().skip(1).map(|part| scripted(part));
    let script = Arc::new(ResponseScript::new(answers));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(ask(&question, &script));
    // Three readings of a listing, each page requested five times, with two tokens.
    let most = 40 * (parts.len() as u64 + 1);
    assert!(script.requests() <= most, "{} requests for {} answers", script.requests(), parts.len() - 1);
}

async fn ask(question: &str, script: &Arc<ResponseScript>) {
    let mut words = question.split_whitespace();
    let name = words.next().unwrap_or_default();
    let words: Vec<&str> = words.take(300).collect();
    let ids: Vec<UserId> = words.iter().filter_map(|word| UserId::new(word)).collect();
    let emails: Vec<Email> = words.iter().filter(|word| word.contains('@')).map(|word| Email::reported(word)).collect();
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
        open_scripted(&connection, Arc::new(CheckedNotices), script).unwrap();
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

/// The value; an error is checked and dropped.
fn value<T>(answer: Result<T, DirectoryError>) -> Option<T> {
    let fault = match answer {
        Ok(value) => return Some(value),
        Err(fault) => fault,
    };
    let text = format!("{fault}\n{}", fault.hints.join("\n"));
    holds_no_secret(&text);
    is_harmless(&sanitize_multiline(&text));
    assert!(!fault.message.is_empty() && text.chars().count() < 4_000, "{text:?}");
    None
}

fn are_different<'a>(ids: impl Iterator<Item = &'a UserId>) {
    let mut seen = HashSet::new();
    for id in ids {
        assert!(seen.insert(id), "{id} is there twice");
    }
}

fn holds_no_secret(text: &str) {
    assert!(!text.contains(SECRET), "the message contains the secret: {text:?}");
}

/// Checks the notices.
struct CheckedNotices;

impl Observer for CheckedNotices {
    fn notice(&self, notice: Notice) {
        if let Notice::Waiting { cause, .. } = notice {
            holds_no_secret(&format!("{cause:?}"));
        }
    }
}

/// An answer, from a part of the input.
fn scripted(part: &[u8]) -> ScriptedResponse {
    let (status, mut rest) = line(part);
    let status: u16 = std::str::from_utf8(status).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(200);
    let mut headers = Vec::new();
    loop {
        let (header, after) = line(rest);
        rest = after;
        let Some(colon) = header.iter().position(|byte| *byte == b':') else { break };
        headers.push((header[..colon].to_vec(), header[colon + 1..].trim_ascii().to_vec()));
    }
    let (status, is_interrupted) = if status == 0 { (200, true) } else { (status, false) };
    ScriptedResponse { status, headers, body: rest.to_vec(), is_interrupted }
}

/// The first line, without its end, and the rest.
fn line(text: &[u8]) -> (&[u8], &[u8]) {
    match text.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, &[]),
    }
}
