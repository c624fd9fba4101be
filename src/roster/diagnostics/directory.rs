//! Problems of the values below `directory`.

use crate::model::{FreeText, KeyProblem, messages};

use super::DiagnosticCode;

messages! {
    /// A problem of a value below `directory`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum DirectoryProblem {
        /// A type that a later version supports.
        TypeNotSupported { types: &'static [&'static str] },
        UnknownType { name: FreeText, suggestion: Option<&'static str>, types: &'static [&'static str] },
        /// A key that has no meaning for this type.
        KeyOfOtherType { key: &'static str, kind: &'static str },
        /// A key that has a meaning only with a certain value of another one.
        KeyAlone { key: &'static str, partner: &'static str, word: &'static str, help: &'static str },
        UnknownWord { key: &'static str, word: FreeText, help: &'static str },
        /// A value that the type of directory does not accept.
        KeyValue { value: FreeText, problem: KeyProblem },
        UrlWithoutScheme { url: FreeText, example: &'static str },
        UrlCharacter { url: FreeText, example: &'static str },
        UrlQuery { url: FreeText },
        UrlUserName { url: FreeText },
        UrlWithoutHost { url: FreeText, example: &'static str },
        UrlHost { url: FreeText, example: &'static str },
        UrlPortZero { url: FreeText, example: &'static str },
        UrlNotEncrypted { url: FreeText },
    }
}

impl DirectoryProblem {
    pub(super) fn code(&self) -> DiagnosticCode {
        match self {
            Self::TypeNotSupported { .. }
            | Self::UnknownType { .. }
            | Self::UnknownWord { .. }
            | Self::KeyValue { problem: KeyProblem::Unknown { .. }, .. } => DiagnosticCode::UnknownValue,
            Self::KeyOfOtherType { .. } | Self::KeyAlone { .. } => DiagnosticCode::WrongKey,
            Self::KeyValue { problem: KeyProblem::Malformed { .. }, .. } => DiagnosticCode::BadText,
            _ => DiagnosticCode::BadUrl,
        }
    }
}
