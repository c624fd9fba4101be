//! The settings of what prints a plan.

use std::path::PathBuf;

use super::Environment;
use crate::cli::{FormatArgs, PlanFormat};
use crate::error::{Error, Kind, Result};

/// The default size of a comment: GitHub takes 65,536 characters, and the caller may add a few.
const DEFAULT_COMMENT_BYTES: usize = 65_000;

/// How a plan is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatSettings {
    /// The format.
    pub format: PlanFormat,
    /// The maximum size of Markdown in bytes.
    pub max_bytes: usize,
    /// The key of the pseudonyms; `None` prints real names.
    pub redact: Option<RedactKey>,
    /// `GITHUB_STEP_SUMMARY`: the file to which a step of a workflow appends Markdown.
    pub step_summary: Option<PathBuf>,
}

/// That names and e-mails are replaced by pseudonyms, and `ROSTERCTL_REDACT_KEY`, without which a pseudonym can be
/// recomputed from a guessed address; empty when it is not set. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct RedactKey(String);

impl RedactKey {
    /// The key of this environment.
    pub(super) fn of(environment: Environment<'_>) -> Self {
        Self(environment("ROSTERCTL_REDACT_KEY").unwrap_or_default())
    }

    /// The key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for RedactKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RedactKey")
    }
}

/// The key of the pseudonyms, if `--redact` is given.
pub(super) fn redact_key(is_requested: bool, environment: Environment<'_>) -> Option<RedactKey> {
    is_requested.then(|| RedactKey::of(environment))
}

pub(super) fn format_settings(arguments: &FormatArgs, environment: Environment<'_>) -> Result<FormatSettings> {
    let FormatArgs { format, max_bytes, redact } = *arguments;
    if max_bytes.is_some() && !matches!(format, PlanFormat::Markdown | PlanFormat::Github) {
        return Err(Error::new(Kind::Usage, "--max-bytes limits Markdown, and no Markdown is printed")
            .hint("add --format markdown, or remove --max-bytes"));
    }
    Ok(FormatSettings {
        format,
        max_bytes: max_bytes.unwrap_or(DEFAULT_COMMENT_BYTES),
        redact: redact_key(redact, environment),
        step_summary: environment("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from),
    })
}
