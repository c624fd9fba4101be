//! Arguments of every command, and the time limit that several share.

use clap::{ArgAction, Args, ValueEnum};

/// What is printed on standard error beside the result.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Print only results, errors, warnings and refused guards
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Log what is done: each request (-v), each wait (-vv), everything (-vvv)
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Log format [default: text]
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
}

/// The format of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One line per event, for people
    #[default]
    Text,
    /// One JSON object per line
    Json,
}

/// The time limit of commands that read the directory and write no user.
#[derive(Clone, Debug, Default, Args)]
pub struct TimeoutArgs {
    /// Give up after this time (e.g. 90s, 10m)
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub timeout: Option<String>,
}
