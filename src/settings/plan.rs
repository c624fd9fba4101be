//! The settings of a plan: `plan`, `why`, and `apply` without a saved plan.

use std::path::PathBuf;

use jiff::SignedDuration;
use jiff::civil::Date;

use super::access::access;
use super::values::{duration, invalid, reason};
use super::{Access, Environment};
use crate::cli::{LiveArgs, PolicyArgs};
use crate::error::Result;

/// What a plan is made from.
#[derive(Debug)]
pub struct PlanSettings {
    /// The roster.
    pub file: PathBuf,
    /// The day to plan for; `None` for today.
    pub as_of: Option<Date>,
    /// How long the plan can be applied.
    pub lifetime: SignedDuration,
    /// Users named on the command line, as typed.
    pub only: Vec<String>,
    /// Overridden guards: the text on both sides of the `=`, as typed.
    pub overrides: Vec<(String, String)>,
    /// The reason for the overrides.
    pub reason: Option<String>,
    /// The organization of a fleet that is planned for, as it is named on the command line that applies the plan.
    pub organization: Option<NamedOrganization>,
}

/// An organization of a fleet, as a command line names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedOrganization {
    /// The fleet.
    pub fleet: PathBuf,
    /// The name of the organization.
    pub name: String,
    /// The folder of the results, if they are kept.
    pub results: Option<PathBuf>,
}

/// Where the live users are read.
#[derive(Clone, Debug)]
pub enum ReadFrom {
    /// The directory, with these credentials.
    Directory(Access),
    /// A snapshot of it: nothing is sent, and the environment is not used.
    Snapshot {
        /// The snapshot.
        path: PathBuf,
        /// Its maximum age.
        max_age: SignedDuration,
    },
}

/// What the exit code of `plan` reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitDetail {
    /// Success.
    Success,
    /// Success, and whether there are changes.
    Changes,
}

pub(super) fn plan_settings(file: PathBuf, as_of: Option<&str>, policy: PolicyArgs) -> Result<PlanSettings> {
    let as_of = as_of
        .map(|text| {
            // Only the one spelling: what is typed is what is planned for.
            text.parse::<Date>().ok().filter(|date| date.to_string() == text).ok_or_else(|| {
                invalid("--as-of", text, "not a date")
                    .hint("write a day of the calendar as YYYY-MM-DD, e.g. 2026-12-31")
            })
        })
        .transpose()?;
    let overrides = policy
        .overrides
        .iter()
        .map(|text| match text.split_once('=') {
            Some((guard, value)) => Ok((guard.trim().to_owned(), value.trim().to_owned())),
            None => Err(invalid("--override", text, "no value")
                .hint("write it as GUARD=VALUE, for example --override max_deactivations=40")),
        })
        .collect::<Result<_>>()?;
    let lifetime = SignedDuration::from_hours(24);
    let reason = policy.reason.as_deref().map(reason).transpose()?;
    Ok(PlanSettings { file, as_of, lifetime, only: policy.only, overrides, reason, organization: None })
}

/// The directory, or the snapshot of `--live`.
pub(super) fn read_from(live: LiveArgs, environment: Environment<'_>) -> Result<ReadFrom> {
    let Some(path) = live.live else { return Ok(ReadFrom::Directory(access(environment)?)) };
    let max_age = duration("--max-age", live.max_age.as_deref().unwrap_or("24h"))?;
    Ok(ReadFrom::Snapshot { path, max_age })
}
