//! The inverse of an apply as a shell script: for an administrator to read, and to run or not.

use std::fmt::Write;

use serde_json::json;

use super::facts;
use crate::model::{Grant, OtherRoles, Reversal, WriteEffect};
use crate::text::{counted, is_ci_command, is_invisible, sanitize_inline};

/// The script; printing it sends nothing. `unread` lines of the journal could not be read.
pub(super) fn undo_script(inverses: &[Reversal], unread: u64) -> String {
    let gap = match unread {
        0 => String::new(),
        1 => "# 1 line of the journal could not be read: its user may be missing here, or only listed as possible.\n"
            .to_owned(),
        lines => format!(
            "# {lines} lines of the journal could not be read: their users may be missing here, or only listed as possible.\n"
        ),
    };
    if inverses.is_empty() && unread > 0 {
        return format!("{gap}# No user was written according to the other lines.\n");
    }
    if inverses.is_empty() {
        return "# No user was written according to this journal: there is nothing to undo.\n".to_owned();
    }
    let possible = inverses.iter().filter(|inverse| inverse.effect == WriteEffect::Possible).count();
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
            let scheme = if is_loopback(host) { "http" } else { "https" };
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "\nAPI={}", shell(&format!("{scheme}://{host}")));
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
    let Reversal { id, email, time, version, roles, effect, .. } = inverse;
    let effect = match effect {
        WriteEffect::Done => "done",
        WriteEffect::Possible => "possible",
    };
    let _ = write!(
        text,
        "\n# {number}. {effect}: {} ({}), written at {time}",
        sanitize_inline(email),
        sanitize_inline(id.as_str())
    );
    if inverse.effect == WriteEffect::Possible {
        text.push_str(
            "\n#    The write may have taken effect, or may still do so: look the user up first, and run this only if the\n\
             #    user is inactive",
        );
    }
    text.push('\n');
    if !facts::is_id(id.as_str()) {
        text.push_str("# No user of this API has such an id: look the user up by the e-mail.\n");
        return;
    }
    let id = id.as_str();
    let version = version.as_ref().map_or_else(|| json!("READ-THE-VERSION-FIRST"), |version| json!(version));
    let state = json!({"state": "active", "version": version});
    let _ = writeln!(text, "curl -sS -X PATCH \"$API/api/v2/users/{id}\" {HEADERS} -d {}", shell(&state.to_string()));
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
                shell(&body(grants))
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

/// Whether a host, perhaps with a port, is this machine; one whose name only begins like it is not.
fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "[::1]") || name.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback())
}

/// A quoted word of a shell, on one line: an invisible character, or a command in a CI log, becomes a JSON escape, which
/// means the same inside a body.
fn shell(text: &str) -> String {
    let mut safe = String::new();
    for (at, c) in text.char_indices() {
        if is_invisible(c) || is_ci_command(&text[at..]) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    format!("'{}'", safe.replace('\'', r"'\''"))
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
            effect: WriteEffect::Done,
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

    #[test]
    fn the_token_is_sent_without_encryption_to_this_machine_only() {
        for here in ["127.0.0.1:49152", "127.0.0.1", "localhost", "localhost:80", "[::1]:9", "[::1]"] {
            assert!(is_loopback(here), "{here}");
        }
        for there in
            ["127.evil.example", "127.0.0.1.evil.example:80", "localhost.evil.example", "[::1].evil", "sandbox"]
        {
            assert!(!is_loopback(there), "{there}");
        }
    }
}
