//! `fmt`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `fmt`.
#[derive(Debug, Args)]
#[command(after_help = "\
A file is a roster, whose included files are formatted too, or an included file. Files with errors
are left unchanged and their errors are listed. Every comment stays with what it is about:

  users:
    # Support                a comment with a blank line below it heads its group and stays there

    # on leave until May     a comment directly above an entry, or behind it, moves with it
    - ana@acme.example
    - bo@acme.example        users are sorted by e-mail within groups between blank lines

Examples:
  rosterctl fmt
  rosterctl fmt --check roster.yaml
  rosterctl fmt teams/sales.yaml")]
pub struct FmtArgs {
    /// Rosters and included files
    #[arg(value_name = "FILE", default_value = "roster.yaml")]
    pub files: Vec<PathBuf>,
    /// Write nothing; print what would change, and exit with 3 if anything would
    #[arg(long)]
    pub check: bool,
}
