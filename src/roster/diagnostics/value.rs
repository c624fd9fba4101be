//! Problems of keys and values.

use crate::model::{Email, EmailError, FreeText, messages, no_arguments};

use super::DiagnosticCode;

no_arguments!(EmailError);

#[cfg(test)]
impl crate::model::Sample for EmailError {
    fn samples() -> Vec<Self> {
        vec![
            Self::Empty,
            Self::WhiteSpace,
            Self::Invisible('\u{200b}'),
            Self::Scheme,
            Self::Mark('<'),
            Self::Mark('…'),
            Self::Mark(';'),
            Self::Wildcard,
            Self::At,
            Self::DomainDot,
            Self::Domain('/'),
            Self::Long,
        ]
    }
}

messages! {
    /// A value as it is found in a file.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum FoundValue {
        Nothing,
        Boolean { value: bool },
        Number { spelling: FreeText },
        Text { text: FreeText },
        List,
        Map,
    }
}

messages! {
    /// What a value is in a roster.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum ValueRole {
        /// The value of a key.
        Key { key: &'static str },
        /// An entry of `scope.divisions`.
        Division,
        /// An entry of `scope.email_domains`.
        EmailDomain,
        /// An entry of `include`.
        Include,
        /// An entry of `users` that is an address alone.
        Address,
    }
}

messages! {
    /// What a map describes.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum MapOwner {
        Roster,
        IncludedFile,
        User,
        Leaver,
        ProtectedUser,
        /// The map below a key.
        Key { key: &'static str },
    }
}

messages! {
    /// A problem of a key or its value.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum ValueProblem {
        NotText { role: ValueRole, found: FoundValue },
        /// Text without quotes that YAML 1.1 takes for a boolean.
        YamlBoolean { role: ValueRole, text: FreeText },
        NotBoolean { key: &'static str, found: FoundValue },
        NotAMap { owner: MapOwner, found: FoundValue, keys: &'static [&'static str] },
        NotAList { key: &'static str, found: FoundValue },
        /// An entry of `users` that is neither an address nor a map.
        NotAUser { found: FoundValue },
        NotWhole { key: &'static str, found: FoundValue },
        NotPercent { key: &'static str, found: FoundValue },
        NotVersion { found: FoundValue },
        UnsupportedVersion { version: FreeText },
        EmptyText { role: ValueRole },
        LineBreak { role: ValueRole },
        HostileCharacter { role: ValueRole, character: char },
        LongText { role: ValueRole, limit: usize },
        EmptyEmail { role: ValueRole },
        BadEmail { text: FreeText, error: EmailError, corrected: Option<FreeText> },
        /// Two entries that YAML reads as one, because of a dash that is indented too far.
        JoinedLines { text: FreeText },
        BareDomain { text: FreeText },
        BadId { text: FreeText },
        DateOfOtherType { found: FoundValue },
        NotADate { text: FreeText },
        NoSuchMonth { text: FreeText, month: u8 },
        NoSuchDay { text: FreeText, days: u8 },
        UnknownKey { owner: MapOwner, key: FreeText, suggestion: Option<&'static str>, keys: &'static [&'static str] },
        KeyNotText { owner: MapOwner, found: FoundValue, keys: &'static [&'static str] },
        /// A key of leavers and protected users in an entry of `users`.
        ReasonOfUser { key: &'static str },
        /// A key of a roster in a file that it includes.
        KeyOfRoster { key: &'static str },
        DuplicateKey { key: &'static str },
        EmptyValue { key: &'static str },
        EmptyUser,
        EmptyEntry,
        MissingKey { owner: MapOwner, key: &'static str },
        MissingReason { owner: MapOwner, text: FreeText },
        /// A protected user with neither `email` nor `id`.
        MissingIdentifier,
        FormerIsPresent { email: Email },
        BadDomain { text: FreeText, bare: Option<FreeText> },
        EmptyScope { key: &'static str },
        /// A value that is not one of those that the key accepts.
        UnknownValue { key: &'static str, text: FreeText, suggestion: Option<&'static str> },
        BadTimezone { text: FreeText, suggestion: Option<FreeText> },
    }
}

impl ValueProblem {
    pub(super) fn code(&self) -> DiagnosticCode {
        use DiagnosticCode as Code;
        match self {
            Self::NotText { .. }
            | Self::YamlBoolean { .. }
            | Self::NotBoolean { .. }
            | Self::NotAMap { .. }
            | Self::NotAList { .. }
            | Self::NotAUser { .. } => Code::WrongType,
            Self::NotWhole { .. } | Self::NotPercent { .. } => Code::BadNumber,
            Self::NotVersion { .. } | Self::UnsupportedVersion { .. } => Code::BadVersion,
            Self::EmptyText { .. } | Self::LineBreak { .. } | Self::HostileCharacter { .. } | Self::LongText { .. } => {
                Code::BadText
            }
            Self::EmptyEmail { .. } | Self::BadEmail { .. } | Self::JoinedLines { .. } => Code::BadEmail,
            Self::BareDomain { .. } => Code::BareDomain,
            Self::BadId { .. } => Code::BadId,
            Self::DateOfOtherType { .. }
            | Self::NotADate { .. }
            | Self::NoSuchMonth { .. }
            | Self::NoSuchDay { .. } => Code::BadDate,
            Self::UnknownKey { .. }
            | Self::KeyNotText { .. }
            | Self::ReasonOfUser { .. }
            | Self::KeyOfRoster { .. } => Code::UnknownKey,
            Self::DuplicateKey { .. } => Code::DuplicateKey,
            Self::EmptyValue { .. } | Self::EmptyUser | Self::EmptyEntry => Code::EmptyValue,
            Self::MissingKey { .. } | Self::MissingReason { .. } | Self::MissingIdentifier => Code::MissingKey,
            Self::FormerIsPresent { .. } => Code::WasIsEmail,
            Self::BadDomain { .. } => Code::BadDomain,
            Self::EmptyScope { .. } => Code::EmptyScope,
            Self::UnknownValue { .. } => Code::UnknownValue,
            Self::BadTimezone { .. } => Code::BadTimezone,
        }
    }
}
