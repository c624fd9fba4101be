//! The checks of `doctor`.

/// One check and its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The name: a word or two.
    pub name: &'static str,
    /// The result.
    pub health: Health,
    /// What was found, perhaps quoting the directory (not sanitized).
    pub found: String,
    /// How to fix it; `None` when all is well.
    pub fix: Option<String>,
}

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// All is well.
    Ok,
    /// Something is wrong.
    Failed,
    /// It could not be determined, which is not fine either.
    Unknown,
    /// The check was not made, because of another one.
    Skipped,
}

impl Check {
    /// A check that passed.
    #[must_use]
    pub fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, health: Health::Ok, found: found.into(), fix: None }
    }

    /// A check that failed.
    #[must_use]
    pub fn failed(name: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, health: Health::Failed, found: found.into(), fix: Some(fix.into()) }
    }

    /// A check whose result is unknown.
    #[must_use]
    pub fn unknown(name: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, health: Health::Unknown, found: found.into(), fix: Some(fix.into()) }
    }

    /// A check that was not made.
    #[must_use]
    pub fn skipped(name: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { name, health: Health::Skipped, found: found.into(), fix: Some(fix.into()) }
    }
}
