//! `fmt`: a file gets its canonical layout or is not changed at all.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::support::scene::{Ran, run_in};

const UNTIDY: &str = "users: # who\n- zoe@acme.example # Zoe\n- ana@acme.example\n";
const TIDY: &str = "users:  # who\n  - ana@acme.example\n  - zoe@acme.example  # Zoe\n";

/// A folder with a roster, `roster.yaml`, that includes `teams/*.yaml`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("teams")).unwrap();
    write(&folder, "teams/a.yaml", UNTIDY);
    write(&folder, "roster.yaml", "version: 1\n\ndirectory:\n  type: genesys-cloud\n\ninclude:\n  - teams/*.yaml\n");
    folder
}

fn write(folder: &tempfile::TempDir, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).unwrap();
}

fn read(folder: &tempfile::TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

fn run(folder: &tempfile::TempDir, arguments: &[&str]) -> Ran {
    run_in(folder.path(), arguments, &[])
}

/// Nothing but what was there is left in the folders: no half a file, no temporary one.
fn is_clean(folder: &tempfile::TempDir, names: &[&str]) {
    let mut found = Vec::new();
    for part in ["", "teams/"] {
        for entry in fs::read_dir(folder.path().join(part)).unwrap() {
            found.push(format!("{part}{}", entry.unwrap().file_name().into_string().unwrap()));
        }
    }
    found.sort();
    assert_eq!(found, names);
}

#[test]
fn a_roster_and_its_included_files_are_formatted_and_named_once() {
    let folder = folder();
    let ran = run(&folder, &["fmt", "roster.yaml", "teams/a.yaml", "./teams/a.yaml"]).ends_with(0);
    assert_eq!(ran.stdout, "teams/a.yaml\n");
    assert_eq!(read(&folder, "teams/a.yaml"), TIDY);
    is_clean(&folder, &["roster.yaml", "teams", "teams/a.yaml"]);
    let again = run(&folder, &["fmt"]).ends_with(0);
    assert_eq!((again.stdout, again.stderr), (String::new(), String::new()));
    run(&folder, &["fmt", "--check"]).ends_with(0);
}

#[test]
fn a_check_names_each_file_shows_the_difference_ends_with_3_and_writes_nothing() {
    let folder = folder();
    run(&folder, &["fmt", "--check"])
        .ends_with(3)
        .says("--- teams/a.yaml\n+++ teams/a.yaml (formatted)\n")
        .says("-- zoe@acme.example # Zoe\n")
        .says("+  - zoe@acme.example  # Zoe\n")
        .complains("teams/a.yaml needs formatting")
        .complains("rosterctl fmt");
    assert_eq!(read(&folder, "teams/a.yaml"), UNTIDY);
}

#[test]
fn a_file_with_errors_stays_unchanged_and_the_others_are_formatted() {
    let folder = folder();
    for broken in [
        "users: [ana@acme.example",
        "users:\n- ana@acme.example\n  - bo@acme.example\n",
        "usres: []\n",
        "# c\n",
        "%YAML 1.2\n---\nusers: []\n",
    ] {
        write(&folder, "teams/a.yaml", UNTIDY);
        write(&folder, "teams/b.yaml", broken);
        let ran = run(&folder, &["fmt"]).ends_with(1).complains("--> teams/b.yaml:").complains("1 file left unchanged");
        assert_eq!(ran.stdout, "teams/a.yaml\n");
        assert_eq!(read(&folder, "teams/b.yaml"), broken);
        assert_eq!(read(&folder, "teams/a.yaml"), TIDY);
        write(&folder, "teams/a.yaml", UNTIDY);
        run(&folder, &["fmt", "--check"]).ends_with(1).says("+++ teams/a.yaml");
    }
    run(&folder, &["fmt", "none.yaml"]).ends_with(1).complains("there is no such file");
    run(&folder, &["fmt", "teams"]).ends_with(1).complains("this is a folder");
}

#[test]
fn an_include_that_cannot_be_read_is_an_error() {
    let folder = folder();
    fs::remove_file(folder.path().join("teams/a.yaml")).unwrap();
    run(&folder, &["fmt", "--check"]).ends_with(1).complains("matches no file");
    symlink("/etc/hostname", folder.path().join("teams/a.yaml")).unwrap();
    run(&folder, &["fmt"]).ends_with(1).complains("leads out of the roster's folder");
}

#[test]
fn a_yaml_file_of_another_kind_is_refused() {
    let folder = folder();
    let other = "name: build\non: push\nusers: [b, a]\n";
    write(&folder, "workflow.yaml", other);
    run(&folder, &["fmt", "workflow.yaml"]).ends_with(1).complains("has no key `name`");
    assert_eq!(read(&folder, "workflow.yaml"), other);
}

#[test]
fn a_file_keeps_its_mode_and_a_link_to_it_stays_a_link() {
    let folder = folder();
    let file = folder.path().join("teams/a.yaml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o664)).unwrap();
    let link = folder.path().join("link.yaml");
    symlink("teams/a.yaml", &link).unwrap();
    run(&folder, &["fmt", "link.yaml"]).ends_with(0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o7777, 0o664);
    assert_eq!(read(&folder, "teams/a.yaml"), TIDY);
}

#[test]
fn a_heading_comment_that_moves_is_reported() {
    let folder = folder();
    write(&folder, "teams/a.yaml", "users:\n  # Support\n  - zoe@acme.example\n  - ana@acme.example\n");
    run(&folder, &["fmt", "teams/a.yaml"])
        .ends_with(0)
        .complains("teams/a.yaml:2: `# Support`")
        .complains("blank line");
}

#[test]
fn every_example_is_in_its_canonical_layout() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut rosters = Vec::new();
    let mut folders = vec![examples.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path if path.ends_with("roster.yaml") => rosters.push(path),
                _ => (),
            }
        }
    }
    assert!(rosters.len() >= 3);
    for roster in rosters {
        let ran = run_in(&examples, &["fmt", "--check", roster.to_str().unwrap()], &[]);
        assert_eq!(ran.code, 0, "{}\n{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn a_file_with_a_tag_is_left_as_it_is() {
    for users in
        ["  - !!str ana@acme.example", "  - email: !!binary YW5h", "  - !<tag:yaml.org,2002:str> b@c.d", "  - ! a@b.c"]
    {
        let folder = folder();
        let text = format!("users: # who\n{users}\n  - ana@b.c\n");
        write(&folder, "teams/a.yaml", &text);
        run(&folder, &["fmt"]).ends_with(1).complains("error[yaml-feature]").complains("teams/a.yaml:2:");
        assert_eq!(read(&folder, "teams/a.yaml"), text);
    }
}
