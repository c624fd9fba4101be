//! What a run for one organization leaves in its folder.

use serde_json::{Value, json};

use super::{ORGANIZATIONS, Partner};
use crate::support::scene::Scene;
use crate::support::schema::{assert_valid, validator};

const RESULTS: [&str; 2] = ["--results", "results"];

fn plan(partner: &Partner, number: usize) -> crate::support::scene::Ran {
    partner.run_for(number, &[&["plan"], &RESULTS[..]].concat())
}

fn apply(partner: &Partner, number: usize) -> crate::support::scene::Ran {
    partner.run_for(number, &[&["apply"], &RESULTS[..]].concat())
}

fn result(partner: &Partner, number: usize) -> Value {
    let result = partner.json(&format!("results/{}/result.json", ORGANIZATIONS[number].0));
    assert_valid(&validator("fleet-result"), &result);
    result
}

#[test]
fn each_organization_has_a_plan_a_journal_and_a_result_in_its_own_folder() {
    let partner = Partner::new();
    for (number, (name, ..)) in ORGANIZATIONS.into_iter().enumerate() {
        let next = format!("\n    rosterctl apply --fleet fleet.yaml --organization {name} --results results\n");
        plan(&partner, number).ends_with(0).complains(&next);
        let saved = partner.json(&format!("results/{name}/plan.json"));
        let expected = json!({
            "format_version": "1.0", "organization": name, "command": "plan", "exit_code": 0, "digest": saved["digest"]
        });
        assert_eq!(result(&partner, number), expected);
        apply(&partner, number).ends_with(0);
        let expected = json!({
            "format_version": "1.0", "organization": name, "command": "apply", "exit_code": 0, "digest": saved["digest"]
        });
        assert_eq!(result(&partner, number), expected);
        assert!(partner.path(&format!("results/{name}/journal.jsonl")).is_file());
        assert_eq!(partner.sandboxes[number].written(), ["bo"]);
    }
}

#[test]
fn a_plan_that_fails_leaves_no_former_plan_and_says_so() {
    let partner = Partner::new();
    plan(&partner, 0).ends_with(0);
    std::fs::write(partner.path("results/acme-de/journal.jsonl"), "kept\n").expect("a journal");
    partner.sandboxes[0].faults(&json!([{"match": {"path": "/oauth/token"}, "do": {"status": 400}}]));
    plan(&partner, 0).ends_with(1);
    assert!(!partner.path("results/acme-de/plan.json").exists());
    let failed = result(&partner, 0);
    assert_eq!((&failed["exit_code"], &failed["error"]["kind"]), (&json!(1), &json!("credentials")), "{failed}");
    assert_eq!(failed.get("digest"), None, "{failed}");
    // A journal is the only record of what was written.
    assert_eq!(std::fs::read_to_string(partner.path("results/acme-de/journal.jsonl")).expect("a journal"), "kept\n");
}

#[test]
fn credentials_that_fail_do_not_touch_the_results_of_others() {
    let partner = Partner::new();
    let alone = Partner::new();
    partner.sandboxes[1].faults(&json!([{"match": {"path": "/oauth/token"}, "do": {"status": 401}}]));
    for number in 0..3 {
        plan(&partner, number).ends_with(i32::from(number == 1));
        plan(&alone, number).ends_with(0);
    }
    for number in [0, 2] {
        // The sandboxes of the two partners have other addresses, and so other digests.
        let [mut disturbed, mut undisturbed] = [result(&partner, number), result(&alone, number)];
        for result in [&mut disturbed, &mut undisturbed] {
            assert!(result["digest"].as_str().is_some_and(|digest| digest.starts_with("sha256:")), "{result}");
            result["digest"] = json!(null);
        }
        assert_eq!(disturbed, undisturbed);
    }
    assert!(!partner.path("results/acme-us/plan.json").exists());
}

#[test]
fn a_plan_that_its_guards_refuse_is_saved_and_cannot_be_applied() {
    let partner = Partner::new();
    let roster = std::fs::read_to_string(partner.path("birch/roster.yaml")).expect("a roster");
    std::fs::write(partner.path("birch/roster.yaml"), format!("{roster}guards: {{max_deactivations: 0}}\n"))
        .expect("a roster");
    plan(&partner, 2).ends_with(3);
    let refused = result(&partner, 2);
    assert_eq!((&refused["exit_code"], refused.get("error")), (&json!(3), None), "{refused}");
    assert_eq!(refused["digest"], partner.json("results/birch/plan.json")["digest"]);
    apply(&partner, 2).ends_with(3);
    let refused = result(&partner, 2);
    assert_eq!((&refused["command"], &refused["error"]["kind"]), (&json!("apply"), &json!("guard")), "{refused}");
    assert!(partner.sandboxes[2].written().is_empty());
}

