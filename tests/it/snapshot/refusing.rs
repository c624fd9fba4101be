//! A snapshot that is too old, of another directory, or altered is refused, and so is any other file.

use super::{aged, forged, held, planned, taken};
use crate::support::scene::Scene;

fn scene() -> Scene {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    taken(&scene);
    scene
}

#[test]
fn a_snapshot_is_accepted_for_a_day_by_default() {
    let scene = scene();
    aged(&scene, 23);
    planned(&scene, &[]).ends_with(0).complains("the directory as it was 23 h ago");
    planned(&scene, &["--max-age", "22h"])
        .ends_with(1)
        .complains("is 23 h old")
        .complains("older than the 22 h allowed");
    aged(&scene, 25);
    let ran = planned(&scene, &[]).ends_with(1).complains("is 1 d 1 h old").complains("older than the 1 d allowed");
    assert_eq!(ran.stdout, "");
    let ran = ran.complains("rosterctl snapshot --out live.json").complains("--max-age 26h");
    assert!(!ran.stderr.contains("panicked"));
    planned(&scene, &["--max-age", "26h"]).ends_with(0);
    aged(&scene, 24 * 365 * 1000);
    planned(&scene, &[]).ends_with(1).complains("old");
}

#[test]
fn a_snapshot_from_the_future_is_refused() {
    let scene = scene();
    aged(&scene, -1);
    planned(&scene, &["--max-age", "999h"]).ends_with(1).complains("in the future").complains("clocks");
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(3);
    forged(&scene, held(&scene)["read_at"].as_str().unwrap(), &soon.to_string());
    planned(&scene, &[]).ends_with(0).complains("as it was 0 s ago");
}

#[test]
fn an_edited_date_is_an_alteration() {
    let scene = scene();
    aged(&scene, 48);
    let text = std::fs::read_to_string(scene.path("live.json")).unwrap();
    let read_at = held(&scene)["read_at"].as_str().unwrap().to_owned();
    scene.write("live.json", &text.replace(&read_at, &jiff::Timestamp::now().to_string()));
    planned(&scene, &[]).ends_with(1).complains("was altered after it was saved");
}

#[test]
fn another_directory_or_organization_than_the_rosters_is_refused() {
    let scene = scene();
    let url = scene.url().to_owned();
    let directory =
        |text: &str| scene.write("roster.yaml", &format!("version: 1\ndirectory: {text}\nusers: [ana@acme.example]\n"));
    for (text, complaint) in [
        ("{type: genesys-cloud, region: eu-central-1}", "https://api.mypurecloud.de"),
        ("{type: genesys-cloud, api_url: https://api.mypurecloud.ie}", "https://api.mypurecloud.ie"),
        (
            "{type: genesys-cloud, api_url: https://gateway.acme.example/genesys}",
            "https://gateway.acme.example/genesys",
        ),
        (&format!("{{type: genesys-cloud, api_url: {url}/other, login_url: {url}}}"), "/other"),
        (
            &format!("{{type: genesys-cloud, api_url: {url}, login_url: https://login.mypurecloud.de}}"),
            "login.mypurecloud.de",
        ),
        (&format!("{{type: genesys-cloud, api_url: {url}, organization_id: other-org}}"), "the organization other-org"),
        ("{type: sandbox, org: org.yaml}", "the roster is for the directory type sandbox"),
    ] {
        directory(text);
        let ran = planned(&scene, &[]).ends_with(1).complains(complaint);
        assert_eq!(ran.stdout, "", "{text}");
    }
    // Values that the roster leaves to the environment are not checked, and the environment is not read.
    for text in
        ["{type: genesys-cloud}", "{type: genesys-cloud, organization_id: 0C5F2C7E-0000-4000-8000-00000000AC3E}"]
    {
        directory(text);
        planned(&scene, &[]).says("9 to deactivate");
    }
}

#[test]
fn a_gateway_needs_no_permission_without_requests() {
    let scene = scene();
    forged(&scene, scene.url(), "https://gateway.acme.example:8443");
    let roster = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    scene.write("roster.yaml", &roster.replace(scene.url(), "https://gateway.acme.example:8443"));
    planned(&scene, &[]).ends_with(0).says("on gateway.acme.example:8443");
    scene.run(&["plan"]).ends_with(1).complains("ROSTERCTL_ALLOWED_HOSTS");
}

