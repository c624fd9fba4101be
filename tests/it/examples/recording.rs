//! The recording of the quickstart is that of a real run, and the README quotes it.
//!
//! `INSTA_UPDATE=always cargo test --test it` records it anew. It is an asciicast, version 2: a head, and a line of JSON for
//! each output, with its time. The times are chosen for reading, so that a run on another machine gives the same bytes.

#[path = "../../../examples/quickstart/step.rs"]
mod step;
#[path = "../../../examples/quickstart/story.rs"]
mod story;

use std::fs::{self, File};
use std::path::Path;

use serde_json::{Value, json};

use self::step::Step;
use crate::support::committed::compare;
use crate::support::scene::program;

/// The milliseconds that a key, a line of output, and the reading of a sentence or of a result take.
const KEY_MS: u64 = 30;
const LINE_MS: u64 = 60;
const SENTENCE_MS: u64 = 1_500;
const RESULT_MS: u64 = 4_000;

/// A terminal session while it is recorded.
#[derive(Default)]
struct Session {
    /// The lines of the asciicast after its head.
    events: String,
    /// What has been printed, with its escape sequences.
    printed: String,
    at_ms: u64,
}

impl Session {
    fn print(&mut self, text: &str) {
        let event = Value::from(text.replace('\n', "\r\n"));
        self.events.push_str(&format!("[{}.{:03}, \"o\", {event}]\n", self.at_ms / 1_000, self.at_ms % 1_000));
        self.printed.push_str(text);
    }

    fn pause(&mut self, milliseconds: u64) {
        self.at_ms += milliseconds;
    }

    fn type_in(&mut self, command: &str) {
        self.print("$ ");
        for key in command.chars() {
            self.pause(KEY_MS);
            self.print(key.encode_utf8(&mut [0; 4]));
        }
        self.pause(KEY_MS);
        self.print("\n");
    }

    fn print_lines(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            self.pause(LINE_MS);
            self.print(line);
        }
    }
}

/// Plays the story with the built program, in a folder with the files of the quickstart.
fn record() -> Session {
    let (quickstart, folder) = (root().join("examples/quickstart"), tempfile::tempdir().unwrap());
    for name in ["org.yaml", "roster.yaml"] {
        fs::copy(quickstart.join(name), folder.path().join(name)).unwrap();
    }
    let mut session = Session::default();
    for step in story::STORY {
        match step {
            Step::Say(sentence) => {
                session.print_lines(&format!("\u{1b}[2m# {sentence}\u{1b}[0m\n"));
                session.pause(SENTENCE_MS);
            }
            Step::Run(command, expected) => {
                session.type_in(command);
                let (output, code) = run(folder.path(), command);
                assert_eq!(code, Some(i32::from(expected.code())), "{command}:\n{output}");
                session.print_lines(&without_chance(&output));
                session.pause(RESULT_MS);
                session.print("\n");
            }
            Step::Edit { before, after } => {
                for (mark, lines) in [("\u{1b}[31m-", before), ("\u{1b}[32m+", after)] {
                    lines.lines().for_each(|line| session.print_lines(&format!("{mark}{line}\u{1b}[0m\n")));
                }
                session.pause(SENTENCE_MS);
                let path = folder.path().join("roster.yaml");
                let roster = fs::read_to_string(&path).unwrap();
                assert!(roster.contains(before), "the roster has no such lines:\n{before}");
                fs::write(&path, roster.replace(before, after)).unwrap();
            }
        }
    }
    session
}

/// Runs a command with colours, and returns what it printed on both streams, in the order of a terminal.
fn run(folder: &Path, command: &str) -> (String, Option<i32>) {
    let arguments: Vec<&str> = command.split(' ').skip(1).collect();
    let terminal = tempfile::NamedTempFile::new().unwrap();
    let both = || File::options().append(true).open(terminal.path()).unwrap();
    let mut command = program(folder, &arguments, &[("CLICOLOR_FORCE", "1")]);
    let status = command.stdout(both()).stderr(both()).status().unwrap();
    (fs::read_to_string(terminal.path()).unwrap(), status.code())
}

/// What differs from run to run is fixed: the time in the name of a journal, and the order of users who are written at once.
fn without_chance(output: &str) -> String {
    let mut lines: Vec<String> = output.split_inclusive('\n').map(str::to_owned).collect();
    for line in &mut lines {
        if let Some((before, name)) = line.split_once("/apply-") {
            let (_, digest) = name.split_once('Z').expect("a time");
            *line = format!("{before}/apply-20261101T090000Z{digest}");
        }
    }
    for outcomes in lines.chunk_by_mut(|one, next| one.contains(" [id=") && next.contains(" [id=")) {
        outcomes.sort();
    }
    lines.concat()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_recording_is_that_of_a_run_of_the_quickstart() {
    let head = json!({"version": 2, "width": 120, "height": 40, "title": "rosterctl: plan, fix, plan, apply"});
    compare(&root().join("examples/quickstart/quickstart.cast"), &format!("{head}\n{}", record().events));
}

/// Whether the quoted lines are those of the transcript, in its order; `…` stands for lines that are left out.
fn quotes(transcript: &str, quoted: &str) -> Result<(), String> {
    let mut lines = transcript.lines();
    let mut is_gap = true;
    for line in quoted.lines() {
        if line.trim() == "…" {
            is_gap = true;
        } else {
            let is_next = if is_gap { lines.any(|known| known == line) } else { lines.next() == Some(line) };
            if !is_next {
                return Err(line.to_owned());
            }
            is_gap = false;
        }
    }
    Ok(())
}

#[test]
fn the_readme_quotes_the_recording_line_by_line() {
    let transcript = anstream::adapter::strip_str(&record().printed).to_string();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let blocks: Vec<&str> = readme.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!blocks.is_empty(), "the README has no terminal session");
    for block in blocks {
        assert_eq!(quotes(&transcript, block), Ok(()), "not in the transcript, or not there:\n{transcript}");
    }
}

#[test]
fn a_quotation_with_a_line_changed_moved_or_left_out_in_silence_is_noticed() {
    let transcript = "one\ntwo\nthree\nfour\n";
    for fine in ["one\ntwo\n", "two\n…\nfour\n", "…\nthree\n…\n", "one\n…\ntwo\n"] {
        assert_eq!(quotes(transcript, fine), Ok(()), "{fine}");
    }
    for (wrong, at) in
        [("one\nthree\n", "three"), ("two\n…\none\n", "one"), ("one\ntoo\n", "too"), ("…\nfive\n", "five")]
    {
        assert_eq!(quotes(transcript, wrong), Err(at.to_owned()), "{wrong}");
    }
}
