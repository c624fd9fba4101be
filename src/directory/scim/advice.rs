//! What users can do about an error of a SCIM service.

use crate::model::{DirectoryError, DirectoryErrorKind};

/// The error with something to do about it.
pub(super) fn advised(error: DirectoryError) -> DirectoryError {
    if !error.hints.is_empty() {
        return error;
    }
    let hint = match error.kind {
        DirectoryErrorKind::Unreachable => "check the network, the proxy settings and `url` under `directory`",
        DirectoryErrorKind::Unauthorized => {
            "check the credentials in the environment, and that they belong to the tenant of `url`"
        }
        DirectoryErrorKind::Forbidden => "give the token the right to read, and for an apply to change, users by SCIM",
        DirectoryErrorKind::NotFound
        | DirectoryErrorKind::Rejected
        | DirectoryErrorKind::Unsupported
        | DirectoryErrorKind::DisallowedBySettings => {
            "check `url` under `directory`: it must be the base address of the SCIM API, to which `/Users` is appended"
        }
        DirectoryErrorKind::Malformed => {
            "something else than a SCIM service answers, such as the page of a proxy: check `url` under `directory`"
        }
        DirectoryErrorKind::Incomplete => {
            "run again; if it persists, no plan can be made from this service (`rosterctl doctor` shows what it does)"
        }
        kind => return error.hint(kind.advice()),
    };
    error.hint(hint)
}
