//! The inverse of an apply as a shell script: for an administrator to read, and to run or not.

use std::fmt::Write;

use serde_json::Value;

use super::facts::services;
use super::wire::folded;
use crate::directory::undo::{self, quoted};
use crate::model::{Reversal, Visibility};
use crate::text::{counted, sanitize_line, url_component};

/// What services are known to take from a user who is deactivated (RFC 7643 section 4.1.2).
const HELD: &[&str] = &["groups", "roles", "entitlements"];

const BODY: &str = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":true}]}"#;
const HEADERS: &str = "-H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/scim+json'";

/// The script; printing it sends nothing. `unread` lines of the journal could not be read.
pub(super) fn undo_script(reversals: &[Reversal], unread: u64) -> String {
    if reversals.is_empty() {
        return undo::nothing(unread);
    }
    let possible = undo::possible(reversals);
    let mut text = format!(
        "# The inverse of an apply: {} to reactivate: {} done, {possible} possible.\n\
         # rosterctl sends none of this.\n\
         # An administrator sets TOKEN to a bearer token of the service, reads each command, and runs it. Where the service\n\
         # takes no `path`, the operation is {{\"op\":\"replace\",\"value\":{{\"active\":true}}}}.\n{}",
        counted(reversals.len() as u64, "user"),
        reversals.len() - possible,
        undo::gap(unread),
    );
    let mut base = None;
    for (number, reversal) in reversals.iter().enumerate() {
        let place = (reversal.api_url.as_deref(), reversal.host.as_str());
        if base != Some(place) {
            base = Some(place);
            text.push_str(&address(place));
        }
        push(number + 1, reversal, &mut text);
    }
    text
}

/// The line that sets the base address, as far as the journal has it.
fn address(place: (Option<&str>, &str)) -> String {
    match place {
        (Some(url), _) => format!("\nAPI={}\n", quoted(url)),
        (None, "sandbox") => "\n# The users are those of an embedded sandbox: set API to the base address at which it is served\n\
                              # (`rosterctl sandbox serve --protocol scim --org FILE`).\n"
            .to_owned(),
        (None, _) => "\n# The journal does not name the service's address: its first line is missing. Set API to the base address\n\
                      # of its SCIM API, and make sure that these users are its users.\n"
            .to_owned(),
    }
}

fn push(number: usize, reversal: &Reversal, text: &mut String) {
    text.push_str(&undo::heading(number, reversal));
    if reversal.visibility == Visibility::Gone {
        text.push_str(
            "#    The service did not show the user any more after the write. If this answers 404, the user is deleted or has\n\
             #    left the organization, and must be invited or created again.\n",
        );
    }
    let users = reversal.api_url.as_deref().and_then(|url| services::recognize(url).first().copied());
    let users = users.map_or("Users", |service| service.users_path);
    let path = quoted(&format!("/{users}/{}", url_component(reversal.id.as_str())));
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "curl -sS -X PATCH \"$API\"{path} {HEADERS} -d {}", quoted(BODY));
    let Some(record) = &reversal.record else {
        text.push_str(
            "# What the user held before is not in the journal: compare with a colleague of the same role.\n",
        );
        return;
    };
    let record = serde_json::to_value(record).unwrap_or_default();
    let mut held = false;
    for name in HELD {
        let entries = folded(&record, name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for entry in entries {
            if !std::mem::replace(&mut held, true) {
                text.push_str("# Held before the write; give back what the user has no longer:\n");
            }
            let _ = writeln!(text, "#    {name}: {}", sanitize_line(&described(entry)));
        }
    }
    for name in &reversal.side_effects {
        let before = folded(&record, name).map_or_else(|| "absent".to_owned(), Value::to_string);
        let _ = writeln!(
            text,
            "# The write changed `{}` as well; before it was: {}",
            sanitize_line(name),
            sanitize_line(&before)
        );
    }
}

