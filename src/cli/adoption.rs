//! What leads to a roster and keeps it tidy: `export`, `fmt`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Time;

/// `fmt`.
#[derive(Debug, Args)]
#[command(after_help = "\
A file may be a roster, whose included files are formatted too, or an included file. Files with
mistakes are left alone and their mistakes listed. Every comment stays beside what it speaks of:

  users:
    # Support                a comment with a blank line below it heads its group and stays there

    # on leave until May     a comment directly above an entry, or behind it, moves with it
    - ana@acme.example
    - bo@acme.example        people are sorted by e-mail within groups between blank lines

Examples:
  rosterctl fmt
  rosterctl fmt --check roster.yaml
  rosterctl fmt teams/sales.yaml")]
pub struct Fmt {
    /// Rosters and included files
    #[arg(value_name = "FILE", default_value = "roster.yaml")]
    pub files: Vec<PathBuf>,
    /// Write nothing; print what would change, and end with 3 if anything would
    #[arg(long)]
    pub check: bool,
}

/// `export`.
#[derive(Debug, Args)]
#[command(after_help = "\
Everybody who is active is declared, or everybody in the scope of FILE when it has one, so that
planning with what is written changes nothing. FILE gives its directory, scope, timezone and guards,
with their comments; its users, leavers and included files are not taken over. Without FILE and
without a roster.yaml, --region or GENESYSCLOUD_REGION is enough.

Examples:
  rosterctl export --region eu-central-1 --out roster.yaml
  rosterctl export roster.yaml --out everybody.yaml
  rosterctl export --by division --out everybody.yaml
  rosterctl export > everybody.yaml")]
pub struct Export {
    /// The roster that names the directory and its scope [default: roster.yaml, if there is one]
    #[arg(value_name = "FILE", conflicts_with = "region")]
    pub file: Option<PathBuf>,
    /// The region of the directory, for a start without a roster [env: GENESYSCLOUD_REGION]
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// Write the roster here, never over an existing file [default: standard output]
    #[arg(long, value_name = "ROSTER")]
    pub out: Option<PathBuf>,
    /// Write one file a division as well, in divisions/ beside the roster
    #[arg(long, value_enum, value_name = "WHAT", requires = "out")]
    pub by: Option<By>,
    /// How long it may take.
    #[command(flatten)]
    pub time: Time,
}

/// Into what a roster is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// A file for each division
    Division,
}
