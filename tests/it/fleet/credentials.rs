//! A process has the credentials of one organization, and those without a prefix belong to nobody.

use rosterctl::sandbox::{CLIENT_ID, CLIENT_SECRET, SCIM_TOKEN};
use serde_json::json;

use super::{ORGANIZATIONS, Partner, names};
use crate::support::scene::{CLIENT, Scene, run_in};

/// Secrets of other organizations, and of none, each with the name of its variable.
const CANARIES: [(&str, &str); 9] = [
    ("ACME_US_GENESYSCLOUD_OAUTHCLIENT_ID", "canary-us-id"),
    ("ACME_US_GENESYSCLOUD_OAUTHCLIENT_SECRET", "canary-us-secret"),
    ("BIRCH_GENESYSCLOUD_ACCESS_TOKEN", "canary-birch-token"),
    ("BIRCH_ROSTERCTL_SCIM_TOKEN", "canary-birch-scim"),
    ("GENESYSCLOUD_OAUTHCLIENT_ID", "canary-plain-id"),
    ("GENESYSCLOUD_OAUTHCLIENT_SECRET", "canary-plain-secret"),
    ("GENESYSCLOUD_ACCESS_TOKEN", "canary-plain-token"),
    ("ROSTERCTL_SCIM_READ_TOKEN", "canary-plain-scim"),
    // Of an organization that the fleet does not list, or no longer.
    ("CEDAR_GENESYSCLOUD_OAUTHCLIENT_SECRET", "canary-cedar-secret"),
];

/// The environment of a job that has all secrets: those of the first organization are the real ones.
fn all_secrets<'a>(id: &'a str, secret: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut environment =
        vec![(id, CLIENT_ID), (secret, CLIENT_SECRET), ("ROSTERCTL_ALLOWED_HOSTS", "gw.acme.example")];
    environment.extend(CANARIES);
    environment
}

fn assert_no_canary(where_: &str, text: &str) {
    assert!(!text.contains("canary"), "a canary in {where_}: {text}");
}

