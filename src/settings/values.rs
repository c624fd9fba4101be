//! Parsers of typed values; their errors say what to type instead.

use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;

use crate::error::{Error, Kind, Result};
use crate::text::{is_invisible, one_line};

/// The maximum length of a reason in characters, as in a roster.
const MAX_REASON_CHARS: usize = 500;

/// The value of `--timeout`.
pub(super) fn time_limit(typed: Option<&str>) -> Result<Option<Duration>> {
    Ok(typed.map(|text| duration("--timeout", text)).transpose()?.map(SignedDuration::unsigned_abs))
}

/// A duration as typed: `30m`, `8h`, `1h 30m`.
///
/// # Errors
/// Anything but whole numbers, each with its unit, the longest unit first.
pub(super) fn duration(option: &str, typed: &str) -> Result<SignedDuration> {
    match typed.parse::<SignedDuration>() {
        Ok(time) if time.is_positive() && is_plain(typed) => Ok(time),
        Ok(time) if !time.is_positive() => {
            Err(invalid(option, typed, "not longer than 0 s").hint("write a time from 1s up, e.g. 30m or 8h"))
        }
        _ => Err(match in_days(typed) {
            Some(hours) => invalid(option, typed, "the longest unit is the hour").hint(format!("write {hours}h")),
            None if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) => {
                invalid(option, typed, "the unit is missing")
                    .hint(format!("write {typed}m for minutes or {typed}h for hours"))
            }
            None => invalid(option, typed, "not a duration")
                .hint("write whole numbers with the units h, m, s and ms, e.g. 30m, 8h or 1h30m"),
        }),
    }
}

/// Whether a duration has the one documented spelling: the parser accepts many more, such as fractions, `PT1H` and
/// `1:30:00`.
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

/// The reason for overrides: it is part of the digest and reviewers read it, so it is one line of visible characters.
pub(super) fn reason(typed: &str) -> Result<String> {
    let text = typed.trim();
    let problem = match text.chars().find(|c| is_invisible(*c)) {
        _ if text.is_empty() => ("it is empty".to_owned(), "give a reason, for example --reason OPS-7"),
        Some('\n' | '\r') => ("it contains a line break".to_owned(), "write it on one line"),
        Some(c) => (format!("it contains the invisible character U+{:04X}", c as u32), "remove it"),
        None if text.chars().count() > MAX_REASON_CHARS => (
            format!("it is longer than {MAX_REASON_CHARS} characters"),
            "shorten it, or name a ticket with the details",
        ),
        None => return Ok(text.to_owned()),
    };
    Err(Error::new(Kind::Usage, format!("--reason: {}", problem.0)).hint(problem.1))
}

/// The path of a file to write, as typed.
///
/// # Errors
/// When it is `-`: `instead` says how to print it on standard output, or why that is impossible.
pub(super) fn output_file(option: &str, typed: PathBuf, instead: &str) -> Result<PathBuf> {
    file_or_stdout(typed).ok_or_else(|| {
        Error::new(Kind::Usage, format!("{option} -: it cannot be written to standard output")).hint(instead)
    })
}

/// The path of a file to write; `None` for `-`, which means standard output.
pub(super) fn file_or_stdout(typed: PathBuf) -> Option<PathBuf> {
    (typed.as_os_str() != "-").then_some(typed)
}

/// An error about the value of an option.
pub(super) fn invalid(option: &str, typed: &str, why: &str) -> Error {
    Error::new(Kind::Usage, format!("{option} {}: {why}", one_line(typed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(error: &Error) -> &str {
        error.hints().first().expect("a hint")
    }

    #[test]
    fn an_invalid_duration_gets_a_hint_what_to_write_instead() {
        for (typed, milliseconds) in
            [("1h 30m", 5_400_000), ("1h30m", 5_400_000), ("90m", 5_400_000), ("300ms", 300), ("1m 2s3ms", 62_003)]
        {
            assert_eq!(duration("--wait", typed).unwrap(), SignedDuration::from_millis(milliseconds), "{typed}");
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
            let error = duration("--wait", typed).unwrap_err();
            assert!(hint(&error).starts_with(instead), "{typed}: {error} {:?}", error.hints());
        }
    }

    #[test]
    fn a_reason_is_one_line_without_invisible_characters() {
        assert_eq!(reason(" OPS-7: Zoë's team ").unwrap(), "OPS-7: Zoë's team");
        for typed in
            ["", "  ", "a\nb", "a\rb", "\u{1b}[2J", "a\u{202e}b", "a\u{200b}", &"x".repeat(MAX_REASON_CHARS + 1)]
        {
            assert!(reason(typed).is_err(), "{typed:?}");
        }
        assert!(reason(&"é".repeat(MAX_REASON_CHARS)).is_ok());
    }
}
