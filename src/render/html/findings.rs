//! What is worth knowing beside the actions: one row a finding.

use crate::plan::{Finding, SavedPlan, Severity};

use super::inert::{push_inert, push_isolated};
use super::push_list;

pub(super) fn push(saved: &SavedPlan, page: &mut String) {
    let findings = &saved.plan.findings;
    if findings.is_empty() {
        return;
    }
    push_list("findings", "Findings", "name, e-mail, kind, text …", findings.len(), page);
    page.push_str(
        "<p class=\"hint\">Nothing is written for them.</p>\n<table class=\"findings\">\n<thead><tr><th scope=\"col\">User\
         </th><th scope=\"col\">Severity</th><th scope=\"col\">Kind</th><th scope=\"col\">What</th><th scope=\"col\">About</th>\
         </tr></thead>\n<tbody>\n",
    );
    for finding in findings {
        push_finding(finding, page);
    }
    page.push_str("</tbody>\n</table>\n</section>\n");
}

fn push_finding(finding: &Finding, page: &mut String) {
    page.push_str("<tr><th scope=\"row\">");
    push_inert(finding.user.shown(), page);
    if let Some(name) = &finding.user.name {
        page.push_str(" <small>");
        push_inert(name, page);
        page.push_str("</small>");
    }
    page.push_str(match finding.severity {
        Severity::Error => "</th><td><strong>error</strong></td><td><code>",
        Severity::Warning => "</th><td>warning</td><td><code>",
        Severity::Info => "</th><td>info</td><td><code>",
    });
    page.push_str(finding.code.as_str());
    page.push_str("</code></td><td>");
    push_isolated(&finding.text, page);
    page.push_str("</td><td>");
    if let Some(at) = &finding.at {
        push_inert(&format!("{}:{}", at.file, at.line), page);
    }
    page.push_str("</td></tr>\n");
}
