//! Facts about the plan: its digest, directory, roster files and times.

use maud::{Markup, html as markup};

use crate::plan::SavedPlan;
use crate::text::grouped;

use super::escape::{Escaped, Isolated};

pub(super) fn about(saved: &SavedPlan) -> Markup {
    let (directory, live) = (&saved.directory, &saved.live);
    markup! {
        section aria-labelledby="facts" { "\n"
            h2 id="facts" { "About this plan" } "\n"
            dl class="facts" { "\n"
                dt { "Digest" }
                dd {
                    code class="digest" { (Escaped(&saved.digest)) } " "
                    button type="button" class="copy" hidden { "Copy" } " "
                    small { "what " code { "rosterctl apply --expect" } " pins" }
                } "\n"
                dt { "Organization" }
                dd { (Isolated(&directory.organization.name)) " " small { (Escaped(&directory.organization.id)) } } "\n"
                dt { "Directory" }
                dd { (Isolated(&directory.host())) " " small { (Escaped(&directory.kind)) } } "\n"
                dt { "Users" } dd { (grouped(live.active)) " active, " (grouped(live.in_scope)) " in scope" } "\n"
                dt { "Read" } dd { (live.read_at) } "\n"
                dt { "Planned" }
                dd {
                    (saved.created_at) " for the day " (saved.date) ", by rosterctl " (Escaped(&saved.rosterctl_version))
                } "\n"
                dt { "Can be applied until" } dd { (saved.expires_at) } "\n"
                @if let Some(commit) = &saved.roster.commit {
                    dt { "Commit" } dd { code { (Escaped(commit)) } } "\n"
                }
                dt { "Roster" }
                dd {
                    ul { "\n"
                        @for file in &saved.roster.files {
                            li { (Isolated(&file.path)) " " small { "sha256 " (Escaped(&file.sha256)) } } "\n"
                        }
                    }
                } "\n"
            } "\n"
        } "\n"
    }
}
