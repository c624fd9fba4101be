//! `completions`: prints a shell completion script.

use clap_complete::Shell;

use crate::cli::Cli;
use crate::error::{Exit, Result};
use crate::ui::Ui;

pub(super) fn run(shell: Shell, ui: &Ui) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command_with_help(), "rosterctl", &mut script);
    ui.result(&String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}
