//! Problems of a roster as kinds with typed arguments. The sentences about them are made in `render`.

/// Declares an enum of problems with [`messages`], each kind with its [`DiagnosticCode`].
macro_rules! problems {
    ($(#[$meta:meta])* enum $name:ident {
        $( $(#[$kind_meta:meta])* $kind:ident $({ $($field:ident: $type:ty),+ })? => $code:ident ),+ $(,)?
    }) => {
        $crate::model::messages! {
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, Eq)]
            #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
            pub enum $name { $( $(#[$kind_meta])* $kind $({ $($field: $type),+ })? ),+ }
        }

        impl $name {
            pub(crate) fn code(&self) -> DiagnosticCode {
                match self { $( Self::$kind { .. } => DiagnosticCode::$code ),+ }
            }
        }
    };
}

mod code;
mod collector;
mod directory;
mod file;
mod fleet;
mod people;
mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Arguments, Place, messages, no_arguments};

use super::node::Spot;

pub use self::code::DiagnosticCode;
pub(crate) use self::collector::Diagnostics;
pub use self::directory::DirectoryProblem;
pub use self::file::{
    ExpectedContent, FileProblem, IncludeRefusal, PathProblem, PathSuggestion, PatternError, YamlProblem,
};
pub use self::fleet::FleetProblem;
pub use self::people::{ConflictProblem, PeopleList, PersonReference};
pub use self::value::{FoundValue, MapOwner, ValueProblem, ValueRole};

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiagnosticSeverity {
    /// The roster cannot be used.
    Error,
    /// The roster can be used, but may not express what was intended.
    Warning,
}

/// One problem in a roster file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong.
    pub kind: DiagnosticKind,
    /// Where it starts.
    pub at: Place,
    /// How many characters of that line it covers, at least 1.
    pub width: u32,
    /// Other places that matter.
    pub also: Vec<RelatedInfo>,
}

/// Another place that a diagnostic refers to, such as the first of two duplicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedInfo {
    /// The place.
    pub at: Place,
    /// What is there.
    pub label: RelatedLabel,
}

/// What is at a related place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelatedLabel {
    /// The first of several equal entries or keys.
    First,
    /// The entry of `users` for the same person.
    DeclaredAsUser,
    /// The entry of `guards.protected` for the same person.
    Protected,
    /// The entry with the other id or address.
    OtherEntry,
}

/// Every problem found, with the texts of the files that are quoted.
#[derive(Debug, Default)]
pub struct RosterErrors {
    /// The problems by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// How many there are, including those that are only counted.
    pub count: usize,
    /// How many of them are errors.
    pub errors: usize,
    /// Path as printed → text, for the source lines.
    pub sources: BTreeMap<String, String>,
}

impl RosterErrors {
    /// Adds those of another file.
    pub(crate) fn append(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
        self.count += other.count;
        self.errors += other.errors;
        self.sources.extend(other.sources);
    }
}

/// What the operating system or a library reports; it quotes nothing of a roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalMessage(pub String);

no_arguments!(ExternalMessage);

#[cfg(test)]
impl crate::model::Sample for ExternalMessage {
    fn samples() -> Vec<Self> {
        vec![Self("permission denied".to_owned())]
    }
}

messages! {
    /// What a diagnostic reports, by the part of a roster that it is about.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum DiagnosticKind {
        /// A file as a whole.
        File { problem: FileProblem },
        /// YAML syntax or a YAML feature that rosters do not support.
        Yaml { problem: YamlProblem },
        /// A path or pattern in a roster.
        Path { problem: PathProblem },
        /// A key or its value.
        Value { problem: ValueProblem },
        /// A value below `directory`.
        Directory { problem: DirectoryProblem },
        /// A fleet and its organizations.
        Fleet { problem: FleetProblem },
        /// Entries that conflict with each other.
        Conflict { problem: ConflictProblem },
        /// More problems with one code than are listed.
        NotListed { code: DiagnosticCode, count: usize },
    }
}

macro_rules! kind_from {
    ($($variant:ident($problem:ty)),+) => {$(
        impl From<$problem> for DiagnosticKind {
            fn from(problem: $problem) -> Self {
                Self::$variant { problem }
            }
        }
    )+};
}

kind_from!(
    File(FileProblem),
    Yaml(YamlProblem),
    Path(PathProblem),
    Value(ValueProblem),
    Directory(DirectoryProblem),
    Fleet(FleetProblem),
    Conflict(ConflictProblem)
);

impl DiagnosticKind {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> DiagnosticCode {
        match self {
            Self::File { problem } => problem.code(),
            Self::Yaml { problem } => problem.code(),
            Self::Path { problem } => problem.code(),
            Self::Value { problem } => problem.code(),
            Self::Directory { problem } => problem.code(),
            Self::Fleet { problem } => problem.code(),
            Self::Conflict { problem } => problem.code(),
            Self::NotListed { code, .. } => *code,
        }
    }
}

impl Diagnostic {
    /// A problem in `file` at `spot`.
    pub(crate) fn new(file: &Arc<str>, spot: Spot, kind: impl Into<DiagnosticKind>) -> Self {
        let at = Place { file: Arc::clone(file), line: spot.line.max(1), column: spot.column.max(1) };
        Self { kind: kind.into(), at, width: spot.width.max(1), also: Vec::new() }
    }

    /// Adds another place that matters.
    pub(crate) fn also(mut self, at: Place, label: RelatedLabel) -> Self {
        self.also.push(RelatedInfo { at, label });
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> DiagnosticCode {
        self.kind.code()
    }

    /// How much the problem matters.
    #[must_use]
    pub fn severity(&self) -> DiagnosticSeverity {
        self.code().severity()
    }
}

impl Arguments for Diagnostic {
    fn visit_arguments(&mut self, visit: &mut dyn FnMut(crate::model::Argument<'_>)) {
        self.kind.visit_arguments(visit);
    }
}
