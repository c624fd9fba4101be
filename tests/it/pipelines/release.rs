//! A release is of the tagged version, its checksums are proposed for review, and its notes say how to pin it.

use std::path::Path;
use std::process::Command;

use serde_yaml::Value;
use tempfile::TempDir;

use super::runner::{Runner, root, yaml};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A job of the release workflow.
fn job(name: &str) -> Value {
    yaml(".github/workflows/release.yml")["jobs"][name].clone()
}

/// A folder with these files of the project.
fn copy(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let to = folder.path().join(file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(root().join(file), to).unwrap();
    }
    folder
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let identity = ["-c", "user.name=roster", "-c", "user.email=roster@acme.example"];
    let ran = Command::new("git").args(identity).args(arguments).current_dir(folder).output().unwrap();
    assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn a_tag_that_is_not_the_version_is_not_released() {
    let folder = copy(&["Cargo.toml"]);
    let mut runner = Runner::at(folder.path());
    let own = format!("v{VERSION}");
    for (kind, name, code) in [("tag", "v9.9.9", 1), ("tag", own.as_str(), 0), ("branch", "main", 0)] {
        let environment = [("GITHUB_REF_TYPE", kind), ("GITHUB_REF_NAME", name)];
        let ran = runner.step(&job("build"), "Compare the tag with the version", &environment).ends_with(code);
        assert_eq!(ran.stdout.contains("::error::The tag is v9.9.9"), code == 1, "{}", ran.stdout);
    }
}

#[test]
fn the_checksums_of_a_version_are_proposed_as_a_pull_request() {
    let folder = copy(&["Cargo.toml", "action.yml", "templates/rosterctl/template.yml", "packaging/pin"]);
    let remote = tempfile::tempdir().unwrap();
    git(remote.path(), &["init", "--quiet", "--bare"]);
    git(folder.path(), &["init", "--quiet", "--initial-branch", "main"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "--message", "all"]);
    git(folder.path(), &["remote", "add", "origin", remote.path().to_str().unwrap()]);
    let mut runner = Runner::at(folder.path());
    let sums = runner.host("temp/dist/SHA256SUMS");
    std::fs::create_dir_all(sums.parent().unwrap()).unwrap();
    let digits = "7".repeat(64);
    std::fs::write(sums, format!("{digits}  rosterctl-{VERSION}-x86_64-unknown-linux-musl.tar.gz\n")).unwrap();
    runner.step(&job("pin"), "Open a pull request with the checksums", &[("GITHUB_SHA", "c0ffee")]).ends_with(0);
    let branch = format!("checksums-{VERSION}-4711");
    let changed = git(remote.path(), &["show", "--format=", "--unified=0", &branch]);
    let added: Vec<&str> = changed.lines().filter(|line| line.starts_with('+') && !line.starts_with("+++")).collect();
    assert_eq!(added.len(), 2, "{changed}");
    assert!(
        added.iter().all(|line| line.ends_with(&format!("{VERSION} x86_64-unknown-linux-musl {digits}"))),
        "{changed}"
    );
    assert!(!changed.lines().any(|line| line.starts_with('-') && !line.starts_with("---")), "{changed}");
    let proposed = std::fs::read_to_string(runner.host("state/pr")).unwrap();
    assert!(proposed.contains(&format!("--base\nmain\n--head\n{branch}\n")), "{proposed}");
}

#[test]
fn the_notes_of_a_release_have_its_changes_and_the_commit_to_pin() {
    let folder = tempfile::tempdir().unwrap();
    let changes =
        format!("# Changelog\n\n## [Unreleased]\n\n- soon\n\n## [{VERSION}]\n\n- now\n\n## [0.0.1]\n\n- before\n");
    std::fs::write(folder.path().join("CHANGELOG.md"), changes).unwrap();
    std::fs::create_dir(folder.path().join("dist")).unwrap();
    std::fs::write(folder.path().join("dist/rosterctl.tar.gz"), "archive").unwrap();
    let mut runner = Runner::at(folder.path());
    let tag = format!("v{VERSION}");
    let environment = [("GITHUB_REF_NAME", tag.as_str()), ("GITHUB_SHA", "c0ffee")];
    // Nothing is published that is not what was attested.
    std::fs::write(folder.path().join("dist/SHA256SUMS"), format!("{}  rosterctl.tar.gz\n", "0".repeat(64))).unwrap();
    runner.step(&job("release"), "Create the release", &environment).ends_with(1);
    assert!(!runner.host("state/release").exists());
    let summed =
        Command::new("sha256sum").arg("rosterctl.tar.gz").current_dir(folder.path().join("dist")).output().unwrap();
    std::fs::write(folder.path().join("dist/SHA256SUMS"), summed.stdout).unwrap();
    runner.step(&job("release"), "Create the release", &environment).ends_with(0);
    let notes = std::fs::read_to_string(runner.host("state/notes")).unwrap();
    assert!(notes.contains("- now\n") && !notes.contains("soon") && !notes.contains("before"), "{notes}");
    for uses in ["/.github/workflows/plan.yml", "/.github/workflows/apply.yml", ""] {
        assert!(notes.contains(&format!("uses: acme/access{uses}@c0ffee # {tag}\n")), "{notes}");
    }
    let created = std::fs::read_to_string(runner.host("state/release")).unwrap();
    assert!(created.contains("--verify-tag") && created.contains("dist/SHA256SUMS"), "{created}");
}
