//! Keys and values.

use super::shown::Shown;
use super::{Sentences, did_you_mean, sentences};
use crate::model::{DIRECTORY_TYPES, EmailError, Presence, directory_keys};
use crate::roster::{FoundValue, ValueProblem, ValueRole};
use crate::text::quote;

pub(super) fn value(problem: &ValueProblem) -> Sentences {
    const DATE: &str = "write it as year-month-day, such as `2026-12-31`";
    const VERSION: &str = "write `version: 1`";
    sentences!(problem, ValueProblem {
        @ ValueProblem::NotText { role, found } => {
            (format!("{} is text, but this is {}", role.shown(), found.shown()), text_help(found))
        };
        @ ValueProblem::YamlBoolean { role, text } => {
            let (role, shown) = (role.shown(), text.shown());
            (format!("{role} is text, but many YAML readers take {shown} for a boolean"), in_quotes(&text.0))
        };
        @ ValueProblem::NotAList { key, found } => {
            let help = format!("write one `- ` line per entry; an empty list is written `{key}: []`");
            (format!("`{key}` is a list, but this is {}", found.shown()), help)
        };
        @ ValueProblem::EmptyEmail { role } => {
            (format!("{} {}", role.shown(), EmailError::Empty), email_help(EmailError::Empty).to_owned())
        };
        @ ValueProblem::BadEmail { text, error, corrected } => {
            let alone = |corrected: String| format!("write the address alone: {corrected}");
            let help = corrected.shown().map_or_else(|| email_help(*error).to_owned(), alone);
            (format!("{} {error}", text.shown()), help)
        };
        @ ValueProblem::EmptyValue { key } => (format!("`{key}` has no value"), empty_value_help(key));
        @ ValueProblem::MissingKey { owner, key } => {
            (format!("{} needs the key `{key}`", owner.shown()), format!("add {}", example(key)))
        };
        @ ValueProblem::UnknownValue { key, text, suggestion } => (
            format!("unknown value {} for `{key}`", text.shown()),
            did_you_mean(suggestion.shown(), accepted_values(key)),
        );
        @ ValueProblem::EmptyText { role } => (format!("{} is empty", role.shown()), empty_text_help(*role));
        NotBoolean { key, found } => "{key} is `true` or `false`, but this is {found}",
            "write `true` or `false`, without quotes";
        NotAMap { owner, found, keys } => "{owner} is a map of keys, but this is {found}",
            format!("write `key: value` lines; the keys are {keys}");
        NotAUser { found } => "an entry of `users` is an e-mail address or a map, but this is {found}",
            "write an address, or a map with `email`";
        NotWhole { key, found } => "{key} is a whole number from 0, but this is {found}", "write digits only, such as `25`";
        NotPercent { key, found } => "{key} is a number from 0 to 100 with at most two decimals, but this is {found}",
            "write it without a percent sign, such as `10` or `2.5`";
        NotVersion { found } => "`version` is the number 1, but this is {found}", VERSION;
        UnsupportedVersion { version } => "the version is {version}, but this rosterctl reads version 1", VERSION;
        LineBreak { role } => "{role} has a line break in it", "write it on one line";
        HostileCharacter { role, character } => "{role} has the character {character} in it", "remove it";
        LongText { role, limit } => "{role} is longer than {limit} characters", "shorten it, or link to a longer text";
        JoinedLines { text } => "{text} has white space in it",
            "YAML joins a line with a deeper dash to the one above: put every `-` of the list in the same column";
        BareDomain { text } => "{text} has a domain without a dot",
            "if the address was truncated, write all of it, as in `ana@acme.example`; a user is found only by the whole \
             address";
        BadId { text } => "{text} is not an id",
            "copy the id from the directory: letters, digits, `-`, `_`, `.` and `:`, at most 128 of them";
        DateOfOtherType { found } => "a date is expected, but this is {found}", DATE;
        NotADate { text } => "{text} is not a date", DATE;
        NoSuchMonth { text, month } => "{text} has no month {month:02}",
            "the month is in the middle, from 01 to 12, as in `2026-12-31`";
        NoSuchDay { text, days } => "{text} is not in the calendar: that month has {days} days",
            format!("write a day from 01 to {days:02}");
        UnknownKey { owner, key, suggestion, keys } => "{owner} has no key {key}",
            did_you_mean(suggestion, format!("the keys are {keys}"));
        KeyNotText { owner, found, keys } => "a key of {owner} is text, but this is {found}",
            format!("the keys are {keys}");
        ReasonOfUser { key } => "a user has no key {key}",
            "a reason belongs to an entry of `leavers` or `protected`; for a user write `note`";
        CredentialKey { key } => "{key} would be a credential, and a roster has none",
            "remove it and set the environment variable, which `rosterctl plan --help` lists; issue a new credential if others \
             may have read the file";
        KeyOfFleet { key } => "{key} is a key of a fleet, not of a roster",
            "name this file with `--fleet`, and one of its organizations with `--organization` or `--index`";
        KeyOfRoster { key } => "{key} is set in an included file",
            "move it to the roster itself: included files hold `users` and `leavers` only";
        DuplicateKey { key } => "duplicate key {key}", "keep one of the two";
        EmptyUser => "this entry is empty", "write an address, or a map with `email`";
        EmptyEntry => "this entry is empty", "remove it, or write `email` and `reason`";
        MissingReason { owner, text } => "{owner} needs a reason, but this is {text}",
            "write `- email: …` and below it `reason: …`";
        MissingIdentifier => "a protected user needs the key `email` or the key `id`",
            "add `email: ana@acme.example`, or `id:` with the directory's id of the user";
        FormerIsPresent { email } => "`was` is the same address as `email`: {email}",
            "write the former address after `was`, or remove it";
        BadDomain { text, bare } => "{text} is not an e-mail domain",
            bare.map_or_else(
                || "write the part after the `@` of an address, such as `acme.example`".to_owned(),
                |bare| format!("remove the `@`: {bare}"),
            );
        EmptyScope { key } => "{key} is empty, and does not narrow the scope",
            "name what is in scope, or remove the key to include all users";
        BadTimezone { text, suggestion } => "{text} is not a time zone",
            did_you_mean(
                suggestion,
                "write the IANA name of a place, such as `Europe/Berlin`, or `UTC`; offsets (`GMT+5`) and abbreviations \
                 (`CEST`) are not accepted, because they do not determine when clocks change",
            );
    })
}

