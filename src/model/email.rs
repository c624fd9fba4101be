//! Addresses and how they are compared.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::text::{fold, is_all};

mod written;

pub use self::written::EmailError;

/// An e-mail address. Equality, order and hash are those of the address after Unicode NFC and lower-casing;
/// the spelling is kept for people.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Email {
    /// The spelling and, only when it differs, the folded form right after it.
    both: Box<str>,
    /// How long the spelling is, in bytes; half of a word, since there may be a million addresses.
    length: u32,
}

impl Email {
    /// Checks what a person wrote in a roster or on a command line.
    ///
    /// # Errors
    /// The first [`EmailError`] found.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        written::check(text)?;
        Ok(Self::reported(text))
    }

    /// The address that a person meant who wrote something that [`Email::parse`] refuses, such as `<ana@acme.example>`;
    /// `None` when that is not clear.
    #[must_use]
    pub fn corrected(text: &str) -> Option<String> {
        written::corrected(text)
    }

    /// Takes what a directory reports as it is: a live user cannot be refused for an odd address.
    #[must_use]
    pub fn reported(text: &str) -> Self {
        let is_folded = is_all(text.as_bytes(), |byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        let folded = if is_folded { None } else { Some(fold(text)).filter(|folded| folded != text) };
        let both = folded.map_or_else(|| text.into(), |folded| [text, folded.as_str()].concat().into());
        // No answer is read that could hold a longer one.
        Self { both, length: u32::try_from(text.len()).unwrap_or(u32::MAX) }
    }

    /// The address as it was spelled.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.parts().0
    }

    /// The address as it is compared.
    #[must_use]
    pub fn folded(&self) -> &str {
        match self.parts() {
            (text, "") => text,
            (_, folded) => folded,
        }
    }

    fn parts(&self) -> (&str, &str) {
        self.both.split_at_checked(self.length as usize).unwrap_or((&self.both, ""))
    }

    /// What follows the last `@`, folded; `None` without one.
    #[must_use]
    pub fn domain(&self) -> Option<&str> {
        self.folded().rsplit_once('@').map(|(_, domain)| domain)
    }
}

impl From<String> for Email {
    fn from(text: String) -> Self {
        Self::reported(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.as_str().to_owned()
    }
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }
}

impl Eq for Email {}

impl Hash for Email {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded().hash(state);
    }
}

impl PartialOrd for Email {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Email {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.folded().cmp(other.folded())
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, folded) = self.parts();
        f.debug_struct("Email").field("text", &text).field("folded", &Some(folded).filter(|f| !f.is_empty())).finish()
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_spelling_and_is_compared_folded() {
        let shown = |text: &str| {
            let email = Email::reported(text);
            (email.as_str().to_owned(), email.folded().to_owned())
        };
        for (text, folded) in [
            ("", ""),
            ("a@b.c", "a@b.c"),
            ("A@b.C", "a@b.c"),
            ("É@b.c", "é@b.c"),
            ("e\u{301}@b.c", "é@b.c"),
            ("日本@b.c", "日本@b.c"),
            ("a\0A", "a\0a"),
        ] {
            assert_eq!(shown(text), (text.to_owned(), folded.to_owned()));
        }
    }
}
