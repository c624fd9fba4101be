//! A user's version.

use std::fmt;

/// A user's version as the directory counts or names it: opaque, only compared and sent back. A write names the version
/// that it was decided on. Its JSON form is in `directory/version_json.rs`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version(VersionForm);

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum VersionForm {
    Number(u64),
    Text(Box<str>),
    Absent,
}

impl Version {
    /// A version that is a number.
    #[must_use]
    pub const fn number(number: u64) -> Self {
        Self(VersionForm::Number(number))
    }

    /// A version that is a text, such as an entity tag.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self(VersionForm::Text(text.into()))
    }

    /// The version of a user in a directory that counts none.
    #[must_use]
    pub const fn absent() -> Self {
        Self(VersionForm::Absent)
    }

    /// Whether the directory counts none.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.0 == VersionForm::Absent
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<u64> {
        match &self.0 {
            VersionForm::Number(number) => Some(*number),
            VersionForm::Text(_) | VersionForm::Absent => None,
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.0 {
            VersionForm::Number(_) | VersionForm::Absent => None,
            VersionForm::Text(text) => Some(text),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            VersionForm::Number(number) => write!(f, "{number}"),
            VersionForm::Text(text) => f.write_str(text),
            VersionForm::Absent => f.write_str("none"),
        }
    }
}
