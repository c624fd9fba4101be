//! One report on all organizations: nothing that is missing, altered or unfinished is overlooked, and a person is one.

mod aging;
mod formats;
mod headlines;
mod refusing;

use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::scene::{EVERYBODY, ORG, Ran, run_in};

/// A folder with a fleet, each organization of which has an embedded directory of its own.
struct Group {
    folder: TempDir,
}

impl Group {
    /// A fleet of organizations with these names and these lines of their rosters, and with these guards.
    fn guarded(guards: &str, organizations: &[(&str, &str)]) -> Self {
        let group = Self { folder: TempDir::new().expect("a folder") };
        let mut fleet = format!("version: 1\nguards: {{{guards}}}\norganizations:\n");
        for (number, (name, roster)) in organizations.iter().enumerate() {
            let id = format!("0c5f2c7e-0000-4000-8000-{number:012}");
            std::fs::create_dir(group.path(name)).expect("a folder");
            group.write(&format!("{name}/org.yaml"), &ORG.replace("0c5f2c7e-0000-4000-8000-00000000ac3e", &id));
            let directory = format!("version: 1\ndirectory: {{type: sandbox, org: org.yaml, organization_id: {id}}}\n");
            group.write(&format!("{name}/roster.yaml"), &format!("{directory}{roster}"));
            let (prefix, tier) = (name.to_uppercase().replace('-', "_"), if number == 0 { "gold" } else { "silver" });
            fleet.push_str(&format!(
                "  - {{name: {name}, roster: {name}/roster.yaml, prefix: {prefix}, labels: {{tier: {tier}}}}}\n"
            ));
        }
        group.write("fleet.yaml", &fleet);
        std::fs::create_dir(group.path("results")).expect("a folder");
        group
    }

    /// The same with guards that pass.
    fn of(organizations: &[(&str, &str)]) -> Self {
        Self::guarded("max_deactivation_percent: 50", organizations)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a file");
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        run_in(self.folder.path(), arguments, &[])
    }

    /// Runs `plan` or `apply` for one organization, and keeps its result.
    fn make(&self, command: &str, name: &str) -> Ran {
        self.run(&[command, "--fleet", "fleet.yaml", "--organization", name, "--results", "results"])
    }

    fn report(&self, arguments: &[&str]) -> Ran {
        self.run(&[&["fleet", "report", "results"], arguments].concat())
    }

    /// The report as JSON, which ends with this code and says so.
    fn json(&self, code: i32) -> Value {
        let report = self.report(&["--format", "json"]).ends_with(code).json();
        assert_eq!(report["exit_code"], code);
        report
    }

    /// What is wrong with the organization at this position: its status and the code of its problem.
    fn problem(&self, code: i32, at: usize) -> (String, String) {
        let one = &self.json(code)["organizations"][at];
        let text = |value: &Value| value.as_str().unwrap_or("none").to_owned();
        (text(&one["status"]), text(&one["problem"]["code"]))
    }
}

/// A roster of all users of [`ORG`] but these, with a guard that allows half of them.
fn all_but(gone: &[&str]) -> String {
    let stays = EVERYBODY.into_iter().filter(|local| !gone.contains(local));
    let users: String = stays.map(|local| format!("  - {local}@acme.example\n")).collect();
    format!("guards:\n  max_deactivation_percent: 50\nusers:\n{users}")
}

/// The same with a leaver.
fn leaves(leaver: &str, gone: &[&str]) -> String {
    let roster = all_but(&[&[leaver], gone].concat());
    format!("{roster}leavers:\n  - {{email: {leaver}@acme.example, reason: left the company, ticket: HR-881}}\n")
}

/// A fleet with an organization in each state.
fn every_state() -> Group {
    let refused = all_but(&["bo"]).replace("guards:\n", "guards:\n  max_deactivations: 0\n");
    let group = Group::of(&[
        ("acme-de", &leaves("di", &["bo"])),
        ("acme-fr", &all_but(&[])),
        ("acme-us", &refused),
        ("acme-uk", &all_but(&["bo"])),
        ("acme-at", &all_but(&[])),
        ("acme-ch", &leaves("di", &[])),
        ("acme-nl", &leaves("ed", &["bo"])),
        ("acme-es", &all_but(&["cy"])),
    ]);
    group.write("acme-uk/org.yaml", "users: 1\n");
    let org = group.read("acme-nl/org.yaml");
    group.write("acme-nl/org.yaml", &org.replace("name: Ed Eze", "name: Ed Eze, interacting: true"));
    for (name, code) in
        [("acme-de", 0), ("acme-fr", 0), ("acme-us", 3), ("acme-uk", 1), ("acme-ch", 0), ("acme-nl", 0), ("acme-es", 0)]
    {
        group.make("plan", name).ends_with(code);
    }
    group.make("apply", "acme-ch").ends_with(0);
    group.make("apply", "acme-nl").ends_with(5);
    let plan = group.read("results/acme-es/plan.json");
    group.write("results/acme-es/plan.json", &plan.replace("cy@acme.example", "di@acme.example"));
    std::fs::create_dir_all(group.path("results/acme-old")).expect("a folder");
    group
}