/// An entry of a multi-valued attribute, by its name for people and its value.
fn described(entry: &Value) -> String {
    let text = |name: &str| folded(entry, name).and_then(Value::as_str).filter(|text| !text.is_empty());
    match (text("display"), text("value")) {
        (Some(display), Some(value)) => format!("{display} ({value})"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => entry.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{OtherRoles, UserId, WriteEffect};

    fn reversal(id: &str, record: Value) -> Reversal {
        Reversal {
            id: UserId::new(id).unwrap(),
            email: "di@acme.example".to_owned(),
            directory: Some("scim".to_owned()),
            api_url: Some("https://scim.acme.example/v2".to_owned()),
            host: "scim.acme.example".to_owned(),
            time: "2026-11-21T17:00:00Z".parse().unwrap(),
            version: None,
            roles: None,
            other_roles: OtherRoles::None,
            effect: WriteEffect::Done,
            record: serde_json::from_value(record).unwrap(),
            side_effects: Vec::new(),
            visibility: Visibility::Shown,
        }
    }

    #[test]
    fn a_user_is_reactivated_by_one_patch_at_the_address_of_the_journal() {
        let text = undo_script(&[reversal("id-1", json!({"id": "id-1"}))], 0);
        assert!(text.contains("\nAPI='https://scim.acme.example/v2'\n"), "{text}");
        let command = format!("curl -sS -X PATCH \"$API\"'/Users/id-1' {HEADERS} -d '{BODY}'\n");
        assert!(text.contains(&command) && text.contains("1 user to reactivate: 1 done, 0 possible"), "{text}");
        assert_eq!(text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).count(), 2, "{text}");
    }

    #[test]
    fn the_path_of_users_is_the_one_that_the_service_documents() {
        let entra = Some("https://graph.microsoft.com/rp/scim".to_owned());
        let text = undo_script(&[Reversal { api_url: entra, ..reversal("id-1", json!({})) }], 0);
        assert!(text.contains("\"$API\"'/users/id-1'"), "{text}");
    }

    #[test]
    fn no_id_and_no_attribute_adds_a_command() {
        let hostile = "x'; rm -rf ~ #\u{2028}\n";
        let id = hostile.replace('\n', "");
        let mut reversal = reversal(&id, json!({"groups": [{"display": hostile, "value": "g"}], hostile: 1}));
        reversal.side_effects = vec![hostile.to_owned()];
        let text = undo_script(&[reversal], 0);
        let commands: Vec<&str> = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        assert_eq!(commands.len(), 2, "{text}");
        assert!(
            commands[1].starts_with("curl -sS -X PATCH \"$API\"'/Users/x%27%3B%20rm%20-rf%20~%20%23%E2%80%A8' "),
            "{text}"
        );
    }

    #[test]
    fn what_the_service_took_is_listed_from_the_record() {
        let record = json!({"Groups": [{"display": "Support", "value": "g1"}, {"value": "g2"}], "roles": [{"type": "x"}],
            "userName": "di@acme.example"});
        let mut reversal = reversal("id-1", record);
        reversal.side_effects = vec!["userName".to_owned(), "nickName".to_owned()];
        reversal.visibility = Visibility::Gone;
        let text = undo_script(&[reversal], 1);
        for line in [
            "#    groups: Support (g1)\n",
            "#    groups: g2\n",
            "#    roles: {\"type\":\"x\"}\n",
            "# The write changed `userName` as well; before it was: \"di@acme.example\"\n",
            "# The write changed `nickName` as well; before it was: absent\n",
            "If this answers 404",
            "# 1 line of the journal could not be read",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }

    #[test]
    fn without_a_record_or_an_address_that_is_said() {
        let text = undo_script(
            &[Reversal { record: None, api_url: None, host: String::new(), ..reversal("a", json!({})) }],
            0,
        );
        assert!(text.contains("is not in the journal") && text.contains("Set API to the base address"), "{text}");
        assert!(!text.contains("\nAPI="), "{text}");
    }
}