#[test]
fn the_plan_of_another_organization_or_an_altered_one_is_not_applied_and_gives_no_digest() {
    let partner = Partner::new();
    plan(&partner, 0).ends_with(0);
    plan(&partner, 1).ends_with(0);
    let [own, other] = ["acme-de", "acme-us"].map(|name| partner.path(&format!("results/{name}/plan.json")));
    let text = std::fs::read_to_string(&own).expect("a plan");
    std::fs::write(&own, text.replace("\"bo\"", "\"ana\"")).expect("a plan");
    apply(&partner, 0).ends_with(4);
    let altered = result(&partner, 0);
    assert_eq!((&altered["exit_code"], altered.get("digest")), (&json!(4), None), "{altered}");
    // Its addresses are where the credentials would be sent: to the second organization.
    std::fs::copy(&other, &own).expect("a copy");
    let before = partner.sandboxes[1].log().len();
    apply(&partner, 0).ends_with(4).complains("results/acme-de/plan.json is for another organization");
    assert_eq!((&result(&partner, 0)["exit_code"], &result(&partner, 0)["error"]["kind"]), (&json!(4), &json!("plan")));
    partner.run_for(0, &["apply", "results/acme-us/plan.json"]).ends_with(4).complains("is for another organization");
    assert_eq!(partner.sandboxes[1].log().len(), before);
    assert!(partner.sandboxes.iter().all(|sandbox| sandbox.written().is_empty()));
}

#[test]
fn an_apply_without_a_plan_fails_and_leaves_no_result_of_a_former_run() {
    let partner = Partner::new();
    plan(&partner, 0).ends_with(0);
    std::fs::remove_file(partner.path("results/acme-de/plan.json")).expect("removed");
    apply(&partner, 0).ends_with(1).complains("results/acme-de/plan.json could not be read");
    let missing = result(&partner, 0);
    assert_eq!((&missing["command"], &missing["error"]["kind"]), (&json!("apply"), &json!("file")), "{missing}");
}

#[test]
fn a_run_that_is_killed_leaves_no_result() {
    let partner = Partner::new();
    plan(&partner, 0).ends_with(0);
    let sandbox = &partner.sandboxes[0];
    for command in ["plan", "apply"] {
        if command == "apply" {
            sandbox.faults(&json!([]));
            plan(&partner, 0).ends_with(0);
        }
        assert!(partner.path("results/acme-de/result.json").exists());
        sandbox.faults(&json!([{"match": {"path": "/api/v2/organizations/me"}, "do": {"delay_ms": 60_000}}]));
        let before = sandbox.count("GET", "/api/v2/organizations/me");
        let (id, secret) = super::names(0);
        let environment = [(id.as_str(), rosterctl::sandbox::CLIENT_ID), (&secret, rosterctl::sandbox::CLIENT_SECRET)];
        let arguments = [&[command, "--fleet", "fleet.yaml", "--index", "0"], &RESULTS[..]].concat();
        let mut started = sandbox.start_command(command, partner.command(&arguments, &environment));
        started.until("it waits", || sandbox.count("GET", "/api/v2/organizations/me") > before);
        assert!(started.kill());
        assert!(!partner.path("results/acme-de/result.json").exists(), "{command}");
        assert_eq!(partner.path("results/acme-de/plan.json").exists(), command == "apply");
    }
}

#[test]
fn a_result_names_no_user() {
    let partner = Partner::new();
    for user in ["nobody@acme.example", "Nobody At-All", "bo@acme.example x"] {
        let arguments = [&["plan", "--only", user], &RESULTS[..]].concat();
        partner.run_for(0, &arguments).ends_with(1);
        let text = std::fs::read_to_string(partner.path("results/acme-de/result.json")).expect("a result");
        for part in ["nobody", "Nobody", "At-All", "bo@", "acme.example"] {
            assert!(!text.contains(part), "{user}: {text}");
        }
    }
}

