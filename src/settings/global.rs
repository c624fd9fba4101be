//! Verbosity and log: from the command line, or else from `ROSTERCTL_LOG`.

use clap::ValueEnum;

use super::Environment;
use crate::cli::{GlobalArgs, LogFormat};
use crate::error::{Error, Kind, Result};

/// What is printed on standard error beside results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UiSettings {
    /// Whether notes, progress and next steps are shown.
    pub verbosity: Verbosity,
    /// The log filter; empty for no log.
    pub log: Vec<LogDirective>,
    /// The log format.
    pub log_format: LogFormat,
}

/// Whether notes, progress and next steps are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verbosity {
    /// They are shown.
    #[default]
    Normal,
    /// Only errors, warnings and refused guards are shown.
    Quiet,
}

/// The log level of one module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogDirective {
    /// `rosterctl`, or one of its modules.
    pub module: String,
    /// The level.
    pub level: LogLevel,
}

/// A log level; each includes those above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// Errors that end the run.
    Error,
    /// Failures that are retried.
    Warn,
    /// Each request, and the result of each step.
    Info,
    /// Each wait and each token.
    Debug,
    /// The server's rate limit and each connection.
    Trace,
}

/// The modules that log. Other crates never do: what they would log of a request may contain its credentials.
const LOG_MODULES: [&str; 3] = ["rosterctl", "rosterctl::directory", "rosterctl::commands"];

/// The settings of a command line and an environment; the command line takes precedence.
///
/// # Errors
/// An unknown level, module or format.
pub(super) fn ui_settings(global: &GlobalArgs, environment: Environment<'_>) -> Result<UiSettings> {
    let set = |name| environment(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let everywhere = |level| vec![LogDirective { module: LOG_MODULES[0].to_owned(), level }];
    let log = match (global.verbose, set("ROSTERCTL_LOG")) {
        (0, None) => Vec::new(),
        (0, Some(text)) => text.split(',').map(|part| directive(part.trim())).collect::<Result<_>>()?,
        (1, _) => everywhere(LogLevel::Info),
        (2, _) => everywhere(LogLevel::Debug),
        (3.., _) => everywhere(LogLevel::Trace),
    };
    let log_format = match (global.log_format, set("ROSTERCTL_LOG_FORMAT").as_deref()) {
        (Some(format), _) => format,
        (None, None | Some("text")) => LogFormat::Text,
        (None, Some("json")) => LogFormat::Json,
        (None, Some(other)) => {
            return Err(Error::new(Kind::Usage, format!("ROSTERCTL_LOG_FORMAT={other}: unknown log format"))
                .hint("set it to text or json, or unset it"));
        }
    };
    let verbosity = if global.quiet { Verbosity::Quiet } else { Verbosity::Normal };
    Ok(UiSettings { verbosity, log, log_format })
}

/// `debug`, or `rosterctl::directory=debug`.
fn directive(text: &str) -> Result<LogDirective> {
    let (module, level) =
        text.split_once('=').map_or((LOG_MODULES[0], text), |(module, level)| (module.trim(), level.trim()));
    match LogLevel::from_str(level, true) {
        Ok(level) if LOG_MODULES.contains(&module) => Ok(LogDirective { module: module.to_owned(), level }),
        Ok(_) => Err(Error::new(Kind::Usage, format!("ROSTERCTL_LOG: the module {module} does not log"))
            .hint(format!("the modules that log are {}", LOG_MODULES.join(", ")))),
        Err(_) => Err(Error::new(Kind::Usage, format!("ROSTERCTL_LOG: {text:?} is neither a level nor MODULE=LEVEL"))
            .hint("the levels are off, error, warn, info, debug and trace")
            .hint("separate several with commas, e.g. warn,rosterctl::directory=debug")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(verbose: u8, log: &str) -> Result<UiSettings> {
        let environment = |name: &str| (name == "ROSTERCTL_LOG").then(|| log.to_owned());
        ui_settings(&GlobalArgs { verbose, ..GlobalArgs::default() }, &environment)
    }

    fn log(verbose: u8, log: &str) -> Vec<(String, LogLevel)> {
        read(verbose, log).unwrap().log.into_iter().map(|directive| (directive.module, directive.level)).collect()
    }

    #[test]
    fn the_command_line_takes_precedence_over_the_environment() {
        let all = |level| vec![("rosterctl".to_owned(), level)];
        assert_eq!(log(0, ""), []);
        assert_eq!(log(0, "WARN"), all(LogLevel::Warn));
        assert_eq!(log(1, "trace"), all(LogLevel::Info));
        assert_eq!(log(2, "nonsense"), all(LogLevel::Debug));
        assert_eq!(log(200, ""), all(LogLevel::Trace));
        let both = log(0, " warn, rosterctl::directory = debug ");
        assert_eq!(both[1], ("rosterctl::directory".to_owned(), LogLevel::Debug));
    }

    #[test]
    fn a_filter_that_would_log_nothing_is_refused() {
        for text in [
            "loud",
            "rosterctl=loud",
            "=debug",
            "hyper=trace",
            "rosterctl::plan=debug",
            "rosterctl::directroy=debug",
            "info,",
            "info;debug",
        ] {
            let error = read(0, text).unwrap_err();
            assert!(!error.hints().is_empty(), "{text}");
        }
    }
}
