//! Problems of the values below `directory`.

use crate::model::{FreeText, messages};

use super::DiagnosticCode;

messages! {
    /// A problem of a value below `directory`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum DirectoryProblem {
        /// A type that a later version supports.
        TypeNotSupported,
        UnknownType { name: FreeText, suggestion: Option<&'static str> },
        /// A key that has no meaning for this type.
        KeyOfOtherType { key: &'static str, kind: &'static str },
        /// `strip_roles` without `deactivation: active`.
        StripRolesAlone,
        BadRegion { region: FreeText },
        UnknownRegion { region: FreeText, suggestion: Option<&'static str> },
        UrlWithoutScheme { url: FreeText },
        UrlCharacter { url: FreeText },
        UrlQuery { url: FreeText },
        UrlUserName { url: FreeText },
        UrlWithoutHost { url: FreeText },
        UrlHost { url: FreeText },
        UrlPortZero { url: FreeText },
        UrlNotEncrypted { url: FreeText },
    }
}

impl DirectoryProblem {
    pub(super) fn code(&self) -> DiagnosticCode {
        match self {
            Self::TypeNotSupported | Self::UnknownType { .. } | Self::UnknownRegion { .. } => {
                DiagnosticCode::UnknownValue
            }
            Self::KeyOfOtherType { .. } | Self::StripRolesAlone => DiagnosticCode::WrongKey,
            Self::BadRegion { .. } => DiagnosticCode::BadText,
            _ => DiagnosticCode::BadUrl,
        }
    }
}
