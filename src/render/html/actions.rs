//! Who would be deactivated, why, and what that touches: one row a user.

use crate::plan::{Action, ImpactRecord, Interaction, ReasonCode, RolesRecord, SavedPlan};

use super::inert::{push_inert, push_isolated};
use super::push_list;

pub(super) fn push(saved: &SavedPlan, page: &mut String) {
    let actions = &saved.plan.actions;
    if actions.is_empty() {
        return;
    }
    push_list("actions", "Would be deactivated", "name, e-mail, division, reason …", actions.len(), page);
    page.push_str(
        "<table class=\"actions\">\n<thead><tr><th scope=\"col\">Name</th><th scope=\"col\">E-mail and id</th>\
         <th scope=\"col\">Division</th><th scope=\"col\">Why</th><th scope=\"col\">Because of</th>\
         <th scope=\"col\">Last login</th><th scope=\"col\">Roles that end</th><th scope=\"col\">Interaction</th></tr></thead>\n\
         <tbody>\n",
    );
    for action in actions {
        push_action(action, page);
    }
    page.push_str("</tbody>\n</table>\n</section>\n");
}

fn push_action(action: &Action, page: &mut String) {
    let user = &action.user;
    page.push_str("<tr><th scope=\"row\">");
    push_inert(&user.name, page);
    page.push_str("</th><td>");
    push_inert(&user.email, page);
    page.push_str(" <small>");
    push_inert(&user.id, page);
    page.push_str("</small></td><td>");
    if let Some(division) = &user.division {
        push_inert(division.shown(), page);
    }
    page.push_str("</td><td>");
    page.push_str(match action.reason.code {
        ReasonCode::Leaver => "<b>leaver</b> ",
        ReasonCode::Expired => "<b>expired</b> ",
        ReasonCode::NotDeclared => "<b>undeclared</b> ",
    });
    push_isolated(&action.reason.text, page);
    page.push_str("</td><td>");
    if let Some(at) = &action.reason.at {
        push_inert(&format!("{}:{}", at.file, at.line), page);
    }
    page.push_str("</td><td>");
    push_impact(action.impact.as_ref(), page);
    page.push_str("</td></tr>\n");
}

const UNKNOWN: &str = "<em>unknown</em>";

/// The last login, the roles and the interaction; what was not read is unknown.
fn push_impact(impact: Option<&ImpactRecord>, page: &mut String) {
    const NEXT: &str = "</td><td>";
    let Some(impact) = impact else { return page.push_str(&[UNKNOWN; 3].join(NEXT)) };
    match impact.last_login.as_str() {
        "unknown" => page.push_str(UNKNOWN),
        known => push_inert(known, page),
    }
    page.push_str(NEXT);
    match &impact.roles {
        RolesRecord::Unknown(_) => page.push_str(UNKNOWN),
        RolesRecord::Names(names) if names.is_empty() => page.push_str("none"),
        RolesRecord::Names(names) => {
            for (at, name) in names.iter().enumerate() {
                page.push_str(if at == 0 { "" } else { ", " });
                push_isolated(name, page);
            }
        }
    }
    page.push_str(NEXT);
    page.push_str(match impact.interaction {
        Interaction::None => "none",
        Interaction::Active => "<strong>in progress</strong>",
        Interaction::Unknown => UNKNOWN,
    });
}
