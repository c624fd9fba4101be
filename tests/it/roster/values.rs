//! What loads is what was written, with the places where it was written.

use std::fs;

use rosterctl::model::{Hundredths, WriteProtection};
use rosterctl::roster::{Roster, load};
use tempfile::TempDir;

fn loaded(text: &str) -> Roster {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("roster.yaml");
    fs::write(&file, text).unwrap();
    fs::write(folder.path().join("org.yaml"), "").unwrap();
    load(&file).unwrap_or_else(|m| panic!("{:#?}", m.diagnostics))
}

const HEAD: &str = "version: 1\ndirectory: {type: genesys-cloud}\n";

#[test]
fn keys_that_are_left_out_have_the_documented_defaults() {
    let roster = loaded(&format!("{HEAD}users: []\n"));
    assert_eq!(roster.desired.limits.max_deactivations, 25);
    assert_eq!(roster.desired.limits.max_deactivation_percent, Hundredths::whole(10));
    assert!(!roster.desired.limits.require_leaver_entry);
    assert_eq!(roster.directory.text("deactivation"), Some("state"));
    assert_eq!(roster.directory.capabilities().write, WriteProtection::Versioned);
    assert_eq!(roster.timezone, jiff::tz::TimeZone::UTC);
    assert!(roster.desired.scope.divisions.is_empty() && roster.desired.scope.email_domains.is_empty());
}

#[test]
fn a_directory_has_the_values_of_its_keys() {
    let roster = loaded(
        "version: 1\nusers: []\ndirectory:\n  type: genesys-cloud\n  region: eu-central-1\n  organization_id: 3c9d-2\n  \
         api_url: http://127.0.0.1:1\n  login_url: https://login.acme.example\n  deactivation: active\n  strip_roles: true\n",
    );
    let directory = roster.directory;
    assert_eq!(directory.kind.name, "genesys-cloud");
    assert_eq!(directory.text("region"), Some("eu-central-1"));
    assert_eq!(directory.organization_id.as_deref(), Some("3c9d-2"));
    assert_eq!(directory.text("api_url"), Some("http://127.0.0.1:1"));
    assert_eq!(directory.text("login_url"), Some("https://login.acme.example"));
    assert_eq!((directory.text("deactivation"), directory.flag("strip_roles")), (Some("active"), true));
    assert_eq!(directory.capabilities().write, WriteProtection::Reread);
    assert_eq!(directory.file("org"), None);
}

#[test]
fn the_org_file_of_a_sandbox_is_relative_to_the_roster() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("roster.yaml");
    fs::write(&file, "version: 1\ndirectory: {type: sandbox, org: org.yaml}\nusers: []\n").unwrap();
    fs::write(folder.path().join("org.yaml"), "").unwrap();
    assert_eq!(load(&file).unwrap().directory.file("org"), Some(&*folder.path().join("org.yaml")));
}

#[test]
fn columns_count_characters_of_any_width() {
    let head = HEAD.replace('\n', "\r\n");
    let roster = loaded(&format!(
        "\u{feff}{head}users: [日本@acme.example, e\u{301}@acme.example, {{email: bo@acme.example}}]\r\n"
    ));
    let places: Vec<_> = roster.desired.users.iter().map(|user| (user.at.line, user.at.column)).collect();
    // A character that joins the one before it counts like any other.
    assert_eq!(places, [(3, 9), (3, 26), (3, 43)]);
    let marked = loaded("\u{feff}users: [a@acme.example]\nversion: 1\ndirectory: {type: genesys-cloud}\n");
    assert_eq!((marked.desired.users[0].at.line, marked.desired.users[0].at.column), (1, 9));
}

#[test]
fn numbers_are_kept_exactly() {
    let guards = "guards: {max_deactivations: 0, max_deactivation_percent: 0.07}";
    let limits = loaded(&format!("{HEAD}{guards}\nusers: []\n")).desired.limits;
    assert_eq!((limits.max_deactivations, limits.max_deactivation_percent), (0, Hundredths(7)));
}

#[test]
fn time_zones_come_from_the_program_and_not_from_the_machine() {
    for zone in ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata"] {
        let roster = loaded(&format!("{HEAD}timezone: {zone}\nusers: []\n"));
        assert_eq!(roster.timezone.iana_name(), Some(zone));
    }
}

#[test]
fn the_digest_of_a_file_is_that_of_its_bytes() {
    let roster = loaded("version: 1\ndirectory: {type: genesys-cloud}\nusers: []\n");
    assert_eq!(roster.files[0].sha256, "1da4466d65f81c02513fd39c75ed30b0ba511bdc70f8837002a8586e7199c2d6");
    assert_eq!(roster.files.len(), 1);
}

#[test]
fn a_hundred_thousand_users_load_in_both_spellings() {
    let plain: String = (0..90_000).map(|i| format!("  - u{i}@acme.example\n")).collect();
    let maps: String = (90_000..100_000)
        .map(|i| format!("  - email: u{i}@acme.example\n    until: 2026-12-31\n    note: contractor {i}\n"))
        .collect();
    let roster = loaded(&format!("{HEAD}users:\n{plain}{maps}"));
    assert_eq!(roster.desired.users.len(), 100_000);
    assert_eq!(roster.desired.users[99_999].at.line, 3 + 90_000 + 3 * 9_999 + 1);
}
