//! The error of the program: its kind determines the exit code, its hints say what to do next.

use std::error::Error as StdError;
use std::fmt;

/// The program's exit codes, as documented in the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// An error.
    Error,
    /// `plan --detailed-exitcode`, and there are changes.
    Changes,
    /// A guard refused, or `fmt --check` found a file that needs formatting.
    Refused,
    /// The saved plan cannot be applied.
    Unusable,
    /// An apply ended with users that are neither done nor already inactive.
    Unfinished,
    /// A plan was applied, but its result could not be written to standard output.
    Unprinted,
    /// Stopped by SIGINT; writes in flight were finished.
    Interrupted,
    /// Stopped by SIGTERM or SIGHUP; writes in flight were finished.
    Terminated,
}

impl Exit {
    /// Every way to end.
    pub const ALL: [Self; 9] = [
        Self::Done,
        Self::Error,
        Self::Changes,
        Self::Refused,
        Self::Unusable,
        Self::Unfinished,
        Self::Unprinted,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// The code that the process ends with.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Error => 1,
            Self::Changes => 2,
            Self::Refused => 3,
            Self::Unusable => 4,
            Self::Unfinished => 5,
            Self::Unprinted => 6,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }

    /// Whether nothing went wrong.
    #[must_use]
    pub fn is_success(self) -> bool {
        matches!(self, Self::Done | Self::Changes)
    }

    /// Whether an apply started and did not complete: that is worse than a result that could not be written.
    #[must_use]
    pub fn is_of_an_unfinished_apply(self) -> bool {
        matches!(self, Self::Unfinished | Self::Interrupted | Self::Terminated)
    }
}

/// The kind of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The command line or the environment.
    Usage,
    /// The roster.
    Roster,
    /// A file that could not be read or written.
    File,
    /// Credentials missing, refused, or not to be sent to that host.
    Credentials,
    /// The directory could not be reached or responded with an error.
    Directory,
    /// The directory's responses are not a complete reading.
    Reading,
    /// A guard refused the plan.
    Guard,
    /// A saved plan that cannot be applied.
    Plan,
    /// The sandbox could not be started or its files are wrong.
    Sandbox,
    /// The result of an apply could not be written to standard output.
    Unprinted,
    /// `--timeout` was exceeded before anything was written.
    TimeUp,
    /// SIGINT before anything was written.
    Interrupted,
    /// SIGTERM or SIGHUP before anything was written.
    Terminated,
}

impl Kind {
    /// The kind as documents name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Roster => "roster",
            Self::File => "file",
            Self::Credentials => "credentials",
            Self::Directory => "directory",
            Self::Reading => "reading",
            Self::Guard => "guard",
            Self::Plan => "plan",
            Self::Sandbox => "sandbox",
            Self::Unprinted => "unprinted",
            Self::TimeUp => "time_up",
            Self::Interrupted => "interrupted",
            Self::Terminated => "terminated",
        }
    }

    /// The exit code of this kind.
    #[must_use]
    pub fn exit(self) -> Exit {
        match self {
            Self::Guard => Exit::Refused,
            Self::Plan => Exit::Unusable,
            Self::Unprinted => Exit::Unprinted,
            Self::Interrupted => Exit::Interrupted,
            Self::Terminated => Exit::Terminated,
            Self::Usage
            | Self::Roster
            | Self::File
            | Self::Credentials
            | Self::Directory
            | Self::Reading
            | Self::TimeUp
            | Self::Sandbox => Exit::Error,
        }
    }
}

/// What happened, why, and what to do about it.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    detail: Vec<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    hints: Vec<String>,
}

/// The result of anything that can fail with an [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of `kind`; `message` says what happened and where, without a final full stop.
    #[must_use]
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), detail: Vec::new(), source: None, hints: Vec::new() }
    }

    /// Adds lines that are printed below the message unchanged, such as the usage of a command.
    #[must_use]
    pub fn detail(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.detail.extend(lines);
        self
    }

    /// Sets the cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds a hint: one thing to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Rewords the message, the details, the causes and the hints.
    #[must_use]
    pub fn reworded(self, reword: impl Fn(&str) -> String) -> Self {
        let causes = self.causes();
        let source =
            causes.iter().rev().fold(None, |source, text| Some(Box::new(RewordedCause { text: reword(text), source })));
        let hints = self.hints.iter().map(|hint| reword(hint)).collect();
        let source = source.map(|cause| cause as Box<dyn StdError + Send + Sync>);
        let detail = self.detail.iter().map(|line| reword(line)).collect();
        Self { kind: self.kind, message: reword(&self.message), detail, source, hints }
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The lines below the message.
    #[must_use]
    pub fn details(&self) -> &[String] {
        &self.detail
    }

    /// What to do, one sentence per item.
    #[must_use]
    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// The causes, nearest first, each as one line.
    #[must_use]
    pub fn causes(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut next = self.source.as_deref().map(|s| s as &dyn StdError);
        while let Some(cause) = next {
            let line = cause.to_string();
            if !lines.iter().any(|seen| seen.contains(&line)) {
                lines.push(line);
            }
            next = cause.source();
        }
        lines
    }
}

/// A cause that was reworded; only its text is left.
#[derive(Debug)]
struct RewordedCause {
    text: String,
    source: Option<Box<RewordedCause>>,
}

impl fmt::Display for RewordedCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for RewordedCause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|cause| cause as &(dyn StdError + 'static))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|s| s as &(dyn StdError + 'static))
    }
}
