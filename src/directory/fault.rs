//! What can go wrong between rosterctl and a directory, by what the caller can do about it.

use std::fmt;

use crate::error::{Error, Kind};

/// The sort of a [`Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// No connection, a time-out, or an answer that broke off: whether the request took effect is unknown.
    Unreachable,
    /// 401, or the login host refused.
    Unauthorized,
    /// 403: the credentials lack a permission.
    Forbidden,
    /// 404: the user is not there.
    NotFound,
    /// 409, or 400 `general.conflict`: the user changed meanwhile.
    Conflict,
    /// The same to a repeated write, of which an earlier try got no answer: that one took effect, or the user changed.
    LateConflict,
    /// 429 for longer than rosterctl waits.
    RateLimited,
    /// 5xx after every retry: whether a write took effect is unknown.
    Server,
    /// Another 4xx, or a redirect: asking again will not help.
    Rejected,
    /// 2xx, but the body is not what the API promises: whether a write took effect is unknown.
    Malformed,
    /// The answers do not add up to a complete reading.
    Incomplete,
    /// The settings forbid the request; nothing was sent.
    Forbade,
}

/// One failed request or reading.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Its sort.
    pub kind: FaultKind,
    /// What happened, in one line, with the directory's own words where there are any (not yet made harmless).
    pub message: String,
    /// The request: method and path, no host, no secret.
    pub request: Option<String>,
    /// The directory's correlation id.
    pub correlation_id: Option<String>,
    /// What to do.
    pub hints: Vec<String>,
}

impl Fault {
    /// A fault without request or hints.
    #[must_use]
    pub fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), request: None, correlation_id: None, hints: Vec::new() }
    }

    /// The same with one thing to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match (&self.request, &self.correlation_id) {
            (Some(request), Some(id)) => write!(f, " ({request}; correlation id {id})"),
            (Some(request), None) => write!(f, " ({request})"),
            (None, Some(id)) => write!(f, " (correlation id {id})"),
            (None, None) => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        let kind = match fault.kind {
            FaultKind::Unauthorized | FaultKind::Forbidden | FaultKind::Forbade => Kind::Credentials,
            FaultKind::Incomplete | FaultKind::Malformed => Kind::Reading,
            _ => Kind::Directory,
        };
        let mut error = Error::new(kind, fault.to_string());
        for hint in fault.hints {
            error = error.hint(hint);
        }
        error
    }
}
