//! Addresses and how they are compared.

use std::fmt;
use std::hash::{Hash, Hasher};

use unicode_normalization::UnicodeNormalization;

use super::ascii::is_all;

mod written;

pub use self::written::EmailFault;

/// An e-mail address. Equality, order and hash are those of the address after Unicode NFC and lower-casing;
/// the spelling is kept for people.
#[derive(Clone)]
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
    /// The first [`EmailFault`] found.
    pub fn parse(text: &str) -> Result<Self, EmailFault> {
        written::check(text)?;
        Ok(Self::reported(text))
    }

    /// The address that a person meant who wrote something that [`Email::parse`] refuses, such as `<ana@acme.example>`;
    /// `None` when that cannot be told.
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

/// The form in which addresses, domains and names are compared: Unicode NFC, lower case.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower: String = text.nfc().flat_map(char::to_lowercase).collect();
    lower.nfc().collect()
}

/// Whether a character draws nothing or changes how its neighbours are drawn: controls, bidi marks and overrides,
/// zero-width and other format characters (Unicode general categories Cc and Cf, and the line separators).
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}'
            | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a text starts with what a pipeline takes for a command wherever it stands in a log: `##[` (GitHub Actions)
/// or `##vso[` (Azure Pipelines).
#[must_use]
pub fn is_command(text: &str) -> bool {
    let word = |rest: &str| rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('[');
    text.strip_prefix("##").is_some_and(word)
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

    #[test]
    fn every_character_of_the_category_of_formats_counts_as_invisible() {
        // Unicode 17, general category Cf.
        let formats = "\u{ad}\u{600}\u{605}\u{61c}\u{6dd}\u{70f}\u{890}\u{891}\u{8e2}\u{180e}\u{200b}\u{200f}\u{202a}\u{202e}\
                       \u{2060}\u{2064}\u{2066}\u{206f}\u{feff}\u{fff9}\u{fffb}\u{110bd}\u{110cd}\u{13430}\u{1343f}\u{1bca0}\
                       \u{1bca3}\u{1d173}\u{1d17a}\u{e0001}\u{e0020}\u{e007f}";
        assert_eq!(formats.chars().find(|c| !is_invisible(*c)), None);
        assert_eq!("aé日ش\u{301}👩 \u{891f}".chars().find(|c| is_invisible(*c)), None);
    }
}
