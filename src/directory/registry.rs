//! The list of backends.

use super::backend::Backend;
use super::genesys;
#[cfg(test)]
use super::memory;
use super::scim;
use crate::model::{DirectoryError, DirectoryErrorKind, DirectoryType};

/// Every backend. A new directory is a folder beside this file, a line here, and one for its facts in
/// `model/directory_types.rs`.
const BACKENDS: &[&Backend] = &[
    &genesys::CLOUD,
    &genesys::SANDBOX,
    &scim::SANDBOX,
    &scim::SCIM,
    #[cfg(test)]
    &memory::MEMORY,
];

/// The backend of a type of directory.
///
/// # Errors
/// [`DirectoryErrorKind::DisallowedBySettings`] for a type without one.
pub fn backend(kind: &DirectoryType) -> Result<&'static Backend, DirectoryError> {
    BACKENDS.iter().find(|backend| backend.kind == kind).copied().ok_or_else(|| {
        let message = format!("no backend reads directories of the type `{}`", kind.name);
        DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, message).hint("use another version of rosterctl")
    })
}

/// The backend whose writes journals hold. A journal names the host and not the type: every journal of format 1.0 is of
/// the first backend's API.
#[must_use]
pub fn backend_of_journals() -> &'static Backend {
    &genesys::CLOUD
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DIRECTORY_TYPES;

    #[test]
    fn every_type_of_directory_has_a_backend_and_every_backend_a_type() {
        assert_eq!(DIRECTORY_TYPES, BACKENDS.iter().map(|backend| backend.kind).collect::<Vec<_>>());
    }
}
