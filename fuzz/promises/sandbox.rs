//! An org file, its state file and a script of faults of any bytes are read or refused.

use std::cell::RefCell;
use std::fs;

use rosterctl::error::Error;
use rosterctl::text::sanitize_multiline;
use tempfile::TempDir;

use super::shown::is_harmless;

thread_local! {
    static FOLDER: RefCell<TempDir> = RefCell::new(TempDir::new().unwrap());
}

/// The parts are the org file, the script of faults, and the state file of an earlier run.
pub fn keeps(input: &[u8]) {
    let parts = super::parts(input);
    let part = |n: usize| parts.get(n).copied().unwrap_or_default();
    let (org, faults) = FOLDER.with_borrow(|folder| {
        let (org, faults) = (folder.path().join("org.yaml"), folder.path().join("faults.yaml"));
        let kept = folder.path().join(".rosterctl");
        fs::write(&org, part(0)).unwrap();
        fs::write(&faults, part(1)).unwrap();
        fs::create_dir_all(&kept).unwrap();
        match parts.get(2) {
            Some(state) => fs::write(kept.join("org.yaml.state.json"), state).unwrap(),
            None => _ = fs::remove_file(kept.join("org.yaml.state.json")),
        }
        rosterctl::sandbox::check_files(&org, &faults)
    });
    for refused in [org.err(), faults.err()].into_iter().flatten() {
        is_reported(&refused);
    }
}

fn is_reported(error: &Error) {
    assert!(!error.to_string().is_empty());
    for text in [error.to_string()].iter().chain(&error.causes()).chain(error.hints()) {
        is_harmless(&sanitize_multiline(text));
    }
}
