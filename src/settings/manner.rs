//! How much is said beside the result: from the command line, or else from `ROSTERCTL_LOG`.

use super::Environment;
use crate::cli::{self, LogFormat};
use crate::error::{Error, Kind, Result};

/// How the program speaks beside its results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// Whether it speaks unasked.
    pub loudness: Loudness,
    /// What is logged; nothing when it is empty.
    pub log: Vec<Directive>,
    /// How it is logged.
    pub log_format: LogFormat,
}

/// Whether notes, progress and next steps are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loudness {
    /// They are.
    #[default]
    Talking,
    /// Only what must be known is.
    Quiet,
}

/// From which level on a part of the program is logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// `rosterctl`, or one of its rooms.
    pub module: String,
    /// The level.
    pub level: LogLevel,
}

/// How much a line of the log matters: each level holds those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Nothing at all.
    Off,
    /// What ends the work.
    Error,
    /// What goes wrong and is tried again.
    Warn,
    /// Each request, and what each step came to.
    Info,
    /// Each wait and each token.
    Debug,
    /// The server's rate limit and each connection.
    Trace,
}

const LEVELS: [(&str, LogLevel); 6] = [
    ("off", LogLevel::Off),
    ("error", LogLevel::Error),
    ("warn", LogLevel::Warn),
    ("info", LogLevel::Info),
    ("debug", LogLevel::Debug),
    ("trace", LogLevel::Trace),
];

/// The rooms that log. Other crates never do: what they would log of a request may hold its credentials.
const ROOMS: [&str; 3] = ["rosterctl", "rosterctl::directory", "rosterctl::commands"];

/// What was typed decides before the environment does.
///
/// # Errors
/// A level, a module or a form that there is not.
pub(super) fn manner(typed: &cli::Manner, environment: Environment<'_>) -> Result<Manner> {
    let set = |name| environment(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let everywhere = |level| vec![Directive { module: ROOMS[0].to_owned(), level }];
    let log = match (typed.verbose, set("ROSTERCTL_LOG")) {
        (0, None) => Vec::new(),
        (0, Some(text)) => text.split(',').map(|part| directive(part.trim())).collect::<Result<_>>()?,
        (1, _) => everywhere(LogLevel::Info),
        (2, _) => everywhere(LogLevel::Debug),
        (3.., _) => everywhere(LogLevel::Trace),
    };
    let log_format = match (typed.log_format, set("ROSTERCTL_LOG_FORMAT").as_deref()) {
        (Some(format), _) => format,
        (None, None | Some("text")) => LogFormat::Text,
        (None, Some("json")) => LogFormat::Json,
        (None, Some(other)) => {
            return Err(Error::new(Kind::Usage, format!("ROSTERCTL_LOG_FORMAT={other}: not a form of the log"))
                .hint("set it to text or json, or unset it"));
        }
    };
    let loudness = if typed.quiet { Loudness::Quiet } else { Loudness::Talking };
    Ok(Manner { loudness, log, log_format })
}

/// `debug`, or `rosterctl::directory=debug`.
fn directive(text: &str) -> Result<Directive> {
    let (module, word) = text.split_once('=').map_or((ROOMS[0], text), |(module, word)| (module.trim(), word.trim()));
    let level = LEVELS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, level)| *level);
    match level {
        Some(level) if ROOMS.contains(&module) => Ok(Directive { module: module.to_owned(), level }),
        Some(_) => Err(Error::new(Kind::Usage, format!("ROSTERCTL_LOG: {module} logs nothing"))
            .hint(format!("the modules that log are {}", ROOMS.join(", ")))),
        None => Err(Error::new(Kind::Usage, format!("ROSTERCTL_LOG: {text:?} is neither a level nor MODULE=LEVEL"))
            .hint("the levels are off, error, warn, info, debug and trace")
            .hint("separate several with commas, such as warn,rosterctl::directory=debug")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(verbose: u8, log: &str) -> Result<Manner> {
        let environment = |name: &str| (name == "ROSTERCTL_LOG").then(|| log.to_owned());
        manner(&cli::Manner { verbose, ..cli::Manner::default() }, &environment)
    }

    fn log(verbose: u8, log: &str) -> Vec<(String, LogLevel)> {
        read(verbose, log).unwrap().log.into_iter().map(|directive| (directive.module, directive.level)).collect()
    }

    #[test]
    fn what_is_typed_decides_before_the_environment() {
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
    fn what_would_log_nothing_is_refused() {
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
