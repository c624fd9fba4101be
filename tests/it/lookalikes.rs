//! No user loses access because of the spelling of their address or because they have a new account.

use crate::support::scene::Scene;

/// A user who returned under another address, one with a Cyrillic letter, and others.
const ORG: &str = "
organization: {id: 0c5f2c7e-0000-4000-8000-00000000ac3e, name: Acme}
divisions: [Support]
users:
  - {id: old, email: zqxqalopez@acme.example, name: Zqxqana López, state: inactive}
  - {id: new, email: zqxq.a77@partner.example, name: 'LOPEZ, Zqxqana'}
  - {id: bo, email: zqxqbо@acme.example, name: Bo}
  - {id: stay1, email: stay1@acme.example, name: One}
  - {id: stay2, email: stay2@acme.example, name: Two}
";

/// `zqxqbo` is written with a Latin letter, the directory has a Cyrillic one.
const USERS: &str =
    "users:\n  - zqxqalopez@acme.example\n  - zqxqbo@acme.example\n  - stay1@acme.example\n  - stay2@acme.example\n";

fn scene() -> Scene {
    let scene = Scene::of(ORG);
    scene.roster(USERS);
    scene
}

/// The texts of the findings about lookalikes, by id.
fn lookalikes(scene: &Scene, more: &[&str]) -> Vec<(String, String)> {
    let plan = scene.run(&[&["plan", "--format", "json"], more].concat()).ends_with(3).json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let findings = plan["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == "lookalike");
    let mut found: Vec<_> = findings.map(|finding| (text(&finding["user"]["id"]), text(&finding["text"]))).collect();
    found.sort();
    found
}

#[test]
fn a_rehired_user_and_one_with_a_letter_that_looks_the_same_are_refused_from_the_directory_and_from_a_snapshot() {
    let scene = scene();
    let live = lookalikes(&scene, &[]);
    let [(bo, alike), (new, rehired)] = live.as_slice() else { panic!("{live:?}") };
    assert_eq!((bo.as_str(), new.as_str()), ("bo", "new"));
    assert!(alike.contains("is spelled with characters that look like those of `zqxqbo@acme.example`"), "{alike}");
    assert!(
        rehired.contains("has the same name as `zqxqalopez@acme.example`, who is declared and inactive"),
        "{rehired}"
    );
    scene.run(&["snapshot", "--out", "live.json"]).ends_with(0);
    assert_eq!(lookalikes(&scene, &["--live", "live.json"]), live);
}

#[test]
fn the_suggested_lines_resolve_a_lookalike() {
    let scene = scene();
    let settled = USERS
        .replace("  - zqxqalopez@acme.example", "  - email: zqxq.a77@partner.example")
        .replace("  - zqxqbo@acme.example", "  - email: zqxqbо@acme.example\n    was: zqxqbo@acme.example");
    scene.roster(&settled);
    scene.run(&["plan"]).ends_with(0).says("No changes");
    scene.roster(&format!("{USERS}leavers:\n  - {{email: zqxq.a77@partner.example, reason: left}}\n"));
    assert_eq!(lookalikes(&scene, &[]).len(), 1, "only the other one is left");
}

#[test]
fn a_lookalike_names_no_user_under_redact() {
    let scene = scene();
    for format in ["text", "json", "markdown", "github", "html", "sarif", "gitlab", "diff"] {
        let ran = scene.run(&["plan", "--redact", "--format", format]).ends_with(3);
        for text in [&ran.stdout, &ran.stderr] {
            let text = text.to_lowercase();
            assert!(!text.contains("zqxq") && !text.contains("lopez") && !text.contains("lópez"), "{format}: {text}");
        }
    }
}
