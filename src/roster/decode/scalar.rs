//! Single values: text, e-mails, ids, dates, numbers, booleans.

use jiff::civil::Date;

use crate::model::{Email, EmailError, Hundredths, UserId};

use super::super::node::{Node, Value};
use super::Page;
use crate::text::{is_hostile, quote};

/// The most characters of a reason, note, ticket or name.
pub(super) const TEXT: usize = 500;

/// A line of text for people: not empty, up to 500 characters, none of which hides or reorders others.
pub(super) fn text(page: &mut Page<'_>, label: &str, node: &Node<'_>) -> Option<String> {
    let text = string(page, label, node)?;
    let spelling = node.span.spelling(&page.source.text);
    if spelling == text && ["yes", "no", "on", "off"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
        let message = format!("{label} is text, but many YAML readers take {} for a boolean", quote(text));
        page.mistake("wrong-type", node, message, format!("put it in quotes: `\"{text}\"`"));
        return None;
    }
    let text = text.trim();
    let fault = match text.chars().find(|c| is_hostile(*c)) {
        _ if text.is_empty() => Some(("is empty".to_owned(), "write a few words, or remove the line".to_owned())),
        Some('\n') => Some(("has a line break in it".to_owned(), "write it on one line".to_owned())),
        Some(c) => Some((format!("has the character {} in it", quote(&c.to_string())), "remove it".to_owned())),
        None if text.chars().count() > TEXT => {
            Some((format!("is longer than {TEXT} characters"), "shorten it, or link to where it is written".to_owned()))
        }
        None => None,
    };
    match fault {
        None => Some(text.to_owned()),
        Some((message, help)) => {
            page.mistake("bad-text", node, format!("{label} {message}"), help);
            None
        }
    }
}

/// Text of any sort; a value of another type is a mistake.
pub(super) fn string<'n>(page: &mut Page<'_>, label: &str, node: &'n Node<'_>) -> Option<&'n str> {
    if let Value::Text(text) = &node.value {
        return Some(text);
    }
    let message = format!("{label} is text, but this is {}", page.what(node));
    let help = match node.value {
        Value::Number | Value::Bool(_) => {
            format!("put it in quotes: `\"{}\"`", node.span.spelling(&page.source.text))
        }
        Value::Null => "write it, or remove the entry".to_owned(),
        _ => "write one value in its place".to_owned(),
    };
    page.mistake("wrong-type", node, message, help);
    None
}

/// An e-mail address.
pub(super) fn email(page: &mut Page<'_>, label: &str, node: &Node<'_>) -> Option<Email> {
    let text = string(page, label, node)?;
    let fault = match Email::parse(text) {
        Ok(email) => {
            warn_of_a_bare_domain(page, node, text);
            return Some(email);
        }
        Err(fault) => fault,
    };
    if !page.found.shows("bad-email") {
        page.mistake("bad-email", node, "", "");
        return None;
    }
    let help = match (fault, Email::corrected(text)) {
        (EmailError::WhiteSpace, _) if text.contains(" - ") => {
            "YAML joins a line with a deeper dash to the one above: put every `-` of the list in the same column"
                .to_owned()
        }
        (_, Some(corrected)) => format!("write the address alone: {}", quote(&corrected)),
        (fault, None) => what_to_do(fault).to_owned(),
    };
    let shown = if fault == EmailError::Empty { label.to_owned() } else { quote(text) };
    page.mistake("bad-email", node, format!("{shown} {fault}"), help);
    None
}

fn what_to_do(fault: EmailError) -> &'static str {
    match fault {
        EmailError::WhiteSpace => "write one address without white space, such as `ana@acme.example`",
        EmailError::Invisible(_) => "type the address anew: an invisible character came along when it was pasted",
        EmailError::Long => "no mail server accepts an address that long: correct it",
        EmailError::Wildcard => "write one line for each user: an entry is one address and matches one user",
        EmailError::Mark('…' | '\u{fffd}') => {
            "write the whole address: it was cut short or misread where it comes from"
        }
        EmailError::Mark(',' | ';') => "write one line for each user, and the address alone",
        EmailError::Mark(_) | EmailError::Scheme => "write the address alone, such as `ana@acme.example`",
        EmailError::DomainDot | EmailError::Domain(_) => "correct what stands after the `@`, as in `ana@acme.example`",
        EmailError::Empty | EmailError::At | EmailError::Side | EmailError::Dots => {
            "write an address such as `ana@acme.example`"
        }
    }
}

/// A domain without a dot may be that of a network of its own, but is more likely cut short.
fn warn_of_a_bare_domain(page: &mut Page<'_>, node: &Node<'_>, text: &str) {
    let is_bare = text.rsplit_once('@').is_some_and(|(_, domain)| !domain.contains('.'));
    if is_bare {
        let message = format!("{} has a domain without a dot", quote(text));
        let help = "if the address was cut short, write all of it, as in `ana@acme.example`; a user is found only by the \
                    whole address";
        page.warning("bare-domain", node, message, help);
    }
}

