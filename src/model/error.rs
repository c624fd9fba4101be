//! What can go wrong between rosterctl and a directory, by what the caller can do about it.

use std::fmt;

use crate::error::{Error, Kind};

/// The sort of a [`DirectoryError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectoryErrorKind {
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
    /// 412, or a code that says the same: the user is not at the version that the write named.
    OutdatedVersion,
    /// The same to a repeated write, of which an earlier try got no answer: that one took effect, or the user changed.
    ConflictAfterRetry,
    /// 429 for longer than rosterctl waits.
    RateLimited,
    /// 429 to a write that is not repeated by itself: it was not carried out, and may be sent again after the pause that
    /// every further request waits for.
    Throttled,
    /// 5xx after every retry: whether a write took effect is unknown.
    Server,
    /// Another 4xx, or a redirect: asking again will not help.
    Rejected,
    /// A refusal that holds for every user: the method, or the form of the body, is unknown there.
    Unsupported,
    /// 2xx, but the body is not what the API promises: whether a write took effect is unknown.
    Malformed,
    /// The answers do not add up to a complete reading.
    Incomplete,
    /// The settings forbid the request; nothing was sent.
    DisallowedBySettings,
}

impl DirectoryErrorKind {
    /// What to do about a fault that brings no hint of its own.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Unreachable => "check the network, the proxy settings and the address or region",
            Self::RateLimited | Self::Throttled => "wait a minute, and find out who else uses these credentials",
            Self::Server => {
                "run again in some minutes; if it stays, ask the directory's support and name the correlation id"
            }
            Self::Malformed => {
                "something else than the API answers, such as a proxy's page: check the region, or `api_url` and `login_url`"
            }
            Self::Incomplete => "run again; if it stays, the directory or a gateway before it does not keep to the API",
            Self::Unauthorized => "check the credentials in the environment, and that they are of this region",
            Self::Forbidden => "give the role behind these credentials the permission that is missing",
            Self::Conflict | Self::OutdatedVersion | Self::ConflictAfterRetry => {
                "the same user is being changed elsewhere: run again"
            }
            Self::DisallowedBySettings | Self::NotFound | Self::Rejected | Self::Unsupported => {
                "check the region, or `api_url` and `login_url`: they must name the API itself"
            }
        }
    }
}

/// One failed request or reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryError {
    /// Its sort.
    pub kind: DirectoryErrorKind,
    /// What happened, in one line, with the directory's own words where there are any (not yet made harmless).
    pub message: String,
    /// The request: method and path, no host, no secret.
    pub request: Option<String>,
    /// The directory's correlation id.
    pub correlation_id: Option<String>,
    /// What to do.
    pub hints: Vec<String>,
}

impl DirectoryError {
    /// A fault without request or hints.
    #[must_use]
    pub fn new(kind: DirectoryErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), request: None, correlation_id: None, hints: Vec::new() }
    }

    /// The same with one thing to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl fmt::Display for DirectoryError {
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

impl std::error::Error for DirectoryError {}

impl From<DirectoryError> for Error {
    fn from(fault: DirectoryError) -> Self {
        let kind = match fault.kind {
            DirectoryErrorKind::Unauthorized
            | DirectoryErrorKind::Forbidden
            | DirectoryErrorKind::DisallowedBySettings => Kind::Credentials,
            DirectoryErrorKind::Incomplete | DirectoryErrorKind::Malformed => Kind::Reading,
            _ => Kind::Directory,
        };
        let error = Error::new(kind, fault.to_string());
        if fault.hints.is_empty() {
            return error.hint(fault.kind.advice());
        }
        fault.hints.into_iter().fold(error, Error::hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_of_a_directory_says_what_to_do() {
        let bare =
            Error::from(DirectoryError::new(DirectoryErrorKind::Server, "the directory answered 500; tried 5 times"));
        assert_eq!(bare.hints(), [DirectoryErrorKind::Server.advice()]);
        let hinted = Error::from(
            DirectoryError::new(DirectoryErrorKind::Server, "the directory answered 500").hint("look there"),
        );
        assert_eq!(hinted.hints(), ["look there"]);
    }
}
