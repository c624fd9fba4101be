//! Every rule that a result can name. The list is the same in each run, as code scanning asks for.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::plan::{FindingCode, GUARDS, GuardName, ReasonCode};
use crate::render::wording::{
    CONTRADICTIONS, finding_advice, finding_summary, guard_advice, guard_summary, reason_advice, reason_summary,
};

use super::SarifLevel;

/// A rule as code scanning shows it.
struct SarifRule {
    id: String,
    /// The default level.
    level: SarifLevel,
    /// What was found.
    summary: &'static str,
    /// What to do.
    help: &'static str,
}

/// The id of the rule of a guard.
pub(super) fn guard_rule(name: GuardName) -> String {
    format!("guard-{name}")
}

/// The id of the rule of a finding.
pub(super) fn finding_rule(code: FindingCode) -> String {
    format!("finding-{}", code.as_str())
}

/// The id of the rule of an action.
pub(super) fn action_rule(code: ReasonCode) -> String {
    format!("deactivate-{}", code.as_str())
}

/// Every rule: those of the roster, of contradictions, guards, findings and actions.
static RULES: LazyLock<Vec<SarifRule>> = LazyLock::new(|| {
    let row = |level| {
        move |(id, summary, help): &(&str, &'static str, &'static str)| SarifRule {
            id: (*id).to_owned(),
            level,
            summary,
            help,
        }
    };
    let guard = |name| SarifRule {
        id: guard_rule(name),
        level: SarifLevel::Error,
        summary: guard_summary(name),
        help: guard_advice(name),
    };
    let finding = |code: FindingCode| SarifRule {
        id: finding_rule(code),
        level: code.severity().into(),
        summary: finding_summary(code),
        help: finding_advice(code),
    };
    let action = |code| SarifRule {
        id: action_rule(code),
        level: SarifLevel::Note,
        summary: reason_summary(code),
        help: reason_advice(code),
    };
    (ROSTER_WARNINGS.iter().map(row(SarifLevel::Warning)))
        .chain(ROSTER_ERRORS.iter().map(row(SarifLevel::Error)))
        .chain(CONTRADICTIONS.iter().map(row(SarifLevel::Error)))
        .chain(GUARDS.into_iter().map(guard))
        .chain(FindingCode::ALL.into_iter().map(finding))
        .chain(ReasonCode::ALL.into_iter().map(action))
        .collect()
});

/// The position of the rule with this id in the list.
pub(super) fn index(id: &str) -> Option<usize> {
    RULES.iter().position(|rule| rule.id == id)
}

/// The rules as `reportingDescriptor`s.
pub(super) fn descriptors() -> Vec<Value> {
    let descriptor = |SarifRule { id, level, summary, help }: &SarifRule| {
        json!({
            "id": id,
            "name": name(id),
            "shortDescription": {"text": summary},
            "fullDescription": {"text": summary},
            "help": {"text": help},
            "defaultConfiguration": {"level": level.as_str()},
        })
    };
    RULES.iter().map(descriptor).collect()
}

/// `duplicate-user` → `DuplicateUser`: the form that SARIF asks of a name.
fn name(id: &str) -> String {
    let words = id.split(['-', '_']);
    let capital = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    words.map(capital).collect()
}

/// Warnings about rosters: id, what was found, what to do.
const ROSTER_WARNINGS: &[(&str, &str, &str)] = &[(
    "bare-domain",
    "A domain without a dot.",
    "Write the whole address if it was cut short, such as ana@acme.example.",
)];

/// Errors of rosters.
const ROSTER_ERRORS: &[(&str, &str, &str)] = &[
    ("bad-date", "Not a day of the calendar.", "Write the day as YYYY-MM-DD."),
    ("bad-domain", "Not the domain of an e-mail address.", "Write the part after the @, such as acme.example."),
    ("bad-email", "Not an e-mail address.", "Write one address, such as ana@acme.example."),
    ("bad-id", "Not an id of the directory.", "Copy the id from the directory."),
    ("bad-number", "Not a number that this key takes.", "Write digits only, within the bounds that the message names."),
    (
        "bad-path",
        "Not a path below the roster's folder.",
        "Write a relative path with / between folders and without `..`.",
    ),
    ("bad-text", "Not a text that this key takes.", "Write one line of plain text."),
    ("bad-timezone", "Not the name of a time zone.", "Write its IANA name, such as Europe/Berlin."),
    ("bad-url", "Not an address that may be asked.", "Write https:// and the host; http:// only on this machine."),
    ("bad-version", "Not a version of the roster that this rosterctl reads.", "Write `version: 1`."),
    (
        "conflicting-id",
        "Two entries name the same person with different ids or addresses.",
        "Look the person up in the directory and correct the entry that is wrong.",
    ),
    ("control-character", "A character that does not show.", "Remove it, or write what was meant."),
    ("duplicate-division", "A division is listed in the scope twice.", "Remove one of the two."),
    ("duplicate-domain", "A domain is listed in the scope twice.", "Remove one of the two."),
    ("duplicate-key", "A key is given twice in its map.", "Remove one of the two."),
    ("duplicate-leaver", "A user is listed in `leavers` twice.", "Remove one of the two."),
    ("duplicate-protected", "A user is listed as protected twice.", "Remove one of the two."),
    ("duplicate-user", "A user is listed in `users` twice.", "Remove one of the two."),
    ("empty-file", "The file holds nothing.", "Write what the message asks for."),
    ("empty-scope", "The scope governs no user.", "Name what it governs, or leave `scope` out."),
    ("empty-value", "A key has no value.", "Write its value, or remove the key."),
    ("file-missing", "There is no such file.", "Check the path."),
    ("file-too-large", "The file is larger than any roster.", "Check the path, or split the roster with `include`."),
    ("file-unreadable", "The file cannot be read.", "Check its permissions."),
    ("include-nothing", "An include matches no file.", "Correct the pattern, or remove it."),
    (
        "include-refused",
        "An include leads to what may not be included.",
        "Include files below the roster's folder by their own paths.",
    ),
    ("include-self", "The roster includes itself.", "Write a narrower pattern."),
    ("missing-key", "A key is missing.", "Add the key that the message names."),
    ("not-a-file", "The path leads to something that is not a file.", "Name the roster file."),
    ("unknown-key", "There is no such key.", "Correct its spelling, or remove it."),
    ("unknown-value", "The key does not take this word.", "Write one of those that the message names."),
    ("user-and-leaver", "A user is listed in `users` and in `leavers`.", "Remove the entry that does not hold."),
    ("was-is-email", "The former address is the present one.", "Remove `was`, or correct it."),
    ("wrong-key", "A key does not go with another one.", "Remove one of the two."),
    ("wrong-type", "A value is of another type than its key takes.", "Write it as the message describes."),
    ("yaml-feature", "A feature of YAML that rosters do not have.", "Write it out."),
    ("yaml-limit", "The file is nested or referenced beyond any roster.", "Write it plainly."),
    ("yaml-syntax", "Not YAML.", "Look at the marked place and just before it."),
];

#[cfg(test)]
mod tests;
