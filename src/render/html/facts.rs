//! What the plan stands on: its digest, directory, roster files and times.

use crate::plan::SavedPlan;
use crate::text::grouped;

use super::inert::{push_inert, push_isolated};

pub(super) fn push(saved: &SavedPlan, page: &mut String) {
    let directory = &saved.directory;
    page.push_str("<section aria-labelledby=\"facts\">\n<h2 id=\"facts\">About this plan</h2>\n<dl class=\"facts\">\n");
    page.push_str("<dt>Digest</dt><dd><code class=\"digest\">");
    push_inert(&saved.digest, page);
    page.push_str(
        "</code> <button type=\"button\" class=\"copy\" hidden>Copy</button> <small>what <code>rosterctl apply --expect</code> \
         pins</small></dd>\n<dt>Organization</dt><dd>",
    );
    push_isolated(&directory.organization.name, page);
    page.push_str(" <small>");
    push_inert(&directory.organization.id, page);
    page.push_str("</small></dd>\n<dt>Directory</dt><dd>");
    push_isolated(&directory.host(), page);
    page.push_str(" <small>");
    push_inert(&directory.kind, page);
    page.push_str(&format!(
        "</small></dd>\n<dt>Users</dt><dd>{} active, {} in scope</dd>\n<dt>Read</dt><dd>{}</dd>\n<dt>Planned</dt><dd>{} for the \
         day {}, by rosterctl ",
        grouped(saved.live.active),
        grouped(saved.live.in_scope),
        saved.live.read_at,
        saved.created_at,
        saved.date
    ));
    push_inert(&saved.rosterctl_version, page);
    page.push_str(&format!("</dd>\n<dt>May be applied until</dt><dd>{}</dd>\n", saved.expires_at));
    if let Some(commit) = &saved.roster.commit {
        page.push_str("<dt>Commit</dt><dd><code>");
        push_inert(commit, page);
        page.push_str("</code></dd>\n");
    }
    page.push_str("<dt>Roster</dt><dd><ul>\n");
    for file in &saved.roster.files {
        page.push_str("<li>");
        push_isolated(&file.path, page);
        page.push_str(" <small>sha256 ");
        push_inert(&file.sha256, page);
        page.push_str("</small></li>\n");
    }
    page.push_str("</ul></dd>\n</dl>\n</section>\n");
}
