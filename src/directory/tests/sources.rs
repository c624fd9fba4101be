//! What the sources of this room may not contain, whatever the code does.

use std::fs;
use std::path::{Path, PathBuf};

/// Every source file of the room but its tests, with its text.
fn sources() -> Vec<(String, String)> {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/directory");
    let (mut folders, mut files): (Vec<PathBuf>, Vec<(String, String)>) = (vec![room.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() && entry.file_name().unwrap() != "tests" {
                folders.push(entry);
            } else if entry.extension().is_some_and(|kind| kind == "rs") {
                let name = entry.strip_prefix(&room).unwrap().to_string_lossy().replace('\\', "/");
                files.push((name, fs::read_to_string(&entry).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// Names of the files that contain `word`, each as often as it does.
fn places(word: &str) -> Vec<String> {
    let files = sources();
    let hits = files.iter().flat_map(|(name, text)| std::iter::repeat_n(name.clone(), text.matches(word).count()));
    hits.collect()
}

#[test]
fn one_place_names_patch_and_none_delete_or_put() {
    assert_eq!(places("Method::PATCH"), ["http.rs"]);
    for word in ["Method::DELETE", "Method::PUT", "\"DELETE\"", "\"PUT\"", "\"PATCH\"", "from_bytes(b\""] {
        assert_eq!(places(word), [""; 0], "{word}");
    }
}

#[test]
fn one_place_sends_and_one_file_writes() {
    assert_eq!(places("expect(clippy::disallowed_methods"), ["http/exchange.rs"]);
    assert_eq!(places("allow(clippy::disallowed_methods"), [""; 0]);
    assert_eq!(places("Verb::Deactivate, target"), ["http.rs"]);
    assert_eq!(places("writer.deactivate("), ["genesys/deactivate.rs"]);
    assert_eq!(places("Writer::new("), ["open.rs"]);
}

#[test]
fn only_the_transport_knows_the_http_client() {
    for word in ["reqwest", "rustls"] {
        let files = places(word);
        assert!(!files.is_empty() && files.iter().all(|name| name.starts_with("http")), "{word}: {files:?}");
    }
}

#[test]
fn no_other_room_is_imported() {
    let rooms = ["roster", "plan", "apply", "render", "sandbox", "ui", "cli", "commands"];
    for room in rooms {
        assert_eq!(places(&format!("crate::{room}")), [""; 0]);
    }
}
