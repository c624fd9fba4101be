//! `export`: a roster from the live directory, with which planning changes nothing.

mod laws;

use std::fs;

use serde_json::json;

use crate::support::scene::{CLIENT, EVERYBODY, Ran, Scene, run_in, sandbox_roster};

/// Names, addresses and divisions as no administrator should have made them.
const ODD: &str = r###"
organization: {id: 0c5f2c7e-0000-4000-8000-00000000ac3e, name: "Ac\u202eme \e[31m"}
divisions: [Support, "../../etc", "Sales / EMEA", "sales - emea", "CON", "営業部", "..."]
users:
  - {id: u1, email: ana@acme.example, name: "Ana\nusers: []"}
  - {id: u2, email: "'quote@acme.example", name: "# hash", division: "../../etc"}
  - {id: u3, email: "*star@acme.example", name: "", division: "Sales / EMEA"}
  - {id: u4, email: "?#b@acme.example", name: "::error::x", division: "sales - emea"}
  - {id: u5, email: "##{error}@acme.example", name: "##[error]x", division: CON}
  - {id: u6, email: "Ünïcode@acme.example", name: "\u202egnp.exe", division: 営業部}
  - {id: u7, email: "true@acme.example", name: "\u2028line", division: "..."}
  - {id: u8, email: "{x}@-acme", name: "a\tb"}
  - {id: u9, email: "|Q''@acme.example", name: "\\"}
"###;

fn write_nothing(scene: &Scene, names: &[&str]) {
    let mut found: Vec<String> = fs::read_dir(scene.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "org.yaml" && name != ".rosterctl")
        .collect();
    found.sort();
    assert_eq!(found, names);
}

/// Plans with an exported roster: it is valid, canonical, and changes nothing.
fn changes_nothing(scene: &Scene, roster: &str, users: usize) -> Ran {
    scene.run(&["validate", roster]).ends_with(0).says(&format!("{users} user"));
    scene.run(&["fmt", "--check", roster]).ends_with(0);
    scene.run(&["plan", roster, "--detailed-exitcode"]).ends_with(0).says("No changes.")
}

#[test]
fn every_active_user_is_declared_with_their_name_and_a_plan_changes_nothing() {
    let scene = Scene::acme();
    scene.declare(&["ana"]);
    let ran = scene.run(&["export", "--out", "all.yaml"]).ends_with(0);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("rosterctl validate all.yaml") && ran.stderr.contains("rosterctl plan all.yaml"));
    let text = fs::read_to_string(scene.path("all.yaml")).unwrap();
    assert!(
        text.starts_with("# yaml-language-server: $schema=roster.schema.json\nversion: 1\n\ndirectory:\n"),
        "{text}"
    );
    assert!(text.contains("\n  organization_id: 0c5f2c7e-0000-4000-8000-00000000ac3e\n"), "{text}");
    assert!(text.contains("\n  max_deactivation_percent: 50\n"), "{text}");
    assert!(text.contains("users:\n  - ana@acme.example  # Ana Alvarez\n  - bo@acme.example  # Bo Berg\n"), "{text}");
    assert_eq!(text.matches("  - ").count(), EVERYBODY.len());
    changes_nothing(&scene, "all.yaml", EVERYBODY.len());
    let printed = scene.run(&["export", "all.yaml"]).ends_with(0);
    assert_eq!(printed.stdout, text, "exporting again says the same");
}