#[test]
fn a_result_names_no_user_by_a_login_or_an_id() {
    let (partner, service) = (Partner::new(), Scene::scim());
    let (url, users) = (service.url(), super::entry("ana"));
    let roster = format!(
        "version: 1\ndirectory:\n  type: scim\n  service: other\n  url: {url}/scim/v2\n  token_owner: none\n  pin: {{user: {{id: \
         ana, user_name: ana@acme.example}}}}\n  attest: {{reversible: true, evidence: OPS-7, by: it@acme.example, date: \
         2026-11-24}}\nusers:\n{users}"
    );
    let token = [("ACME_DE_ROSTERCTL_SCIM_TOKEN", rosterctl::sandbox::SCIM_TOKEN)];
    let arguments = [&["plan", "--fleet", "fleet.yaml", "--index", "0"], &RESULTS[..]].concat();
    for (good, bad) in [
        ("user_name: ana@acme.example", "user_name: katarzyna-login"),
        ("id: ana,", "id: katarzyna-login,"),
        ("token_owner: none", "token_owner: katarzyna-login"),
    ] {
        let wrong = roster.replace(good, bad);
        assert_ne!(wrong, roster);
        std::fs::write(partner.path("acme-de/roster.yaml"), wrong).expect("a roster");
        partner.run(&arguments, &token).ends_with(1).complains("katarzyna-login");
        let failed = result(&partner, 0);
        let message = failed["error"]["message"].as_str().expect("a message");
        assert!(!message.contains("katarzyna") && !message.contains("ana"), "{failed}");
        assert_ne!(failed["error"]["kind"], "roster", "{failed}");
    }
}

#[test]
fn an_error_of_an_apply_with_results_names_the_command_that_plans_there() {
    let partner = Partner::new();
    let next = "`rosterctl plan --fleet fleet.yaml --organization acme-de --results results`";
    apply(&partner, 0).ends_with(1).complains(&format!("save one with {next}"));
    plan(&partner, 0).ends_with(0);
    let other = format!("sha256:{}", "a".repeat(64));
    let expecting = [&["apply", "--expect", &other], &RESULTS[..]].concat();
    partner.run_for(0, &expecting).ends_with(4).complains(&format!("make it with {next}"));
}

