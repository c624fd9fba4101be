//! `services`.

use clap::Args;

/// Arguments of `services`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl services
  rosterctl services github-org
  rosterctl services --json

The catalogue is part of the program: a roster cannot change what it says about a service.")]
pub struct ServicesArgs {
    /// The service to print in full [default: list all of them]
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
}