#[test]
fn hostile_names_and_addresses_are_kept_and_have_no_effect() {
    let scene = Scene::of(ODD);
    scene.roster("users: []\n");
    scene.run(&["export", "--out", "all.yaml"]).ends_with(0);
    let text = fs::read_to_string(scene.path("all.yaml")).unwrap();
    assert!(
        !text.contains(['\u{202e}', '\u{2028}', '\u{1b}']) && !text.contains("##[") && !text.contains("\nusers: []")
    );
    changes_nothing(&scene, "all.yaml", 9);
    scene.run(&["export", "--by", "division", "--out", "by.yaml"]).ends_with(0).complains("7 files in divisions/");
    changes_nothing(&scene, "by.yaml", 9);
    let mut names: Vec<String> = fs::read_dir(scene.path("divisions"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected = [
        "division-con.yaml",
        "division.yaml",
        "etc.yaml",
        "sales-emea-2.yaml",
        "sales-emea.yaml",
        "support.yaml",
        "営業部.yaml",
    ];
    assert_eq!(names, expected);
}

#[test]
fn the_settings_of_a_roster_are_taken_over_with_their_comments_and_only_its_scope_is_exported() {
    let scene = Scene::acme();
    scene.roster(
        "  protected: # never\n  - {email: fay@acme.example, reason: emergency} # glass\nscope: {divisions: [Sales]} # us\n\
         timezone: Europe/Berlin # here\nusers:\n- email: gus@acme.example\n  until: 2020-01-01 # gone\nleavers: []\n# end\n",
    );
    scene.run(&["export", "--out", "sales.yaml"]).ends_with(0).complains("Not taken over from roster.yaml: `until`");
    let text = fs::read_to_string(scene.path("sales.yaml")).unwrap();
    for kept in
        ["  protected:  # never\n", "fay@acme.example  # glass", "  # us\n", "Europe/Berlin  # here\n", "# Fay Fox"]
    {
        assert!(text.contains(kept), "{kept}\n{text}");
    }
    assert!(!text.contains("gone") && !text.contains("ana@") && !text.contains("leavers"), "{text}");
    changes_nothing(&scene, "sales.yaml", 5);
}

#[test]
fn no_existing_file_is_overwritten() {
    let scene = Scene::acme();
    scene.declare(&["ana"]);
    let before = fs::read_to_string(scene.path("roster.yaml")).unwrap();
    scene.run(&["export", "--out", "roster.yaml"]).ends_with(1).complains("roster.yaml exists");
    assert_eq!(fs::read_to_string(scene.path("roster.yaml")).unwrap(), before);
    std::os::unix::fs::symlink("nowhere", scene.path("link.yaml")).unwrap();
    scene.run(&["export", "--out", "link.yaml"]).ends_with(1).complains("link.yaml exists");
    fs::create_dir(scene.path("divisions")).unwrap();
    scene.run(&["export", "--by", "division", "--out", "new.yaml"]).ends_with(1).complains("divisions exists");
    scene.run(&["export", "--out", "none/new.yaml"]).ends_with(1).complains("the folder none does not exist");
    write_nothing(&scene, &["divisions", "link.yaml", "roster.yaml"]);
    assert_eq!(scene.log().len(), 0, "what cannot be written is not read for");
}

#[test]
fn an_incomplete_reading_or_another_organization_writes_nothing() {
    let scene = Scene::acme();
    scene.declare(&["ana"]);
    scene.faults(&json!([{"match": {"path": "/api/v2/users"}, "do": {"set": {"/total": 99}}}]));
    scene.run(&["export", "--by", "division", "--out", "new.yaml"]).ends_with(1).complains("99");
    scene.faults(&json!([]));
    let text = fs::read_to_string(scene.path("roster.yaml")).unwrap();
    scene.write("roster.yaml", &text.replace("directory:\n", "directory:\n  organization_id: other\n"));
    scene.run(&["export", "--out", "new.yaml"]).ends_with(1).complains("only other is accepted");
    write_nothing(&scene, &["roster.yaml"]);
}

#[test]
fn a_user_that_cannot_be_declared_is_named_and_nothing_is_written() {
    let scene = Scene::of(
        "organization: {name: Acme}\ndivisions: [Home, Away]\nusers:\n  - {id: a1, email: a@acme.example}\n\
         \x20 - {id: a2, email: A@acme.example, name: \"Other \\e[1m\", division: Away}\n  - {id: b, email: \"b c@acme.example\"}\n  - {id: d, email: d@acme.example}\n",
    );
    scene.roster("users: []\n");
    scene
        .run(&["export", "--out", "new.yaml"])
        .ends_with(1)
        .complains("\"a@acme.example\" (a, id a1) shares the e-mail with another active user")
        .complains("\"A@acme.example\" (Other \\u{1b}[1m, id a2) shares")
        .complains("\"b c@acme.example\" (b c, id b) has an e-mail that has white space in it")
        .complains("3 active users cannot be declared")
        .complains("have an administrator correct the e-mails");
    scene.roster("scope: {divisions: [Away]}\nusers: []\n");
    scene.run(&["export"]).ends_with(1).complains("1 active user cannot be declared");
    write_nothing(&scene, &["roster.yaml"]);
}

#[test]
fn a_user_with_an_address_that_a_roster_refuses_is_named_with_the_reason() {
    let addresses = ["mailto:ana@acme.example", "“bo@acme.example”", "<cy@acme.example>", "*@acme.example", ".@."];
    let users = (0..).zip(addresses).map(|(id, address)| format!("  - {{id: u{id}, email: '{address}'}}\n"));
    let users: String = users.collect();
    let scene = Scene::of(&format!("organization: {{name: Acme}}\ndivisions: [Home]\nusers:\n{users}"));
    scene.roster("users: []\n");
    scene
        .run(&["export"])
        .ends_with(1)
        .complains("id u0) has an e-mail that starts with the name of a protocol")
        .complains("id u1) has an e-mail that has `“` in it")
        .complains("5 active users cannot be declared");
}

#[test]
fn an_export_without_users_is_an_error() {
    let scene =
        Scene::of("organization: {name: Acme}\ndivisions: [Home, Away]\nusers:\n  - {id: a1, email: a@acme.example}\n");
    scene.roster("scope: {divisions: [Away]}\nusers: []\n");
    let ran =
        scene.run(&["export"]).ends_with(1).complains("there is no user to export: no active user is in the scope");
    assert_eq!(ran.stdout, "");
}

#[test]
fn where_there_is_no_roster_the_error_names_the_command_that_writes_one() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["plan", "validate"] {
        let ran = run_in(folder.path(), &[command], &CLIENT).ends_with(1);
        ran.complains("there is no such file").complains("have `rosterctl export` write it");
    }
}

#[test]
fn without_a_roster_a_region_is_needed_and_without_credentials_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    run_in(folder.path(), &["export"], &CLIENT).ends_with(1).complains("--region eu-central-1");
    run_in(folder.path(), &["export", "--region", "mars"], &CLIENT).ends_with(1).complains("no Genesys Cloud region");
    run_in(folder.path(), &["export", "--region", "eu-central-1", "--out", "r.yaml"], &[])
        .ends_with(1)
        .complains("GENESYSCLOUD_OAUTHCLIENT_ID");
    run_in(folder.path(), &["export", "--by", "division"], &CLIENT).ends_with(1).complains("--out");
    run_in(folder.path(), &["export", "x.yaml", "--region", "r"], &CLIENT)
        .ends_with(1)
        .complains("cannot be used with");
    run_in(folder.path(), &["export", "x.yaml"], &CLIENT).ends_with(1).complains("there is no such file");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_sandbox_is_exported_beside_its_org_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("sub")).unwrap();
    fs::write(folder.path().join("sub/org.yaml"), crate::support::scene::ORG).unwrap();
    let roster = sandbox_roster("users: []\n");
    fs::write(folder.path().join("sub/roster.yaml"), roster).unwrap();
    let run = |arguments: &[&str]| run_in(folder.path(), arguments, &[]);
    run(&["export", "sub/roster.yaml", "--out", "all.yaml"]).ends_with(0);
    assert!(fs::read_to_string(folder.path().join("all.yaml")).unwrap().contains("  org: sub/org.yaml\n"));
    run(&["plan", "all.yaml", "--detailed-exitcode"]).ends_with(0).says("No changes.");
    fs::create_dir(folder.path().join("other")).unwrap();
    run(&["export", "sub/roster.yaml", "--out", "other/all.yaml"]).ends_with(1).complains("org file");
}

#[test]
fn a_service_without_an_organization_of_its_own_is_exported_without_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("org.yaml"), crate::support::scene::ORG).unwrap();
    let roster = sandbox_roster("users: []\n").replace("type: sandbox", "type: sandbox, protocol: scim");
    fs::write(folder.path().join("roster.yaml"), roster).unwrap();
    let run = |arguments: &[&str]| run_in(folder.path(), arguments, &[]);
    run(&["export", "--out", "all.yaml"]).ends_with(0);
    let text = fs::read_to_string(folder.path().join("all.yaml")).unwrap();
    assert!(text.contains("  protocol: scim\n") && !text.contains("organization_id"), "{text}");
    run(&["plan", "all.yaml", "--detailed-exitcode"]).ends_with(0).says("No changes.");
}