#[cfg(unix)]
#[test]
fn a_folder_of_results_that_is_a_link_or_a_file_is_not_used() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let partner = Partner::new();
    plan(&partner, 1).ends_with(0);
    let before = std::fs::read(partner.path("results/acme-us/plan.json")).expect("a plan");
    symlink("acme-us", partner.path("results/acme-de")).expect("a link");
    plan(&partner, 0).ends_with(1).complains("it is a link or its journal is one").complains("nothing was sent");
    assert_eq!(std::fs::read(partner.path("results/acme-us/plan.json")).expect("a plan"), before);
    std::fs::remove_file(partner.path("results/acme-de")).expect("removed");
    std::fs::write(partner.path("results/acme-de"), "").expect("a file");
    plan(&partner, 0).ends_with(1).complains("cannot be used for results");
    // A link in place of a file is replaced, and what it leads to is not.
    std::fs::remove_file(partner.path("results/acme-de")).expect("removed");
    std::fs::create_dir(partner.path("results/acme-de")).expect("a folder");
    for name in ["plan.json", "result.json"] {
        symlink(format!("../acme-us/{name}"), partner.path(&format!("results/acme-de/{name}"))).expect("a link");
    }
    plan(&partner, 0).ends_with(0);
    assert_eq!(std::fs::read(partner.path("results/acme-us/plan.json")).expect("a plan"), before);
    for name in ["plan.json", "result.json"] {
        let mode =
            std::fs::metadata(partner.path(&format!("results/acme-de/{name}"))).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_saved_plan_can_be_applied_with_the_credentials_of_an_organization() {
    let partner = Partner::new();
    let next = "\n    rosterctl apply plan.json --fleet fleet.yaml --organization acme-de\n";
    partner.run_for(0, &["plan"]).ends_with(0).complains("with the same fleet, organization and `--results DIR`");
    partner.run_for(0, &["plan", "--out", "plan.json"]).ends_with(0).complains(next);
    partner.run_for(0, &["apply", "plan.json"]).ends_with(0).says("1 deactivated");
    partner.run_for(0, &["plan"]).ends_with(0).says("No changes.");
}

#[test]
fn a_plan_that_leads_to_other_addresses_than_the_roster_is_refused_before_credentials_are_sent() {
    let partner = Partner::new();
    plan(&partner, 0).ends_with(0);
    plan(&partner, 1).ends_with(0);
    let path = partner.path("results/acme-de/plan.json");
    std::fs::copy(&path, partner.path("plan.json")).expect("a copy");
    let roster = std::fs::read_to_string(partner.path("acme-de/roster.yaml")).expect("a roster");
    let [own, other] = [0, 1].map(|number| partner.sandboxes[number].url().to_owned());
    let sent = || partner.sandboxes.iter().map(|sandbox| sandbox.log().len()).sum::<usize>();
    let before = sent();
    for key in ["api_url", "login_url"] {
        let moved = roster.replace(&format!("{key}: {own}"), &format!("{key}: {other}"));
        assert_ne!(moved, roster);
        std::fs::write(partner.path("acme-de/roster.yaml"), moved).expect("a roster");
        let ran = apply(&partner, 0).ends_with(4).complains("the saved plan results/acme-de/plan.json is for http://");
        ran.complains("the roster acme-de/roster.yaml names http://").complains("nothing was sent");
        assert_eq!(result(&partner, 0)["error"]["kind"], "plan");
        partner.run_for(0, &["apply", "plan.json"]).ends_with(4).complains("names http://");
    }
    // Where the roster leaves the addresses to the environment, those of its region count.
    let url = format!("  api_url: {own}\n  login_url: {own}\n");
    std::fs::write(partner.path("acme-de/roster.yaml"), roster.replace(&url, "")).expect("a roster");
    apply(&partner, 0).ends_with(4).complains("the roster acme-de/roster.yaml names none");
    let (id, secret) = super::names(0);
    let environment = [
        (id.as_str(), rosterctl::sandbox::CLIENT_ID),
        (&secret, rosterctl::sandbox::CLIENT_SECRET),
        ("ACME_DE_GENESYSCLOUD_REGION", "eu-central-1"),
    ];
    let arguments = ["apply", "--fleet", "fleet.yaml", "--index", "0", "--results", "results"];
    partner.run(&arguments, &environment).ends_with(4).complains("names https://");
    assert_eq!(sent(), before);
    // In another spelling the address is the same.
    let spelled = roster.replace(&format!("login_url: {own}"), &format!("login_url: {own}/"));
    assert_ne!(spelled, roster);
    std::fs::write(partner.path("acme-de/roster.yaml"), spelled).expect("a roster");
    apply(&partner, 0).ends_with(0);
}

#[test]
fn a_run_whose_command_line_is_wrong_leaves_no_result_of_a_former_run() {
    let partner = Partner::new();
    let former = partner.path("results/acme-de/result.json");
    let broken = partner.path("broken.yaml");
    std::fs::write(broken, "organizations: [").expect("a file");
    for arguments in [
        &["plan", "--max-age", "1x", "--fleet", "fleet.yaml", "--index", "0", "--results", "results"][..],
        &["plan", "--override", "a=1", "--fleet", "fleet.yaml", "--organization", "acme-de", "--results", "results"],
        &["apply", "--nonsense", "--fleet=fleet.yaml", "--index=0", "--results=results"],
        &["apply", "--log-format", "x", "--fleet", "fleet.yaml", "--index", "0", "--results", "results"],
        &["plan", "--fleet", "broken.yaml", "--organization", "acme-de", "--results", "results"],
        &["apply", "--fleet", "fleet.yaml", "--index", "0", "--results", "results", "plan.json"],
    ] {
        plan(&partner, 0).ends_with(0);
        plan(&partner, 1).ends_with(0);
        assert!(former.exists());
        partner.run(arguments, &[]).ends_with(1).complains("error: ");
        assert!(!former.exists(), "{arguments:?}");
        assert!(partner.path("results/acme-us/result.json").exists(), "{arguments:?}");
    }
    plan(&partner, 0).ends_with(0);
    for other in [
        &["plan", "--help", "--fleet", "fleet.yaml", "--index", "0", "--results", "results"][..],
        &["plan", "--fleet", "fleet.yaml", "--index", "7", "--results", "results"],
        &["plan", "--fleet", "fleet.yaml", "--organization", "../results/acme-de", "--results", "results"],
    ] {
        partner.run(other, &[]);
        assert!(former.exists(), "{other:?}");
    }
}

#[test]
fn a_former_result_that_cannot_be_removed_stops_the_run_with_a_word_about_it() {
    let partner = Partner::new();
    let former = partner.path("results/acme-de/result.json");
    // Even an administrator cannot unlink a folder as a file.
    std::fs::create_dir_all(&former).expect("a folder");
    for command in ["plan", "apply"] {
        let ran = partner.run_for(0, &[&[command], &RESULTS[..]].concat()).ends_with(1);
        ran.complains("the former result results/acme-de/result.json could not be removed, and still stands");
    }
    assert!(partner.sandboxes[0].log().is_empty());
}

#[test]
fn a_roster_in_place_of_a_fleet_is_named_as_one() {
    let partner = Partner::new();
    let ran = partner.run(&["plan", "--fleet", "acme-de/roster.yaml", "--index", "0"], &[]).ends_with(1);
    ran.complains("acme-de/roster.yaml is not a fleet: it has no key `organizations`");
}
