//! A tour of the quickstart: plan, mend, plan, apply, plan again, each with the command that does it.
//!
//! It works on a copy of this folder, so it can be run as often as one likes.

#![allow(clippy::print_stdout, reason = "a tour talks")]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use rosterctl::error::Exit;

/// Where the reader mends the roster: Katarzyna married, and her address changed.
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
    println!("roster.yaml says who of them should be active. What would change?");
    let mut told = step("rosterctl plan roster.yaml", Exit::Refused);

    println!("\nA guard refused: somebody who is declared does not exist, and somebody who exists is nearly the same.");
    println!("Katarzyna married. The roster is told so, as the finding says:\n");
    println!("{}{}", marked('-', BEFORE), marked('+', AFTER));
    let roster = fs::read_to_string("roster.yaml")?;
    fs::write("roster.yaml", roster.replace(BEFORE, AFTER))?;

    told &= step("rosterctl plan roster.yaml --out plan.json", Exit::Done);
    println!("\nThe saved plan is what a colleague reviews. Now exactly that plan is carried out:");
    told &= step("rosterctl apply plan.json", Exit::Done);
    println!("\nAnd planning again finds nothing to do:");
    told &= step("rosterctl plan roster.yaml --detailed-exitcode", Exit::Done);
    Ok(if told { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs a command and tells whether it ended as the tour says.
fn step(command: &str, expected: Exit) -> bool {
    println!("\n$ {command}\n");
    let exit = rosterctl::run_with(command.split(' ').map(Into::into));
    println!("(exit code {})", exit.code());
    exit == expected
}

fn marked(mark: char, lines: &str) -> String {
    lines.lines().map(|line| format!("    {mark}{line}\n")).collect()
}
