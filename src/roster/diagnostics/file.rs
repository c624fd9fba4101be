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
        /// A fleet.
        Fleet,
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

problems! {
    /// A problem of a file as a whole.
    enum FileProblem {
        Missing { expected: ExpectedContent, suggestion: Option<PathSuggestion> } => FileMissing,
        Folder { expected: ExpectedContent } => NotAFile,
        /// A file that the system makes, such as the environment of a process.
        SystemFile => NotAFile,
        /// A link to a file outside its own folder.
        LinkOutside => BadPath,
        Special { what: ExternalMessage } => NotAFile,
        TooLarge { limit_mib: u64 } => FileTooLarge,
        Unreadable { error: ExternalMessage, remedy: ExternalMessage } => FileUnreadable,
        FolderUnreadable { error: ExternalMessage, remedy: ExternalMessage } => FileUnreadable,
        Encoding { encoding: &'static str } => NotUtf8,
        NotUtf8 { byte: u8 } => NotUtf8,
        Empty { expected: ExpectedContent } => EmptyFile,
        CarriageReturn => ControlCharacter,
        ControlCharacter { character: char } => ControlCharacter,
        /// An exported text is not a roster.
        ExportRejected { reason: FreeText } => Internal,
    }
}

problems! {
    /// Text that is not YAML, or YAML that rosters do not support.
    enum YamlProblem {
        SecondDocument => YamlFeature,
        MergeKey => YamlFeature,
        Alias => YamlFeature,
        Anchor => YamlFeature,
        Tag { tag: FreeText } => YamlFeature,
        /// Something that starts like a tag and is not one.
        MalformedTag => YamlFeature,
        Directive => YamlFeature,
        TooDeep => YamlLimit,
        TooManyValues { limit: usize } => YamlLimit,
        TabIndentation => YamlSyntax,
        UnclosedBracket { open: char } => YamlSyntax,
        UnclosedQuote => YamlSyntax,
        UnexpectedColon => YamlSyntax,
        UnexpectedCharacter { character: char } => YamlSyntax,
        NeitherKeyNorEntry => YamlSyntax,
        TextAfterQuote => YamlSyntax,
        ListOnKeyLine => YamlSyntax,
        Indentation => YamlSyntax,
        /// Any other problem, as the parser words it.
        Other { reason: FreeText } => YamlSyntax,
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

problems! {
    /// A problem of a path or pattern that a roster names.
    enum PathProblem {
        Backslash { path: FilePath } => BadPath,
        Absolute { path: FilePath } => BadPath,
        ParentFolder { path: FilePath } => BadPath,
        EmptyPart { path: FilePath } => BadPath,
        BadPattern { pattern: FilePath, error: PatternError } => BadPath,
        IncludeRefused { pattern: FilePath, path: FilePath, reason: IncludeRefusal } => IncludeRefused,
        IncludeMatchesFolder { pattern: FilePath, folder: FilePath } => IncludeRefused,
        IncludesItself { pattern: FilePath } => IncludeSelf,
        IncludeIsFolder { pattern: FilePath } => IncludeNothing,
        IncludeMatchesNothing { pattern: FilePath } => IncludeNothing,
        IncludeMatchesOnlyItself { pattern: FilePath } => IncludeNothing,
        TooManyFiles { count: usize, limit: usize } => IncludeRefused,
        NotAFile { path: FilePath } => BadPath,
        LinkOutside { path: FilePath } => BadPath,
        Missing { path: FilePath, suggestion: Option<PathSuggestion> } => FileMissing,
    }
}
