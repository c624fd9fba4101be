//! The example policy passes its own tests and judges real plans.

use std::fs;
use std::path::Path;

use regorus::{Engine, Value};

use crate::support::scene::Scene;

fn engine() -> Engine {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/policy");
    let mut engine = Engine::new();
    for name in ["policy.rego", "policy_test.rego"] {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        engine.add_policy(name.to_owned(), text).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    engine
}

/// What the policy has against a plan.
fn denied(plan: &str) -> Vec<String> {
    let mut engine = engine();
    engine.set_input(Value::from_json_str(plan).unwrap());
    let denied = engine.eval_rule("data.rosterctl.deny".to_owned()).unwrap();
    denied.as_set().unwrap().iter().map(|message| message.as_string().unwrap().to_string()).collect()
}

#[test]
fn every_test_of_the_policy_holds() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/policy/policy_test.rego"));
    let text = text.unwrap();
    let names: Vec<&str> =
        text.lines().filter_map(|line| line.split(' ').next()).filter(|word| word.starts_with("test_")).collect();
    assert_eq!(names.len(), 8, "{names:?}");
    for name in names {
        let verdict = engine().eval_rule(format!("data.rosterctl_test.{name}")).unwrap();
        assert_eq!(verdict, Value::from(true), "{name}");
    }
}

#[test]
fn a_real_plan_passes_and_one_that_drops_an_administrator_does_not() {
    let scene = Scene::of(
        "
organization: {id: acme, name: Acme}
divisions: [Support]
users:
  - {id: ana, email: ana@acme.example, name: Ana, roles: [Agent]}
  - {id: bo, email: bo@acme.example, name: Bo, roles: [Agent]}
  - {id: cy, email: cy@acme.example, name: Cy, roles: [Master Admin]}
",
    );
    scene.declare(&["ana", "cy"]);
    assert_eq!(denied(&scene.run(&["plan", "--format", "json"]).ends_with(0).stdout), [] as [&str; 0]);
    scene.declare(&["ana", "bo"]);
    assert_eq!(
        denied(&scene.run(&["plan", "--format", "json"]).ends_with(0).stdout),
        ["cy@acme.example is Master Admin: a leaver entry with the reason is required"]
    );
    let tomorrow = scene.run(&["plan", "--format", "json", "--as-of", "2030-01-01"]).ends_with(0).stdout;
    assert_eq!(denied(&tomorrow).len(), 2);
    assert_eq!(denied("{}").len(), 1);
}