#[test]
fn a_fleet_in_which_all_is_well_ends_with_0_and_with_2_only_if_asked() {
    let group = Group::of(&[("acme-de", &all_but(&["bo"])), ("acme-fr", &all_but(&[]))]);
    for name in ["acme-de", "acme-fr"] {
        group.make("plan", name).ends_with(0);
    }
    group.report(&[]).ends_with(0).says("2 organizations: 1 with changes, 1 unchanged.");
    group.report(&["--detailed-exitcode"]).ends_with(2);
    group.make("apply", "acme-de").ends_with(0);
    group.report(&["--detailed-exitcode"]).ends_with(0).says("1 applied, 1 unchanged.").says("1 deactivated");
}

#[test]
fn a_person_who_leaves_several_organizations_is_one_with_one_pseudonym() {
    let group = Group::of(&[("acme-de", &leaves("di", &[])), ("acme-fr", &all_but(&["di", "bo"]))]);
    let org = group.read("acme-fr/org.yaml");
    group.write("acme-fr/org.yaml", &org.replace("email: di@", "email: DI@"));
    for name in ["acme-de", "acme-fr"] {
        group.make("plan", name).ends_with(0);
    }
    let report = group.json(0);
    assert_eq!((&report["summary"]["deactivate"], &report["summary"]["people"]), (&3.into(), &2.into()));
    assert_eq!(report["summary"]["people_in_several_organizations"], 1);
    let di = &report["people"][0];
    assert_eq!(di["email"], "di@acme.example");
    let places: Vec<_> =
        di["users"].as_array().unwrap().iter().map(|user| (&user["organization"], &user["reason"])).collect();
    assert_eq!(places, [(&"acme-de".into(), &"leaver".into()), (&"acme-fr".into(), &"not_declared".into())]);
    for format in ["text", "json", "html", "markdown", "openmetrics"] {
        let shown = group.report(&["--format", format, "--redact"]).ends_with(0).stdout;
        assert!(!shown.to_lowercase().contains("@acme.example"), "{format}: {shown}");
        let plain = group.report(&["--format", format]).ends_with(0).stdout;
        assert_eq!(plain.to_lowercase().contains("di@acme.example"), format != "openmetrics", "{plain}");
        assert!(!plain.contains("Di Diaz") && !plain.contains("left the company"), "{plain}");
    }
    let redacted = group.report(&["--format", "json", "--redact"]).json();
    let plan = group.run(&["show", "results/acme-fr/plan.json", "--format", "json", "--redact"]).json();
    let pseudonyms: Vec<&Value> =
        plan["actions"].as_array().unwrap().iter().map(|action| &action["user"]["email"]).collect();
    assert!(pseudonyms.contains(&&redacted["people"][0]["email"]), "the one that its plans have: {redacted}");
}

#[test]
fn guards_judge_all_plans_together() {
    let organizations = [("acme-de", all_but(&["bo"])), ("acme-fr", all_but(&["cy"])), ("acme-it", all_but(&[]))];
    let organizations = organizations.each_ref().map(|(name, roster)| (*name, roster.as_str()));
    for (guards, code) in [
        ("max_deactivations: 2, max_deactivation_percent: 6.67", 0),
        ("max_deactivations: 1, max_deactivation_percent: 50", 3),
        ("max_deactivations: 2, max_deactivation_percent: 6.66", 3),
    ] {
        let group = Group::guarded(guards, &organizations);
        for (name, _) in organizations {
            group.make("plan", name).ends_with(0);
        }
        let report = group.json(code);
        assert_eq!(report["guards"][0]["actual"], 2);
        assert_eq!(report["guards"][1]["actual"], 6.67);
        let text = group.report(&[]).ends_with(code).stdout;
        assert_eq!(text.contains("REFUSED"), code == 3, "{text}");
    }
}

#[test]
fn the_same_results_give_the_same_bytes_whenever_they_were_made_and_wherever_they_are() {
    let group =
        Group::of(&[("acme-de", &leaves("di", &["bo"])), ("acme-fr", &all_but(&[])), ("acme-it", &all_but(&["ed"]))]);
    let all = ["acme-de", "acme-fr", "acme-it"];
    let reports = |folder: &str, code: i32| {
        ["text", "json", "html", "markdown"]
            .map(|format| group.run(&["fleet", "report", folder, "--format", format]).ends_with(code).stdout)
    };
    all.iter().for_each(|name| _ = group.make("plan", name).ends_with(0));
    let undisturbed = reports("results", 0);
    std::fs::rename(group.path("results"), group.path("first")).expect("a move");
    // Another time, in another order, with one that is missing at first.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    all.iter().rev().take(2).for_each(|name| _ = group.make("plan", name).ends_with(0));
    let missing = reports("results", 1);
    assert!(missing.iter().all(|report| report.contains("acme-de")), "{}", missing[0]);
    group.make("plan", "acme-de").ends_with(0);
    assert_eq!(reports("results", 0), undisturbed);
    assert_eq!(reports("first", 0), undisturbed);
}
