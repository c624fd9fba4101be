//! Which roster files load, which diagnostics the others have, and the agreement with the schema.
//!
//! `roster/valid` has rosters that load. `roster/invalid` has rosters that do not, each next to a file of the expected
//! diagnostics: in `text` those that are not YAML, in `structure` those that the schema refuses too, in `meaning` those
//! whose problem a schema cannot express. A folder in place of a file is a roster with its includes.
//! `INSTA_UPDATE=always cargo test --test it roster` writes the expected files anew; read the difference.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "clippy knows only the tests themselves")]

mod fixtures;
mod hostile;
mod links;
mod properties;
mod schema;
mod values;
