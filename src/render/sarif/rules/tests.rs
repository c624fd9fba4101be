//! The list of rules is complete.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use super::*;
use crate::plan::{FindingCode, GUARDS};

#[test]
fn every_id_stands_in_the_list_once() {
    let ids: HashSet<&str> = RULES.iter().map(|rule| rule.0).collect();
    assert_eq!(ids.len(), RULES.len());
    for rule in RULES {
        assert!([rule.2, rule.3].iter().all(|text| text.ends_with('.')), "{rule:?}");
    }
}

#[test]
fn every_guard_and_every_finding_has_a_rule() {
    use FindingCode::{
        Deleted, Inactive, Lookalike, Missing, OutOfScope, Protected, ProtectedAbsent, ProtectedMismatch, Undeclarable,
        Undeclared,
    };
    let codes = [Lookalike, Missing, Inactive, Deleted, OutOfScope, Protected, ProtectedAbsent, ProtectedMismatch];
    for code in codes.into_iter().chain([Undeclared, Undeclarable]) {
        assert!(index(&format!("finding-{}", code.as_str())).is_some(), "{code:?}");
    }
    for guard in GUARDS {
        assert!(index(&format!("guard-{guard}")).is_some(), "{guard}");
    }
}

/// Words in the sources of roster and plan that look like a code and are none.
const OTHERS: [&str; 5] = ["no-division", "genesys-cloud", "idn-email", "kebab-case", "date-time"];

#[test]
fn every_code_in_the_sources_has_a_rule() {
    let mut words = HashSet::new();
    for room in ["src/roster", "src/plan"] {
        words_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join(room), &mut words);
    }
    assert!(words.contains("duplicate-user") && words.contains("id-mismatch"), "{words:?}");
    words.retain(|word| !OTHERS.contains(&word.as_str()) && index(word).is_none());
    assert!(words.is_empty(), "codes without a rule: {words:?}");
}

/// Every quoted `word-word` of the code of a folder, without its tests.
fn words_of(folder: &Path, words: &mut HashSet<String>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name().into_string().unwrap());
        if path.is_dir() {
            if name != "tests" {
                words_of(&path, words);
            }
        } else if name != "tests.rs" {
            let text = fs::read_to_string(path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap().to_owned();
            let is_code = |word: &&str| {
                let mut parts = word.split('-');
                word.contains('-') && parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase()))
            };
            words.extend(code.split('"').filter(is_code).map(str::to_owned));
        }
    }
}
