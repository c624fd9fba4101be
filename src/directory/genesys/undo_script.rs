//! The inverse of an apply as a shell script: for an administrator to read, and to run or not.

use std::fmt::Write;

use serde_json::json;

use super::facts;
use crate::directory::undo::{self, quoted};
use crate::model::{Grant, OtherRoles, Reversal};
use crate::text::{counted, sanitize_inline};

/// The script; printing it sends nothing. `unread` lines of the journal could not be read.
pub(super) fn undo_script(inverses: &[Reversal], unread: u64) -> String {
    if inverses.is_empty() {
        return undo::nothing(unread);
    }
    let (gap, possible) = (undo::gap(unread), undo::possible(inverses));
    let mut text = format!(
        "# The inverse of an apply: {} to reactivate, with the roles that were removed: {} done, {possible} possible.\n\
         # rosterctl sends none of this.\n\
         # An administrator sets TOKEN to an access token (permissions directory:user:edit, authorization:grant:add),\n\
         # reads each command, and runs it. Where the version has changed (409), read it first:\n\
         #   curl -sS -H \"Authorization: Bearer $TOKEN\" \"$API/api/v2/users/ID\"\n{gap}",
        counted(inverses.len() as u64, "user"),
        inverses.len() - possible,
    );
    let mut host = "";
    for (number, inverse) in inverses.iter().enumerate() {
        if inverse.host != host {
            host = &inverse.host;
            let scheme = if undo::is_loopback(host) { "http" } else { "https" };
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "\nAPI={}", quoted(&format!("{scheme}://{host}")));
        } else if number == 0 {
            text.push_str(UNKNOWN_HOST);
        }
        push(number + 1, inverse, &mut text);
    }
    text
}

/// The comment for writes before the line that names their host.
const UNKNOWN_HOST: &str = "\n# The journal does not name its API: its first line is missing. Set API to the address of\n\
                       # the API, such as https://api.mypurecloud.de, and make sure that these users are its users.\n";

fn push(number: usize, inverse: &Reversal, text: &mut String) {
    let Reversal { id, version, roles, .. } = inverse;
    text.push_str(&undo::heading(number, inverse));
    if !facts::is_id(id.as_str()) {
        text.push_str("# No user of this API has such an id: look the user up by the e-mail.\n");
        return;
    }
    let id = id.as_str();
    let version = version.as_ref().map_or_else(|| json!("READ-THE-VERSION-FIRST"), |version| json!(version));
    let state = json!({"state": "active", "version": version});
    let _ = writeln!(text, "curl -sS -X PATCH \"$API/api/v2/users/{id}\" {HEADERS} -d {}", quoted(&state.to_string()));
    match roles.as_deref() {
        None => text.push_str("# The roles held before are unknown: ask the directory's administrator.\n"),
        Some([]) => text.push_str("# No roles were held.\n"),
        Some(grants) => {
            for grant in grants {
                let _ = writeln!(
                    text,
                    "#    {} in {}",
                    named(&grant.role_name, &grant.role_id),
                    named(&grant.division_name, &grant.division_id)
                );
            }
            let _ = writeln!(
                text,
                "curl -sS -X POST \"$API/api/v2/authorization/subjects/{id}/bulkadd\" {HEADERS} -d {}",
                quoted(&body(grants))
            );
            if inverse.other_roles == OtherRoles::Possible {
                text.push_str(
                    "# There may have been more roles, which could not be read: ask the directory's administrator.\n",
                );
            }
        }
    }
}

const HEADERS: &str = "-H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json'";

fn body(grants: &[Grant]) -> String {
    let grants: Vec<_> =
        grants.iter().map(|grant| json!({"roleId": grant.role_id, "divisionId": grant.division_id})).collect();
    json!({ "grants": grants }).to_string()
}

fn named(name: &str, id: &str) -> String {
    sanitize_inline(if name.is_empty() { id } else { name }).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inverse(host: &str, beside: OtherRoles) -> Reversal {
        let grant = Grant {
            role_id: "r1".to_owned(),
            role_name: "Agent".to_owned(),
            division_id: "d1".to_owned(),
            division_name: "Support".to_owned(),
        };
        Reversal {
            id: crate::model::UserId::new("di").unwrap(),
            email: "di@acme.example".to_owned(),
            directory: None,
            api_url: None,
            host: host.to_owned(),
            time: "2026-11-21T17:00:00Z".parse().unwrap(),
            version: None,
            roles: Some(vec![grant]),
            other_roles: beside,
            effect: crate::model::WriteEffect::Done,
            record: None,
            side_effects: Vec::new(),
            visibility: crate::model::Visibility::Shown,
        }
    }

    #[test]
    fn a_journal_that_names_no_host_is_reported_as_such() {
        let comment = "does not name its API";
        let text = undo_script(&[inverse("", OtherRoles::None), inverse("", OtherRoles::None)], 0);
        assert_eq!((text.matches(comment).count(), text.contains("API='")), (1, false), "{text}");
        assert!(!undo_script(&[inverse("api.acme.example", OtherRoles::None)], 0).contains(comment));
    }

    #[test]
    fn roles_that_may_be_incomplete_are_marked_as_such() {
        let comment = "There may have been more roles";
        assert!(undo_script(&[inverse("api.acme.example", OtherRoles::Possible)], 0).contains(comment));
        assert!(!undo_script(&[inverse("api.acme.example", OtherRoles::None)], 0).contains(comment));
    }
}
