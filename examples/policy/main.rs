//! Evaluates `policy.rego` for a saved plan, and exits with 1 if it denies the plan: `cargo run --example policy -- plan.json`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command of its own")]

use std::error::Error;
use std::process::ExitCode;

use regorus::{Engine, Value};

const POLICY: &str = include_str!("policy.rego");

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("name a saved plan: cargo run --example policy -- plan.json");
        return Ok(ExitCode::from(2));
    };
    let mut engine = Engine::new();
    engine.add_policy("policy.rego".to_owned(), POLICY.to_owned())?;
    engine.set_input(Value::from_json_str(&std::fs::read_to_string(path)?)?);
    let denied = engine.eval_rule("data.rosterctl.deny".to_owned())?;
    // Anything but a set means that the policy did not decide.
    let denied = denied.as_set()?;
    for message in denied {
        println!("denied: {}", message.as_string()?);
    }
    if denied.is_empty() {
        println!("The policy allows this plan.");
    }
    Ok(if denied.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
