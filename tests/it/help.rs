//! Every command has help with examples, a manual page, completions, and suggestions for mistyped arguments.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use rosterctl::cli::{Cli, EXIT_CODES, environment};

use crate::support::scene::{Ran, run_in};

fn run(arguments: &[&str]) -> Ran {
    run_in(Path::new("."), arguments, &[])
}

/// The words of every command, the program itself first: `[]`, `[plan]`, `[sandbox, serve]`.
fn commands() -> Vec<Vec<String>> {
    fn walk(command: &clap::Command, words: &[String], found: &mut Vec<Vec<String>>) {
        found.push(words.to_vec());
        for inner in command.get_subcommands() {
            walk(inner, &[words, &[inner.get_name().to_owned()]].concat(), found);
        }
    }
    let mut found = Vec::new();
    walk(&Cli::command_with_help(), &[], &mut found);
    assert!(found.len() > 10, "{found:?}");
    found
}

fn help(words: &[String]) -> String {
    let arguments: Vec<&str> = words.iter().map(String::as_str).chain(["--help"]).collect();
    run(&arguments).ends_with(0).stdout
}

#[test]
fn the_help_of_every_command_is_the_reviewed_one() {
    for words in commands() {
        let name = [&["help".to_owned()], words.as_slice()].concat().join("_");
        insta::assert_snapshot!(name, help(&words));
    }
}

#[test]
fn every_command_shows_examples_that_can_be_typed() {
    for words in commands() {
        let text = help(&words);
        let examples = text.split("\nExamples:\n").nth(1).unwrap_or_else(|| panic!("{words:?} has no examples"));
        let examples: Vec<&str> = examples.lines().take_while(|line| line.starts_with("  rosterctl ")).collect();
        let own = format!("  rosterctl {}", words.join(" "));
        assert!(examples.iter().any(|example| example.starts_with(own.trim_end())), "{words:?}: {examples:?}");
        for example in examples {
            // What a shell would take for itself is not rosterctl's.
            let typed: Vec<&str> = example.split_whitespace().take_while(|word| !["|", ">"].contains(word)).collect();
            let read = Cli::read(typed.iter().map(Into::into));
            let is_fine = read.as_ref().map_or_else(|error| !error.use_stderr(), |_| true);
            assert!(is_fine, "{example}: {:?}", read.err());
        }
    }
}

#[test]
fn no_line_of_the_help_is_wider_than_100_columns() {
    for words in commands() {
        let text = help(&words);
        let wide = text.lines().find(|line| line.chars().count() > 100);
        assert!(wide.is_none(), "{words:?}: {wide:?}");
    }
}

#[test]
fn a_mistyped_command_or_option_gets_a_suggestion() {
    for (typed, meant) in [
        (vec!["paln"], "'plan'"),
        (vec!["plan", "--detailed-exit-code"], "'--detailed-exitcode'"),
        (vec!["sandbox", "srve"], "'serve'"),
        (vec!["schema", "rooster"], "'roster'"),
        (vec!["completions", "bsh"], "'bash'"),
        (vec!["plan", "--format", "jsno"], "'json'"),
    ] {
        run(&typed).ends_with(1).complains("similar").complains(meant);
    }
}

/// The names of the environment in these sources: words of capitals with an underscore, in quotation marks.
fn variables(path: &Path, found: &mut BTreeSet<String>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            variables(&entry.unwrap().path(), found);
        }
        return;
    }
    let text = std::fs::read_to_string(path).unwrap();
    let is_name = |word: &&str| word.contains('_') && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    found.extend(text.split('"').filter(is_name).map(str::to_owned));
}

