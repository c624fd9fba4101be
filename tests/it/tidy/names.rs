//! One name, one thing: type names, words of vendors, and words that nobody would use in technical English.

use std::collections::BTreeMap;
use std::fs;

use super::{root, sources};

/// Type names that are given more than once, each with its reason.
const SHARED: &[(&str, &str)] = &[];

/// Words of one vendor: they belong to its folder, to the sandbox that behaves as it does, and to documentation.
const VENDOR: &[&str] = &["genesys", "purecloud", "inin-", "api/v2"];

/// Where the folders of vendors are listed: adding a directory adds its line there.
const REGISTRY: &[&str] = &["directory/mod.rs", "directory/registry.rs", "model/directory_types.rs"];

/// Words that were translated, not chosen.
const QUIRKY: &[&str] =
    &["mend", "mends", "mended", "mending", "bears", "whoever", "so many", "so long", "stands here"];

#[test]
fn a_type_name_exists_once() {
    let mut types: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, code) in sources() {
        for line in code.lines() {
            let mut words = line.split_whitespace().skip_while(|word| word.starts_with("pub"));
            if !matches!(words.next(), Some("struct" | "enum" | "trait" | "union")) {
                continue;
            }
            let name = words.next().unwrap_or_default();
            let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
            // A macro names the type where it is used.
            if end == 0 {
                continue;
            }
            types.entry(name[..end].to_owned()).or_default().push(path.clone());
        }
    }
    let shared = |name: &str| SHARED.iter().any(|(known, _)| *known == name);
    let twice: Vec<String> = types
        .iter()
        .filter(|(name, paths)| paths.len() > 1 && !shared(name))
        .map(|(name, paths)| format!("{name}: {}", paths.join(", ")))
        .collect();
    assert!(twice.is_empty(), "{}", twice.join("\n"));
    for (name, _) in SHARED {
        assert!(types.get(*name).is_some_and(|paths| paths.len() > 1), "{name} is given once");
    }
}

#[test]
fn a_vendors_words_stay_in_its_folder() {
    let mut found = Vec::new();
    for (path, code) in sources() {
        // The catalogue of services names every vendor.
        if path.starts_with("directory/scim/facts/services") {
            continue;
        }
        if path.starts_with("directory/genesys") || path.starts_with("sandbox") || REGISTRY.contains(&path.as_str()) {
            continue;
        }
        // An example in a schema is documentation.
        let code: String = code.lines().filter(|line| !line.contains("example")).collect::<String>().to_lowercase();
        found.extend(VENDOR.iter().filter(|word| code.contains(*word)).map(|word| format!("{path}: {word}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_users_read_is_written_in_technical_english() {
    let mut read = Vec::new();
    for name in ["README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        read.push((name.to_owned(), fs::read_to_string(root().join(name)).expect("UTF-8")));
    }
    for folder in ["schema", "tests/it/snapshots"] {
        for entry in fs::read_dir(root().join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                read.push((path.display().to_string(), fs::read_to_string(&path).expect("UTF-8")));
            }
        }
    }
    read.extend(sources().into_iter().map(|(path, code)| (path, code.replace("append", "").replace("recommend", ""))));
    let mut found = Vec::new();
    for (name, text) in &read {
        let text = text.to_lowercase();
        for word in QUIRKY {
            let is_whole = |at: usize| {
                let letter = |c: char| c.is_alphanumeric() || c == '_';
                !text[..at].ends_with(letter) && !text[at + word.len()..].starts_with(letter)
            };
            if let Some((at, _)) = text.match_indices(word).find(|(at, _)| is_whole(*at)) {
                found.push(format!("{name}: {word}: {}", text[at..].lines().next().unwrap_or_default()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
