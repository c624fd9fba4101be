//! The list of rules is complete.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use super::*;
use crate::model::Sample;
use crate::plan::{ContradictionKind, FindingKind, GUARDS, ReasonKind};

#[test]
fn every_id_is_listed_once_and_every_text_is_a_sentence() {
    let ids: HashSet<&str> = RULES.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids.len(), RULES.len());
    for rule in RULES.iter() {
        assert!([rule.summary, rule.help].iter().all(|text| text.ends_with('.')), "{}", rule.id);
    }
}

#[test]
fn every_guard_and_every_kind_of_finding_and_contradiction_has_a_rule() {
    for kind in FindingKind::samples() {
        assert!(index(&finding_rule(kind.code())).is_some(), "{kind:?}");
    }
    for kind in ContradictionKind::samples() {
        assert!(index(kind.code()).is_some(), "{kind:?}");
    }
    for kind in ReasonKind::samples() {
        assert!(index(&action_rule(kind.code())).is_some(), "{kind:?}");
    }
    for guard in GUARDS {
        assert!(index(&guard_rule(guard)).is_some(), "{guard}");
    }
}

/// Words in the sources of roster and plan that look like a code and are not.
const OTHERS: [&str; 5] = ["no-division", "genesys-cloud", "idn-email", "kebab-case", "date-time"];

#[test]
fn every_code_in_the_sources_has_a_rule() {
    let mut words = HashSet::new();
    for module in ["src/roster", "src/plan"] {
        words_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join(module), &mut words);
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
