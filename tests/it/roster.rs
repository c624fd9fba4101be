//! What a roster file may say, what is said about one that is wrong, and that the schema agrees.
//!
//! `roster/valid` holds rosters that load. `roster/invalid` holds those that do not, each beside a file of the
//! diagnostics expected: in `text` those that are no YAML, in `structure` those that the schema refuses too, in
//! `meaning` those whose mistake a schema cannot see. A folder in place of a file is a roster with its includes.
//! `INSTA_UPDATE=always cargo test --test it roster` rewrites the expected files and the schema; read the difference.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "clippy knows only the tests themselves")]

mod fixtures;
mod hostile;
mod links;
mod properties;
mod schema;
mod values;