#[test]
fn no_secret_of_another_organization_is_in_anything_that_a_run_sends_prints_or_saves() {
    let partner = Partner::new();
    let (id, secret) = names(0);
    let environment = all_secrets(&id, &secret);
    let of_acme = ["--fleet", "fleet.yaml", "--organization", "acme-de"];
    for (command, code) in [
        (&["plan", "-vvv", "--results", "results"][..], 0),
        (&["plan", "-vvv", "--log-format", "json", "--format", "json", "--out", "plan.json"], 0),
        (&["plan", "--live", "live.json"], 0),
        (&["doctor", "-vvv"], 0),
        (&["why", "bo@acme.example", "-vvv"], 0),
        (&["export", "-vvv"], 0),
        (&["apply", "-vvv", "--json", "--results", "results"], 0),
        (&["apply", "-vvv", "--json", "--results", "nowhere"], 1),
        (&["plan", "--timeout", "soon", "--results", "results"], 1),
    ] {
        if command.contains(&"live.json") {
            let arguments = [&["snapshot", "-vvv", "--out", "live.json"], &of_acme[..]].concat();
            let ran = partner.run(&arguments, &environment).ends_with(0);
            assert_no_canary("the output of snapshot", &format!("{}{}", ran.stdout, ran.stderr));
        }
        let ran = partner.run(&[command, &of_acme].concat(), &environment).ends_with(code);
        assert_no_canary(&format!("the output of {command:?}"), &format!("{}{}", ran.stdout, ran.stderr));
    }
    assert_eq!(partner.sandboxes[0].written(), ["bo"]);
    for (number, sandbox) in partner.sandboxes.iter().enumerate() {
        let log = sandbox.log();
        assert_eq!(log.is_empty(), number != 0, "{log:?}");
        assert_no_canary("a request", &format!("{log:?}"));
    }
    let mut files = 0;
    let mut folders = vec![partner.path("")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                files += 1;
                assert_no_canary("a file", &std::fs::read_to_string(&entry).expect("text"));
            }
        }
    }
    assert!(files > 8, "{files}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_process_that_talks_to_a_directory_was_started_without_the_secrets_of_others() {
    let partner = Partner::new();
    let (id, secret) = names(0);
    let sandbox = &partner.sandboxes[0];
    let of_acme = ["--fleet", "fleet.yaml", "--index", "0"];
    let environ = |name: &str, command: &[&str], environment: &[(&str, &str)]| {
        sandbox.faults(&json!([{"match": {"path": "/api/v2/organizations/me"}, "do": {"delay_ms": 60_000}}]));
        let before = sandbox.log().len();
        let command = partner.command(&[command, &of_acme].concat(), environment);
        let mut started = sandbox.start_command(name, command);
        started.until("it waits for the directory", || sandbox.log().len() > before);
        let environ = std::fs::read(format!("/proc/{}/environ", started.pid())).expect("an environment");
        let command_line = std::fs::read(format!("/proc/{}/cmdline", started.pid())).expect("a command line");
        started.kill();
        (String::from_utf8(environ).expect("UTF-8"), String::from_utf8(command_line).expect("UTF-8"))
    };
    let with_all = all_secrets(&id, &secret);
    for (name, command) in [
        ("plan", &["plan"][..]),
        ("apply", &["apply", "--auto-approve"]),
        ("doctor", &["doctor"]),
        ("snapshot", &["snapshot", "--out", "-"]),
        ("export", &["export"]),
        ("why", &["why", "bo@acme.example"]),
    ] {
        let (environ, command_line) = environ(name, command, &with_all);
        assert_no_canary(name, &environ);
        for kept in [format!("{id}={CLIENT_ID}"), format!("{secret}={CLIENT_SECRET}")] {
            assert!(environ.split('\0').any(|variable| variable == kept), "{name}: {environ}");
        }
        assert!(environ.contains("ROSTERCTL_ALLOWED_HOSTS=gw.acme.example"), "{environ}");
        let typed: Vec<&str> = command_line.trim_end_matches('\0').split('\0').skip(1).collect();
        assert_eq!(typed, [command, &of_acme].concat());
    }
    // Without the fleet, the same variables are in the environment of the process: the look at them finds what is there.
    let (environ, _) = environ("alone", &["plan"], &[(&id, CLIENT_ID), (&secret, CLIENT_SECRET), ("CANARY", "canary")]);
    assert!(environ.contains("CANARY=canary"), "{environ}");
}

#[test]
fn credentials_without_the_prefix_are_not_used_and_the_error_names_those_with_it() {
    let partner = Partner::new();
    let of_birch = ["--fleet", "fleet.yaml", "--organization", "birch"];
    for command in [&["plan"][..], &["apply", "--auto-approve"], &["export"], &["snapshot", "--out", "live.json"]] {
        let ran = partner.run(&[command, &of_birch].concat(), &CLIENT).ends_with(1);
        let ran =
            ran.complains("credentials are missing").complains("set BIRCH_GENESYSCLOUD_OAUTHCLIENT_ID and BIRCH_");
        assert!(!ran.stderr.contains(" GENESYSCLOUD") && !ran.stderr.contains("acme"), "{}", ran.stderr);
    }
    let events = partner.run(&[&["apply", "--auto-approve", "--json"], &of_birch[..]].concat(), &CLIENT).ends_with(1);
    assert!(
        events.stdout.contains("BIRCH_GENESYSCLOUD") && !events.stdout.contains(" GENESYSCLOUD"),
        "{}",
        events.stdout
    );
    let doctor = partner.run(&[&["doctor"], &of_birch[..]].concat(), &CLIENT).ends_with(1);
    assert!(
        doctor.stdout.contains("BIRCH_GENESYSCLOUD_OAUTHCLIENT_ID") && !doctor.stdout.contains(" GENESYSCLOUD"),
        "{}",
        doctor.stdout
    );
    let half =
        partner.run(&[&["plan"], &of_birch[..]].concat(), &[("BIRCH_GENESYSCLOUD_OAUTHCLIENT_ID", "x")]).ends_with(1);
    half.complains("BIRCH_GENESYSCLOUD_OAUTHCLIENT_ID is set, but BIRCH_GENESYSCLOUD_OAUTHCLIENT_SECRET is not");
    // An empty one of its own does not bring back one without the prefix.
    let empty =
        [CLIENT[0], CLIENT[1], ("BIRCH_GENESYSCLOUD_OAUTHCLIENT_ID", ""), ("BIRCH_GENESYSCLOUD_ACCESS_TOKEN", " ")];
    partner.run(&[&["plan"], &of_birch[..]].concat(), &empty).ends_with(1).complains("credentials are missing");
    assert!(partner.sandboxes.iter().all(|sandbox| sandbox.log().is_empty()));
}

