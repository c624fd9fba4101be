//! Errors of requests: the error that people see, and the status and code that callers decide by.

use std::error::Error as StdError;

use crate::model::{DirectoryError, DirectoryErrorKind};

/// A failed request.
#[derive(Clone, Debug)]
pub(crate) struct RequestError {
    /// The error that is reported.
    pub(crate) error: DirectoryError,
    /// The HTTP status, when there was a response.
    pub(crate) status: Option<u16>,
    /// The directory's own code, such as `general.conflict`.
    pub(crate) code: Option<String>,
    /// The directory's own message.
    pub(crate) message: Option<String>,
    /// Where a redirect pointed, redacted; it is not followed.
    pub(crate) redirected_to: Option<String>,
    /// Whether an earlier attempt of the same request may have taken effect.
    pub(crate) follows_ambiguous_attempt: bool,
}

impl RequestError {
    /// An error without a response to it.
    pub(crate) fn new(error: DirectoryError) -> Self {
        Self { error, status: None, code: None, message: None, redirected_to: None, follows_ambiguous_attempt: false }
    }

    /// Whether a write that failed like this may have taken effect.
    pub(super) fn outcome_unknown(&self) -> bool {
        matches!(
            self.error.kind,
            DirectoryErrorKind::Unreachable | DirectoryErrorKind::Server | DirectoryErrorKind::Malformed
        )
    }

    /// The error of a write of which `earlier` is an attempt that may have taken effect. The plain refusal of a later
    /// attempt must not pass for "nothing was written"; after a conflict the caller reads the user again anyway.
    pub(super) fn after_ambiguous_attempt(self, earlier: Option<Self>) -> Self {
        let Some(Self { error: earlier, .. }) = earlier.filter(|_| !self.outcome_unknown()) else { return self };
        if self.error.kind == DirectoryErrorKind::Conflict {
            return Self { follows_ambiguous_attempt: true, ..self };
        }
        let later = self.error;
        let error = DirectoryError {
            kind: earlier.kind,
            message: format!("{}; and then: {}", earlier.message, later.message),
            request: later.request.or(earlier.request),
            correlation_id: later.correlation_id.or(earlier.correlation_id),
            hints: [earlier.hints, later.hints].concat(),
        };
        Self { error, follows_ambiguous_attempt: true, ..self }
    }
}

impl From<RequestError> for DirectoryError {
    fn from(error: RequestError) -> Self {
        error.error
    }
}

/// The kind of error that a status means.
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

/// The innermost cause of an error: "Connection refused" instead of "error sending request".
pub(super) fn root_cause(error: &dyn StdError) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
