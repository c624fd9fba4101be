//! The changes that formatting makes to a file.

use similar::TextDiff;

use crate::roster_fmt::Layout;

use crate::text::{sanitize_line, sanitize_multiline};

/// The change as a unified diff.
#[must_use]
pub fn fmt_diff(layout: &Layout) -> String {
    let name = sanitize_line(&layout.name);
    let (before, after) = (sanitize_multiline(&layout.before), sanitize_multiline(&layout.after.text));
    let formatted = format!("{name} (formatted)");
    TextDiff::from_lines(before.as_ref(), after.as_ref()).unified_diff().header(&name, &formatted).to_string()
}

/// A note for each comment that moved away from the start of a group, where it may have been a heading.
#[must_use]
pub fn moved_comments(layout: &Layout) -> String {
    let one = |(line, comment): &(u32, String)| {
        format!(
            "{}:{line}: `{}` moves with the entry below it, which is no longer the first of its group; if it is a \
             heading, add a blank line below it\n",
            sanitize_line(&layout.name),
            sanitize_line(comment)
        )
    };
    layout.after.moved_comments.iter().map(one).collect()
}
