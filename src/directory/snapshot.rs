//! A complete reading of a directory, kept in a file: what a plan needs, for a job without credentials.
//!
//! The file is one JSON document with a user a line, so that it is written and read without ever being in memory as a
//! whole, and its last line holds the SHA-256 of every byte before it: `head -n -1 SNAPSHOT | sha256sum`. It holds no
//! secret, and nothing is ever sent because of it: it records what was read, and where.

mod document;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use crate::model::{DirectoryLocation, DirectoryType, Live};

pub use read::SnapshotError;

/// The version of the format that this program writes, and the only one that it reads.
const FORMAT_VERSION: &str = "1.0";

/// How every snapshot of every version begins.
const BEGINNING: &str = r#"{"format":"rosterctl snapshot","format_version":""#;

/// What the last line holds before and after the checksum, which covers every byte of the lines before it.
const BEFORE_CHECKSUM: &str = r#"],"checksum":""#;
const AFTER_CHECKSUM: &str = r#""}"#;

/// A complete reading of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// When the reading was complete.
    pub read_at: Timestamp,
    /// The type of the directory.
    pub kind: &'static DirectoryType,
    /// Where it was read; a sandbox listens elsewhere each time, and is named by its org file.
    pub location: DirectoryLocation,
    /// The settings that decide whose users a reading finds, by their keys; default values are left out.
    pub settings: BTreeMap<String, Value>,
    /// The reading, with the users who were looked up: a snapshot of
    /// [`LookedUp::Everybody`](crate::model::LookedUp) looked up no user that it does not hold.
    pub live: Live,
}

impl Snapshot {
    /// Whether a file that begins with these bytes is a snapshot of any version.
    #[must_use]
    pub fn has_magic(bytes: &[u8]) -> bool {
        bytes.starts_with(BEGINNING.as_bytes())
    }

    /// The JSON Schema of the file.
    #[must_use]
    pub fn schema() -> Value {
        document::schema()
    }
}

/// A checksum as it is written.
fn hexadecimal(sum: &[u8]) -> String {
    format!("sha256:{}", crate::text::hex(sum))
}
