//! The summary of an export, printed next to the roster.

use std::path::Path;

use crate::model::{Live, Undeclared};
use crate::roster_fmt::{Exported, FOLDER, NotExportable, SCHEMA};

use super::next_steps::shell_word;
use crate::text::{counted, sanitize_inline, sanitize_line};

/// The most users that are listed one by one.
const MAX_LISTED: usize = 50;

/// What was exported and what to do next.
#[must_use]
pub fn export_summary(live: &Live, exported: &Exported, out: Option<&Path>) -> String {
    let desired = &exported.desired;
    let users = counted(desired.users.len() as u64, "user");
    let mut text = format!("Exported {users} of \"{}\"", sanitize_inline(&live.organization.name));
    let missing = unaddressed(live);
    let Some(out) = out else {
        text.push_str(
            ". Save it, or export with `--out ROSTER`; then run `rosterctl validate` and `rosterctl plan`.\n",
        );
        text.push_str(&missing);
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
    text.push_str(&missing);
    let removed = match desired.undeclared {
        Undeclared::Deactivate => "removed from it or moved to `leavers`",
        Undeclared::Report => "moved to `leavers`",
    };
    text.push_str(&format!(
        "\nNext:\n    rosterctl validate {name}\n    rosterctl plan {name}        # No changes.\n\nThen commit it. From \
         then on, users {removed} lose access with the next apply.\n"
    ));
    if desired.protected.is_empty() {
        text.push_str("List emergency accounts under `guards: protected:` first: they are then never deactivated.\n");
    }
    if exported.roster.contains(SCHEMA) {
        text.push_str(&format!("Editors check it with the schema beside it: rosterctl schema roster > {SCHEMA}\n"));
    }
    text
}

/// The note that active users have no address, so that they are neither counted as users nor in a roster; empty without any.
pub(super) fn unaddressed(live: &Live) -> String {
    if live.unaddressed.is_empty() {
        return String::new();
    }
    let more = counted(live.unaddressed.len() as u64, "more active user");
    format!("Not among them: {more} without an e-mail address, whom no roster can name; `rosterctl plan` lists them.\n")
}

/// Live users that no roster can declare, each with the reason.
#[must_use]
pub fn not_exportable(users: &[NotExportable<'_>]) -> String {
    let one = |odd: &NotExportable<'_>| {
        let (user, why) = (odd.user, &odd.why);
        sanitize_line(&format!(
            "  \"{}\" ({}, id {}) {why}",
            sanitize_inline(user.email.as_str()),
            sanitize_inline(&user.name),
            user.id
        )) + "\n"
    };
    let mut text: String = users.iter().take(MAX_LISTED).map(one).collect();
    if users.len() > MAX_LISTED {
        text.push_str(&format!("  and {} more\n", users.len() - MAX_LISTED));
    }
    text
}
