//! The keys of `directory` in a roster, as a type of directory brings them: plain facts.

/// A key of `directory` in a roster.
#[derive(Debug)]
pub struct DirectoryKey {
    /// The name.
    pub name: &'static str,
    /// The description in the roster's JSON Schema.
    pub description: &'static str,
    /// What its value is.
    pub form: KeyForm,
    /// Whether it may be left out.
    pub presence: Presence,
    /// The other key that it needs, with its value and a help for a roster where it has another one.
    pub only_with: Option<(&'static str, &'static str, &'static str)>,
}

/// Whether a key may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It may.
    Optional,
    /// It may not; this is an example of it, as a clause: "`org: org.yaml`, the file of …".
    Required(&'static str),
}

/// What the value of a key is.
#[derive(Debug)]
pub enum KeyForm {
    /// The id of the only organization that is accepted: [`DirectorySpec::organization_id`](super::DirectorySpec::organization_id).
    OrganizationId,
    /// A text that `check` accepts.
    Text {
        /// Its regular expression in the JSON Schema.
        pattern: &'static str,
        /// Its greatest length, in characters.
        max_chars: usize,
        /// Examples for the JSON Schema.
        examples: &'static [&'static str],
        /// Whether it can be meant.
        check: fn(&str) -> Result<(), KeyProblem>,
    },
    /// A user by e-mail or id, who is then protected, or `none`.
    Owner {
        /// Examples for the JSON Schema.
        examples: &'static [&'static str],
        /// The reason of the protection.
        reason: &'static str,
    },
    /// The address of a server, such as this one.
    Url(&'static str),
    /// One of these words; the first is the default.
    Word {
        /// The words.
        words: &'static [&'static str],
        /// What to write in place of any other word.
        help: &'static str,
    },
    /// `true` or `false`, the default.
    Flag,
    /// An existing file below the roster's folder, such as this one.
    File(&'static str),
    /// A list of distinct words out of these.
    Words(&'static [&'static str]),
    /// A whole number in this range, both ends included.
    Number(u64, u64),
    /// A day.
    Day,
    /// A map.
    Map {
        /// Its keys.
        keys: &'static [DirectoryKey],
        /// Their names.
        names: &'static [&'static str],
    },
}

/// What is wrong with the value of a key, in the words of its type of directory: `problem` completes a sentence that begins
/// with the value, and `help` is what to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are described above")]
pub enum KeyProblem {
    /// It cannot be a value of this key.
    Malformed { problem: &'static str, help: &'static str },
    /// It is not one of the values that there are; perhaps `suggestion` was meant.
    Unknown { problem: &'static str, help: &'static str, suggestion: Option<&'static str> },
}
