//! The promises of rosterctl for any input, one file a target. The fuzz targets look for an input that breaks a promise;
//! the crate's own tests replay the inputs of the corpus (`replay.rs`).
//!
//! An input of several files has a line `====` between them.

pub mod answers;
pub mod fixtures;
pub mod fleet;
pub mod fmt;
pub mod journal;
pub mod plan;
pub mod roster;
pub mod sandbox;
pub mod scim;
pub mod scripted;
pub mod shown;
pub mod snapshot;
pub mod text;

/// The parts of an input of several files.
fn parts(input: &[u8]) -> Vec<&[u8]> {
    const MARK: &[u8] = b"\n====\n";
    let mut parts = Vec::new();
    let mut rest = input;
    while let Some(at) = rest.windows(MARK.len()).position(|window| window == MARK) {
        // The line break before the mark is a part of the input.
        parts.push(&rest[..=at]);
        rest = &rest[at + MARK.len()..];
    }
    parts.push(rest);
    parts
}
