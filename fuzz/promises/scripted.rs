//! What the targets of both kinds of directory share: a script of answers from an input, and what holds for every answer.

use std::collections::HashSet;
use std::sync::Arc;

use rosterctl::directory::{ResponseScript, ScriptedResponse};
use rosterctl::model::{DirectoryError, Email, Notice, Observer, UserId};
use rosterctl::text::sanitize_multiline;

use super::shown::is_harmless;

/// The secret that no message may contain.
pub const SECRET: &str = "s3cr3t-of-the-client";

/// A question to a directory, from the first part of an input: its name, and the ids and e-mails that follow.
pub struct Question {
    /// The name of the question.
    pub name: String,
    /// The words that can be ids, and do not look like e-mails.
    pub ids: Vec<UserId>,
    /// The words that look like e-mails.
    pub emails: Vec<Email>,
    words: Vec<String>,
}

impl Question {
    /// Whether this is one of its words.
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|one| one == word)
    }
}

/// Splits an input into the question and the script of answers, puts the question with `ask`, on a clock that does not
/// wait, and holds that it ended after a bounded number of requests.
///
/// Every part but the first is an answer: a line with the status, lines of headers, an empty line, the body. A status of 0
/// is a truncated body.
pub fn ask<F: Future<Output = ()>>(input: &[u8], ask: impl FnOnce(Question, Arc<ResponseScript>) -> F) {
    let parts = super::parts(input);
    let answers = parts.iter().skip(1).map(|part| scripted(part));
    let script = Arc::new(ResponseScript::new(answers));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(ask(question(parts[0]), script.clone()));
    // Three readings of a listing, each page requested five times, with two tokens.
    let most = 40 * (parts.len() as u64 + 1);
    assert!(script.requests() <= most, "{} requests for {} answers", script.requests(), parts.len() - 1);
}

fn question(part: &[u8]) -> Question {
    let text = String::from_utf8_lossy(part);
    let mut words = text.split_whitespace();
    let name = words.next().unwrap_or_default().to_owned();
    let words: Vec<&str> = words.take(300).collect();
    let ids = words.iter().filter(|word| !word.contains('@')).filter_map(|word| UserId::new(word)).collect();
    let emails = words.iter().filter(|word| word.contains('@')).map(|word| Email::reported(word)).collect();
    Question { name, ids, emails, words: words.into_iter().map(str::to_owned).collect() }
}

/// The value; an error is checked and dropped.
pub fn value<T>(answer: Result<T, DirectoryError>) -> Option<T> {
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

/// Holds that no id is there twice.
pub fn are_different<'a>(ids: impl Iterator<Item = &'a UserId>) {
    let mut seen = HashSet::new();
    for id in ids {
        assert!(seen.insert(id), "{id} is there twice");
    }
}

fn holds_no_secret(text: &str) {
    assert!(!text.contains(SECRET), "the message contains the secret: {text:?}");
}

/// Checks the notices.
pub struct CheckedNotices;

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
