//! The list of backends.

#[cfg(any(test, fuzzing))]
use std::sync::Arc;

use super::backend::Backend;
use super::genesys;
#[cfg(test)]
use super::memory;
use super::scim;
#[cfg(any(test, fuzzing))]
use super::{Connection, Observer, WriteConnection};
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

/// A directory opened for reading and writing, with a script in place of the network.
///
/// # Errors
/// Those of its backend, and of [`backend`].
#[cfg(any(test, fuzzing))]
pub fn open_scripted(
    connection: &Connection,
    observer: Arc<dyn Observer>,
    script: &Arc<crate::http::ResponseScript>,
) -> Result<WriteConnection, DirectoryError> {
    (backend(connection.spec.kind)?.open_scripted)(connection, observer, script)
}

/// The name of a directory in a journal: that of its protocol, or else of its type. The first backend's API has none, for
/// journals named no directory when it was the only one.
#[must_use]
pub fn journal_name(kind: &DirectoryType) -> Option<&'static str> {
    let name = protocol(kind);
    (name != protocol(BACKENDS[0].kind)).then_some(name)
}

/// The backend that knows how to reverse the writes of a journal that names its directory like this; `None` for a name that
/// this version does not know.
#[must_use]
pub fn backend_of_journal(name: Option<&str>) -> Option<&'static Backend> {
    let mut backends = BACKENDS.iter().copied();
    match name {
        Some(name) => backends.find(|backend| journal_name(backend.kind) == Some(name)),
        None => backends.next(),
    }
}

fn protocol(kind: &DirectoryType) -> &'static str {
    kind.protocol.unwrap_or(kind.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DIRECTORY_TYPES;

    #[test]
    fn every_directory_has_a_name_in_journals_but_the_first_and_its_sandbox() {
        let names: Vec<_> = BACKENDS.iter().map(|backend| journal_name(backend.kind)).collect();
        assert_eq!(names, [None, None, Some("scim"), Some("scim"), Some("memory")]);
        for backend in BACKENDS {
            let found = backend_of_journal(journal_name(backend.kind)).map(|backend| protocol(backend.kind));
            assert_eq!(found, Some(protocol(backend.kind)));
        }
        assert!(backend_of_journal(Some("other")).is_none());
    }

    #[test]
    fn every_type_of_directory_has_a_backend_and_every_backend_a_type() {
        assert_eq!(DIRECTORY_TYPES, BACKENDS.iter().map(|backend| backend.kind).collect::<Vec<_>>());
    }
}
