//! A tour of the quickstart: plan, fix, plan, apply and plan again, each with its command.
//!
//! It works on a copy of this folder, so it can be run any number of times.

#![allow(clippy::print_stdout, reason = "a tour prints")]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use rosterctl::error::Exit;

/// The fix of the roster: Katarzyna married, and her address changed.
const BEFORE: &str = "  - katarzyna.nowak@acme.example\n";
const AFTER: &str = "  - email: katarzyna.wisniewska@acme.example\n    was: katarzyna.nowak@acme.example\n";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/quickstart");
    let folder = tempfile::tempdir()?;
    for name in ["org.yaml", "roster.yaml"] {
        fs::copy(here.join(name), folder.path().join(name))?;
    }
    std::env::set_current_dir(folder.path())?;

    println!("Acme has 56 active users in a sandbox: a real HTTP directory, started with the program.");
    println!("roster.yaml lists the users who should be active. What would change?");
    let mut as_expected = step("rosterctl plan roster.yaml", Exit::Refused);

    println!("\nA guard refused: a declared user does not exist, and an existing user has nearly the same address.");
    println!("Katarzyna married. The finding suggests how to declare it:\n");
    println!("{}{}", marked('-', BEFORE), marked('+', AFTER));
    let roster = fs::read_to_string("roster.yaml")?;
    fs::write("roster.yaml", roster.replace(BEFORE, AFTER))?;

    as_expected &= step("rosterctl plan roster.yaml --out plan.json", Exit::Done);
    println!("\nA colleague reviews the saved plan. Now exactly that plan is applied:");
    as_expected &= step("rosterctl apply plan.json", Exit::Done);
    println!("\nA new plan has no changes:");
    as_expected &= step("rosterctl plan roster.yaml --detailed-exitcode", Exit::Done);
    Ok(if as_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs a command and returns whether it ended with the expected exit code.
fn step(command: &str, expected: Exit) -> bool {
    println!("\n$ {command}\n");
    let exit = rosterctl::run_with(command.split(' ').map(Into::into));
    println!("(exit code {})", exit.code());
    exit == expected
}

fn marked(mark: char, lines: &str) -> String {
    lines.lines().map(|line| format!("    {mark}{line}\n")).collect()
}
