//! Typed words → values, each with what to type instead when it cannot be.

use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::civil::Date;

use super::access::access;
use super::{Environment, Origin, Planning, Printing, RedactKey};
use crate::cli::{self, Format, Looks, Policy};
use crate::error::{Error, Kind, Result};

/// The most bytes of a comment: GitHub takes 65,536 characters, and some are left for whoever posts it.
const COMMENT: usize = 65_000;

pub(super) fn planning(file: PathBuf, as_of: Option<&str>, policy: Policy) -> Result<Planning> {
    let as_of = as_of
        .map(|text| {
            // Only the one spelling: what is typed is what is planned for.
            text.parse::<Date>().ok().filter(|date| date.to_string() == text).ok_or_else(|| {
                Error::new(Kind::Usage, format!("--as-of {text}: not a date")).hint("write the date as YYYY-MM-DD")
            })
        })
        .transpose()?;
    let overrides = policy
        .overrides
        .iter()
        .map(|text| match text.split_once('=') {
            Some((guard, value)) => Ok((guard.trim().to_owned(), value.trim().to_owned())),
            None => Err(Error::new(Kind::Usage, format!("--override {text}: no value"))
                .hint("write it as GUARD=VALUE, for example --override max_deactivations=40")),
        })
        .collect::<Result<_>>()?;
    let lifetime = SignedDuration::from_hours(24);
    Ok(Planning { file, as_of, lifetime, only: policy.only, overrides, reason: policy.reason })
}

/// Whether names and e-mails are replaced, and the key for that.
pub(super) fn redact(is_asked_for: bool, environment: Environment<'_>) -> Option<RedactKey> {
    is_asked_for.then(|| RedactKey(environment("ROSTERCTL_REDACT_KEY").unwrap_or_default()))
}

pub(super) fn printing(looks: &Looks, environment: Environment<'_>) -> Result<Printing> {
    let Looks { format, max_bytes, redact: is_redacted } = *looks;
    if max_bytes.is_some() && !matches!(format, Format::Markdown | Format::Github) {
        return Err(Error::new(Kind::Usage, "--max-bytes limits Markdown, and none is printed")
            .hint("add --format markdown, or leave --max-bytes out"));
    }
    let redact = redact(is_redacted, environment);
    let step_summary = environment("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from);
    Ok(Printing { format, max_bytes: max_bytes.unwrap_or(COMMENT), redact, step_summary })
}

/// The directory, or the snapshot that was named.
pub(super) fn origin(live: cli::Live, environment: Environment<'_>) -> Result<Origin> {
    let Some(path) = live.live else { return Ok(Origin::Directory(access(environment)?)) };
    let max_age = lifetime("--max-age", live.max_age.as_deref().unwrap_or("24h"))?;
    Ok(Origin::Snapshot { path, max_age })
}

/// How long a run may take.
pub(super) fn time_limit(typed: Option<&str>) -> Result<Option<Duration>> {
    Ok(typed.map(|text| lifetime("--timeout", text)).transpose()?.map(SignedDuration::unsigned_abs))
}

/// A length of time as typed: `30m`, `8h`, `1h 30m`.
pub(super) fn lifetime(option: &str, typed: &str) -> Result<SignedDuration> {
    typed.parse::<SignedDuration>().ok().filter(|time| time.is_positive()).ok_or_else(|| {
        Error::new(Kind::Usage, format!("{option} {typed}: not a length of time"))
            .hint("write it with a unit, such as 30m, 8h or 1h30m")
    })
}
