//! Errors of the command-line parser as errors of the program.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Settings;
use crate::error::{Error, Kind, Result};
use crate::text::one_line;

/// A help page or the version; everything else is an error.
///
/// # Errors
/// A usage error, with what to type instead.
pub(super) fn help_or_usage(error: clap::Error) -> Result<Settings> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Settings::Help(error.render().ansi().to_string())),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let help = error.render().to_string();
            let usage = help.lines().find(|line| line.starts_with("Usage:")).unwrap_or("Usage: rosterctl <COMMAND>");
            Err(Error::new(Kind::Usage, "a command is missing")
                .detail([String::new(), usage.to_owned()])
                .hint(format!("`{} --help` lists the commands", name(usage))))
        }
        _ => {
            let text = sanitized(error).render().to_string();
            let text = text.strip_prefix("error: ").unwrap_or(&text).trim_end();
            let mut lines = text.lines().map(str::to_owned);
            Err(Error::new(Kind::Usage, lines.next().unwrap_or_default()).detail(lines))
        }
    }
}

/// The words before the options of a usage: `rosterctl sandbox`.
fn name(usage: &str) -> &str {
    let usage = usage.trim_start_matches("Usage:").trim();
    usage.split(" [").next().unwrap_or(usage)
}

/// The error with each typed text on one line, and without a misleading tip: clap proposes `-- -1` for the value of an
/// option too, where it would become a file.
fn sanitized(mut error: clap::Error) -> clap::Error {
    let context: Vec<_> = error.context().map(|(kind, value)| (kind, value.clone())).collect();
    for (kind, value) in context {
        match value {
            ContextValue::String(text) => _ = error.insert(kind, ContextValue::String(one_line(&text))),
            ContextValue::Strings(texts) => {
                let texts = texts.iter().map(|text| one_line(text)).collect();
                error.insert(kind, ContextValue::Strings(texts));
            }
            ContextValue::StyledStrs(tips)
                if kind == ContextKind::Suggested && tips.iter().any(|tip| tip.to_string().contains("as a value")) =>
            {
                let tip = match error.get(ContextKind::InvalidArg) {
                    Some(ContextValue::String(typed)) => format!(
                        "write the value of an option behind an equals sign, as in '--only={typed}', and a file as './{typed}'"
                    ),
                    _ => "write the value of an option behind an equals sign".to_owned(),
                };
                error.insert(kind, ContextValue::StyledStrs(vec![tip.into()]));
            }
            _ => {}
        }
    }
    error
}