/// The directory's id of something.
pub(super) fn id(page: &mut Page<'_>, label: &str, node: &Node<'_>) -> Option<UserId> {
    let text = string(page, label, node)?;
    let id = UserId::new(text);
    if id.is_none() {
        let help = "copy the id from the directory: letters, digits, `-`, `_`, `.` and `:`, at most 128 of them";
        page.mistake("bad-id", node, format!("{} is not an id", quote(text)), help);
    }
    id
}

/// A day of the calendar.
pub(super) fn date(page: &mut Page<'_>, node: &Node<'_>) -> Option<Date> {
    let spelling = match &node.value {
        Value::Text(text) => text.as_ref(),
        Value::Number => node.span.spelling(&page.source.text),
        _ => {
            let message = format!("a date is expected, but this is {}", page.what(node));
            page.mistake("bad-date", node, message, "write it as year-month-day, such as `2026-12-31`");
            return None;
        }
    };
    match calendar(spelling) {
        Ok(date) => Some(date),
        Err((message, help)) => {
            page.mistake("bad-date", node, format!("{} {message}", quote(spelling)), help);
            None
        }
    }
}

fn calendar(text: &str) -> Result<Date, (String, String)> {
    let form = || ("is not a date".to_owned(), "write it as year-month-day, such as `2026-12-31`".to_owned());
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    if !shape {
        return Err(form());
    }
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<i16>().ok());
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else { return Err(form()) };
    if !(1..=12).contains(&month) {
        let help = "the month is in the middle, from 01 to 12: `2026-12-31`";
        return Err((format!("has no month {month:02}"), help.to_owned()));
    }
    let date = i8::try_from(month).ok().zip(i8::try_from(day).ok()).and_then(|(m, d)| Date::new(year, m, d).ok());
    date.ok_or_else(|| {
        let first = i8::try_from(month).ok().and_then(|m| Date::new(year, m, 1).ok());
        let days = first.map(|first| first.days_in_month()).unwrap_or_default();
        (format!("is not in the calendar: that month has {days} days"), format!("write a day from 01 to {days:02}"))
    })
}

/// `true` or `false`.
pub(super) fn boolean(page: &mut Page<'_>, key: &str, node: &Node<'_>) -> Option<bool> {
    if let Value::Bool(value) = node.value {
        return Some(value);
    }
    let message = format!("`{key}` is `true` or `false`, but this is {}", page.what(node));
    page.mistake("wrong-type", node, message, "write `true` or `false`, without quotes");
    None
}

/// A whole number from 0.
pub(super) fn whole(page: &mut Page<'_>, key: &str, node: &Node<'_>) -> Option<u64> {
    let spelling = node.span.spelling(&page.source.text);
    let number = number(spelling).filter(|_| matches!(node.value, Value::Number));
    // Hundredths of it must fit, for guards compare in hundredths.
    let number = number.filter(|n| n.checked_mul(100).is_some());
    if number.is_none() {
        let message = format!("`{key}` is a whole number from 0, but this is {}", page.what(node));
        page.mistake("bad-number", node, message, "write digits only, such as `25`");
    }
    number
}

/// A percentage: 0 to 100 with up to two decimals.
pub(super) fn percent(page: &mut Page<'_>, key: &str, node: &Node<'_>) -> Option<Hundredths> {
    let spelling = node.span.spelling(&page.source.text);
    let value = matches!(node.value, Value::Number).then(|| hundredths(spelling)).flatten().filter(|h| *h <= 10_000);
    if value.is_none() {
        let message =
            format!("`{key}` is a number from 0 to 100 with at most two decimals, but this is {}", page.what(node));
        page.mistake("bad-number", node, message, "write it without a percent sign, such as `10` or `2.5`");
    }
    value.map(Hundredths)
}

fn hundredths(spelling: &str) -> Option<u64> {
    let (whole, decimals) = spelling.split_once('.').unwrap_or((spelling, "0"));
    let factor = match decimals.len() {
        1 => 10,
        2 => 1,
        _ => return None,
    };
    number(whole)?.checked_mul(100)?.checked_add(digits(decimals)? * factor)
}

/// Decimal digits alone: YAML's other spellings (`0x19`, `1_000`, `1e3`) are for machines.
/// A whole number without a leading zero, which makes it octal to some readers.
fn number(text: &str) -> Option<u64> {
    digits(text).filter(|_| text == "0" || !text.starts_with('0'))
}

fn digits(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        assert!(calendar("2028-02-29").is_ok());
        for wrong in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "2026-4-3",
            "31-12-2026",
            "2026-12-31T00",
            "２０２６-12-31",
        ] {
            assert!(calendar(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_percentage_is_kept_exactly() {
        assert_eq!(hundredths("10"), Some(1_000));
        assert_eq!(hundredths("2.5"), Some(250));
        assert_eq!(hundredths("0.07"), Some(7));
        for wrong in ["1.005", "1.", ".5", "-1", "1e2", "0x10", ""] {
            assert_eq!(hundredths(wrong), None, "{wrong}");
        }
    }
}
