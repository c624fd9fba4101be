//! Keys and values.

use super::{did_you_mean, pair};
use crate::model::EmailError;
use crate::model::{DIRECTORY_TYPES, Presence, directory_keys};
use crate::roster::{FoundValue, MapOwner, ValueProblem, ValueRole};
use crate::text::{alternatives, quote};

pub(super) fn value(problem: &ValueProblem) -> (String, String) {
    match problem {
        ValueProblem::NotText { role: expected, found: value } => {
            let help = match value {
                FoundValue::Number { spelling } => in_quotes(&spelling.0),
                FoundValue::Boolean { value } => in_quotes(&value.to_string()),
                FoundValue::Nothing => "write it, or remove the entry".to_owned(),
                FoundValue::Text { .. } | FoundValue::List | FoundValue::Map => {
                    "write one value in its place".to_owned()
                }
            };
            pair(format!("{} is text, but this is {}", role(*expected), found(value)), help)
        }
        ValueProblem::YamlBoolean { role: expected, text } => pair(
            format!("{} is text, but many YAML readers take {} for a boolean", role(*expected), quote(&text.0)),
            in_quotes(&text.0),
        ),
        ValueProblem::NotBoolean { key, found: value } => pair(
            format!("`{key}` is `true` or `false`, but this is {}", found(value)),
            "write `true` or `false`, without quotes",
        ),
        ValueProblem::NotAMap { owner: map, found: value, keys } => pair(
            format!("{} is a map of keys, but this is {}", owner(*map), found(value)),
            format!("write `key: value` lines; the keys are {}", alternatives(keys)),
        ),
        ValueProblem::NotAList { key, found: value } => pair(
            format!("`{key}` is a list, but this is {}", found(value)),
            format!("write one `- ` line per entry; an empty list is written `{key}: []`"),
        ),
        ValueProblem::NotAUser { found: value } => pair(
            format!("an entry of `users` is an e-mail address or a map, but this is {}", found(value)),
            "write an address, or a map with `email`",
        ),
        ValueProblem::NotWhole { key, found: value } => pair(
            format!("`{key}` is a whole number from 0, but this is {}", found(value)),
            "write digits only, such as `25`",
        ),
        ValueProblem::NotPercent { key, found: value } => pair(
            format!("`{key}` is a number from 0 to 100 with at most two decimals, but this is {}", found(value)),
            "write it without a percent sign, such as `10` or `2.5`",
        ),
        ValueProblem::NotVersion { found: value } => {
            pair(format!("`version` is the number 1, but this is {}", found(value)), "write `version: 1`")
        }
        ValueProblem::UnsupportedVersion { version } => pair(
            format!("the roster's version is {}, but this rosterctl reads version 1", quote(&version.0)),
            "write `version: 1`",
        ),
        ValueProblem::EmptyText { role: of } => {
            pair(format!("{} is empty", role(*of)), "write a few words, or remove the line")
        }
        ValueProblem::LineBreak { role: of } => {
            pair(format!("{} has a line break in it", role(*of)), "write it on one line")
        }
        ValueProblem::HostileCharacter { role: of, character } => pair(
            format!("{} has the character {} in it", role(*of), quote(character.encode_utf8(&mut [0; 4]))),
            "remove it",
        ),
        ValueProblem::LongText { role: of, limit } => {
            pair(format!("{} is longer than {limit} characters", role(*of)), "shorten it, or link to a longer text")
        }
        ValueProblem::EmptyEmail { role: of } => {
            pair(format!("{} {}", role(*of), EmailError::Empty), email_help(EmailError::Empty))
        }
        ValueProblem::BadEmail { text, error, corrected } => pair(
            format!("{} {error}", quote(&text.0)),
            corrected.as_ref().map_or_else(
                || email_help(*error).to_owned(),
                |corrected| format!("write the address alone: {}", quote(&corrected.0)),
            ),
        ),
        ValueProblem::JoinedLines { text } => pair(
            format!("{} {}", quote(&text.0), EmailError::WhiteSpace),
            "YAML joins a line with a deeper dash to the one above: put every `-` of the list in the same column",
        ),
        ValueProblem::BareDomain { text } => pair(
            format!("{} has a domain without a dot", quote(&text.0)),
            "if the address was truncated, write all of it, as in `ana@acme.example`; a user is found only by the whole \
             address",
        ),
        ValueProblem::BadId { text } => pair(
            format!("{} is not an id", quote(&text.0)),
            "copy the id from the directory: letters, digits, `-`, `_`, `.` and `:`, at most 128 of them",
        ),
        ValueProblem::DateOfOtherType { found: value } => pair(
            format!("a date is expected, but this is {}", found(value)),
            "write it as year-month-day, such as `2026-12-31`",
        ),
        ValueProblem::NotADate { text } => {
            pair(format!("{} is not a date", quote(&text.0)), "write it as year-month-day, such as `2026-12-31`")
        }
        ValueProblem::NoSuchMonth { text, month } => pair(
            format!("{} has no month {month:02}", quote(&text.0)),
            "the month is in the middle, from 01 to 12, as in `2026-12-31`",
        ),
        ValueProblem::NoSuchDay { text, days } => pair(
            format!("{} is not in the calendar: that month has {days} days", quote(&text.0)),
            format!("write a day from 01 to {days:02}"),
        ),
        ValueProblem::UnknownKey { owner: map, key, suggestion, keys } => pair(
            format!("{} has no key {}", owner(*map), quote(&key.0)),
            did_you_mean(*suggestion, format!("the keys are {}", alternatives(keys))),
        ),
        ValueProblem::KeyNotText { owner: map, found: value, keys } => pair(
            format!("a key of {} is text, but this is {}", owner(*map), found(value)),
            format!("the keys are {}", alternatives(keys)),
        ),
        ValueProblem::ReasonOfUser { key } => pair(
            format!("a user has no key `{key}`"),
            "a reason belongs to an entry of `leavers` or `protected`; for a user write `note`",
        ),
        ValueProblem::KeyOfRoster { key } => pair(
            format!("`{key}` is set in an included file"),
            "move it to the roster itself: included files hold `users` and `leavers` only",
        ),
        ValueProblem::DuplicateKey { key } => pair(format!("duplicate key `{key}`"), "keep one of the two"),
        ValueProblem::EmptyValue { key } => pair(format!("`{key}` has no value"), empty_value_help(key)),
        ValueProblem::EmptyUser => pair("this entry is empty", "write an address, or a map with `email`"),
        ValueProblem::EmptyEntry => pair("this entry is empty", "remove it, or write `email` and `reason`"),
        ValueProblem::MissingKey { owner: map, key } => {
            pair(format!("{} needs the key `{key}`", owner(*map)), format!("add {}", example(key)))
        }
        ValueProblem::MissingReason { owner: map, text } => pair(
            format!("{} needs a reason, but this is {}", owner(*map), quote(&text.0)),
            "write `- email: …` and below it `reason: …`",
        ),
        ValueProblem::MissingIdentifier => pair(
            "a protected user needs the key `email` or the key `id`",
            "add `email: ana@acme.example`, or `id:` with the directory's id of the user",
        ),
        ValueProblem::FormerIsPresent { email } => pair(
            format!("`was` is the same address as `email`: {}", quote(email.as_str())),
            "write the former address after `was`, or remove it",
        ),
        ValueProblem::BadDomain { text, bare } => pair(
            format!("{} is not an e-mail domain", quote(&text.0)),
            bare.as_ref().map_or_else(
                || "write the part after the `@` of an address, such as `acme.example`".to_owned(),
                |bare| format!("remove the `@`: {}", quote(&bare.0)),
            ),
        ),
        ValueProblem::EmptyScope { key } => pair(
            format!("`{key}` is empty, and does not narrow the scope"),
            "name what is in scope, or remove the key to include all users",
        ),
        ValueProblem::UnknownValue { key, text, suggestion } => pair(
            format!("unknown value {} for `{key}`", quote(&text.0)),
            did_you_mean(*suggestion, accepted_values(key)),
        ),
        ValueProblem::BadTimezone { text, suggestion } => pair(
            format!("{} is not a time zone", quote(&text.0)),
            did_you_mean(
                suggestion.as_ref().map(|zone| &*zone.0),
                "write the IANA name of a place, such as `Europe/Berlin`, or `UTC`; offsets (`GMT+5`) and abbreviations \
                 (`CEST`) are not accepted, because they do not determine when clocks change",
            ),
        ),
    }
}

