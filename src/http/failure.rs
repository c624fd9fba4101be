//! What a failed request says: a fault for people, and the status and code that the callers judge by.

use std::error::Error as StdError;

use serde::Deserialize;

use super::secrets::Secrets;
use crate::model::{DirectoryError, DirectoryErrorKind};

/// A failed request.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// What to tell.
    pub(crate) fault: DirectoryError,
    /// The HTTP status, when there was an answer.
    pub(crate) status: Option<u16>,
    /// The directory's own code, such as `general.conflict`.
    pub(crate) code: Option<String>,
    /// The directory's own message.
    pub(crate) said: Option<String>,
    /// Whether an earlier try of the same request may have taken effect.
    pub(crate) follows_open_try: bool,
}

impl Failure {
    /// A failure without an answer to it.
    pub(crate) fn new(fault: DirectoryError) -> Self {
        Self { fault, status: None, code: None, said: None, follows_open_try: false }
    }

    /// Whether a write that failed like this may have taken effect.
    pub(super) fn is_open(&self) -> bool {
        matches!(
            self.fault.kind,
            DirectoryErrorKind::Unreachable | DirectoryErrorKind::Server | DirectoryErrorKind::Malformed
        )
    }

    /// This failure of a write of which `earlier` may have been an effective try. A plain refusal of the later one
    /// must not pass for "nothing was written"; a conflict makes the caller read the user again anyway.
    pub(super) fn after(self, earlier: Option<Self>) -> Self {
        let Some(Self { fault: earlier, .. }) = earlier.filter(|_| !self.is_open()) else { return self };
        if self.fault.kind == DirectoryErrorKind::Conflict {
            return Self { follows_open_try: true, ..self };
        }
        let later = self.fault;
        let fault = DirectoryError {
            kind: earlier.kind,
            message: format!("{}; and then: {}", earlier.message, later.message),
            request: later.request.or(earlier.request),
            correlation_id: later.correlation_id.or(earlier.correlation_id),
            hints: [earlier.hints, later.hints].concat(),
        };
        Self { fault, follows_open_try: true, ..self }
    }
}

impl From<Failure> for DirectoryError {
    fn from(failure: Failure) -> Self {
        failure.fault
    }
}

/// The body of an error answer. Every field is optional, and so is the body; the login host has names of its own
/// (RFC 6749 section 5.2).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ErrorBody {
    message: Lenient,
    code: Lenient,
    #[serde(rename = "contextId")]
    context_id: Lenient,
    error: Lenient,
    error_description: Lenient,
    description: Lenient,
}

/// A text, or nothing when it is anything else: an error answer's odd shape must not hide the error.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum Lenient {
    Text(String),
    #[default]
    #[serde(skip)]
    Absent,
    Other(serde::de::IgnoredAny),
}

impl Lenient {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }
}

/// What the directory itself said.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) message: Option<String>,
    pub(super) code: Option<String>,
    pub(super) context_id: Option<String>,
}

impl Said {
    /// Reads an error body as far as it can be read; texts are bounded and struck of secrets.
    pub(super) fn of(body: &[u8], secrets: &Secrets) -> Self {
        let body: ErrorBody = serde_json::from_slice(body).unwrap_or_default();
        let bounded = |text: String, most| secrets.strike(&text, most);
        let message = body.message.text().or(body.error_description.text()).or(body.description.text());
        Self {
            message: message.map(|text| bounded(text, 300)),
            code: body.code.text().or(body.error.text()).map(|text| bounded(text, 80)),
            context_id: body.context_id.text().map(|text| bounded(text, 80)),
        }
    }

    /// The words after "answered 400": `: message [code]`, or nothing.
    pub(super) fn clause(&self) -> String {
        match (&self.message, &self.code) {
            (Some(message), Some(code)) => format!(": {message} [{code}]"),
            (Some(words), None) | (None, Some(words)) => format!(": {words}"),
            (None, None) => String::new(),
        }
    }
}

/// The sort of an error status.
pub(super) fn kind_of(status: u16) -> DirectoryErrorKind {
    match status {
        401 => DirectoryErrorKind::Unauthorized,
        403 => DirectoryErrorKind::Forbidden,
        404 | 410 => DirectoryErrorKind::NotFound,
        408 => DirectoryErrorKind::Unreachable,
        409 => DirectoryErrorKind::Conflict,
        429 => DirectoryErrorKind::RateLimited,
        500.. => DirectoryErrorKind::Server,
        _ => DirectoryErrorKind::Rejected,
    }
}

/// The innermost cause of an error: "Connection refused" rather than "error sending request".
pub(super) fn deepest(error: &dyn StdError) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;

    #[test]
    fn an_error_body_of_any_shape_is_survived() {
        let none = Secrets::default();
        for body in ["", "<html>", "[]", "null", "3", r#"{"message":7,"code":{"a":[1]},"contextId":null}"#] {
            let said = Said::of(body.as_bytes(), &none);
            assert_eq!(said.clause(), "", "{body}");
            assert!(said.context_id.is_none());
        }
        let said = Said::of(br#"{"message":"No.","code":"not.found","contextId":"c1","errors":[{}]}"#, &none);
        assert_eq!((said.clause().as_str(), said.context_id.as_deref()), (": No. [not.found]", Some("c1")));
        let said = Said::of(br#"{"error":"invalid_client","description":"client not found"}"#, &none);
        assert_eq!(said.clause(), ": client not found [invalid_client]");
    }

    #[test]
    fn a_secret_is_struck_in_quotation_marks_as_well() {
        let secret = "back\\slash\"quote'é";
        let secrets = Secrets(vec![SecretString::from(secret)]);
        let said = serde_json::from_value::<u64>(secret.into()).unwrap_err().to_string();
        assert_eq!(secrets.strike(&said, 200), r#"invalid type: string "***", expected u64"#);
    }

    #[test]
    fn long_texts_are_cut_and_secrets_struck() {
        let secrets = Secrets(vec![SecretString::from("hunter2"), SecretString::from("")]);
        let body = format!(r#"{{"message":"hunter2 {}"}}"#, "é".repeat(5000));
        let message = Said::of(body.as_bytes(), &secrets).message.unwrap();
        assert_eq!(message.chars().count(), 301);
        assert!(message.starts_with("*** é") && message.ends_with('…'));
    }
}
