//! What the files of the ecosystem agree on: one owner, one version, one list of checksums, and actions that cannot change.

use std::collections::BTreeSet;
use std::process::Command;

use super::runner::{root, text_of};

/// The files that name this project, its version or another action.
const FILES: [&str; 20] = [
    "README.md",
    "action.yml",
    ".pre-commit-hooks.yaml",
    ".github/workflows/apply.yml",
    ".github/workflows/ci.yml",
    ".github/workflows/plan.yml",
    ".github/workflows/release.yml",
    "templates/rosterctl/template.yml",
    "examples/ci/github/roster-apply.yml",
    "examples/ci/github/roster-nightly.yml",
    "examples/ci/github/roster-plan-fork.yml",
    "examples/ci/github/roster-plan.yml",
    "examples/ci/gitlab/gitlab-ci.yml",
    "examples/fleet/github/fleet-apply.yml",
    "examples/fleet/github/fleet-plan.yml",
    "examples/ci/kubernetes/cronjob.yaml",
    "examples/fleet/kubernetes/fleet-plan.yaml",
    "examples/fleet/kubernetes/fleet-report.yaml",
    "examples/fleet/gitlab/gitlab-ci.yml",
    "examples/ci/pre-commit/.pre-commit-config.yaml",
];

/// The text between a start and the first character that ends a name, wherever the start is.
fn after<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
    let ends = |c: char| c.is_whitespace() || "\"'`)>".contains(c);
    text.split(start).skip(1).map(|rest| rest.split(ends).next().unwrap_or(rest)).collect()
}

#[test]
fn every_file_names_the_same_repository_and_version() {
    let version = env!("CARGO_PKG_VERSION");
    for file in FILES {
        let text = text_of(file);
        for host in ["https://github.com/", "gitlab.com/"] {
            for path in after(&text, host) {
                assert!(path.starts_with("rosterctl/rosterctl") || path.starts_with('$'), "{file}: {host}{path}");
            }
        }
        for uses in after(&text, "uses: rosterctl/") {
            assert!(uses.starts_with("rosterctl") && uses.ends_with(&format!("@v{version}")), "{file}: {uses}");
        }
        for tag in after(&text, "ghcr.io/rosterctl/rosterctl") {
            assert_eq!(tag, format!(":{version}"), "{file}");
        }
        for revision in after(&text, "rev: ") {
            assert_eq!(revision, format!("v{version}"), "{file}");
        }
    }
    assert!(text_of("templates/rosterctl/template.yml").contains(&format!("default: {version}\n")));
}

#[test]
fn an_action_of_others_is_pinned_to_a_commit() {
    let mut pins = BTreeSet::new();
    for file in FILES {
        for line in text_of(file).lines().filter(|line| line.trim_start_matches([' ', '-']).starts_with("uses: ")) {
            let uses = line.split_once("uses: ").unwrap().1;
            if uses.starts_with("rosterctl/") || uses.starts_with("./") {
                continue;
            }
            let (action, pin) = uses.split_once('@').unwrap_or_else(|| panic!("{file}: {uses}"));
            let (commit, version) = pin.split_once(" # v").unwrap_or_else(|| panic!("{file}: {uses}"));
            assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{file}: {uses}");
            pins.insert((action.to_owned(), commit.to_owned(), version.to_owned()));
        }
    }
    let actions: BTreeSet<&String> = pins.iter().map(|(action, ..)| action).collect();
    assert_eq!(actions.len(), pins.len(), "one version of each action: {pins:?}");
    assert!(pins.len() >= 5, "{pins:?}");
}

/// The lines below the heading of the checksums.
fn checksums(file: &str, text: &str) -> Vec<String> {
    let (_, below) = text.split_once("# version target sha256\n").unwrap_or_else(|| panic!("{file} has no checksums"));
    let lines =
        below.lines().map(str::trim).take_while(|line| line.rsplit(' ').next().is_some_and(|last| last.len() == 64));
    lines.map(str::to_owned).collect()
}

#[test]
fn the_action_and_the_component_know_the_same_checksums() {
    let [action, component] =
        ["action.yml", "templates/rosterctl/template.yml"].map(|file| checksums(file, &text_of(file)));
    assert_eq!(action, component);
}

#[test]
fn the_checksums_of_a_release_are_written_once_and_compared() {
    let copy = tempfile::tempdir().unwrap();
    for file in ["packaging/pin", "action.yml", "templates/rosterctl/template.yml"] {
        let to = copy.path().join(file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(root().join(file), to).unwrap();
    }
    let sums = copy.path().join("SHA256SUMS");
    let pin = |arguments: &[&str]| {
        let ran = Command::new(copy.path().join("packaging/pin")).args(arguments).arg(&sums).output().unwrap();
        (ran.status.code(), String::from_utf8(ran.stderr).unwrap())
    };
    let listed = |version: &str, digit: char| {
        let digits: String = std::iter::repeat_n(digit, 64).collect();
        let files = [
            "x86_64-unknown-linux-musl.tar.gz",
            "aarch64-unknown-linux-musl.tar.gz",
            "x86_64-unknown-linux-musl.cdx.json",
        ];
        files.map(|file| format!("{digits}  rosterctl-{version}-{file}\n")).concat()
    };
    let known = || checksums("action.yml", &std::fs::read_to_string(copy.path().join("action.yml")).unwrap());
    let before = known();
    std::fs::write(&sums, listed("0.8.0", 'a')).unwrap();
    assert_eq!(pin(&["--check"]).0, Some(1));
    assert_eq!(known(), before, "a check writes nothing");
    assert_eq!(pin(&[]), (Some(0), String::new()));
    assert_eq!((pin(&["--check"]).0, known().len()), (Some(0), before.len() + 2));
    std::fs::write(&sums, listed("0.9.0", 'b')).unwrap();
    assert_eq!(pin(&[]).0, Some(0));
    assert!(known()[0].starts_with("0.9.0 aarch64-unknown-linux-musl bbbb"), "{:?}", known());
    // Built again with another result: the lines of that version are replaced, and the others stay.
    std::fs::write(&sums, listed("0.9.0", 'c')).unwrap();
    assert_eq!(pin(&["--check"]).0, Some(1));
    assert_eq!(pin(&[]).0, Some(0));
    let after = known();
    assert!(
        after[0].contains(" cccc") && after[2].starts_with("0.8.0 ") && after.len() == before.len() + 4,
        "{after:?}"
    );
    std::fs::write(&sums, "nothing\n").unwrap();
    assert!(pin(&[]).1.contains("does not list the archives of one version"));
    serde_yaml::from_str::<serde_yaml::Value>(&std::fs::read_to_string(copy.path().join("action.yml")).unwrap())
        .unwrap();
}
