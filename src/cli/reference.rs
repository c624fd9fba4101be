//! What tells of the program itself: `schema`, `completions`, `man`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// `schema`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl schema
  rosterctl schema roster > roster.schema.json
  rosterctl schema plan")]
pub struct Schema {
    /// Of what; without it, which there are
    #[arg(value_enum)]
    pub of: Option<SchemaOf>,
}

/// What has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// The roster
    Roster,
    /// The saved plan
    Plan,
    /// A line of a journal
    Journal,
    /// A snapshot of the directory
    Snapshot,
    /// What `validate --format json` prints
    Diagnostics,
    /// A line of `apply --json`
    Event,
}

/// `completions`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl completions bash > ~/.local/share/bash-completion/completions/rosterctl
  rosterctl completions zsh > ~/.zfunc/_rosterctl
  rosterctl completions fish > ~/.config/fish/completions/rosterctl.fish")]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `man`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl man | man -l -
  rosterctl man --out ~/.local/share/man/man1")]
pub struct Man {
    /// Write a page for each command into this folder, which is made when it is not there
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}
