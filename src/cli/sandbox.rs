//! `sandbox serve`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::number;

/// `sandbox`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl sandbox serve
  rosterctl sandbox serve --users 1000 --port 8080")]
pub struct Sandbox {
    /// What to do with it.
    #[command(subcommand)]
    pub command: SandboxCommand,
}

/// The commands of `sandbox`.
#[derive(Debug, Subcommand)]
pub enum SandboxCommand {
    /// Serve until interrupted
    Serve(Serve),
}

/// `sandbox serve`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl sandbox serve --users 1000
  rosterctl sandbox serve --org examples/quickstart/org.yaml --port 8080
  rosterctl sandbox serve --users 100000 --rate-limit 1000000
  rosterctl sandbox serve --faults faults.yaml

The request log is at GET /sandbox/requests.")]
pub struct Serve {
    /// The org file; changes are kept in .rosterctl/ beside it
    #[arg(long, value_name = "FILE", conflicts_with = "users")]
    pub org: Option<PathBuf>,
    /// Generate N users; changes are forgotten at the end
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = number::whole::<u32>, allow_negative_numbers = true)]
    pub users: u32,
    /// The port on 127.0.0.1; 0 for a free one
    #[arg(long, value_name = "P", default_value_t = 0, value_parser = number::whole::<u16>, allow_negative_numbers = true)]
    pub port: u16,
    /// Requests a minute that one token may send [default: that of the org file, or 300]
    #[arg(long, value_name = "N", value_parser = number::counted::<u32>, allow_negative_numbers = true)]
    pub rate_limit: Option<u32>,
    /// A file of scripted faults
    #[arg(long, value_name = "FILE")]
    pub faults: Option<PathBuf>,
}
