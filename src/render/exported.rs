//! What an export says beside the roster.

use std::path::Path;

use crate::model::Undeclared;
use crate::roster_fmt::{Exported, FOLDER, SCHEMA, Unlistable};

use super::next_steps::shell_word;
use crate::text::counted;
use crate::text::{sanitize_inline, sanitize_line};

/// The most users that are listed one by one.
const LISTED: usize = 50;

/// What was exported, and what to do next.
#[must_use]
pub fn exported(organization: &str, exported: &Exported, out: Option<&Path>) -> String {
    let desired = &exported.desired;
    let users = counted(desired.users.len() as u64, "user");
    let mut text = format!("Exported {users} of \"{}\"", sanitize_inline(organization));
    let Some(out) = out else {
        text.push_str(
            ". Save it, or export with `--out ROSTER`; then run `rosterctl validate` and `rosterctl plan`.\n",
        );
        return text;
    };
    let name = sanitize_line(&shell_word(out));
    match exported.divisions.len() {
        0 => text.push_str(&format!(" to {name}.\n")),
        several => {
            let files = counted(several as u64, "file");
            text.push_str(&format!(" to {name} and {files} in {FOLDER}/ beside it.\n"));
        }
    }
    let whoever = match desired.undeclared {
        Undeclared::Deactivate => "dropped from it or moved to `leavers`",
        Undeclared::Report => "moved to `leavers`",
    };
    text.push_str(&format!(
        "\nNext:\n    rosterctl validate {name}\n    rosterctl plan {name}        # No changes.\n\nThen commit it. From \
         then on, whoever is {whoever} loses access with the next apply.\n"
    ));
    if desired.protected.is_empty() {
        text.push_str("List emergency accounts under `guards: protected:` first: they are then never deactivated.\n");
    }
    if exported.roster.contains(SCHEMA) {
        text.push_str(&format!("Editors check it with the schema beside it: rosterctl schema roster > {SCHEMA}\n"));
    }
    text
}

/// Live users whom no roster can declare, each with why.
#[must_use]
pub fn unlistable(users: &[Unlistable<'_>]) -> String {
    let one = |odd: &Unlistable<'_>| {
        let (user, why) = (odd.user, &odd.why);
        sanitize_line(&format!(
            "  \"{}\" ({}, id {}) {why}",
            sanitize_inline(user.email.as_str()),
            sanitize_inline(&user.name),
            user.id
        )) + "\n"
    };
    let mut text: String = users.iter().take(LISTED).map(one).collect();
    if users.len() > LISTED {
        text.push_str(&format!("  and {} more\n", users.len() - LISTED));
    }
    text
}
