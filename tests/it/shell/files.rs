//! Paths that are not files, the permissions of written files, and `-`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::company::Company;
use crate::support::scene::{CLIENT, Ran, Scene, program, roster, sandbox_roster};

/// Runs the program, which must end by itself: only one that hangs is waited for.
fn ends(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
    let mut command = program(folder, arguments, environment);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let deadline = Instant::now() + Duration::from_secs(20);
    while child.try_wait().expect("its state").is_none() {
        if Instant::now() > deadline {
            child.kill().expect("it is stopped");
            panic!("it hangs: rosterctl {arguments:?} with {environment:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().expect("its output").into()
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success());
}

/// A shell's command line in the folder of a scene; `$R` is the program.
fn shell(scene: &Scene, script: &str) -> Ran {
    let mut command = Command::new("bash");
    command.args(["--norc", "-c", script]).current_dir(scene.path("")).env_clear().envs(CLIENT);
    command.env("R", env!("CARGO_BIN_EXE_rosterctl")).env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.stdin(Stdio::null()).output().expect("bash runs").into()
}

fn mode(scene: &Scene, name: &str) -> u32 {
    fs::metadata(scene.path(name)).unwrap_or_else(|error| panic!("{name}: {error}")).permissions().mode() & 0o777
}

#[test]
fn pipes_and_devices_are_never_waited_for() {
    let company = Company::of(1);
    let scene = &company.scene;
    pipe(&scene.path("pipe"));
    fs::create_dir(scene.path("folder")).unwrap();
    let trial = &sandbox_roster("users: [stay1@acme.example]\n");
    fs::create_dir_all(scene.path("trial/.rosterctl")).unwrap();
    scene.write("trial/roster.yaml", trial);
    pipe(&scene.path("trial/org.yaml"));
    fs::create_dir_all(scene.path("kept/.rosterctl")).unwrap();
    scene.write("kept/roster.yaml", trial);
    fs::copy(scene.path("org.yaml"), scene.path("kept/org.yaml")).unwrap();
    pipe(&scene.path("kept/.rosterctl/org.yaml.state.json"));
    scene.write("including.yaml", &roster("type: genesys-cloud", "include: [pipe]\n"));

    for odd in ["pipe", "folder", "/dev/zero"] {
        for arguments in [
            &["validate", odd][..],
            &["plan", odd],
            &["fmt", odd],
            &["show", odd],
            &["plan", "--live", odd],
            &["plan", "--out", odd],
            &["snapshot", "--out", odd],
            &["export", "--out", odd],
            &["apply", odd],
            &["apply", "plan.json", "--journal", odd],
            &["apply", "-f", odd, "--auto-approve"],
            &["sandbox", "serve", "--org", odd],
            &["sandbox", "serve", "--faults", odd],
            &["doctor", odd],
        ] {
            let ran = ends(&scene.path(""), arguments, &CLIENT).ends_with(1);
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(said.contains(odd.trim_start_matches('/')) && said.contains("help:"), "{arguments:?}: {said}");
        }
    }
    ends(&scene.path(""), &["validate", "including.yaml"], &[]).ends_with(1).complains("include").complains("pipe");
    ends(&scene.path("trial"), &["plan"], &[]).ends_with(1).complains("`org.yaml`");
    ends(&scene.path("kept"), &["plan"], &[]).ends_with(1).complains("named pipe").complains("org.yaml.state.json");
    assert!(scene.written().is_empty());
}

#[test]
fn a_step_summary_that_cannot_be_written_is_reported_and_never_waited_for() {
    let company = Company::of(1);
    let scene = &company.scene;
    pipe(&scene.path("pipe"));
    fs::create_dir(scene.path("folder")).unwrap();
    let show = |summary: &str| {
        ends(&scene.path(""), &["show", "plan.json", "--format", "github"], &[("GITHUB_STEP_SUMMARY", summary)])
            .ends_with(0)
            .says("::notice")
    };
    for (summary, why) in [("pipe", "it is a named pipe"), ("folder", "it is a folder"), ("none/x", "No such file")] {
        show(summary).complains("warning:").complains(summary).complains("GITHUB_STEP_SUMMARY").complains(why);
    }
    for summary in ["/dev/null", "summary.md"] {
        assert_eq!(show(summary).stderr, "");
    }
    assert!(fs::read_to_string(scene.path("summary.md")).unwrap().contains("u00"));
}

#[test]
fn process_substitution_is_read_like_a_file() {
    let company = Company::of(1);
    let scene = &company.scene;
    scene.run(&["snapshot", "--out", "live.json"]).ends_with(0);
    let plan = scene.run(&["show", "plan.json"]).ends_with(0).stdout;
    assert_eq!(shell(scene, "$R show <(cat plan.json)").ends_with(0).stdout, plan);
    assert_eq!(shell(scene, "cat plan.json | $R show /dev/stdin").ends_with(0).stdout, plan);
    shell(scene, "$R plan --live <(cat live.json)").ends_with(0).says("1 to deactivate");
    shell(scene, "$R show <(cat live.json)").ends_with(4).complains("is a snapshot");
    // A roster is looked up beside its includes and its commit.
    shell(scene, "$R validate <(cat roster.yaml)").ends_with(1).complains("save it as a file");
    shell(scene, "$R apply <(cat plan.json) --journal j.jsonl").ends_with(0).says("1 deactivated");
}

#[test]
fn files_with_names_are_readable_by_their_owner_only_under_any_umask() {
    let company = Company::of(1);
    let scene = &company.scene;
    let run = |script: &str| shell(scene, &format!("umask 000; {script}")).ends_with(0);
    run("$R plan --out new.json && $R snapshot --out live.json && $R apply plan.json");
    run("$R export --out everybody.yaml && mkdir by && $R export --by division --out by/roster.yaml");
    fs::create_dir(scene.path("trial")).unwrap();
    fs::copy(scene.path("org.yaml"), scene.path("trial/org.yaml")).unwrap();
    scene.write(
        "trial/roster.yaml",
        &sandbox_roster(
            "guards: {max_deactivation_percent: 100}\n\
             users: [stay1@acme.example, stay2@acme.example, stay3@acme.example]\n",
        ),
    );
    run("cd trial && $R apply --auto-approve");

    for folder in [".rosterctl", "by/divisions", "trial/.rosterctl"] {
        assert_eq!(mode(scene, folder), 0o700, "{folder}");
        for entry in fs::read_dir(scene.path(folder)).unwrap() {
            let name = format!("{folder}/{}", entry.unwrap().file_name().into_string().unwrap());
            assert_eq!(mode(scene, &name), 0o600, "{name}");
        }
    }
    for file in ["new.json", "live.json", "everybody.yaml", "by/roster.yaml"] {
        assert_eq!(mode(scene, file), 0o600, "{file}");
    }
}

#[test]
fn a_dash_is_standard_output_or_an_error_and_never_a_file() {
    let company = Company::of(1);
    let scene = &company.scene;
    let roster = scene.run(&["export"]).ends_with(0).stdout;
    assert_eq!(scene.run(&["export", "--out", "-"]).ends_with(0).stdout, roster);
    let printed = scene.run(&["snapshot", "--out", "-"]).ends_with(0);
    assert!(!printed.stderr.contains("--live -"), "{}", printed.stderr);
    scene.write("live.json", &printed.stdout);
    scene.run(&["plan", "--live", "live.json"]).ends_with(0).says("1 to deactivate");

    scene.run(&["plan", "--out", "-"]).ends_with(1).complains("--format json");
    scene.run(&["man", "--out", "-"]).ends_with(1).complains("omit --out");
    scene.run(&["export", "--by", "division", "--out", "-"]).ends_with(1).complains("several files");
    scene.run(&["apply", "plan.json", "--journal", "-"]).ends_with(1).complains("a journal must outlast the run");
    for command in
        [&["plan", "--out", ""][..], &["snapshot", "--out", ""], &["export", "--out", ""], &["man", "--out", ""]]
    {
        scene.run(command).ends_with(1).complains("a value is required for '--out");
    }
    assert!(!scene.path("-").exists() && scene.written().is_empty());
}

#[test]
fn a_plan_converted_by_git_or_an_editor_is_recognized() {
    let company = Company::of(1);
    let scene = &company.scene;
    let plan = fs::read_to_string(scene.path("plan.json")).unwrap();
    for (name, converted, what) in [
        ("crlf", plan.replace('\n', "\r\n"), "converted to CRLF"),
        ("mark", format!("\u{feff}{plan}"), "byte-order mark"),
        ("mark and crlf", format!("\u{feff}{}", plan.replace('\n', "\r\n")), "converted to CRLF"),
        ("no last line break", plan.trim_end().to_owned(), "line break at its end"),
        ("another line break", format!("{plan}\n"), "line break at its end"),
    ] {
        scene.write("converted.json", &converted);
        for command in ["show", "apply"] {
            let ran = scene.run(&[command, "converted.json"]).ends_with(4).complains(what).complains(".gitattributes");
            assert!(!ran.stderr.contains("altered"), "{name}: {}", ran.stderr);
        }
    }
    // What is altered as well is altered.
    scene.write("converted.json", &plan.replace("u00@", "u01@").replace('\n', "\r\n"));
    scene.run(&["show", "converted.json"]).ends_with(4).complains("altered");
    assert!(scene.written().is_empty());
}
