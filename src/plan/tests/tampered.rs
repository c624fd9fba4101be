//! An edited saved plan with a new digest and checksum is stopped by the digest that was reviewed.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::saved::sealed;
use super::world::{declared, email, leaver, live, roster, user};
use crate::model::{Division, Impact, LiveUser, Place, Protected, Reported, UserId};
use crate::plan::SavedPlan;
use crate::plan::saved::digest::checksum;

/// What may be another in a plan that is pinned by its digest: none of it changes who is written, where, in which form
/// or for which reason. `[]` means any member of a list.
const MAY_PASS: &[&str] = &[
    ".actions[].impact",
    ".actions[].impact.interaction",
    ".actions[].impact.last_login",
    ".actions[].impact.roles",
    ".actions[].impact.roles[]",
    ".actions[].reason.at",
    ".actions[].reason.at.column",
    ".actions[].reason.at.file",
    ".actions[].reason.at.line",
    ".actions[].reason.details",
    ".actions[].reason.details.last_day",
    ".actions[].user.division.name",
    ".actions[].user.version",
    ".created_at",
    ".date",
    ".directory.organization.name",
    ".expires_at",
    ".findings[].at",
    ".findings[].at.column",
    ".findings[].at.file",
    ".findings[].at.line",
    ".findings[].details",
    ".findings[].details.reason",
    ".findings[].severity",
    ".findings[].text",
    ".findings[].user.email",
    ".findings[].user.id",
    ".findings[].user.name",
    ".live.active",
    ".live.read_at",
    ".roster.commit",
    ".roster.files",
    ".roster.files[]",
    ".roster.files[].path",
    ".roster.files[].sha256",
    ".rosterctl_version",
];

/// Every word that means something in a saved plan, and a value of each other form.
const WORDS: &[&str] = &[
    "another",
    "",
    "sandbox",
    "genesys-cloud",
    "state",
    "active",
    "https://api.mypurecloud.ie",
    "http://api.mypurecloud.de",
    "https://api.mypurecloud.de/elsewhere",
    "2026-11-23T17:00:00Z",
    "2026-11-20T17:00:00Z",
    "2031-01-01",
    "leaver",
    "expired",
    "not_declared",
    "passed",
    "refused",
    "overridden",
    "not_applicable",
    "deactivate",
    "report",
    "write",
    "defer",
    "directory",
    "snapshot",
    "missing",
    "inactive",
    "protected",
    "lookalike",
    "error",
    "warning",
    "info",
    "unknown",
    "none",
    "active_interaction",
    "self",
    "empty_roster",
    "1111111111111111111111111111111111111111111111111111111111111111",
    "sha256:1111111111111111111111111111111111111111111111111111111111111111",
];

/// An object, a key that it does not hold, and what that may be.
type Absent = (&'static str, &'static str, fn() -> Value);

/// Keys that a plan may hold and this one does not.
const ABSENT: &[Absent] = &[
    ("", "as_of", || json!(true)),
    ("", "redacted", || json!(true)),
    (".actions.0.user", "account", || json!({"user_name": "zoe"})),
    (".directory", "strip_roles", || json!(true)),
    (".directory", "org", || json!("org.yaml")),
    (".roster", "commit", || json!("1b7e")),
];

/// A plan in which every key holds something: all three reasons, findings, roles, an override.
fn rich() -> SavedPlan {
    let mut desired = roster(&["ana@acme.example", "missing@acme.example"]);
    desired.users.push(declared("bo@acme.example", 9));
    desired.users[2].until = Some(jiff::civil::date(2026, 11, 1));
    desired.leavers = vec![leaver("cy@acme.example", 12)];
    desired.protected = vec![Protected {
        email: Some(email("ed@acme.example")),
        id: None,
        reason: "emergency access".to_owned(),
        at: Place { file: "roster.yaml".into(), line: 3, column: 5 },
    }];
    desired.limits.max_deactivation_percent = crate::model::Hundredths::whole(80);
    let of_a_division = |address: &str| LiveUser {
        division: Some(Division { id: "d1".to_owned(), name: "Support".to_owned() }.into()),
        ..user(address)
    };
    let people = ["ana", "bo", "cy", "di", "ed"].map(|name| of_a_division(&format!("{name}@acme.example")));
    let mut saved = sealed(&desired, &live(people.to_vec()));
    let impact = Impact {
        last_login: Reported::Unknown,
        roles: Reported::Known(vec!["Agent".into()]),
        interaction: Reported::Unknown,
    };
    let impacts: Vec<_> =
        saved.plan.actions.iter().filter_map(|a| Some((UserId::new(&a.user.id)?, impact.clone()))).collect();
    saved.plan = saved.plan.with_impacts(&impacts);
    resealed(serde_json::to_value(&saved).unwrap()).unwrap()
}