#[test]
fn help_and_manual_name_every_variable_and_every_exit_code() {
    let mut read = BTreeSet::new();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    variables(&sources.join("settings.rs"), &mut read);
    variables(&sources.join("settings"), &mut read);
    // What a type of directory reads is listed with its facts.
    variables(&sources.join("directory/genesys/facts"), &mut read);
    assert!(read.contains("GENESYSCLOUD_OAUTHCLIENT_SECRET") && read.contains("ROSTERCTL_LOG"), "{read:?}");
    read.extend(["NO_COLOR", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE"].map(str::to_owned));
    let named: BTreeSet<&str> = environment().flat_map(|(names, _)| names.split(", ")).collect();
    let (help, manual) = (run(&["--help"]).stdout, run(&["man"]).stdout.replace('\\', ""));
    for name in &read {
        assert!(named.contains(name.as_str()), "{name} is read, and the help does not say so");
        assert!(help.contains(name.as_str()) && manual.contains(name.as_str()), "{name}");
    }
    let codes: Vec<&str> = EXIT_CODES.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["0", "1", "2", "3", "4", "5", "6", "130, 143"]);
    for code in codes {
        assert!(manual.contains(&format!(".TP\nfB{code}fR\n")), "{code}");
    }
}

#[test]
fn every_command_has_a_valid_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run_in(folder.path(), &["man", "--out", "share/man1"], &[]).ends_with(0);
    assert_eq!(ran.stdout, "");
    let page = |words: &[String]| [&["rosterctl".to_owned()], words].concat().join("-") + ".1";
    let wanted: BTreeSet<String> = commands().iter().map(|words| page(words)).collect();
    let shelf = folder.path().join("share/man1");
    let names = std::fs::read_dir(&shelf).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.collect::<BTreeSet<_>>(), wanted);
    let whole = std::fs::read_to_string(shelf.join("rosterctl.1")).unwrap();
    assert_eq!(whole, run(&["man"]).ends_with(0).stdout);
    for name in wanted {
        let text = std::fs::read_to_string(shelf.join(&name)).unwrap();
        for section in [".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH OPTIONS", ".SH EXAMPLES"] {
            assert!(text.contains(section), "{name} has no {section}");
        }
        let read = Command::new("groff").args(["-man", "-ww", "-z"]).arg(shelf.join(&name)).output();
        // Machines without groff leave this part to others.
        if let Ok(read) = read {
            let said = String::from_utf8_lossy(&read.stderr).into_owned();
            assert!(read.status.success() && said.is_empty(), "{name}: {said}");
        }
        // mandoc reports other problems.
        if let Ok(read) = Command::new("mandoc").args(["-T", "lint"]).arg(shelf.join(&name)).output() {
            let said = String::from_utf8_lossy(&read.stdout).into_owned();
            assert!(read.status.success() && said.is_empty(), "{name}: {said}");
        }
    }
    run_in(folder.path(), &["man", "--out", "share/man1/rosterctl.1"], &[]).ends_with(1).complains("--out");
}

#[test]
fn every_shell_completes_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&["completions", shell]).ends_with(0).stdout;
        for word in commands().into_iter().flatten().chain(["detailed-exitcode".to_owned(), "log-format".to_owned()]) {
            assert!(script.contains(&word), "{shell} does not know {word}");
        }
    }
}

#[test]
fn bash_completes_a_partial_word() {
    let complete = |words: &[&str]| {
        let script = format!(
            "source <({} completions bash); COMP_WORDS=({}); COMP_CWORD={}; _rosterctl rosterctl \"${{COMP_WORDS[COMP_CWORD]}}\" \
             \"${{COMP_WORDS[COMP_CWORD-1]}}\"; echo \"${{COMPREPLY[@]}}\"",
            env!("CARGO_BIN_EXE_rosterctl"),
            words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" "),
            words.len() - 1
        );
        let done = Command::new("bash").args(["--norc", "-c", &script]).output().expect("bash runs");
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    };
    assert_eq!(complete(&["rosterctl", "pl"]), "plan");
    assert_eq!(complete(&["rosterctl", "plan", "--detailed"]), "--detailed-exitcode");
    assert_eq!(complete(&["rosterctl", "validate", "--format", "s"]), "sarif");
    assert_eq!(complete(&["rosterctl", "sandbox", "ser"]), "serve");
    assert_eq!(complete(&["rosterctl", "schema", "dia"]), "diagnostics");
}
