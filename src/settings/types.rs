//! What commands are told, each choice a type of its own.

use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::civil::Date;

use super::Access;
use crate::cli::Format;

/// What a plan is made from.
#[derive(Debug)]
pub struct Planning {
    /// The roster.
    pub file: PathBuf,
    /// The day to plan for, when it is not today.
    pub as_of: Option<Date>,
    /// How long the plan may be applied.
    pub lifetime: SignedDuration,
    /// Users named on the command line, as typed.
    pub only: Vec<String>,
    /// Guards lifted, as typed on both sides of the `=`.
    pub overrides: Vec<(String, String)>,
    /// Why they are lifted.
    pub reason: Option<String>,
}

/// Where the live users are read.
#[derive(Clone, Debug)]
pub enum Origin {
    /// In the directory, by whoever this is.
    Directory(Access),
    /// In a snapshot of it: nothing is sent, and the environment has no say.
    Snapshot {
        /// The snapshot.
        path: PathBuf,
        /// How old it may be.
        max_age: SignedDuration,
    },
}

/// That names and e-mails are replaced by pseudonyms, and `ROSTERCTL_REDACT_KEY`, without which nobody can tell whom a
/// pseudonym stands for by trying addresses; empty when it is not set. It never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct RedactKey(pub(super) String);

impl RedactKey {
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

/// How a plan is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printing {
    /// As what.
    pub format: Format,
    /// The most bytes of Markdown.
    pub max_bytes: usize,
    /// Whether people are replaced.
    pub redact: Option<RedactKey>,
    /// `GITHUB_STEP_SUMMARY`: the file to which a step of a workflow appends Markdown.
    pub step_summary: Option<PathBuf>,
}

/// How a plan is carried out.
#[derive(Clone, Debug)]
pub struct Applying {
    /// The journal to append to; a new one when it is not named.
    pub journal: Option<PathBuf>,
    /// How to tell of it.
    pub telling: Telling,
    /// Whether people are replaced.
    pub redact: Option<RedactKey>,
    /// How long users on an interaction are waited for.
    pub wait: Option<Duration>,
    /// How long the whole run may take.
    pub timeout: Option<Duration>,
    /// The most users to write.
    pub limit: Option<u64>,
    /// How many users to write first.
    pub canary: Option<u64>,
}

/// How an apply tells what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// Text for people.
    Text,
    /// A JSON event a line.
    Json,
}

/// What the exit code of `plan` tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitDetail {
    /// That it worked.
    Success,
    /// RelatedInfo whether there are changes.
    Changes,
}

/// Who says yes to a fresh plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// The person at the terminal.
    Ask,
    /// Whoever wrote `--auto-approve`.
    Given,
}