/// The plan with a digest and a checksum that belong to what it holds; `None` when it is none.
fn resealed(value: Value) -> Option<SavedPlan> {
    let mut saved = SavedPlan::deserialize(value).ok()?;
    saved.digest = saved.decision();
    saved.checksum = checksum(&saved);
    Some(saved)
}

/// Whether an edited plan is still applied with `--expect` and the digest of the original plan.
fn passes(edited: Value, pinned: &SavedPlan) -> bool {
    let Some(saved) = resealed(edited) else { return false };
    // Most edits end here, before anything costly.
    if saved.digest != pinned.digest {
        return false;
    }
    let Ok(loaded) = SavedPlan::from_json(saved.to_json().as_bytes()) else { return false };
    loaded.check_usable(pinned.created_at, Some(&pinned.digest)).is_ok()
}

/// Every place of a value: how it is reached, and its name with `[]` for any member of a list.
fn places(value: &Value, pointer: &str, name: &str, found: &mut Vec<(String, String)>) {
    let mut visit = |key: &str, name: String, member: &Value| {
        let pointer = format!("{pointer}/{key}");
        found.push((pointer.clone(), name.clone()));
        places(member, &pointer, &name, found);
    };
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, member)| visit(key, format!("{name}.{key}"), member));
        }
        Value::Array(members) => {
            members.iter().enumerate().for_each(|(at, member)| visit(&at.to_string(), format!("{name}[]"), member));
        }
        _ => {}
    }
}

/// The value with other contents at a place, one edit at a time: another value, and none.
fn edits(whole: &Value, pointer: &str) -> Vec<Value> {
    let was = whole.pointer(pointer).unwrap();
    let mut others: Vec<Value> = match was {
        Value::Bool(was) => vec![json!(!was)],
        Value::Number(_) | Value::Null => [0, 1, 2, 3, 99].map(|number| json!(number)).to_vec(),
        Value::String(_) => WORDS.iter().map(|word| json!(word)).collect(),
        Value::Array(members) => vec![json!([]), members.iter().chain(members).cloned().collect()],
        Value::Object(_) => Vec::new(),
    };
    others.push(Value::Null);
    others.retain(|other| other != was);
    let mut edited: Vec<Value> = others
        .into_iter()
        .map(|other| {
            let mut edited = whole.clone();
            *edited.pointer_mut(pointer).unwrap() = other;
            edited
        })
        .collect();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let mut without = whole.clone();
    match without.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.remove(key)),
        Value::Array(members) => drop(members.remove(key.parse().unwrap())),
        _ => unreachable!("only these have members"),
    }
    edited.push(without);
    edited
}

#[test]
fn no_single_edit_of_a_pinned_plan_changes_who_is_written_where_in_which_form_or_why() {
    let pinned = rich();
    let whole = serde_json::to_value(&pinned).unwrap();
    assert!(passes(whole.clone(), &pinned), "as it is, it is applied");
    let mut all = Vec::new();
    places(&whole, "", "", &mut all);
    let mut passed = BTreeSet::new();
    for (pointer, name) in &all {
        // Made anew anyway.
        let is_another = |edited: &Value| resealed(edited.clone()).is_some_and(|saved| saved != pinned);
        if !matches!(name.as_str(), ".digest" | ".checksum")
            && edits(&whole, pointer).into_iter().any(|edited| is_another(&edited) && passes(edited, &pinned))
        {
            passed.insert(name.as_str());
        }
    }
    for (of, key, value) in ABSENT {
        let mut edited = whole.clone();
        let object = edited.pointer_mut(&of.replace('.', "/")).unwrap().as_object_mut().unwrap();
        assert_eq!(object.insert((*key).to_owned(), value()), None, "{key} is in the plan already");
        if passes(edited, &pinned) {
            passed.insert(MAY_PASS.iter().find(|name| **name == format!("{of}.{key}")).unwrap_or(key));
        }
    }
    let unexpected: Vec<_> = passed.iter().filter(|name| !MAY_PASS.contains(name)).collect();
    assert!(unexpected.is_empty(), "outside the digest: {unexpected:#?}");
    let never: Vec<_> = MAY_PASS.iter().filter(|name| !passed.contains(*name)).collect();
    assert!(never.is_empty(), "listed, and yet refused: {never:#?}");
}
