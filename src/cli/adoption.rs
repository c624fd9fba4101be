//! What leads to a roster and keeps it tidy: `fmt`.

use std::path::PathBuf;

use clap::Args;

/// `fmt`.
#[derive(Debug, Args)]
#[command(after_help = "\
A file may be a roster, whose included files are formatted too, or an included file. Files with mistakes are left
alone and their mistakes listed. Every comment stays beside what it speaks of:

  users:
    # Support                 a comment with a blank line below it is the heading of its group and stays there

    # on leave until May      a comment directly above an entry, or behind it, moves with the entry
    - ana@acme.example
    - bo@acme.example         people are sorted by e-mail within groups, which blank lines separate

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