/// A value as it is found, for a sentence: "the number `12`".
fn found(value: &FoundValue) -> String {
    match value {
        FoundValue::Nothing => "nothing".to_owned(),
        FoundValue::Boolean { value } => format!("the boolean `{value}`"),
        FoundValue::Number { spelling } => format!("the number {}", quote(&spelling.0)),
        FoundValue::Text { text } => format!("the text {}", quote(&text.0)),
        FoundValue::List => "a list".to_owned(),
        FoundValue::Map => "a map of keys".to_owned(),
    }
}

fn role(role: ValueRole) -> String {
    match role {
        ValueRole::Key { key } => format!("`{key}`"),
        ValueRole::Division => "a division".to_owned(),
        ValueRole::EmailDomain => "an e-mail domain".to_owned(),
        ValueRole::Include => "an entry of `include`".to_owned(),
        ValueRole::Address => "this e-mail".to_owned(),
    }
}

fn owner(owner: MapOwner) -> String {
    match owner {
        MapOwner::Roster => "a roster".to_owned(),
        MapOwner::IncludedFile => "an included file".to_owned(),
        MapOwner::User => "a user".to_owned(),
        MapOwner::Leaver => "a leaver".to_owned(),
        MapOwner::ProtectedUser => "a protected user".to_owned(),
        MapOwner::Key { key } => format!("`{key}`"),
    }
}

