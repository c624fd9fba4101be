//! The sentences of diagnostics: the only place where they are made.

mod conflict;
mod file;
mod value;

use crate::model::KeyProblem;
use crate::roster::{DiagnosticKind, DirectoryProblem, RelatedLabel};
use crate::text::{alternatives, quote, without_passwords};

/// The sentences of a diagnostic, both without a final full stop.
pub(super) struct Wording {
    /// What is wrong.
    pub(super) message: String,
    /// What to do.
    pub(super) help: String,
}

/// The sentences of a diagnostic, without passwords in URLs.
pub(super) fn wording(kind: &DiagnosticKind) -> Wording {
    let (message, help) = match kind {
        DiagnosticKind::File { problem } => file::file(problem),
        DiagnosticKind::Yaml { problem } => file::yaml(problem),
        DiagnosticKind::Path { problem } => file::path(problem),
        DiagnosticKind::Value { problem } => value::value(problem),
        DiagnosticKind::Directory { problem } => directory(problem),
        DiagnosticKind::Conflict { problem } => conflict::conflict(problem),
        DiagnosticKind::NotListed { code, count } => pair(
            format!("{count} more problems with the code `{}` are not listed", code.as_str()),
            "fix those above, then check again",
        ),
    };
    Wording { message: without_passwords(&message).into_owned(), help: without_passwords(&help).into_owned() }
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

fn pair(message: impl Into<String>, help: impl Into<String>) -> (String, String) {
    (message.into(), help.into())
}

/// A question about the value that may be meant, or else another help.
fn did_you_mean(suggestion: Option<&str>, otherwise: impl Into<String>) -> String {
    suggestion.map_or_else(|| otherwise.into(), |near| format!("did you mean {}?", quote(near)))
}

fn directory(problem: &DirectoryProblem) -> (String, String) {
    let like = |example: &str| format!("write it as in `{example}`");
    match problem {
        DirectoryProblem::TypeNotSupported { types } => pair(
            "this version of rosterctl does not support SCIM",
            format!("use {}; SCIM directories come in a later version", alternatives(types)),
        ),
        DirectoryProblem::UnknownType { name, suggestion, types } => pair(
            format!("unknown directory type {}", quote(&name.0)),
            did_you_mean(*suggestion, format!("the types are {}", alternatives(types))),
        ),
        DirectoryProblem::KeyOfOtherType { key, kind } => {
            pair(format!("`{key}` has no meaning for a directory of type `{kind}`"), "remove it, or change `type`")
        }
        DirectoryProblem::KeyAlone { key, partner, word, help } => {
            pair(format!("`{key}` has a meaning only with `{partner}: {word}`"), *help)
        }
        DirectoryProblem::UnknownWord { key, word, help } => {
            pair(format!("unknown value {} for `{key}`", quote(&word.0)), *help)
        }
        DirectoryProblem::KeyValue { value, problem: KeyProblem::Malformed { problem, help } } => {
            pair(format!("{} {problem}", quote(&value.0)), *help)
        }
        DirectoryProblem::KeyValue { value, problem: KeyProblem::Unknown { problem, help, suggestion } } => {
            pair(format!("{} {problem}", quote(&value.0)), did_you_mean(*suggestion, *help))
        }
        DirectoryProblem::UrlWithoutScheme { url, example } => {
            pair(format!("{} does not start with `https://`", quote(&url.0)), like(example))
        }
        DirectoryProblem::UrlCharacter { url, example } => {
            pair(format!("{} has a character that is not allowed in a URL", quote(&url.0)), like(example))
        }
        DirectoryProblem::UrlQuery { url } => {
            pair(format!("{} has a query or a fragment", quote(&url.0)), "end it with the host or a path")
        }
        DirectoryProblem::UrlUserName { url } => pair(
            format!("{} has a user name in it", quote(&url.0)),
            "write the host only: credentials come from the environment",
        ),
        DirectoryProblem::UrlWithoutHost { url, example } => {
            pair(format!("{} has no host", quote(&url.0)), like(example))
        }
        DirectoryProblem::UrlHost { url, example } => {
            pair(format!("{} has an invalid host or port", quote(&url.0)), like(example))
        }
        DirectoryProblem::UrlPortZero { url, example } => {
            pair(format!("{} has the port 0, which cannot be reached", quote(&url.0)), like(example))
        }
        DirectoryProblem::UrlNotEncrypted { url } => pair(
            format!("{} is not encrypted", quote(&url.0)),
            "write `https://`; `http://` is for this machine (127.0.0.1) only",
        ),
    }
}
