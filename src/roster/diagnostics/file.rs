//! Problems of files, of their YAML, and of the paths that a roster names.

use crate::model::{FilePath, FreeText, messages};

use super::{DiagnosticCode, ExternalMessage};

messages! {
    /// What a file should have contained.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ExpectedContent {
        /// A roster.
        Roster,
        /// A file that a roster includes.
        IncludedFile,
        /// Either of the two.
        Either,
    }
}

messages! {
    /// A hint about a path at which there is no file.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum PathSuggestion {
        /// The path is a link without a target.
        BrokenLink,
        /// A file beside it has a similar name.
        SimilarFile { path: FilePath },
    }
}

messages! {
    /// A problem of a file as a whole.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum FileProblem {
        Missing { suggestion: Option<PathSuggestion> },
        Folder,
        Special { what: &'static str },
        TooLarge { limit_mib: u64 },
        Unreadable { error: ExternalMessage, remedy: &'static str },
        FolderUnreadable { error: ExternalMessage, remedy: &'static str },
        Encoding { encoding: &'static str },
        NotUtf8 { byte: u8 },
        Empty { expected: ExpectedContent },
        CarriageReturn,
        ControlCharacter { character: char },
        /// An exported text is not a roster.
        ExportRejected { reason: FreeText },
    }
}

impl FileProblem {
    pub(super) fn code(&self) -> DiagnosticCode {
        match self {
            Self::Missing { .. } => DiagnosticCode::FileMissing,
            Self::Folder | Self::Special { .. } => DiagnosticCode::NotAFile,
            Self::TooLarge { .. } => DiagnosticCode::FileTooLarge,
            Self::Unreadable { .. } | Self::FolderUnreadable { .. } => DiagnosticCode::FileUnreadable,
            Self::Encoding { .. } | Self::NotUtf8 { .. } => DiagnosticCode::NotUtf8,
            Self::Empty { .. } => DiagnosticCode::EmptyFile,
            Self::CarriageReturn | Self::ControlCharacter { .. } => DiagnosticCode::ControlCharacter,
            Self::ExportRejected { .. } => DiagnosticCode::Internal,
        }
    }
}

messages! {
    /// Text that is not YAML, or YAML that rosters do not support.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum YamlProblem {
        SecondDocument,
        MergeKey,
        Alias,
        Anchor,
        Tag { tag: FreeText },
        /// Something that starts like a tag and is not one.
        MalformedTag,
        Directive,
        TooDeep,
        TooManyValues { limit: usize },
        TabIndentation,
        UnclosedBracket { open: char },
        UnclosedQuote,
        UnexpectedColon,
        UnexpectedCharacter { character: char },
        NeitherKeyNorEntry,
        TextAfterQuote,
        ListOnKeyLine,
        Indentation,
        /// Any other problem, as the parser words it.
        Other { reason: FreeText },
    }
}

impl YamlProblem {
    pub(crate) fn code(&self) -> DiagnosticCode {
        match self {
            Self::SecondDocument
            | Self::MergeKey
            | Self::Alias
            | Self::Anchor
            | Self::Tag { .. }
            | Self::MalformedTag
            | Self::Directive => DiagnosticCode::YamlFeature,
            Self::TooDeep | Self::TooManyValues { .. } => DiagnosticCode::YamlLimit,
            _ => DiagnosticCode::YamlSyntax,
        }
    }
}

messages! {
    /// Why a pattern of `include` is not accepted.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum PatternError {
        TooDeep { limit: usize },
        /// `**` together with other characters between two slashes.
        DoubleStar,
        Syntax { error: ExternalMessage },
    }
}

messages! {
    /// Why a path that a pattern leads to is not included.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum IncludeRefusal {
        OutsideFolder,
        TooDeep { limit: usize },
        TooManyNames { limit: usize },
        NameNotUtf8,
        Unreadable { error: ExternalMessage },
    }
}

messages! {
    /// A problem of a path or pattern that a roster names.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum PathProblem {
        Backslash { path: FilePath },
        Absolute { path: FilePath },
        ParentFolder { path: FilePath },
        EmptyPart { path: FilePath },
        BadPattern { pattern: FilePath, error: PatternError },
        IncludeRefused { pattern: FilePath, path: FilePath, reason: IncludeRefusal },
        IncludeMatchesFolder { pattern: FilePath, folder: FilePath },
        IncludesItself { pattern: FilePath },
        IncludeIsFolder { pattern: FilePath },
        IncludeMatchesNothing { pattern: FilePath },
        IncludeMatchesOnlyItself { pattern: FilePath },
        TooManyFiles { count: usize, limit: usize },
        NotAFile { path: FilePath },
        LinkOutside { path: FilePath },
        Missing { path: FilePath, suggestion: Option<PathSuggestion> },
    }
}

impl PathProblem {
    pub(super) fn code(&self) -> DiagnosticCode {
        match self {
            Self::IncludeRefused { .. } | Self::IncludeMatchesFolder { .. } | Self::TooManyFiles { .. } => {
                DiagnosticCode::IncludeRefused
            }
            Self::IncludesItself { .. } => DiagnosticCode::IncludeSelf,
            Self::IncludeIsFolder { .. }
            | Self::IncludeMatchesNothing { .. }
            | Self::IncludeMatchesOnlyItself { .. } => DiagnosticCode::IncludeNothing,
            Self::Missing { .. } => DiagnosticCode::FileMissing,
            _ => DiagnosticCode::BadPath,
        }
    }
}
