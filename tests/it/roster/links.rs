//! What an include may reach: regular files in the roster's folder, whatever links and devices lie there.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use rosterctl::render::diagnostics::DiagnosticsReport;
use rosterctl::roster::{Roster, load};
use tempfile::TempDir;

use crate::support::scene::run_in;

fn folder(include: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let roster = format!("version: 1\ndirectory: {{type: genesys-cloud}}\ninclude: [{include}]\n");
    fs::write(folder.path().join("roster.yaml"), roster).unwrap();
    fs::create_dir(folder.path().join("teams")).unwrap();
    fs::write(folder.path().join("teams/a.yaml"), "users: [ana@acme.example]\n").unwrap();
    folder
}

fn codes(folder: &TempDir) -> Vec<&'static str> {
    let mistakes = load(&folder.path().join("roster.yaml")).expect_err("it is refused");
    mistakes.diagnostics.iter().map(|d| d.code().as_str()).collect()
}

fn loaded(folder: &TempDir) -> Roster {
    load(&folder.path().join("roster.yaml")).unwrap_or_else(|m| panic!("{:#?}", m.diagnostics))
}

/// A folder outside, with a file that must not be read.
fn outside() -> TempDir {
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("secret.yaml"), "users: [secret@acme.example]\n").unwrap();
    outside
}

#[test]
fn a_link_to_a_file_outside_is_refused() {
    for include in ["teams/*.yaml", "teams/link.yaml", "'**/*.yaml'"] {
        let (folder, outside) = (folder(include), outside());
        symlink(outside.path().join("secret.yaml"), folder.path().join("teams/link.yaml")).unwrap();
        assert_eq!(codes(&folder), ["include-refused"], "{include}");
    }
}

#[test]
fn a_link_to_a_folder_outside_is_refused_at_any_part_of_a_pattern() {
    for include in ["link/secret.yaml", "'*/*.yaml'", "'**/*.yaml'", "'l*k/**'"] {
        let (folder, outside) = (folder(include), outside());
        symlink(outside.path(), folder.path().join("link")).unwrap();
        assert_eq!(codes(&folder), ["include-refused"], "{include}");
    }
}

#[test]
fn a_broken_link_is_refused_rather_than_ignored() {
    let folder = folder("teams/*.yaml");
    symlink("nowhere.yaml", folder.path().join("teams/b.yaml")).unwrap();
    assert_eq!(codes(&folder), ["include-refused"]);
}

#[test]
fn a_folder_that_a_pattern_matches_is_never_ignored() {
    for include in ["teams/*.yaml", "'teams/*'", "'te*/*.yaml'", "'**/teams/*.yaml'"] {
        let folder = folder(include);
        fs::create_dir(folder.path().join("teams/sales.yaml")).unwrap();
        fs::write(folder.path().join("teams/sales.yaml/b.yaml"), "users: [bo@acme.example]\n").unwrap();
        let mistakes = load(&folder.path().join("roster.yaml")).expect_err("it is refused");
        let reported = DiagnosticsReport::of_errors(String::new(), mistakes).diagnostics;
        let [one] = reported.as_slice() else { panic!("{reported:?}") };
        assert_eq!((one.code, one.at.as_ref().unwrap().line), ("include-refused", 3), "{include}");
        assert!(one.message.contains("sales.yaml") && one.help.contains("`sales.yaml/*.yaml`"), "{one:?}");
    }
    // What is walked into anyway is no such folder.
    for include in ["'**/*.yaml'", "'**'"] {
        let folder = folder(include);
        fs::create_dir(folder.path().join("teams/sales.yaml")).unwrap();
        fs::write(folder.path().join("teams/sales.yaml/b.yaml"), "users: [bo@acme.example]\n").unwrap();
        assert_eq!(loaded(&folder).desired.users.len(), 2, "{include}");
    }
}

