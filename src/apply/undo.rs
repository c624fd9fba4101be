//! The inverse of an apply, from its journal: who was deactivated, and which roles ended with that.

use std::collections::BTreeMap;

use crate::model::{Effect, Grant, Inverse, UserId, Version};

use super::journal::{Event, GrantRecord, Journal, Line, Roles};

/// The inverse of every write of a journal that took effect or may have, in the order of the writes.
///
/// A write without an outcome in its own apply stays open whatever a later apply says: after a crash, that one may find
/// the user inactive already, and nothing but the first intent knows their roles.
#[must_use]
pub fn inverse(journal: &Journal) -> Vec<Inverse> {
    let mut host = String::new();
    let mut order: Vec<&str> = Vec::new();
    let mut intended: BTreeMap<&str, Inverse> = BTreeMap::new();
    let mut written: BTreeMap<&str, Inverse> = BTreeMap::new();
    for line in &journal.lines {
        match &line.event {
            Event::Apply { host: named, .. } => {
                named.clone_into(&mut host);
                written.append(&mut intended);
            }
            Event::Intent { user, .. } => {
                if let Some(inverse) = of_intent(line, &host) {
                    order.push(&user.id);
                    intended.insert(&user.id, inverse);
                }
            }
            Event::Outcome { user, outcome, version_after, .. } => {
                let id = user.id.as_str();
                match (outcome.as_str(), intended.remove(id)) {
                    ("done", Some(inverse)) => {
                        let version = version_after.map(Version);
                        written.insert(id, Inverse { effect: Effect::Certain, version, ..inverse });
                    }
                    ("unverified" | "already_inactive", Some(inverse)) => {
                        written.insert(id, inverse);
                    }
                    // Accepted first, and not found inactive afterwards.
                    ("unverified", None) => {
                        if let Some(inverse) = written.get_mut(id) {
                            inverse.effect = Effect::Open;
                        }
                    }
                    _ => {}
                }
            }
            Event::Summary(_) => {}
        }
    }
    written.append(&mut intended);
    // Who was written several times stands where they were written last.
    let mut last: Vec<Inverse> = order.into_iter().rev().filter_map(|id| written.remove(id)).collect();
    last.reverse();
    last
}

fn of_intent(line: &Line, host: &str) -> Option<Inverse> {
    let Event::Intent { user, roles, .. } = &line.event else { return None };
    let roles = match roles {
        Roles::Known(grants) => Some(grants.iter().map(grant).collect()),
        Roles::Unknown(_) => None,
    };
    Some(Inverse {
        id: UserId::new(&user.id)?,
        email: user.email.clone(),
        host: host.to_owned(),
        time: line.time,
        version: None,
        roles,
        effect: Effect::Open,
    })
}

fn grant(record: &GrantRecord) -> Grant {
    Grant {
        role_id: record.role.id.clone(),
        role_name: record.role.name.clone(),
        division_id: record.division.id.clone(),
        division_name: record.division.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apply::journal::read;

    fn line(event: &str) -> String {
        format!("{{\"time\":\"2026-11-21T17:00:00Z\",\"plan\":\"sha256:0\",{event}}}\n")
    }

    fn apply() -> String {
        line(
            r#""type":"apply","rosterctl_version":"0.1.0","host":"api.acme.example","organization":"o","by":"c","actions":1"#,
        )
    }

    fn intent(id: &str) -> String {
        let role = r#"[{"role":{"id":"r","name":"Agent"},"division":{"id":"d","name":"Support"}}]"#;
        line(&format!(r#""type":"intent","user":{{"id":"{id}","email":"{id}@x"}},"version":7,"roles":{role}"#))
    }

    fn outcome(id: &str, word: &str) -> String {
        line(&format!(r#""type":"outcome","user":{{"id":"{id}","email":"{id}@x"}},"outcome":"{word}""#))
    }

    fn undone(lines: &[String]) -> Vec<(String, Effect, usize)> {
        let inverses = inverse(&read(lines.concat().as_bytes()).unwrap());
        let told = |one: Inverse| (one.id.to_string(), one.effect, one.roles.unwrap_or_default().len());
        inverses.into_iter().map(told).collect()
    }

    #[test]
    fn the_roles_of_a_user_written_before_a_crash_are_not_lost_to_the_apply_after_it() {
        for after in ["already_inactive", "failed", "changed", "deferred", "not_started"] {
            let lines = [apply(), intent("u1"), apply(), outcome("u1", after)];
            assert_eq!(undone(&lines), [("u1".to_owned(), Effect::Open, 1)], "{after}");
        }
    }

    #[test]
    fn a_write_that_did_not_take_effect_has_no_inverse() {
        let lines = [apply(), intent("u1"), outcome("u1", "failed"), intent("u2"), outcome("u2", "changed")];
        assert_eq!(undone(&lines), []);
    }

    #[test]
    fn who_was_written_twice_is_undone_once_where_they_were_written_last() {
        let lines = [intent("u1"), outcome("u1", "done"), intent("u2"), outcome("u2", "done"), intent("u1")];
        let expected = [("u2".to_owned(), Effect::Certain, 1), ("u1".to_owned(), Effect::Open, 1)];
        assert_eq!(undone(&lines), expected);
    }

    #[test]
    fn a_hundred_thousand_writes_are_undone_in_passing() {
        let lines: Vec<String> = (0..100_000).map(|n| intent(&format!("a-user-of-many-{n}"))).collect();
        assert_eq!(undone(&lines).len(), 100_000);
    }
}