#[test]
fn a_file_that_is_not_a_snapshot_is_refused() {
    let scene = scene();
    let whole = std::fs::read_to_string(scene.path("live.json")).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    let plan = std::fs::read_to_string(scene.path("plan.json")).unwrap();
    for (name, text, complaint) in [
        ("empty", String::new(), "is not a snapshot"),
        ("a line break", "\n".to_owned(), "is not a snapshot"),
        ("other JSON", "{\"users\": []}\n".to_owned(), "is not a snapshot"),
        ("deep JSON", "[".repeat(200_000), "is not a snapshot"),
        ("text", "users:\n  - ana@acme.example\n".to_owned(), "is not a snapshot"),
        ("a plan", plan, "is a saved plan, not a snapshot"),
        ("cut short", whole[..whole.len() / 2].to_owned(), "is cut short"),
        ("without its last line", lines[..lines.len() - 1].join("\n") + "\n", "is cut short"),
        ("without a user", whole.replace(&format!("{}\n", lines[3]), ""), "was altered"),
        ("twice", format!("{whole}{whole}"), "was altered"),
        ("another checksum", whole.replace("\"checksum\":\"sha256:", "\"checksum\":\"sha256:0"), "was altered"),
        ("formatted", format!("{:#}", held(&scene)), "is not a snapshot"),
        (
            "another version",
            whole.replace("\"format_version\":\"1.0\"", "\"format_version\":\"2.0\""),
            "format version 2.0",
        ),
    ] {
        scene.write("live.json", &text);
        let ran = planned(&scene, &[]).ends_with(1).complains(complaint);
        assert!(ran.stdout.is_empty() && !ran.stderr.contains("panicked"), "{name}: {}", ran.stderr);
        assert!(ran.stderr.contains("help: "), "{name}: {}", ran.stderr);
    }
    scene.write("live.json", &whole);
    planned(&scene, &[]).ends_with(0);
    let bytes = [whole.as_bytes(), &[0xff, 0xfe, 0]].concat();
    std::fs::write(scene.path("live.json"), bytes).unwrap();
    planned(&scene, &[]).ends_with(1);
}

#[test]
fn a_forged_snapshot_gives_at_most_a_wrong_plan_that_cannot_be_applied() {
    for (from, to, complaint) in [
        (r#""id":"cy","#, r#""id":"bo","#, "the user bo is in it twice"),
        (r#""id":"cy","#, r#""id":"../../oauth","#, "an id with characters"),
        (r#""version":1"#, r#""version":18446744073709551616"#, "something that was not written"),
        (r#""version":1"#, r#""version":-1"#, "something that was not written"),
        (r#""active":10"#, r#""active":18446744073709551615"#, "was altered"),
        (r#""division":1"#, r#""division":99"#, "a division that is not there"),
        (r#""type":"genesys-cloud""#, r#""type":"ldap""#, "`ldap`"),
        (r#""email":"cy@acme.example""#, r#""email":"""#, "a user without an e-mail"),
    ] {
        let scene = scene();
        forged(&scene, from, to);
        planned(&scene, &[]).ends_with(1).complains(complaint);
    }
    let scene = scene();
    forged(&scene, "ana@acme.example", "eve@acme.example");
    planned(&scene, &["--out", "plan.json"]).says("eve@acme.example");
    scene.run(&["apply", "plan.json"]).ends_with(4);
    assert_eq!(scene.written(), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_snapshot_must_be_a_file() {
    use std::os::unix::fs::symlink;
    let scene = scene();
    std::fs::create_dir(scene.path("folder")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(scene.path("pipe")).status().unwrap();
    assert!(made.success());
    symlink("live.json", scene.path("link")).unwrap();
    symlink("nothing", scene.path("dangling")).unwrap();
    symlink("circle", scene.path("circle")).unwrap();
    for name in ["folder", "pipe", "/dev/null", "/dev/zero", "dangling", "circle", "none.json", ""] {
        let ran = scene.run_with(&["plan", "--live", name], &[]).ends_with(1);
        assert!(ran.stderr.contains(name) && ran.stdout.is_empty(), "{name}: {}", ran.stderr);
    }
    scene.run_with(&["plan", "--live", "link"], &[]).ends_with(0);
}

#[test]
fn a_snapshot_in_place_of_a_plan_is_recognized() {
    let scene = scene();
    for arguments in [&["apply", "live.json"][..], &["show", "live.json"]] {
        scene.run(arguments).ends_with(4).complains("live.json is a snapshot, not a saved plan").complains("--live");
    }
}

#[test]
fn a_maximum_age_without_a_snapshot_is_an_error() {
    let scene = scene();
    let before = scene.log().len();
    scene.run(&["plan", "--max-age", "8h"]).ends_with(1).complains("--live");
    for wrong in ["soon", "30", "0s", "-1h"] {
        scene.run(&["plan", "--live", "live.json", &format!("--max-age={wrong}")]).ends_with(1).complains("--max-age");
    }
    scene.run(&["apply", "--live", "live.json"]).ends_with(1).complains("--live");
    scene.run(&["plan", "--live"]).ends_with(1).complains("SNAPSHOT");
    assert_eq!(scene.log().len(), before);
}