#[test]
fn the_credentials_of_one_organization_do_not_read_another() {
    let partner = Partner::new();
    // The roster of the first with the sandbox of the second: the organization there is another one.
    let roster = std::fs::read_to_string(partner.path("acme-de/roster.yaml")).expect("a roster");
    let moved = roster.replace(partner.sandboxes[0].url(), partner.sandboxes[1].url());
    std::fs::write(partner.path("acme-de/roster.yaml"), moved).expect("a roster");
    partner.run_for(0, &["plan"]).ends_with(1).complains("only 0c5f2c7e-0000-4000-8000-000000000000 is accepted");
    assert!(
        partner.sandboxes[1].log().iter().all(|request| !request["path"].as_str().unwrap_or("").contains("/users"))
    );
}

#[test]
fn a_roster_of_a_fleet_names_its_organization_or_nothing_is_sent() {
    let partner = Partner::new();
    let roster = std::fs::read_to_string(partner.path("birch/roster.yaml")).expect("a roster");
    let unnamed: String =
        roster.lines().filter(|line| !line.contains("organization_id")).map(|line| format!("{line}\n")).collect();
    std::fs::write(partner.path("birch/roster.yaml"), unnamed).expect("a roster");
    for command in [&["plan"][..], &["apply", "--auto-approve"], &["doctor"], &["export"], &["why", "bo@acme.example"]]
    {
        let ran = partner.run_for(2, command).ends_with(1);
        ran.complains("the roster birch/roster.yaml does not say which organization").complains("organization_id");
    }
    assert!(partner.sandboxes[2].log().is_empty());
}

#[test]
fn an_error_of_a_fleet_is_shown_to_no_single_organization() {
    let partner = Partner::new();
    let fleet = std::fs::read_to_string(partner.path("fleet.yaml")).expect("a fleet");
    std::fs::write(partner.path("fleet.yaml"), fleet.replace("prefix: BIRCH", "prefix: birch")).expect("a fleet");
    let ran = partner.run_for(0, &["plan"]).ends_with(1);
    let ran = ran.complains("1 error in the fleet fleet.yaml").complains("`rosterctl validate fleet.yaml`");
    assert!(ORGANIZATIONS.iter().all(|(name, ..)| !ran.stderr.contains(name)), "{}", ran.stderr);
    assert!(partner.sandboxes.iter().all(|sandbox| sandbox.log().is_empty()));
}

#[test]
fn an_organization_is_named_in_one_way_and_in_place_of_a_roster() {
    let partner = Partner::new();
    let fleet = ["plan", "--fleet", "fleet.yaml"];
    for more in [
        &[][..],
        &["--organization", "birch", "--index", "2"],
        &["acme-de/roster.yaml", "--index", "2"],
        &["--index", "2", "--out", "plan.json", "--results", "results"],
    ] {
        partner.run(&[&fleet, more].concat(), &[]).ends_with(1).complains("error: ");
    }
    for arguments in [
        &["plan", "--index", "2"][..],
        &["plan", "--organization", "birch"],
        &["plan", "--results", "results"],
        &["apply", "-f", "roster.yaml", "--fleet", "fleet.yaml", "--index", "2"],
        &["apply", "plan.json", "--fleet", "fleet.yaml", "--index", "2", "--results", "results"],
        &["apply", "--journal", "j", "--fleet", "fleet.yaml", "--index", "2", "--results", "results"],
        &["export", "--region", "eu-central-1", "--fleet", "fleet.yaml", "--index", "2"],
    ] {
        partner.run(arguments, &[]).ends_with(1).complains("error: ");
    }
    let unknown = partner.run(&[&fleet[..], &["--organization", "Birch"]].concat(), &[]).ends_with(1);
    let unknown = unknown.complains("the fleet fleet.yaml has no organization `Birch`");
    assert!(!unknown.stderr.contains("acme"), "{}", unknown.stderr);
}

