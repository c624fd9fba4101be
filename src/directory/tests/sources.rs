//! What the sources of directories and of the HTTP client may not contain, whatever the code does.

use std::fs;
use std::path::{Path, PathBuf};

/// Every source file of these modules but their tests, with its text.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders: Vec<PathBuf> = vec![root.join("directory"), root.join("http")];
    let mut paths = vec![root.join("http.rs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() && entry.file_name().unwrap() != "tests" {
                folders.push(entry);
            } else if entry.extension().is_some_and(|kind| kind == "rs") {
                paths.push(entry);
            }
        }
    }
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    let existing = paths.iter().filter(|path| path.exists());
    let mut files: Vec<_> = existing.map(|path| (name(path), fs::read_to_string(path).unwrap())).collect();
    files.sort();
    files
}

/// Names of the files that contain `word`, each as often as it does.
fn places(word: &str) -> Vec<String> {
    let files = sources();
    let hits = files.iter().flat_map(|(name, text)| std::iter::repeat_n(name.clone(), text.matches(word).count()));
    hits.collect()
}

fn is_in_http(files: &[String]) -> bool {
    !files.is_empty() && files.iter().all(|name| name.starts_with("http"))
}

#[test]
fn one_place_names_patch_and_none_delete_or_put() {
    let patches = places("Method::PATCH");
    assert!(patches.len() == 1 && is_in_http(&patches), "{patches:?}");
    for word in ["Method::DELETE", "Method::PUT", "\"DELETE\"", "\"PUT\"", "\"PATCH\"", "from_bytes(b\""] {
        assert_eq!(places(word), [""; 0], "{word}");
    }
}

#[test]
fn one_place_sends_and_one_file_writes() {
    let excused = places("expect(clippy::disallowed_methods");
    assert!(excused.len() == 1 && is_in_http(&excused), "{excused:?}");
    assert_eq!(places("allow(clippy::disallowed_methods"), [""; 0]);
    assert_eq!(places("writer.deactivate("), ["directory/genesys/deactivate.rs"]);
    assert_eq!(places("Writer::new("), ["directory/genesys/connection.rs"]);
}

#[test]
fn only_the_http_module_knows_the_http_client() {
    for word in ["reqwest", "rustls"] {
        assert!(is_in_http(&places(word)), "{word}: {:?}", places(word));
    }
}

#[test]
fn no_later_module_is_imported() {
    for module in ["roster", "plan", "apply", "render", "redact", "sandbox", "ui", "cli", "commands"] {
        assert_eq!(places(&format!("crate::{module}")), [""; 0]);
    }
}
