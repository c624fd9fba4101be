//! Every rule that a result can name. The list is the same in each run, as code scanning asks for.

use serde_json::{Value, json};

/// Id, default level, what was found, what to do.
type Rule = (&'static str, &'static str, &'static str, &'static str);

/// Where the rule of an id stands in the list.
pub(super) fn index(id: &str) -> Option<usize> {
    RULES.iter().position(|rule| rule.0 == id)
}

/// The rules as `reportingDescriptor`s.
pub(super) fn descriptors() -> Vec<Value> {
    let descriptor = |(id, level, what, mend): &Rule| {
        json!({
            "id": id,
            "name": name(id),
            "shortDescription": {"text": what},
            "fullDescription": {"text": what},
            "help": {"text": mend},
            "defaultConfiguration": {"level": level},
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

pub(super) const RULES: &[Rule] = &[
    ("ambiguous-division", "error", "Several divisions have this name.", "Give the id of the one that is meant."),
    (
        "ambiguous-user",
        "error",
        "Several active users match one entry.",
        "Have their e-mails corrected in the directory, or drop a `was` that no longer holds.",
    ),
    (
        "bare-domain",
        "warning",
        "A domain without a dot.",
        "Write the whole address if it was cut short, such as ana@acme.example.",
    ),
    ("bad-date", "error", "Not a day of the calendar.", "Write the day as YYYY-MM-DD."),
    (
        "bad-domain",
        "error",
        "Not the domain of an e-mail address.",
        "Write what stands after the @, such as acme.example.",
    ),
    ("bad-email", "error", "Not an e-mail address.", "Write one address, such as ana@acme.example."),
    ("bad-id", "error", "Not an id of the directory.", "Copy the id from the directory."),
    (
        "bad-number",
        "error",
        "Not a number that this key takes.",
        "Write digits only, within the bounds that the message names.",
    ),
    (
        "bad-path",
        "error",
        "Not a path below the roster's folder.",
        "Write a relative path with / between folders and without `..`.",
    ),
    ("bad-text", "error", "Not a text that this key takes.", "Write one line of plain text."),
    ("bad-timezone", "error", "Not the name of a time zone.", "Write its IANA name, such as Europe/Berlin."),
    (
        "bad-url",
        "error",
        "Not an address that may be asked.",
        "Write https:// and the host; http:// only on this machine.",
    ),
    ("bad-version", "error", "Not a version of the roster that this rosterctl reads.", "Write `version: 1`."),
    (
        "conflicting-id",
        "error",
        "Two entries name the same person with different ids or addresses.",
        "Look the person up in the directory and correct the entry that is wrong.",
    ),
    ("control-character", "error", "A character that does not show.", "Remove it, or write what was meant."),
    (
        "division-unknown",
        "error",
        "The directory does not say in which division a user is.",
        "Let the credentials see divisions, or scope by e-mail domains.",
    ),
    ("duplicate-division", "error", "A division is listed in the scope twice.", "Remove one of the two."),
    ("duplicate-domain", "error", "A domain is listed in the scope twice.", "Remove one of the two."),
    ("duplicate-key", "error", "A key is given twice in its map.", "Remove one of the two."),
    ("duplicate-leaver", "error", "A user is listed in `leavers` twice.", "Remove one of the two."),
    ("duplicate-protected", "error", "A user is listed as protected twice.", "Remove one of the two."),
    ("duplicate-user", "error", "A user is listed in `users` twice.", "Remove one of the two."),
    ("empty-file", "error", "The file holds nothing.", "Write what the message asks for."),
    ("empty-scope", "error", "The scope governs no user.", "Name what it governs, or leave `scope` out."),
    ("empty-value", "error", "A key has no value.", "Write its value, or remove the key."),
    ("file-missing", "error", "There is no such file.", "Check the path."),
    (
        "file-too-large",
        "error",
        "The file is larger than any roster.",
        "Check the path, or split the roster with `include`.",
    ),
    ("file-unreadable", "error", "The file cannot be read.", "Check its permissions."),
    (
        "id-mismatch",
        "error",
        "An id and an e-mail belong to different people.",
        "Correct the one that is wrong; for a rename add `was` with the old address.",
    ),
    ("include-nothing", "error", "An include matches no file.", "Correct the pattern, or remove it."),
    (
        "include-refused",
        "error",
        "An include leads to what may not be included.",
        "Include files below the roster's folder by their own paths.",
    ),
    ("include-self", "error", "The roster includes itself.", "Write a narrower pattern."),
    ("missing-key", "error", "A key is missing.", "Add the key that the message names."),
    ("not-a-file", "error", "The path leads to something that is not a file.", "Name the roster file."),
    (
        "protected-leaver",
        "error",
        "A user is protected and a leaver.",
        "Remove the leaver entry, or first the protection.",
    ),
    ("protected-until", "error", "A protected user has a last day.", "Remove `until`, or the protection."),
    (
        "unknown-division",
        "error",
        "The directory has no such division.",
        "Give its name or id as the directory shows it.",
    ),
    (
        "unknown-domain",
        "error",
        "No user of the directory has an e-mail in a domain of the scope.",
        "Correct its spelling, or drop it from the scope.",
    ),
    ("unknown-key", "error", "There is no such key.", "Correct its spelling, or remove it."),
    (
        "unknown-user",
        "error",
        "No user and no line of the roster is the one named on the command line.",
        "Check the spelling of --only.",
    ),
    ("unknown-value", "error", "The key does not take this word.", "Write one of those that the message names."),
    (
        "user-and-leaver",
        "error",
        "A user is listed in `users` and in `leavers`.",
        "Remove the entry that does not hold.",
    ),
    ("was-is-email", "error", "The former address is the present one.", "Remove `was`, or correct it."),
    ("wrong-key", "error", "A key does not go with another one.", "Remove one of the two."),
    ("wrong-type", "error", "A value is of another type than its key takes.", "Write it as the message says."),
    ("yaml-feature", "error", "A feature of YAML that rosters do not have.", "Write it out."),
    ("yaml-limit", "error", "The file is nested or referenced beyond any roster.", "Write it plainly."),
    ("yaml-syntax", "error", "Not YAML.", "Look at the marked place and just before it."),
    (
        "guard-max_deactivations",
        "error",
        "More users would be deactivated than the roster allows.",
        "Check that the roster is complete; if this many users really leave, lift the guard with a reason.",
    ),
    (
        "guard-max_deactivation_percent",
        "error",
        "A larger share of the users would be deactivated than the roster allows.",
        "Check that the roster is complete; if this many users really leave, lift the guard with a reason.",
    ),
    ("guard-empty_roster", "error", "The roster declares no user.", "List who should be active under `users`."),
    (
        "guard-empties_division",
        "error",
        "A division would lose its last active user.",
        "Declare a user of it, or lift the guard with a reason if the division is closing.",
    ),
    (
        "guard-self",
        "error",
        "The identity behind the credentials would be deactivated, or could not be read.",
        "Use an OAuth client, or declare that user.",
    ),
    (
        "guard-lookalike",
        "error",
        "Somebody who would be deactivated may only be misspelled, or have a new account.",
        "Correct the spelling, or say with `email`, `was` or a leaver entry who is meant.",
    ),
    (
        "guard-require_leaver_entry",
        "error",
        "A user would be deactivated without a leaver entry.",
        "Add a leaver entry with the reason.",
    ),
    (
        "guard-protected_absent",
        "error",
        "An entry of `protected` matches no user of the directory.",
        "Correct the entry, give the id of the account, or drop it.",
    ),
    (
        "guard-undeclarable",
        "error",
        "Somebody would be deactivated whom no roster can declare.",
        "Protect them by id, or have an administrator correct their e-mail.",
    ),
    (
        "finding-lookalike",
        "error",
        "An undeclared user resembles a declared one who is not active.",
        "Correct the spelling, or say with `email`, `was` or a leaver entry who is meant.",
    ),
    (
        "finding-missing",
        "warning",
        "No user has a declared e-mail.",
        "Correct its spelling, or have an administrator create the user.",
    ),
    (
        "finding-inactive",
        "warning",
        "A declared user is inactive.",
        "Have an administrator activate them, or drop the line.",
    ),
    (
        "finding-deleted",
        "warning",
        "A declared user is deleted.",
        "Have an administrator restore them, or drop the line.",
    ),
    (
        "finding-out_of_scope",
        "warning",
        "A user named by the roster is outside its scope.",
        "Widen the scope, or drop the line.",
    ),
    (
        "finding-protected",
        "note",
        "A user is kept only for being protected.",
        "Declare them, or remove the protection.",
    ),
    (
        "finding-protected_absent",
        "error",
        "An entry of `protected` matches no user of the directory.",
        "Correct the entry, give the id of the account, or drop it.",
    ),
    (
        "finding-protected_mismatch",
        "warning",
        "The id and the e-mail of a protected entry are not those of one user.",
        "Correct the one that is wrong; until then everybody who could be meant is protected.",
    ),
    (
        "finding-undeclared",
        "warning",
        "An active user is neither declared nor a leaver, and is kept.",
        "Add them to `users` or to `leavers`.",
    ),
    (
        "finding-undeclarable",
        "error",
        "A user would be deactivated whom no roster can declare.",
        "Protect them by id, or have an administrator correct their e-mail.",
    ),
    ("deactivate-leaver", "note", "A leaver would be deactivated.", "Nothing, if the leaver entry is right."),
    (
        "deactivate-expired",
        "note",
        "A user whose last day has passed would be deactivated.",
        "Nothing, or a later `until`.",
    ),
    (
        "deactivate-not_declared",
        "note",
        "A user who is not declared in the roster would be deactivated.",
        "Nothing, or a line under `users`.",
    ),
];

#[cfg(test)]
mod tests;
