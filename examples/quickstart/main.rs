//! A tour of the quickstart: plan, fix, plan, apply and plan again, each with its command.
//!
//! It works on a copy of this folder, so it can be run any number of times.

#![allow(clippy::print_stdout, reason = "a tour prints")]

mod tour;

use std::error::Error;
use std::process::ExitCode;

use rosterctl::error::Exit;
use tour::step;

/// The fix of the roster: Katarzyna married, and her address changed.
const BEFORE: &str = "  - katarzyna.nowak@acme.example\n";
const AFTER: &str = "  - email: katarzyna.wisniewska@acme.example\n    was: katarzyna.nowak@acme.example\n";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let _folder = tour::enter("quickstart", &["org.yaml", "roster.yaml"])?;

    println!("Acme has 56 active users in a sandbox: a real HTTP directory, started with the program.");
    println!("roster.yaml lists the users who should be active. What would change?");
    let mut as_expected = step("rosterctl plan roster.yaml", Exit::Refused);

    println!("\nA guard refused: a declared user does not exist, and an existing user has nearly the same address.");
    println!("Katarzyna married. The finding suggests how to declare it:\n");
    tour::edit(BEFORE, AFTER)?;

    as_expected &= step("rosterctl plan roster.yaml --out plan.json", Exit::Done);
    println!("\nA colleague reviews the saved plan. Now exactly that plan is applied:");
    as_expected &= step("rosterctl apply plan.json", Exit::Done);
    println!("\nA new plan has no changes:");
    as_expected &= step("rosterctl plan roster.yaml --detailed-exitcode", Exit::Done);
    Ok(if as_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
