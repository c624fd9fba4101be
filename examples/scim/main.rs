//! The quickstart's story in a service that speaks SCIM 2.0: doctor, plan, fix, plan, apply and plan again.
//!
//! It works on a copy of this folder, so it can be run any number of times.

#![allow(clippy::print_stdout, reason = "a tour prints")]

#[path = "../quickstart/step.rs"]
mod step;
#[path = "../quickstart/tour.rs"]
mod tour;

use std::error::Error;
use std::process::ExitCode;

use rosterctl::error::Exit;
use step::Step;

const STORY: &[Step] = &[
    Step::Say(
        "Acme has 44 active users in a SCIM service: a sandbox that speaks it over HTTP, started with the program.",
    ),
    Step::Say("SCIM servers differ. Does this one answer well enough to trust a plan?"),
    Step::Run("rosterctl doctor roster.yaml", Exit::Done),
    Step::Say("It does. roster.yaml lists the users who should be active. What would change?"),
    Step::Run("rosterctl plan roster.yaml", Exit::Refused),
    Step::Say("A guard refused: a declared address is the second address of a user who is not declared."),
    Step::Say("Freya married. The roster gets her new address, and says which it was:"),
    Step::Edit {
        before: "  - freya.lindholm@acme.example\n",
        after: "  - email: freya.dahl@acme.example\n    was: freya.lindholm@acme.example\n",
    },
    Step::Run("rosterctl plan roster.yaml --out plan.json", Exit::Done),
    Step::Say("A colleague reviews the saved plan. Now exactly that plan is applied:"),
    Step::Run("rosterctl apply plan.json", Exit::Done),
    Step::Say("A new plan has no changes:"),
    Step::Run("rosterctl plan roster.yaml --detailed-exitcode", Exit::Done),
];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    tour::play("scim", STORY)
}
