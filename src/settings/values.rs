//! Typed words → values, each with what to type instead when it cannot be.

use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::civil::Date;

use super::access::access;
use super::{Environment, Origin, Planning, Printing, RedactKey};
use crate::cli::{self, Format, Looks, Policy};
use crate::error::{Error, Kind, Result};
use crate::text::{is_invisible, one_line};

/// The most bytes of a comment: GitHub takes 65,536 characters, and some are left for whoever posts it.
const COMMENT: usize = 65_000;
/// The most characters of a reason, as in a roster.
const REASON: usize = 500;

pub(super) fn planning(file: PathBuf, as_of: Option<&str>, policy: Policy) -> Result<Planning> {
    let as_of = as_of
        .map(|text| {
            // Only the one spelling: what is typed is what is planned for.
            text.parse::<Date>().ok().filter(|date| date.to_string() == text).ok_or_else(|| {
                wrong("--as-of", text, "not a date")
                    .hint("write a day of the calendar as YYYY-MM-DD, such as 2026-12-31")
            })
        })
        .transpose()?;
    let overrides = policy
        .overrides
        .iter()
        .map(|text| match text.split_once('=') {
            Some((guard, value)) => Ok((guard.trim().to_owned(), value.trim().to_owned())),
            None => Err(wrong("--override", text, "no value")
                .hint("write it as GUARD=VALUE, for example --override max_deactivations=40")),
        })
        .collect::<Result<_>>()?;
    let lifetime = SignedDuration::from_hours(24);
    let reason = policy.reason.as_deref().map(reason).transpose()?;
    Ok(Planning { file, as_of, lifetime, only: policy.only, overrides, reason })
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
///
/// # Errors
/// When it is anything but whole numbers, each with its unit, the longest first.
pub(super) fn lifetime(option: &str, typed: &str) -> Result<SignedDuration> {
    match typed.parse::<SignedDuration>() {
        Ok(time) if time.is_positive() && is_plain(typed) => Ok(time),
        Ok(time) if !time.is_positive() => {
            Err(wrong(option, typed, "not longer than nothing").hint("write a time from 1s up, such as 30m or 8h"))
        }
        _ => Err(match in_days(typed) {
            Some(hours) => wrong(option, typed, "the longest unit is the hour").hint(format!("write {hours}h")),
            None if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) => {
                wrong(option, typed, "the unit is missing")
                    .hint(format!("write {typed}m for minutes or {typed}h for hours"))
            }
            None => wrong(option, typed, "not a length of time")
                .hint("write whole numbers with the units h, m, s and ms, such as 30m, 8h or 1h30m"),
        }),
    }
}

/// Whether a length of time is in the one spelling that is documented: its reader knows many more, such as fractions,
/// `PT1H` and `1:30:00`.
fn is_plain(typed: &str) -> bool {
    let is_part = |part: &str| {
        let mut units = part.split(|c: char| c.is_ascii_digit()).filter(|unit| !unit.is_empty()).peekable();
        let starts_with_a_number = part.starts_with(|c: char| c.is_ascii_digit());
        starts_with_a_number && units.peek().is_some() && units.all(|unit| matches!(unit, "h" | "m" | "s" | "ms"))
    };
    typed.split(' ').all(is_part)
}

/// The hours of a number of days or weeks.
fn in_days(typed: &str) -> Option<u64> {
    let unit = typed.trim_start_matches(|c: char| c.is_ascii_digit());
    let number: u64 = typed.strip_suffix(unit)?.parse().ok()?;
    let days = match unit.trim() {
        "d" | "day" | "days" => 1,
        "w" | "week" | "weeks" => 7,
        _ => return None,
    };
    number.checked_mul(days * 24).filter(|hours| *hours > 0)
}

