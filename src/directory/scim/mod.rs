//! Directories that speak SCIM 2.0 (RFC 7643, RFC 7644), and the embedded sandbox as such a directory.

use super::backend::Backend;
use super::{DirectoryError, DirectoryErrorKind};
use crate::model::DirectoryType;
use crate::model::directory_types::scim as facts;

/// A service that speaks SCIM 2.0.
pub(super) const SCIM: Backend = backend(&facts::SCIM);
/// The embedded sandbox, as such a service.
pub(super) const SANDBOX: Backend = backend(&facts::SANDBOX);

const fn backend(kind: &'static DirectoryType) -> Backend {
    Backend {
        kind,
        open: |_, _| Err(unsupported()),
        open_to_write: |_, _| Err(unsupported()),
        named_location: |_| Ok(None),
        check_names: Vec::new,
        examine: |_, _| Box::pin(async {}),
        undo_script: |_, _| String::new(),
    }
}

fn unsupported() -> DirectoryError {
    DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, "this build does not read SCIM directories")
        .hint("use another version of rosterctl")
}
