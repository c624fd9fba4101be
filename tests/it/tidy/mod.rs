//! The modules stay apart: what each may use of the world outside, and the one write that stays one.

mod imports;
mod names;

use std::fs;
use std::path::Path;

/// A module, and the words that none of its files may hold.
struct Rule {
    /// Paths below `src/` that start like this.
    module: &'static str,
    /// Text that must not be there.
    never: &'static [&'static str],
}

/// What decides has no clock, no network, no files and no environment.
const NO_IO: &[&str] = &[
    "tokio",
    "reqwest",
    "tracing",
    "std::fs",
    "crate::fs",
    "std::io",
    "std::net",
    "std::env",
    "std::thread",
    "std::time::Instant",
    "SystemTime",
    "::now(",
];

const RULES: &[Rule] = &[
    Rule { module: "main.rs", never: &["use ", "std::env", "std::fs"] },
    Rule { module: "error.rs", never: &["crate::", "serde", "tokio", "reqwest", "jiff"] },
    Rule { module: "text", never: NO_IO },
    Rule { module: "model", never: NO_IO },
    Rule { module: "cli", never: NO_IO },
    // What a fleet reads, `roster` reads for it.
    Rule { module: "fleet/", never: NO_IO },
    Rule { module: "plan", never: NO_IO },
    Rule { module: "apply/machine", never: NO_IO },
    Rule { module: "fleet_report", never: NO_IO },
    Rule { module: "render", never: NO_IO },
    Rule { module: "redact", never: NO_IO },
    Rule {
        module: "sandbox",
        never: &["crate::plan", "crate::apply", "crate::roster", "crate::directory", "crate::http"],
    },
    Rule { module: "ui", never: &["tokio"] },
    Rule { module: "commands", never: &["reqwest", "hyper", "axum", "serde_saphyr", "serde_yaml"] },
];

/// What only some places may name.
const OWNED: &[(&str, &[&str])] = &[
    ("reqwest", &["http"]),
    ("rustls", &["http"]),
    ("serde_saphyr", &["roster/yaml", "sandbox/yaml.rs"]),
    ("axum", &["sandbox/"]),
    ("std::env", &["settings", "lib.rs"]),
    ("std::io::stdout", &["ui.rs"]),
    ("anstream", &["ui.rs"]),
    ("indicatif", &["ui.rs"]),
    ("tracing_subscriber", &["ui/log.rs"]),
    // The modules that log; `settings` knows them by name.
    ("tracing::", &["ui/log.rs", "http", "directory", "commands"]),
    ("Writer::new(", &["directory/"]),
    ("expose_secret", &["http"]),
    ("std::process::exit", &[]),
    // A path is printed by `fs::shown`: its name may hold line breaks and escape sequences.
    (".display()", &[]),
    // What waits for a writer, or never ends, is not opened: `fs` asks first.
    ("fs::read_to_string", &[]),
    ("libc", &["fs.rs"]),
];

#[test]
fn every_module_uses_only_what_it_may() {
    let mut broken = Vec::new();
    for (path, code) in sources() {
        for rule in RULES.iter().filter(|rule| path.starts_with(rule.module)) {
            broken.extend(rule.never.iter().filter(|word| code.contains(*word)).map(|word| format!("{path}: {word}")));
        }
        for (word, owners) in OWNED {
            if code.contains(word) && !owners.iter().any(|owner| path.starts_with(owner)) {
                broken.push(format!("{path}: {word} belongs to {owners:?}"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn one_place_sends_a_patch_and_no_place_can_send_a_delete_or_a_put() {
    let mut patches = Vec::new();
    for (path, code) in sources().into_iter().filter(|(path, _)| !path.starts_with("sandbox/")) {
        for word in ["DELETE", "PUT", ".delete(", ".put(", "from_bytes(b\"", "Method::from"] {
            let quoted = code.lines().any(|line| line.contains(word));
            assert!(!quoted, "{path} holds `{word}`");
        }
        patches.extend(code.matches("Method::PATCH").map(|_| path.clone()));
    }
    assert_eq!(patches.len(), 1, "{patches:?}");
    assert!(patches[0].starts_with("http"), "{patches:?}");
}

#[test]
fn the_clients_own_shortcuts_are_banned() {
    let banned = fs::read_to_string(root().join("clippy.toml")).expect("clippy.toml");
    for method in ["delete", "put", "patch", "post", "get", "head", "request", "execute"] {
        assert!(banned.contains(&format!("reqwest::Client::{method}")), "{method}");
    }
    let excused: Vec<String> = sources()
        .into_iter()
        .filter(|(_, code)| code.contains("clippy::disallowed_methods"))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(excused.len(), 1, "{excused:?}");
    let writes = |word: &str| -> Vec<String> {
        let all = sources();
        all.iter().flat_map(|(path, code)| code.matches(word).map(|_| path.clone())).collect()
    };
    assert_eq!(writes("verb: Verb::Deactivate,").len(), 1);
    let mut writers = writes("writer.deactivate(");
    writers.sort();
    // One place for each kind of directory.
    assert_eq!(writers, ["directory/genesys/deactivate.rs", "directory/scim/deactivate.rs"]);
}

#[test]
fn files_are_small() {
    let large: Vec<String> = sources()
        .into_iter()
        .map(|(path, code)| (path, code.lines().count()))
        .filter(|(_, lines)| *lines > 350)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    assert!(large.is_empty(), "{}", large.join("\n"));
}

#[test]
fn nothing_unfinished_is_left_in_the_tree() {
    for (path, code) in sources() {
        for word in ["TO\x44O", "FIX\x4dE", "XX\x58", "unimplement\x65d!"] {
            assert!(!code.contains(word), "{path}: {word}");
        }
    }
}

#[test]
fn the_map_of_the_crate_names_every_module() {
    let map = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    for entry in fs::read_dir(root().join("src")).expect("src") {
        let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        let module = name.trim_end_matches(".rs");
        assert!(module == "lib" || map.contains(&format!("`{module}`")) || map.contains(&name), "{module}");
    }
}

/// Every source file below `src/`: its path there and its code, without comments and without tests.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(&root().join("src"), "", &mut found);
    assert!(found.len() > 50, "the sources were not found");
    found
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("UTF-8");
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            if name != "tests" {
                walk(&entry.path(), &format!("{path}/"), found);
            }
        } else if name.ends_with(".rs") && !matches!(name.as_str(), "tests.rs" | "fake.rs") {
            let text = fs::read_to_string(entry.path()).expect("UTF-8");
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(&text);
            let code: String =
                code.lines().filter(|line| !line.trim_start().starts_with("//")).map(|l| format!("{l}\n")).collect();
            found.push((path, code));
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
