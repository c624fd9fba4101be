//! Problems of the values below `directory`.

use crate::model::{ConflictKind, FreeText};

use super::DiagnosticCode;

problems! {
    /// A problem of a value below `directory`.
    enum DirectoryProblem {
        UnknownType { name: FreeText, suggestion: Option<&'static str>, types: &'static [&'static str] } => UnknownValue,
        /// A key that has no meaning for this type.
        KeyOfOtherType { key: &'static str, kind: &'static str } => WrongKey,
        /// A key that has a meaning only with a certain value of another one.
        KeyAlone { key: &'static str, partner: &'static str, word: &'static str, help: &'static str } => WrongKey,
        UnknownWord { key: &'static str, word: FreeText, help: &'static str } => UnknownValue,
        /// A value that cannot be one of this key; `problem` and `help` are the words of the type of directory.
        MalformedValue { value: FreeText, problem: &'static str, help: &'static str } => BadText,
        /// A value that the type of directory does not know.
        UnknownSetting { value: FreeText, problem: &'static str, help: &'static str, suggestion: Option<&'static str> } =>
            UnknownValue,
        UnknownListedWord {
            key: &'static str,
            word: FreeText,
            suggestion: Option<&'static str>,
            words: &'static [&'static str]
        } => UnknownValue,
        RepeatedWord { key: &'static str, word: FreeText } => UnknownValue,
        NumberOutOfRange { key: &'static str, least: u64, most: u64 } => UnknownValue,
        /// Settings that do not go together.
        Conflict { kind: ConflictKind } => ConflictingSettings,
        UrlWithoutScheme { url: FreeText, example: &'static str } => BadUrl,
        UrlCharacter { url: FreeText, example: &'static str } => BadUrl,
        UrlQuery { url: FreeText } => BadUrl,
        UrlUserName { url: FreeText } => BadUrl,
        UrlWithoutHost { url: FreeText, example: &'static str } => BadUrl,
        UrlHost { url: FreeText, example: &'static str } => BadUrl,
        UrlPortZero { url: FreeText, example: &'static str } => BadUrl,
        UrlNotEncrypted { url: FreeText } => BadUrl,
    }
}
