//! `sandbox`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::number;
use crate::model::directory_types::SANDBOX_PROTOCOLS;

/// Arguments of `sandbox`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl sandbox serve
  rosterctl sandbox serve --users 1000 --port 8080")]
pub struct SandboxArgs {
    /// The command of the sandbox.
    #[command(subcommand)]
    pub command: SandboxCommand,
}

/// The commands of `sandbox`.
#[derive(Debug, Subcommand)]
pub enum SandboxCommand {
    /// Serve until interrupted
    Serve(ServeArgs),
}

/// Arguments of `sandbox serve`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl sandbox serve --users 1000
  rosterctl sandbox serve --org examples/quickstart/org.yaml --port 8080
  rosterctl sandbox serve --users 100000 --rate-limit 1000000
  rosterctl sandbox serve --protocol scim
  rosterctl sandbox serve --faults faults.yaml

The request log is at GET /sandbox/requests.")]
pub struct ServeArgs {
    /// The org file; changes are saved in .rosterctl/ next to it
    #[arg(long, value_name = "FILE", conflicts_with = "users")]
    pub org: Option<PathBuf>,
    /// Generate N users; changes are lost at exit
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = number::non_negative::<u32>, allow_negative_numbers = true)]
    pub users: u32,
    /// The protocol of the sandbox
    #[arg(long, value_name = "PROTOCOL", value_enum, default_value_t = ServedProtocol::Native)]
    pub protocol: ServedProtocol,
    /// Port on 127.0.0.1; 0 picks a free one
    #[arg(long, value_name = "P", default_value_t = 0, value_parser = number::non_negative::<u16>, allow_negative_numbers = true)]
    pub port: u16,
    /// Requests per minute and token [default: the limit in the org file, or 300]
    #[arg(long, value_name = "N", value_parser = number::positive::<u32>, allow_negative_numbers = true)]
    pub rate_limit: Option<u32>,
    /// A file of scripted faults
    #[arg(long, value_name = "FILE")]
    pub faults: Option<PathBuf>,
}

/// The protocol of a sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ServedProtocol {
    /// The Genesys Cloud users API
    #[value(name = SANDBOX_PROTOCOLS[0], alias = "native")]
    Native,
    /// SCIM 2.0
    #[value(name = SANDBOX_PROTOCOLS[1])]
    Scim,
}