/// Why guards are lifted: it is part of the digest and is read by reviewers, so it is one line of visible characters.
pub(super) fn reason(typed: &str) -> Result<String> {
    let text = typed.trim();
    let fault = match text.chars().find(|c| is_invisible(*c)) {
        _ if text.is_empty() => ("it is empty".to_owned(), "give a reason, for example --reason OPS-7"),
        Some('\n' | '\r') => ("it has a line break in it".to_owned(), "write it on one line"),
        Some(c) => (format!("it has the invisible character U+{:04X} in it", c as u32), "remove it"),
        None if text.chars().count() > REASON => {
            (format!("it is longer than {REASON} characters"), "shorten it, or name a ticket that says more")
        }
        None => return Ok(text.to_owned()),
    };
    Err(Error::new(Kind::Usage, format!("--reason: {}", fault.0)).hint(fault.1))
}

/// A place to save something, as typed.
///
/// # Errors
/// When it is `-`: `instead` says how to have it on standard output, or why not.
pub(super) fn place(option: &str, typed: PathBuf, instead: &str) -> Result<PathBuf> {
    place_or_output(typed).ok_or_else(|| {
        Error::new(Kind::Usage, format!("{option} -: this is not written to standard output")).hint(instead)
    })
}

/// A place to save something; `-` stands for standard output: `None`.
pub(super) fn place_or_output(typed: PathBuf) -> Option<PathBuf> {
    (typed.as_os_str() != "-").then_some(typed)
}

/// That what was typed for an option cannot be meant.
fn wrong(option: &str, typed: &str, why: &str) -> Error {
    Error::new(Kind::Usage, format!("{option} {}: {why}", one_line(typed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(error: &Error) -> &str {
        error.hints().first().expect("a hint")
    }

    #[test]
    fn a_length_of_time_that_is_not_read_says_what_to_write_instead() {
        for (typed, milliseconds) in
            [("1h 30m", 5_400_000), ("1h30m", 5_400_000), ("90m", 5_400_000), ("300ms", 300), ("1m 2s3ms", 62_003)]
        {
            assert_eq!(lifetime("--wait", typed).unwrap(), SignedDuration::from_millis(milliseconds), "{typed}");
        }
        for (typed, instead) in [
            ("1d", "write 24h"),
            ("2 days", "write 48h"),
            ("1w", "write 168h"),
            ("30", "write 30m for minutes or 30h for hours"),
            ("0s", "write a time from 1s up"),
            ("-30m", "write a time from 1s up"),
            ("0d", "write whole numbers"),
            ("99999999999999999999d", "write whole numbers"),
            ("soon", "write whole numbers"),
            ("1.5h", "write whole numbers"),
            ("1,5h", "write whole numbers"),
            (" 1h", "write whole numbers"),
            ("1h ", "write whole numbers"),
            ("1h\n", "write whole numbers"),
            ("1h\t30m", "write whole numbers"),
            ("1h  30m", "write whole numbers"),
            ("1h, 30m", "write whole numbers"),
            ("1 hour", "write whole numbers"),
            ("PT1H", "write whole numbers"),
            ("1:30:00", "write whole numbers"),
            ("+1h", "write whole numbers"),
            ("1h1h", "write whole numbers"),
            ("30m1h", "write whole numbers"),
            ("1H", "write whole numbers"),
            ("", "write whole numbers"),
        ] {
            let error = lifetime("--wait", typed).unwrap_err();
            assert!(hint(&error).starts_with(instead), "{typed}: {error} {:?}", error.hints());
        }
    }

    #[test]
    fn a_reason_is_one_line_that_hides_nothing() {
        assert_eq!(reason(" OPS-7: Zoë's team ").unwrap(), "OPS-7: Zoë's team");
        for typed in ["", "  ", "a\nb", "a\rb", "\u{1b}[2J", "a\u{202e}b", "a\u{200b}", &"x".repeat(REASON + 1)] {
            assert!(reason(typed).is_err(), "{typed:?}");
        }
        assert!(reason(&"é".repeat(REASON)).is_ok());
    }
}