fn in_quotes(text: &str) -> String {
    format!("put it in quotes: {}", quote(&format!("\"{text}\"")))
}

fn empty_value_help(key: &str) -> String {
    match key {
        "version" | "directory" | "type" | "org" | "email" | "reason" => format!("write {}", example(key)),
        "users" | "leavers" | "protected" | "include" | "divisions" | "email_domains" => {
            format!("an empty list is written `{key}: []`")
        }
        _ => format!("write a value after `{key}:`, or remove the line"),
    }
}

/// A line with a missing key.
fn example(key: &str) -> String {
    let first = DIRECTORY_TYPES[0].name;
    let of_directory = || match directory_keys().into_iter().find(|known| known.name == key)?.presence {
        Presence::Required(example) => Some(example.to_owned()),
        Presence::Optional => None,
    };
    match key {
        "version" => "`version: 1`".to_owned(),
        "directory" => format!("`directory: {{type: {first}}}`"),
        "users" => "`users:` with one `- ` line for each user who should be active".to_owned(),
        "email" => "`email: ana@acme.example`".to_owned(),
        "reason" => "`reason:` with a few words that give the reason".to_owned(),
        "type" => format!("`type: {first}`, or `type: sandbox` for a trial"),
        _ => of_directory().unwrap_or_else(|| format!("`{key}:` with its value")),
    }
}

/// The values that a key accepts.
fn accepted_values(key: &str) -> &'static str {
    match key {
        "undeclared" => {
            "write `deactivate` (active users that the roster does not list are deactivated; the default) or `report` \
             (they are kept, and the plan lists them)"
        }
        "interaction_unknown" => {
            "write `write` (the user is deactivated, with a note that it was unknown; the default) or `defer` (the user \
             is left for a later apply)"
        }
        _ => "write one of the values that the schema of a roster lists",
    }
}

fn email_help(error: EmailError) -> &'static str {
    match error {
        EmailError::WhiteSpace => "write one address without white space, such as `ana@acme.example`",
        EmailError::Invisible(_) => "type the address again: an invisible character was pasted with it",
        EmailError::Long => "no mail server accepts an address that long: correct it",
        EmailError::Wildcard => "write one line for each user: an entry is one address and matches one user",
        EmailError::Mark('…' | '\u{fffd}') => {
            "write the whole address: it was truncated or misread where it comes from"
        }
        EmailError::Mark(',' | ';') => "write one line for each user, and the address alone",
        EmailError::Mark(_) | EmailError::Scheme => "write the address alone, such as `ana@acme.example`",
        EmailError::DomainDot | EmailError::Domain(_) => "correct the part after the `@`, as in `ana@acme.example`",
        EmailError::Empty | EmailError::At | EmailError::Side | EmailError::Dots => {
            "write an address such as `ana@acme.example`"
        }
    }
}