#[test]
fn an_organization_without_an_id_is_named_by_its_pinned_user_and_has_tokens_of_its_own() {
    let (folder, services) = (tempfile::TempDir::new().expect("a folder"), [Scene::scim(), Scene::scim()]);
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    let users: String = ["ana", "cy", "di", "ed", "fay", "gus", "hal", "ida", "jo"]
        .map(|local| format!("  - {local}@acme.example\n"))
        .concat();
    let roster = |url: &str, pin: &str| {
        format!(
            "version: 1\ndirectory:\n  type: scim\n  service: other\n  url: {url}/scim/v2\n  token_owner: none\n{pin}  \
             requests_per_minute: 100000\n  attest: {{reversible: true, evidence: OPS-7, by: it@acme.example, date: \
             2026-11-24}}\nusers:\n{users}"
        )
    };
    let pin = "  pin: {user: {id: ana, user_name: ana@acme.example}}\n";
    write(
        "fleet.yaml",
        "version: 1\norganizations:\n  - {name: a, roster: a.yaml, prefix: A}\n  - {name: b, roster: b.yaml, prefix: B}\n",
    );
    let run = |arguments: &[&str], environment: &[(&str, &str)]| run_in(folder.path(), arguments, environment);
    write("a.yaml", &roster(services[0].url(), pin));
    write("b.yaml", &roster(services[1].url(), ""));
    let unnamed = run(&["validate", "fleet.yaml"], &[]).ends_with(1);
    unnamed.complains("error[organization-unnamed]").complains("add `pin` under `directory`");
    let of_b = ["--fleet", "fleet.yaml", "--index", "1", "--results", "out"];
    run(&[&["plan"], &of_b[..]].concat(), &[("B_ROSTERCTL_SCIM_TOKEN", SCIM_TOKEN)])
        .ends_with(1)
        .complains("add `pin`");
    write("b.yaml", &roster(services[0].url(), pin).replace("/scim/v2", "/scim/v2/"));
    run(&["validate", "fleet.yaml"], &[]).ends_with(1).complains("is about the same organization");
    let shouted = roster(services[0].url(), &pin.replace("ana@acme", "ANA@acme")).replace("/scim/v2", "/SCIM/v2");
    write("b.yaml", &shouted);
    run(&["validate", "fleet.yaml"], &[]).ends_with(1).complains("is about the same organization");
    write("b.yaml", &roster(services[1].url(), pin));
    run(&["validate", "fleet.yaml"], &[]).ends_with(0);

    let tokens = [
        ("ROSTERCTL_SCIM_TOKEN", "canary-plain"),
        ("A_ROSTERCTL_SCIM_TOKEN", "canary-a"),
        ("B_ROSTERCTL_SCIM_READ_TOKEN", SCIM_TOKEN),
        ("B_ROSTERCTL_SCIM_TOKEN", "canary-not-for-reading"),
    ];
    let planned = run(&[&["plan", "-vvv"], &of_b[..]].concat(), &tokens).ends_with(0);
    assert_no_canary("the output of plan", &format!("{}{}", planned.stdout, planned.stderr));
    run(&[&["apply"], &of_b[..]].concat(), &tokens[..3]).ends_with(1).complains("set B_ROSTERCTL_SCIM_TOKEN, or");
    let applied = [tokens[1], ("B_ROSTERCTL_SCIM_TOKEN", SCIM_TOKEN)];
    run(&[&["apply"], &of_b[..]].concat(), &applied).ends_with(0);
    assert_eq!(services[1].written(), ["bo"]);
    assert!(services[0].log().is_empty());
    assert_no_canary("a request", &format!("{:?}", services[1].log()));
}
