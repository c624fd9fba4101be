//! The quickstart's story in a service that speaks SCIM 2.0: doctor, plan, fix, plan, apply and plan again.
//!
//! It works on a copy of this folder, so it can be run any number of times.

#![allow(clippy::print_stdout, reason = "a tour prints")]

#[path = "../quickstart/tour.rs"]
mod tour;

use std::error::Error;
use std::process::ExitCode;

use rosterctl::error::Exit;
use tour::step;

/// The fix of the roster: Freya married, and the service has her new address.
const BEFORE: &str = "  - freya.lindholm@acme.example\n";
const AFTER: &str = "  - email: freya.dahl@acme.example\n    was: freya.lindholm@acme.example\n";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let _folder = tour::enter("scim", &["org.yaml", "roster.yaml"])?;

    println!(
        "Acme has 44 active users in a SCIM service: a sandbox that speaks it over HTTP, started with the program."
    );
    println!("SCIM servers differ. Does this one answer well enough to trust a plan?");
    let mut as_expected = step("rosterctl doctor roster.yaml", Exit::Done);

    println!("\nIt does. roster.yaml lists the users who should be active. What would change?");
    as_expected &= step("rosterctl plan roster.yaml", Exit::Refused);

    println!("\nA guard refused: a declared address is the second address of a user who is not declared.");
    println!("Freya married. The roster gets her new address, and says which it was:\n");
    tour::edit(BEFORE, AFTER)?;

    as_expected &= step("rosterctl plan roster.yaml --out plan.json", Exit::Done);
    println!("\nA colleague reviews the saved plan. Now exactly that plan is applied:");
    as_expected &= step("rosterctl apply plan.json", Exit::Done);
    println!("\nA new plan has no changes:");
    as_expected &= step("rosterctl plan roster.yaml --detailed-exitcode", Exit::Done);
    Ok(if as_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
