//! What the sources of the directories and of their HTTP client may not contain, whatever the code does.

use std::fs;
use std::path::Path;

/// Every source file of `src/http` and `src/directory` but their tests, with its text.
fn sources() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![src.join("http"), src.join("directory")], Vec::<(String, String)>::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() && entry.file_name().unwrap() != "tests" {
                folders.push(entry);
            } else if entry.extension().is_some_and(|kind| kind == "rs") {
                let name = entry.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
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
    assert_eq!(places("Method::PATCH"), ["http/mod.rs"]);
    for word in ["Method::DELETE", "Method::PUT", "\"DELETE\"", "\"PUT\"", "\"PATCH\"", "from_bytes(b\""] {
        assert_eq!(places(word), [""; 0], "{word}");
    }
}

#[test]
fn one_place_sends_and_one_file_writes() {
    assert_eq!(places("expect(clippy::disallowed_methods"), ["http/host.rs"]);
    assert_eq!(places("allow(clippy::disallowed_methods"), [""; 0]);
    assert_eq!(places("verb: Verb::Deactivate,"), ["http/mod.rs"]);
    assert_eq!(places("writer.deactivate("), ["directory/genesys/deactivate.rs"]);
    assert_eq!(places("Writer::new("), ["directory/open.rs"]);
}

#[test]
fn only_the_transport_knows_the_http_client() {
    for word in ["reqwest", "rustls"] {
        let files = places(word);
        assert!(!files.is_empty() && files.iter().all(|name| name.starts_with("http/")), "{word}: {files:?}");
    }
}

#[test]
fn no_other_room_is_imported() {
    let rooms = ["roster", "plan", "apply", "render", "sandbox", "ui", "cli", "commands"];
    for room in rooms {
        assert_eq!(places(&format!("crate::{room}")), [""; 0]);
    }
}