fn text_help(found: &FoundValue) -> String {
    match found {
        FoundValue::Number { spelling } => in_quotes(&spelling.0),
        FoundValue::Boolean { value } => in_quotes(&value.to_string()),
        FoundValue::Nothing => "write it, or remove the entry".to_owned(),
        FoundValue::Text { .. } | FoundValue::List | FoundValue::Map => "write one value in its place".to_owned(),
    }
}

fn empty_text_help(role: ValueRole) -> String {
    match role {
        ValueRole::Key { key: key @ ("name" | "roster" | "prefix") } => format!("write {}", example(key)),
        _ => "write a few words, or remove the line".to_owned(),
    }
}

fn in_quotes(text: &str) -> String {
    format!("put it in quotes: {}", quote(&format!("\"{text}\"")))
}

fn empty_value_help(key: &str) -> String {
    match key {
        "version" | "directory" | "type" | "org" | "email" | "reason" | "organizations" | "name" | "roster"
        | "prefix" => format!("write {}", example(key)),
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
        "organizations" => "`organizations:` with one `- ` entry for each organization".to_owned(),
        "name" => "`name: acme-de`".to_owned(),
        "roster" => "`roster: acme-de/roster.yaml`".to_owned(),
        "prefix" => "`prefix: ACME_DE`".to_owned(),
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
