//! The inverse of an apply as a shell script: for an administrator to read, and to run or not.

use std::fmt::Write;

use serde_json::json;

use crate::model::{Effect, Grant, Inverse, is_command, is_invisible};

use super::harmless::harmless;

/// The script. It sends nothing by being printed. So many lines of the journal could not be read.
#[must_use]
pub fn undo(inverses: &[Inverse], unread: u64) -> String {
    let gap = match unread {
        0 => String::new(),
        1 => "# 1 line of the journal could not be read: whom it is about may be missing here, or is only possible.\n"
            .to_owned(),
        lines => format!(
            "# {lines} lines of the journal could not be read: whom they are about may be missing here, or is only possible.\n"
        ),
    };
    if inverses.is_empty() && unread > 0 {
        return format!("{gap}# Nobody was written according to the other lines.\n");
    }
    if inverses.is_empty() {
        return "# Nobody was written according to this journal: there is nothing to undo.\n".to_owned();
    }
    let possible = inverses.iter().filter(|inverse| inverse.effect == Effect::Possible).count();
    let mut text = format!(
        "# The inverse of an apply: {} to reactivate, with the roles that ended: {} done, {possible} possible.\n\
         # rosterctl sends none of this.\n\
         # An administrator sets TOKEN to an access token (permissions directory:user:edit, authorization:grant:add),\n\
         # reads each command, and runs it. Where the version has moved on (409), read it first:\n\
         #   curl -sS -H \"Authorization: Bearer $TOKEN\" \"$API/api/v2/users/ID\"\n{gap}",
        if inverses.len() == 1 { "1 user".to_owned() } else { format!("{} users", inverses.len()) },
        inverses.len() - possible,
    );
    let mut host = "";
    for (number, inverse) in inverses.iter().enumerate() {
        if inverse.host != host {
            host = &inverse.host;
            let scheme = if is_loopback(host) { "http" } else { "https" };
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "\nAPI={}", shell(&format!("{scheme}://{host}")));
        }
        push(number + 1, inverse, &mut text);
    }
    text
}

fn push(number: usize, inverse: &Inverse, text: &mut String) {
    let Inverse { id, email, time, version, roles, effect, .. } = inverse;
    let effect = match effect {
        Effect::Done => "done",
        Effect::Possible => "possible",
    };
    let _ = write!(text, "\n# {number}. {effect}: {} ({id}), written at {time}", harmless(email));
    if inverse.effect == Effect::Possible {
        text.push_str(
            "\n#    The write may have taken effect, or may still do so: look the user up first, and run this only when they\n\
             #    are inactive",
        );
    }
    text.push('\n');
    let version = version.map_or_else(|| json!("READ-THE-VERSION-FIRST"), |version| json!(version.0));
    let state = json!({"state": "active", "version": version});
    let _ = writeln!(text, "curl -sS -X PATCH \"$API/api/v2/users/{id}\" {HEADERS} -d {}", shell(&state.to_string()));
    match roles.as_deref() {
        None => text.push_str("# The roles held before are unknown: ask whoever knows.\n"),
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
    harmless(if name.is_empty() { id } else { name }).into_owned()
}

/// Whether a host, perhaps with a port, is this machine; one whose name only begins like it is not.
fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "[::1]") || name.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback())
}

/// One word of a shell, on one line: what is invisible, or a command in a pipeline's log, becomes a JSON escape, which
/// means the same inside a body.
fn shell(text: &str) -> String {
    let mut safe = String::new();
    for (at, c) in text.char_indices() {
        if is_invisible(c) || is_command(&text[at..]) {
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

    #[test]
    fn the_token_goes_without_encryption_to_this_machine_only() {
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
