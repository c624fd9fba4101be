//! What to run next, and what is asked before anything is written.

use std::path::Path;

use crate::plan::{ReadingSource, SavedPlan};
use crate::settings::NamedOrganization;
use crate::text::{ALARM, BOLD, FAINT, counted, paint, printed_path, sanitize_inline, sanitize_line};

/// What to do with a plan that was just made, perhaps for an organization of a fleet, and, perhaps, saved at `out`.
#[must_use]
pub fn next_steps(plan: &SavedPlan, out: Option<&Path>, organization: Option<&NamedOrganization>) -> String {
    let summary = &plan.plan.summary;
    let mut text = format!("\n{}\n", paint(FAINT, "─".repeat(72)));
    if let Some(out) = out {
        text.push_str(&format!("\nSaved the plan to: {}\n", printed_path(out)));
    }
    if summary.guards_refused > 0 {
        text.push_str(&format!(
            "\n{} The plan cannot be applied until every guard passes. Fix the roster as described above and run\n`rosterctl plan` again.\n",
            paint(ALARM, "Refused.")
        ));
    } else if summary.deactivate == 0 {
        return if out.is_some() { text } else { String::new() };
    } else if plan.live.source == ReadingSource::Snapshot {
        text.push_str(
            "\nThis plan was made from a snapshot, as a preview. It cannot be applied: `rosterctl apply -f FILE\n\
             --expect DIGEST` plans from the directory, and goes on only if that plan has the digest of this one.\n",
        );
    } else if plan.as_of {
        text.push_str("\nThis plan was made with --as-of, as a preview. It cannot be applied.\n");
    } else if let Some(out) = out {
        text.push_str(&format!(
            "\nTo carry out exactly these actions, run:\n    {}\n",
            paint(BOLD, sanitize_line(&apply_command(out, organization)))
        ));
    } else if organization.is_some() {
        text.push_str(
            "\nThe plan was not saved. To carry out exactly these actions, save it with `--results DIR` and run\n\
             `rosterctl apply` with the same fleet, organization and `--results DIR`.\n",
        );
    } else {
        text.push_str(
            "\nThe plan was not saved. To carry out exactly these actions, save it with `--out PLAN` and run\n\
             `rosterctl apply PLAN`; `rosterctl apply -f FILE` plans again and asks.\n",
        );
    }
    text
}

/// The command that applies the plan at `out`.
fn apply_command(out: &Path, organization: Option<&NamedOrganization>) -> String {
    let Some(NamedOrganization { fleet, name, results }) = organization else {
        return format!("rosterctl apply {}", shell_word(out));
    };
    match results {
        Some(results) => organization_command("apply", fleet, name, results),
        None => format!("rosterctl apply {} --fleet {} --organization {name}", shell_word(out), shell_word(fleet)),
    }
}

/// A command for an organization of a fleet with its folder of results.
#[must_use]
pub fn organization_command(command: &str, fleet: &Path, name: &str, results: &Path) -> String {
    let (fleet, results) = (shell_word(fleet), shell_word(results));
    format!("rosterctl {command} --fleet {fleet} --organization {name} --results {results}")
}

/// The question before an apply.
#[must_use]
pub fn question(plan: &SavedPlan) -> String {
    let users = counted(plan.plan.summary.deactivate, "user");
    let terms: String = super::terms::wrapped_terms(plan).lines().map(|line| format!("  {line}\n")).collect();
    format!(
        "\n{}\n{terms}  rosterctl will deactivate {users} of \"{}\" as described above.\n  Only 'yes' will be accepted to \
         approve.\n\n  {} ",
        paint(BOLD, "Do you want to perform these actions?"),
        sanitize_inline(&plan.directory.organization.name),
        paint(BOLD, "Enter a value:")
    )
}

/// A path as one word of a shell.
pub(super) fn shell_word(path: &Path) -> String {
    let text = path.to_string_lossy().into_owned();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | ':' | '@' | ',');
    if !text.is_empty() && text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
