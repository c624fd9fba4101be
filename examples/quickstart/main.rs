//! A tour of the quickstart: plan, fix, plan, apply and plan again, each with its command.
//!
//! It works on a copy of this folder, so it can be run any number of times.

#![allow(clippy::print_stdout, reason = "a tour prints")]

mod step;
mod story;
mod tour;

use std::error::Error;
use std::process::ExitCode;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    tour::play("quickstart", story::STORY)
}
