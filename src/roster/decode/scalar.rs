//! Single values: text, e-mails, ids, dates, numbers, booleans.

use jiff::civil::Date;

use crate::model::{Email, EmailError, FreeText, Hundredths, UserId};

use super::super::node::{Node, Value};
use super::super::{DiagnosticCode, ValueProblem, ValueRole};
use super::DecodeCx;
use crate::text::is_hostile;

/// The most characters of a reason, note, ticket or name.
const MAX_TEXT_CHARS: usize = 500;

/// A line of text for people: not empty, up to 500 characters, none of which hides or reorders others.
pub(crate) fn text(cx: &mut DecodeCx<'_>, role: ValueRole, node: &Node<'_>) -> Option<String> {
    let text = string(cx, role, node)?;
    let is_plain = node.span.spelling(&cx.source.text) == text;
    if is_plain && ["yes", "no", "on", "off"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
        cx.report(node, ValueProblem::YamlBoolean { role, text: FreeText(text.to_owned()) });
        return None;
    }
    let text = text.trim();
    let problem = match text.chars().find(|c| is_hostile(*c)) {
        _ if text.is_empty() => ValueProblem::EmptyText { role },
        Some('\n') => ValueProblem::LineBreak { role },
        Some(character) => ValueProblem::HostileCharacter { role, character },
        None if text.chars().count() > MAX_TEXT_CHARS => ValueProblem::LongText { role, limit: MAX_TEXT_CHARS },
        None => return Some(text.to_owned()),
    };
    cx.report(node, problem);
    None
}

/// Text of any sort; a value of another type is reported.
pub(crate) fn string<'n>(cx: &mut DecodeCx<'_>, role: ValueRole, node: &'n Node<'_>) -> Option<&'n str> {
    if let Value::Text(text) = &node.value {
        return Some(text);
    }
    let found = cx.found_value(node);
    cx.report(node, ValueProblem::NotText { role, found });
    None
}

/// An e-mail address.
pub(crate) fn email(cx: &mut DecodeCx<'_>, role: ValueRole, node: &Node<'_>) -> Option<Email> {
    let text = string(cx, role, node)?;
    let error = match Email::parse(text) {
        Ok(email) => {
            warn_of_a_bare_domain(cx, node, text);
            return Some(email);
        }
        Err(error) => error,
    };
    if !cx.found.lists(DiagnosticCode::BadEmail) {
        let at = cx.place(cx.spot(node));
        cx.found.count(DiagnosticCode::BadEmail, at);
        return None;
    }
    let shown = FreeText(text.to_owned());
    let problem = match error {
        EmailError::Empty => ValueProblem::EmptyEmail { role },
        EmailError::WhiteSpace if text.contains(" - ") => ValueProblem::JoinedLines { text: shown },
        error => ValueProblem::BadEmail { text: shown, error, corrected: Email::corrected(text).map(FreeText) },
    };
    cx.report(node, problem);
    None
}

/// A domain without a dot may be that of a private network, but is more likely truncated.
fn warn_of_a_bare_domain(cx: &mut DecodeCx<'_>, node: &Node<'_>, text: &str) {
    let is_bare = text.rsplit_once('@').is_some_and(|(_, domain)| !domain.contains('.'));
    if is_bare {
        cx.report(node, ValueProblem::BareDomain { text: FreeText(text.to_owned()) });
    }
}

/// The directory's id of something.
pub(crate) fn id(cx: &mut DecodeCx<'_>, role: ValueRole, node: &Node<'_>) -> Option<UserId> {
    let text = string(cx, role, node)?;
    let id = UserId::new(text).filter(|id| (cx.accepts_id)(id.as_str()));
    if id.is_none() {
        cx.report(node, ValueProblem::BadId { text: FreeText(text.to_owned()) });
    }
    id
}

/// A day of the calendar.
pub(crate) fn date(cx: &mut DecodeCx<'_>, node: &Node<'_>) -> Option<Date> {
    let spelling = match &node.value {
        Value::Text(text) => text.as_ref(),
        Value::Number => node.span.spelling(&cx.source.text),
        _ => {
            let found = cx.found_value(node);
            cx.report(node, ValueProblem::DateOfOtherType { found });
            return None;
        }
    };
    match calendar(spelling) {
        Ok(date) => Some(date),
        Err(problem) => {
            cx.report(node, problem);
            None
        }
    }
}

fn calendar(text: &str) -> Result<Date, ValueProblem> {
    let shown = || FreeText(text.to_owned());
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<i16>().ok());
    let (true, Some(year), Some(month), Some(day)) = (shape, number(0..4), number(5..7), number(8..10)) else {
        return Err(ValueProblem::NotADate { text: shown() });
    };
    // Two digits fit.
    let (month, day) = (i8::try_from(month).unwrap_or_default(), i8::try_from(day).unwrap_or_default());
    let Ok(first) = Date::new(year, month, 1) else {
        return Err(ValueProblem::NoSuchMonth { text: shown(), month: month.unsigned_abs() });
    };
    let days = first.days_in_month().unsigned_abs();
    Date::new(year, month, day).map_err(|_| ValueProblem::NoSuchDay { text: shown(), days })
}

/// `true` or `false`.
pub(crate) fn boolean(cx: &mut DecodeCx<'_>, key: &'static str, node: &Node<'_>) -> Option<bool> {
    if let Value::Bool(value) = node.value {
        return Some(value);
    }
    let found = cx.found_value(node);
    cx.report(node, ValueProblem::NotBoolean { key, found });
    None
}

/// A whole number from 0.
pub(crate) fn whole(cx: &mut DecodeCx<'_>, key: &'static str, node: &Node<'_>) -> Option<u64> {
    let spelling = node.span.spelling(&cx.source.text);
    let number = number(spelling).filter(|_| matches!(node.value, Value::Number));
    // Hundredths of it must fit, for guards compare in hundredths.
    let number = number.filter(|n| n.checked_mul(100).is_some());
    if number.is_none() {
        let found = cx.found_value(node);
        cx.report(node, ValueProblem::NotWhole { key, found });
    }
    number
}

/// A percentage: 0 to 100 with up to two decimals.
pub(crate) fn percent(cx: &mut DecodeCx<'_>, key: &'static str, node: &Node<'_>) -> Option<Hundredths> {
    let spelling = node.span.spelling(&cx.source.text);
    let value = matches!(node.value, Value::Number).then(|| hundredths(spelling)).flatten().filter(|h| *h <= 10_000);
    if value.is_none() {
        let found = cx.found_value(node);
        cx.report(node, ValueProblem::NotPercent { key, found });
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

/// A whole number in decimal digits, without a leading zero, which makes it octal to some readers.
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
