//! Committed files that a test compares and can write: expected diagnostics and schemas.

use std::fs;
use std::path::Path;

/// Compares a committed file with what it should be, or writes it with `INSTA_UPDATE=always`.
pub(crate) fn compare(path: &Path, actual: &str) {
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        fs::write(path, actual).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(actual == committed, "{} differs; INSTA_UPDATE=always writes it anew:\n{actual}", path.display());
}