#[test]
fn a_link_within_the_folder_is_followed_and_its_file_read_once() {
    let folder = folder("teams/*.yaml, 'more/*.yaml'");
    symlink("a.yaml", folder.path().join("teams/same.yaml")).unwrap();
    symlink("teams", folder.path().join("more")).unwrap();
    let roster = loaded(&folder);
    assert_eq!(roster.files.len(), 2);
    assert!(roster.files[1].path.ends_with("more/a.yaml"), "{:?}", roster.files);
    assert_eq!(roster.desired.users.len(), 1);
}

#[test]
fn links_in_a_circle_end() {
    let folder = folder("'**/*.yaml'");
    symlink("..", folder.path().join("teams/up")).unwrap();
    symlink(".", folder.path().join("teams/here")).unwrap();
    assert_eq!(loaded(&folder).files.len(), 2);
}

#[test]
fn hidden_files_and_folders_are_matched_only_by_name() {
    let all = folder("'**/*.yaml'");
    for hidden in [".rosterctl", ".git", "teams/.old"] {
        fs::create_dir(all.path().join(hidden)).unwrap();
        fs::write(all.path().join(hidden).join("x.yaml"), "not: [a roster").unwrap();
    }
    fs::write(all.path().join("teams/.hidden.yaml"), "not: [a roster").unwrap();
    assert_eq!(loaded(&all).files.len(), 2);

    let named = folder("teams/.hidden.yaml");
    fs::write(named.path().join("teams/.hidden.yaml"), "users: []\n").unwrap();
    assert_eq!(loaded(&named).files.len(), 2);
}

