//! The inverse of an apply, from its journal: who was deactivated, and which roles ended with that.

use std::collections::BTreeMap;

use crate::model::{Effect, Grant, Inverse, UserId, Version};

use super::journal::{Event, GrantRecord, Journal, Line, Roles};

/// The inverse of every write of a journal that took effect or may have, in the order of the writes.
#[must_use]
pub fn inverse(journal: &Journal) -> Vec<Inverse> {
    let mut host = String::new();
    let mut order: Vec<&str> = Vec::new();
    let mut intended: BTreeMap<&str, Inverse> = BTreeMap::new();
    let mut written: BTreeMap<&str, Inverse> = BTreeMap::new();
    for line in &journal.lines {
        match &line.event {
            Event::Apply { host: named, .. } => named.clone_into(&mut host),
            Event::Intent { user, .. } => {
                if let Some(inverse) = of_intent(line, &host) {
                    order.retain(|id| *id != user.id);
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
                    ("unverified", Some(inverse)) => {
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
    order.into_iter().filter_map(|id| intended.remove(id).or_else(|| written.remove(id))).collect()
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
