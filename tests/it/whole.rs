//! With `--only` the guards judge the whole plan, and every format reports that.

use crate::support::scene::Scene;

#[test]
fn only_cannot_evade_the_guards_user_by_user() {
    let scene = Scene::acme();
    scene.declare(&["ana", "fay"]);
    for local in ["bo", "cy", "gus"] {
        let user = format!("{local}@acme.example");
        scene
            .run(&["plan", "--only", &user, "--out", "plan.json"])
            .ends_with(3)
            .says("1 to deactivate")
            .says("Guards (judged on the whole plan, without --only: 8 to deactivate):")
            .says("80 % of at most 50 %");
        scene.run(&["apply", "plan.json"]).ends_with(3);
        scene.run(&["apply", "-f", "roster.yaml", "--only", &user, "--auto-approve"]).ends_with(3);
    }
    for format in ["markdown", "html", "github", "sarif"] {
        scene
            .run(&["show", "plan.json", "--format", format])
            .ends_with(0)
            .says("judged on the whole plan, without --only: 8 to deactivate");
    }
    assert_eq!(scene.written(), Vec::<String>::new());
    // Lifted with a reason, one of them is written.
    let lift = ["--override", "max_deactivation_percent=80", "--reason", "OPS-7"];
    scene.run(&[&["plan", "--only", "bo@acme.example", "--out", "one.json"], &lift[..]].concat()).ends_with(0);
    scene.run(&["apply", "one.json", "--auto-approve"]).ends_with(0);
    assert_eq!(scene.written(), ["bo"]);
}

#[test]
fn a_limit_of_zero_refuses_every_deactivation() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let roster = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    scene.run(&["plan"]).ends_with(0);
    for limit in ["max_deactivation_percent: 0", "max_deactivations: 0"] {
        scene.write("roster.yaml", &roster.replace("max_deactivation_percent: 50", limit));
        scene.run(&["plan"]).ends_with(3).says("REFUSED");
        scene.run(&["plan", "--only", "bo@acme.example"]).ends_with(3);
    }
}
