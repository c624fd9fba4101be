//! Replays the corpus of the fuzz targets: every promise is kept for every input. It needs no sanitizer, no nightly
//! compiler and no cargo-fuzz, and runs with the tests.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

#[expect(unreachable_pub, reason = "the library of the fuzz crate as well")]
pub(crate) mod promises;

use promises::{answers, fleet, fmt, journal, plan, roster, sandbox, scim, snapshot, text};

#[test]
fn the_corpus_of_rosters_keeps_its_promises() {
    replay("roster", roster::keeps);
}

#[test]
fn the_corpus_of_fleets_keeps_its_promises() {
    replay("fleet", fleet::keeps);
}

#[test]
fn the_corpus_of_layouts_keeps_its_promises() {
    replay("fmt", fmt::keeps);
}

#[test]
fn the_corpus_of_saved_plans_keeps_its_promises() {
    replay("plan", plan::keeps);
}

#[test]
fn the_corpus_of_snapshots_keeps_its_promises() {
    replay("snapshot", snapshot::keeps);
}

#[test]
fn the_corpus_of_journals_keeps_its_promises() {
    replay("journal", journal::keeps);
}

#[test]
fn the_corpus_of_answers_keeps_its_promises() {
    replay("answers", answers::keeps);
}

#[test]
fn the_corpus_of_scim_answers_keeps_its_promises() {
    replay("scim", scim::keeps);
}

#[test]
fn the_corpus_of_texts_keeps_its_promises() {
    replay("text", text::keeps);
}

#[test]
fn the_corpus_of_the_sandbox_keeps_its_promises() {
    replay("sandbox", sandbox::keeps);
}

fn replay(target: &str, keeps: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let inputs = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let (kept, broken): (Vec<_>, Vec<_>) = inputs.partition(|path| {
        let input = fs::read(path).unwrap();
        catch_unwind(|| keeps(&input)).is_ok()
    });
    assert!(broken.is_empty(), "{broken:#?} break a promise");
    assert!(!kept.is_empty(), "{} is empty", folder.display());
}
