//! `completions`.

use clap::Args;

/// Arguments of `completions`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl completions bash > ~/.local/share/bash-completion/completions/rosterctl
  rosterctl completions zsh > ~/.zfunc/_rosterctl
  rosterctl completions fish > ~/.config/fish/completions/rosterctl.fish")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}
