//! What `doctor` finds.

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was looked at, in a word or two.
    pub name: &'static str,
    /// How it is.
    pub health: Health,
    /// What was found, with the directory's own words where there are any (not yet made harmless).
    pub found: String,
    /// What to do about it; nothing when it is well.
    pub mend: Option<String>,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Well.
    Ok,
    /// Not well.
    Failed,
    /// It could not be told, which is not well either.
    Unknown,
    /// It was not looked at, because of something else.
    Skipped,
}

impl Check {
    /// It is well.
    #[must_use]
    pub fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, health: Health::Ok, found: found.into(), mend: None }
    }

    /// It is not.
    #[must_use]
    pub fn failed(name: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name, health: Health::Failed, found: found.into(), mend: Some(mend.into()) }
    }

    /// It could not be told.
    #[must_use]
    pub fn unknown(name: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name, health: Health::Unknown, found: found.into(), mend: Some(mend.into()) }
    }

    /// It was not looked at.
    #[must_use]
    pub fn skipped(name: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { name, health: Health::Skipped, found: found.into(), mend: Some(mend.into()) }
    }
}
