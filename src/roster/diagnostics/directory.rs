//! Problems of the values below `directory`.

use crate::model::FreeText;

use super::DiagnosticCode;

problems! {
    /// A problem of a value below `directory`.
    enum DirectoryProblem {
        /// A type that a later version supports.
        TypeNotSupported => UnknownValue,
        UnknownType { name: FreeText, suggestion: Option<&'static str> } => UnknownValue,
        /// A key that has no meaning for this type.
        KeyOfOtherType { key: &'static str, kind: &'static str } => WrongKey,
        /// `strip_roles` without `deactivation: active`.
        StripRolesAlone => WrongKey,
        BadRegion { region: FreeText } => BadText,
        UnknownRegion { region: FreeText, suggestion: Option<&'static str> } => UnknownValue,
        UrlWithoutScheme { url: FreeText } => BadUrl,
        UrlCharacter { url: FreeText } => BadUrl,
        UrlQuery { url: FreeText } => BadUrl,
        UrlUserName { url: FreeText } => BadUrl,
        UrlWithoutHost { url: FreeText } => BadUrl,
        UrlHost { url: FreeText } => BadUrl,
        UrlPortZero { url: FreeText } => BadUrl,
        UrlNotEncrypted { url: FreeText } => BadUrl,
    }
}
