//! The registry of diagnostic codes: programs and SARIF rules rely on them.

use crate::model::no_arguments;

use super::DiagnosticSeverity;

macro_rules! codes {
    ($( #[doc = $summary:literal] $code:ident: $text:literal, $advice:literal; )+) => {
        /// What sort of problem a diagnostic reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum DiagnosticCode {
            $( #[doc = $summary] $code ),+
        }

        impl DiagnosticCode {
            /// Every code, in alphabetical order.
            pub const ALL: &[Self] = &[$( Self::$code ),+];

            /// The code as it is printed: `duplicate-user`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$code => $text ),+ }
            }

            /// What every problem with this code has in common, as a sentence.
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self { $( Self::$code => $summary.trim_start() ),+ }
            }

            /// What to do about such a problem, as a sentence.
            #[must_use]
            pub const fn advice(self) -> &'static str {
                match self { $( Self::$code => $advice ),+ }
            }
        }
    };
}

codes! {
    /// Not a day of the calendar.
    BadDate: "bad-date", "Write the day as YYYY-MM-DD.";
    /// Not the domain of an e-mail address.
    BadDomain: "bad-domain", "Write the part after the @, such as acme.example.";
    /// Not an e-mail address.
    BadEmail: "bad-email", "Write one address, such as ana@acme.example.";
    /// Not an id of the directory.
    BadId: "bad-id", "Copy the id from the directory.";
    /// Not a key or value of a label.
    BadLabel: "bad-label", "Write letters, digits, `.`, `_` and `-`.";
    /// Not a name of an organization.
    BadName: "bad-name", "Write letters, digits, `.`, `_` and `-`, such as acme-de.";
    /// Not a number that this key takes.
    BadNumber: "bad-number", "Write digits only, within the bounds that the message names.";
    /// Not a path below the roster's folder.
    BadPath: "bad-path", "Write a relative path with / between folders and without `..`.";
    /// Not a prefix of environment variables.
    BadPrefix: "bad-prefix", "Write upper-case letters, digits and `_`, such as ACME_DE.";
    /// Not a text that this key takes.
    BadText: "bad-text", "Write one line of plain text.";
    /// Not the name of a time zone.
    BadTimezone: "bad-timezone", "Write its IANA name, such as Europe/Berlin.";
    /// Not a URL to which requests may be sent.
    BadUrl: "bad-url", "Write https:// and the host; http:// only on this machine.";
    /// Not a version of the roster that this rosterctl reads.
    BadVersion: "bad-version", "Write `version: 1`.";
    /// A domain without a dot.
    BareDomain: "bare-domain", "Write the whole address if it was truncated, such as ana@acme.example.";
    /// Two entries name the same person with different ids or addresses.
    ConflictingId: "conflicting-id", "Look the person up in the directory and correct the entry that is wrong.";
    /// Settings of the directory do not go together.
    ConflictingSettings: "conflicting-settings", "Compare them with what `rosterctl services NAME` prints.";
    /// An invisible or control character.
    ControlCharacter: "control-character", "Remove it, or write what was meant.";
    /// A type of users or a department is listed in the scope twice.
    DuplicateAttribute: "duplicate-attribute", "Remove one of the two.";
    /// A division is listed in the scope twice.
    DuplicateDivision: "duplicate-division", "Remove one of the two.";
    /// A domain is listed in the scope twice.
    DuplicateDomain: "duplicate-domain", "Remove one of the two.";
    /// A key is given twice in its map.
    DuplicateKey: "duplicate-key", "Remove one of the two.";
    /// A user is listed in `leavers` twice.
    DuplicateLeaver: "duplicate-leaver", "Remove one of the two.";
    /// Two entries of a fleet are about one organization, or have one name.
    DuplicateOrganization: "duplicate-organization", "Remove one of the two, or correct it.";
    /// Two organizations have one prefix.
    DuplicatePrefix: "duplicate-prefix", "Give each organization a prefix of its own.";
    /// A user is listed as protected twice.
    DuplicateProtected: "duplicate-protected", "Remove one of the two.";
    /// A user is listed in `users` twice.
    DuplicateUser: "duplicate-user", "Remove one of the two.";
    /// The file is empty.
    EmptyFile: "empty-file", "Write what the message asks for.";
    /// The scope governs no user.
    EmptyScope: "empty-scope", "Name what it governs, or leave `scope` out.";
    /// A key has no value.
    EmptyValue: "empty-value", "Write its value, or remove the key.";
    /// There is no such file.
    FileMissing: "file-missing", "Check the path.";
    /// The file is larger than any roster.
    FileTooLarge: "file-too-large", "Check the path, or split the roster with `include`.";
    /// The file cannot be read.
    FileUnreadable: "file-unreadable", "Check its permissions.";
    /// An include matches no file.
    IncludeNothing: "include-nothing", "Correct the pattern, or remove it.";
    /// An include leads to what may not be included.
    IncludeRefused: "include-refused", "Include files below the roster's folder by their own paths.";
    /// The roster includes itself.
    IncludeSelf: "include-self", "Write a narrower pattern.";
    /// An error in rosterctl itself.
    Internal: "internal", "Report it.";
    /// A key is missing.
    MissingKey: "missing-key", "Add the key that the message names.";
    /// The path leads to something that is not a file.
    NotAFile: "not-a-file", "Name the roster file.";
    /// The file is not UTF-8 text.
    NotUtf8: "not-utf8", "Save it as UTF-8.";
    /// A roster of a fleet does not name its organization.
    OrganizationUnnamed: "organization-unnamed", "Add the key that the message names.";
    /// A user is protected and a leaver.
    ProtectedLeaver: "protected-leaver", "Remove the leaver entry, or first the protection.";
    /// A protected user has a last day.
    ProtectedUntil: "protected-until", "Remove `until`, or the protection.";
    /// There is no such key.
    UnknownKey: "unknown-key", "Correct its spelling, or remove it.";
    /// The key does not accept this value.
    UnknownValue: "unknown-value", "Write one of the values that the message names.";
    /// A user is listed in `users` and in `leavers`.
    UserAndLeaver: "user-and-leaver", "Remove the entry that does not hold.";
    /// The former address is the present one.
    WasIsEmail: "was-is-email", "Remove `was`, or correct it.";
    /// A key does not go with another one.
    WrongKey: "wrong-key", "Remove one of the two.";
    /// A value is of another type than its key takes.
    WrongType: "wrong-type", "Write it as the message says.";
    /// A YAML feature that rosters do not support.
    YamlFeature: "yaml-feature", "Write the value out.";
    /// The file is nested or referenced beyond any roster.
    YamlLimit: "yaml-limit", "Write it plainly.";
    /// The file is not valid YAML.
    YamlSyntax: "yaml-syntax", "Look at the marked place and just before it.";
}

impl DiagnosticCode {
    /// Whether a roster with such a problem can be used.
    #[must_use]
    pub const fn severity(self) -> DiagnosticSeverity {
        match self {
            Self::BareDomain => DiagnosticSeverity::Warning,
            _ => DiagnosticSeverity::Error,
        }
    }
}

no_arguments!(DiagnosticCode);

#[cfg(test)]
impl crate::model::Sample for DiagnosticCode {
    fn samples() -> Vec<Self> {
        vec![Self::DuplicateUser]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_listed_once_in_alphabetical_order() {
        let listed: Vec<&str> = DiagnosticCode::ALL.iter().map(|code| code.as_str()).collect();
        assert!(listed.is_sorted_by(|a, b| a < b), "{listed:?}");
    }
}
