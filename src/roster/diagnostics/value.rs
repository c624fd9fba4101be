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
        UserType,
        Department,
        /// An entry of `scope.email_domains`.
        EmailDomain,
        /// An entry of `include`.
        Include,
        /// The value of a label.
        Label,
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
        Fleet,
        /// An entry of `organizations`.
        Organization,
        User,
        Leaver,
        ProtectedUser,
        /// The map below a key.
        Key { key: &'static str },
    }
}

problems! {
    /// A problem of a key or its value.
    enum ValueProblem {
        NotText { role: ValueRole, found: FoundValue } => WrongType,
        /// Text without quotes that YAML 1.1 takes for a boolean.
        YamlBoolean { role: ValueRole, text: FreeText } => WrongType,
        NotBoolean { key: &'static str, found: FoundValue } => WrongType,
        NotAMap { owner: MapOwner, found: FoundValue, keys: &'static [&'static str] } => WrongType,
        NotAList { key: &'static str, found: FoundValue } => WrongType,
        /// An entry of `users` that is neither an address nor a map.
        NotAUser { found: FoundValue } => WrongType,
        NotWhole { key: &'static str, found: FoundValue } => BadNumber,
        NotPercent { key: &'static str, found: FoundValue } => BadNumber,
        NotVersion { found: FoundValue } => BadVersion,
        UnsupportedVersion { version: FreeText } => BadVersion,
        EmptyText { role: ValueRole } => BadText,
        LineBreak { role: ValueRole } => BadText,
        HostileCharacter { role: ValueRole, character: char } => BadText,
        LongText { role: ValueRole, limit: usize } => BadText,
        EmptyEmail { role: ValueRole } => BadEmail,
        BadEmail { text: FreeText, error: EmailError, corrected: Option<FreeText> } => BadEmail,
        /// Two entries that YAML reads as one, because of a dash that is indented too far.
        JoinedLines { text: FreeText } => BadEmail,
        BareDomain { text: FreeText } => BareDomain,
        BadId { text: FreeText } => BadId,
        DateOfOtherType { found: FoundValue } => BadDate,
        NotADate { text: FreeText } => BadDate,
        NoSuchMonth { text: FreeText, month: u8 } => BadDate,
        NoSuchDay { text: FreeText, days: u8 } => BadDate,
        UnknownKey { owner: MapOwner, key: FreeText, suggestion: Option<&'static str>, keys: &'static [&'static str] } => UnknownKey,
        KeyNotText { owner: MapOwner, found: FoundValue, keys: &'static [&'static str] } => UnknownKey,
        /// A key of leavers and protected users in an entry of `users`.
        ReasonOfUser { key: &'static str } => UnknownKey,
        /// A key that names a credential.
        CredentialKey { key: FreeText } => UnknownKey,
        /// A key of a fleet in a roster.
        KeyOfFleet { key: &'static str } => UnknownKey,
        /// A key of a roster in a file that it includes.
        KeyOfRoster { key: &'static str } => UnknownKey,
        DuplicateKey { key: &'static str } => DuplicateKey,
        EmptyValue { key: &'static str } => EmptyValue,
        EmptyUser => EmptyValue,
        EmptyEntry => EmptyValue,
        MissingKey { owner: MapOwner, key: &'static str } => MissingKey,
        MissingReason { owner: MapOwner, text: FreeText } => MissingKey,
        /// A protected user with neither `email` nor `id`.
        MissingIdentifier => MissingKey,
        FormerIsPresent { email: Email } => WasIsEmail,
        BadDomain { text: FreeText, bare: Option<FreeText> } => BadDomain,
        EmptyScope { key: &'static str } => EmptyScope,
        /// A value that is not one of those that the key accepts.
        UnknownValue { key: &'static str, text: FreeText, suggestion: Option<&'static str> } => UnknownValue,
        BadTimezone { text: FreeText, suggestion: Option<FreeText> } => BadTimezone,
    }
}