#[test]
fn a_star_does_not_cross_a_slash_and_two_stars_do() {
    let deep = |include: &str| {
        let folder = folder(include);
        fs::create_dir_all(folder.path().join("teams/x/y")).unwrap();
        fs::write(folder.path().join("teams/x/y/b.yaml"), "users: [bo@acme.example]\n").unwrap();
        loaded(&folder).desired.users.iter().map(|user| user.email.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(deep("teams/*.yaml"), ["ana@acme.example"]);
    assert_eq!(deep("teams/**"), ["ana@acme.example", "bo@acme.example"]);
    assert_eq!(deep("teams/**/*.yaml"), ["ana@acme.example", "bo@acme.example"]);
    assert_eq!(deep("'teams/*/y/?.yaml', 'teams/x/*/[a-c].yaml'"), ["bo@acme.example"]);
}

#[test]
fn a_pipe_is_refused_without_waiting_for_it() {
    let folder = folder("teams/*.yaml");
    let pipe = folder.path().join("teams/pipe.yaml");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_eq!(codes(&folder), ["not-a-file"]);
    assert_eq!(load(&pipe).unwrap_err().diagnostics[0].code().as_str(), "not-a-file");
}

#[test]
fn a_device_is_refused_unread() {
    assert_eq!(load(Path::new("/dev/zero")).unwrap_err().diagnostics[0].code().as_str(), "not-a-file");
}

#[test]
fn the_org_file_of_a_sandbox_is_in_the_folder() {
    let outside = outside();
    let folder = TempDir::new().unwrap();
    symlink(outside.path().join("secret.yaml"), folder.path().join("org.yaml")).unwrap();
    symlink(outside.path(), folder.path().join("link")).unwrap();
    for (org, code) in
        [("org.yaml", "bad-path"), ("link/secret.yaml", "bad-path"), ("../x", "bad-path"), ("no.yaml", "file-missing")]
    {
        let roster = format!("version: 1\ndirectory: {{type: sandbox, org: {org}}}\nusers: []\n");
        fs::write(folder.path().join("roster.yaml"), roster).unwrap();
        assert_eq!(codes(&folder), [code], "{org}");
    }
}

/// The help for the roster at this path.
fn advice(path: &Path) -> String {
    let report = DiagnosticsReport::of_errors(String::new(), load(path).expect_err("it is refused"));
    report.diagnostics[0].help.clone()
}

#[test]
fn a_broken_link_is_reported_as_such_and_not_suggested_again() {
    let folder = folder("teams/*.yaml");
    let link = folder.path().join("dangling");
    symlink("/nonexistent", &link).unwrap();
    assert!(advice(&link).starts_with("it is a link to a file that does not exist"), "{}", advice(&link));
    // Neither is the name of a file that is taken for a folder.
    let beneath = folder.path().join("roster.yaml/roster.yaml");
    assert!(!advice(&beneath).contains("did you mean"), "{}", advice(&beneath));
    let near = folder.path().join("rooster.yaml");
    assert!(advice(&near).starts_with("did you mean `"), "{}", advice(&near));
}

#[test]
fn the_advice_about_a_path_fits_the_error_of_the_system() {
    let folder = folder("teams/*.yaml");
    let circle = folder.path().join("circle");
    symlink("circle", &circle).unwrap();
    let long = folder.path().join("x".repeat(300));
    for (path, advised) in [(&circle, "it is a link that leads in a circle"), (&long, "its name is longer than")] {
        assert!(advice(path).starts_with(advised), "{}", advice(path));
    }
}

#[test]
fn a_roster_that_is_a_link_out_of_its_folder_is_refused_before_any_of_it_is_read() {
    let (folder, outside) = (TempDir::new().unwrap(), outside());
    let roster = folder.path().join("roster.yaml");
    fs::write(outside.path().join("key.yaml"), "password: hunter2\n").unwrap();
    for (target, code) in [(outside.path().join("key.yaml"), "bad-path"), ("/proc/self/environ".into(), "not-a-file")] {
        symlink(&target, &roster).unwrap();
        let refused = load(&roster).unwrap_err();
        assert_eq!(refused.diagnostics.iter().map(|d| d.code().as_str()).collect::<Vec<_>>(), [code], "{target:?}");
        assert!(refused.sources.is_empty(), "{:?}", refused.sources);
        let ran = run_in(folder.path(), &["fmt", "--check", "roster.yaml"], &[("TOKEN", "hunter2")]).ends_with(1);
        assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("hunter2"), "{}", ran.stderr);
        fs::remove_file(&roster).unwrap();
    }
    // As Kubernetes mounts a ConfigMap, with an included file that is a link to another folder.
    fs::create_dir(folder.path().join("..2026")).unwrap();
    fs::create_dir(folder.path().join("teams")).unwrap();
    let mounted = "version: 1\ndirectory: {type: genesys-cloud}\ninclude: [teams/*.yaml]\n";
    fs::write(folder.path().join("..2026/roster.yaml"), mounted).unwrap();
    fs::write(folder.path().join("..2026/a.yaml"), "users: [ana@acme.example]\n").unwrap();
    symlink("..2026", folder.path().join("..data")).unwrap();
    symlink("..data/roster.yaml", &roster).unwrap();
    symlink("../..data/a.yaml", folder.path().join("teams/a.yaml")).unwrap();
    assert_eq!(loaded(&folder).desired.users.len(), 1);
    run_in(folder.path(), &["fmt", "--check", "roster.yaml"], &[]).ends_with(3);
}

#[cfg(target_os = "linux")]
#[test]
fn the_environment_of_the_process_is_never_read_as_a_roster_and_a_binary_file_is_never_quoted() {
    let folder = TempDir::new().unwrap();
    symlink("/proc/self", folder.path().join("process")).unwrap();
    fs::write(folder.path().join("binary"), "TOKEN=hunter2\0A=1\0").unwrap();
    for file in ["/proc/self/environ", "process/environ", "binary"] {
        for command in [
            &["validate", file][..],
            &["plan", file],
            &["apply", "-f", file, "--auto-approve"],
            &["why", "ana@acme.example", file],
            &["snapshot", file, "--out", "-"],
            &["export", file],
            &["doctor", file],
            &["fmt", "--check", file],
            &["fleet", "list", file],
            &["plan", "--fleet", file, "--index", "0"],
        ] {
            let ran = run_in(folder.path(), command, &[("TOKEN", "hunter2")]).ends_with(1);
            assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("hunter2"), "{command:?}: {}", ran.stderr);
        }
    }
}
