//! The pseudonym of a person: always the same for the same e-mail address and key.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::text::fold;

/// Hexadecimal digits of a pseudonym: among 50,000 people, two share one in one plan of a quarter of a million.
const DIGITS: usize = 12;

/// The end of a pseudonym's address: no person can have such an address (RFC 2606 section 2).
const DOMAIN: &str = "@redacted.invalid";

/// The beginning of a pseudonym as a name.
const NAME: &str = "User ";

/// A person's pseudonym in full; what is shown of it is a beginning.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pseudonym {
    /// Hexadecimal, and shared: a person has several words.
    digits: Arc<str>,
}

/// The pseudonym of the person with this address, or, without one, this name. The pseudonym of a pseudonym is itself:
/// redacting twice is redacting once.
pub(super) fn pseudonym(key: &[u8], email: &str, name: &str) -> Pseudonym {
    let of_address = email.strip_prefix("user-").and_then(|rest| rest.strip_suffix(DOMAIN));
    let of_name = name.strip_prefix(NAME).filter(|_| email.is_empty());
    if let Some(digits) = of_address.or(of_name)
        && (DIGITS..=64).contains(&digits.len())
        && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    {
        return Pseudonym { digits: digits.into() };
    }
    let mut hash = Sha256::new();
    // With its length before it, no key and address hash as another key and address do.
    hash.update((key.len() as u64).to_be_bytes());
    hash.update(key);
    let (kind, who) = if email.is_empty() { ("name", name) } else { ("e-mail", email) };
    hash.update(kind.as_bytes());
    hash.update(fold(who).as_bytes());
    const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(HEXADECIMAL[usize::from(nibble)]);
    let digits: String = hash.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    Pseudonym { digits: digits.into() }
}

impl Pseudonym {
    /// Its beginning, long enough to differ from the `others`.
    pub(super) fn short<'a>(&self, others: impl Iterator<Item = &'a Self>) -> Self {
        let alike = |other: &Self| self.digits.bytes().zip(other.digits.bytes()).take_while(|(a, b)| a == b).count();
        let needed = others.map(|other| alike(other) + 1).max().unwrap_or(0).max(DIGITS);
        Self { digits: self.digits.get(..needed).map_or_else(|| Arc::clone(&self.digits), Into::into) }
    }

    /// As an e-mail address.
    pub(super) fn address(&self) -> String {
        format!("user-{}{DOMAIN}", self.digits)
    }

    /// As a name.
    pub(super) fn name(&self) -> String {
        format!("{NAME}{}", self.digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(key: &str, email: &str) -> Pseudonym {
        pseudonym(key.as_bytes(), email, "")
    }

    #[test]
    fn a_pseudonym_is_that_of_the_person_and_of_the_key() {
        assert_eq!(of("k", "Ana@ACME.example"), of("k", "ana@acme.example"));
        assert_ne!(of("k", "ana@acme.example"), of("", "ana@acme.example"));
        assert_ne!(of("k", "ana@acme.example"), of("k", "bo@acme.example"));
        assert_ne!(of("ke-mailx", "y"), of("k", "xe-maily"), "no key runs into an address");
    }

    #[test]
    fn a_pseudonym_stays_the_same_from_version_to_version() {
        let shown = of("", "ana@acme.example").short([].iter());
        assert_eq!(shown.address(), "user-54ec9182cd9d@redacted.invalid");
        assert_eq!(shown.name(), "User 54ec9182cd9d");
    }

    #[test]
    fn pseudonyms_that_begin_alike_are_shown_as_far_as_they_differ() {
        let of = |digits: &str| Pseudonym { digits: digits.into() };
        let (one, other) = (of("0123456789abcdef00"), of("0123456789abcd0000"));
        assert_eq!(one.short([&other].into_iter()), of("0123456789abcde"));
        assert_eq!(other.short([&one].into_iter()), of("0123456789abcd0"));
        assert_eq!(one.short([].into_iter()), of("0123456789ab"));
    }

    #[test]
    fn a_pseudonym_of_a_pseudonym_is_itself() {
        let shown = of("key", "ana@acme.example").short([].iter());
        assert_eq!(of("other key", &shown.address()), shown);
        assert_eq!(pseudonym(b"other key", "", &shown.name()), shown);
        assert_ne!(pseudonym(b"", "", "User of old"), pseudonym(b"", "", "of old"));
    }
}
