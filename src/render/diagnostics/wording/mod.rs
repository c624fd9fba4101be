//! The sentences of diagnostics: the only place where they are made.

mod conflict;
mod directory;
mod file;
mod fleet;
mod settings;
mod shown;
mod value;

use crate::roster::{DiagnosticKind, RelatedLabel};
use crate::text::without_passwords;

/// The message and the help of a diagnostic, both without a final full stop.
type Sentences = (String, String);

/// Makes the sentences of each kind of problem: its message, then its help. In both, a field is its text as `shown`.
/// Kinds that need the field itself come first, with an `@`.
macro_rules! sentences {
    ($problem:expr, $name:ident {
        $( @ $special:pat => $sentences:expr; )*
        $( $kind:ident $({ $($field:ident),+ })? => $message:literal, $help:expr; )+
    }) => {
        match $problem {
            $( $special => $sentences, )*
            $( $name::$kind $({ $($field),+ })? => {
                $( $( let $field = crate::render::diagnostics::wording::shown::Shown::shown($field); )+ )?
                (format!($message), String::from($help))
            } )+
        }
    };
}
use sentences;

/// The sentences of a diagnostic, without passwords in URLs.
pub(super) fn wording(kind: &DiagnosticKind) -> Sentences {
    let (message, help) = match kind {
        DiagnosticKind::File { problem } => file::file(problem),
        DiagnosticKind::Yaml { problem } => file::yaml(problem),
        DiagnosticKind::Path { problem } => file::path(problem),
        DiagnosticKind::Value { problem } => value::value(problem),
        DiagnosticKind::Directory { problem } => directory::directory(problem),
        DiagnosticKind::Fleet { problem } => fleet::fleet(problem),
        DiagnosticKind::Conflict { problem } => conflict::conflict(problem),
        DiagnosticKind::NotListed { code, count } => {
            let code = code.as_str();
            (
                format!("{count} more problems with the code `{code}` are not listed"),
                "fix those above, then check again".to_owned(),
            )
        }
    };
    (without_passwords(&message).into_owned(), without_passwords(&help).into_owned())
}

/// What is at a related place.
pub(super) fn label(label: RelatedLabel) -> &'static str {
    match label {
        RelatedLabel::First => "first here",
        RelatedLabel::DeclaredAsUser => "declared as a user here",
        RelatedLabel::Protected => "protected here",
        RelatedLabel::OtherEntry => "the other entry",
    }
}

/// A question about the value that may be meant, or else another help.
fn did_you_mean(suggestion: Option<String>, otherwise: impl Into<String>) -> String {
    suggestion.map_or_else(|| otherwise.into(), |near| format!("did you mean {near}?"))
}
