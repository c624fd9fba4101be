//! A scope that matches no user is an error, not a plan without changes.

use crate::support::scene::Scene;

#[test]
fn a_scoped_domain_that_no_user_has_is_an_error_from_the_directory_and_from_a_snapshot() {
    let scene = Scene::acme();
    scene.declare_all_but(&[]);
    scene.run(&["snapshot", "--out", "live.json"]).ends_with(0);
    scene.roster("scope: {email_domains: [acme.exmaple]}\nusers:\n  - ana@acme.example\n");
    for arguments in [&["plan"][..], &["plan", "--live", "live.json"], &["why", "ana@acme.example"], &["export"]] {
        scene
            .run(arguments)
            .ends_with(1)
            .complains("no user of the directory has an e-mail in the domain `acme.exmaple`")
            .complains("did you mean `acme.example`?");
    }
    let sarif = scene.run(&["plan", "--format", "sarif"]).ends_with(1);
    assert!(sarif.stdout.contains("unknown-domain"), "{}", sarif.stdout);
}
