//! A user that no roster can declare is not deactivated silently: the plan is refused with the id.

use crate::support::scene::Scene;

const ORG: &str = "organization: {name: Acme}\ndivisions: [Home]\nusers:
  - {id: a1, email: ana@acme.example, name: Ana}
  - {id: c1, email: cy@acme.example, name: Cy One}
  - {id: c2, email: CY@acme.example, name: Cy Two}
  - {id: q1, email: \"b c@acme.example\", name: Bo}
";

#[test]
fn a_user_that_no_roster_can_declare_refuses_the_plan_until_protected_by_id() {
    let scene = Scene::of(ORG);
    scene.roster("users:\n  - ana@acme.example\n");
    let refused = scene
        .run(&["plan"])
        .ends_with(3)
        .says("REFUSED    undeclarable             3 of at most 0")
        .says("no roster can declare the user with the id c2, who shares the e-mail");
    for id in ["c1", "c2", "q1"] {
        assert!(refused.stdout.contains(&format!("the id {id}")), "{}", refused.stdout);
    }
    let entry = |id: &str| format!("    - {{id: {id}, reason: no roster can name them}}\n");
    let protected: String = ["c1", "c2", "q1"].map(entry).concat();
    scene.roster(&format!("  protected:\n{protected}users:\n  - ana@acme.example\n"));
    scene.run(&["plan", "--detailed-exitcode"]).ends_with(0).says("3 protected");
    // What is exported from there changes nothing; without the protection nothing is exported.
    scene.run(&["export", "--out", "all.yaml"]).ends_with(0);
    scene.run(&["validate", "all.yaml"]).ends_with(0).says("1 user");
    scene.run(&["plan", "all.yaml", "--detailed-exitcode"]).ends_with(0).says("No changes.");
    scene.roster("users:\n  - ana@acme.example\n");
    scene.run(&["export", "--out", "none.yaml"]).ends_with(1).complains("protect them by id");
    assert_eq!(scene.written(), Vec::<String>::new());
}

#[test]
fn a_user_that_no_roster_can_declare_is_kept_if_undeclared_users_are_only_reported() {
    let scene = Scene::of(ORG);
    scene.roster("undeclared: report\nusers:\n  - ana@acme.example\n");
    scene.run(&["plan", "--detailed-exitcode"]).ends_with(0).says("warning[undeclared]: b c@acme.example");
}
