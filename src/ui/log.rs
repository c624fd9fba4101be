//! The log: one line per event on standard error, as text or JSON, around the progress line.
//!
//! The format is published, so it is made here: the formats of `tracing-subscriber` have other names and nest the fields.

use std::fmt::{Debug, Write};
use std::time::SystemTime;

use jiff::Timestamp;
use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt};

use super::Printer;
use crate::cli::LogFormat;
use crate::error::Error;
use crate::settings::{LogLevel, UiSettings};
use crate::text::{sanitize_line, visible, without_passwords};

/// Starts the log of these settings, if there is one. A process has one log: the first one stays.
pub(super) fn begin(settings: &UiSettings, printer: Printer) {
    if settings.log.is_empty() {
        return;
    }
    let levels = settings.log.iter().map(|directive| (directive.module.clone(), filter(directive.level)));
    let layer = LogLayer { printer, format: settings.log_format }.with_filter(levels.collect::<Targets>());
    // There is another log only if the library runs twice in one process.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer));
}

/// Logs an error, for readers who only read the log.
pub(super) fn error(error: &Error) {
    let (because, help) = (error.causes().join("; "), error.hints().join("; "));
    let (because, help) = (without_passwords(&because), without_passwords(&help));
    tracing::error!(target: "rosterctl", %because, %help, "{}", without_passwords(&error.to_string()));
}

fn filter(level: LogLevel) -> LevelFilter {
    match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    }
}

struct LogLayer {
    printer: Printer,
    format: LogFormat,
}

impl<S: Subscriber> Layer<S> for LogLayer {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = EventFields::default();
        event.record(&mut fields);
        let time = Timestamp::try_from(SystemTime::now()).unwrap_or_default();
        let (level, target) = (event.metadata().level().as_str(), event.metadata().target());
        self.printer.print_always(&match self.format {
            LogFormat::Text => text(time, level, target, &fields),
            LogFormat::Json => json(time, level, target, fields),
        });
    }
}

/// The message and the fields of an event, in their order.
#[derive(Default)]
struct EventFields {
    message: String,
    rest: Vec<(&'static str, Value)>,
}

impl EventFields {
    fn push(&mut self, field: &Field, value: Value) {
        match (field.name(), value) {
            ("message", Value::String(text)) => self.message = text,
            (_, Value::String(text)) if text.is_empty() => {}
            (name, value) => self.rest.push((name, value)),
        }
    }
}

impl Visit for EventFields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.push(field, Value::String(format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.push(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.push(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.push(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.push(field, value.into());
    }
}

/// `TIME LEVEL module: message key=value …`; a value with blanks is quoted.
fn text(time: Timestamp, level: &str, target: &str, fields: &EventFields) -> String {
    let mut line = format!("{time:.3} {level:<5} {target}: {}", fields.message);
    for (name, value) in &fields.rest {
        // Writing to a `String` cannot fail.
        let _ = match value.as_str() {
            Some(text) if !text.is_empty() && !text.contains([' ', '"', '=']) => write!(line, " {name}={text}"),
            Some(text) => write!(line, " {name}={text:?}"),
            None => write!(line, " {name}={value}"),
        };
    }
    sanitize_line(&line) + "\n"
}

/// One JSON object on its line: time, level, target and message come first.
fn json(time: Timestamp, level: &str, target: &str, fields: EventFields) -> String {
    let head = [
        ("time", Value::from(format!("{time:.3}"))),
        ("level", level.to_ascii_lowercase().into()),
        ("target", target.into()),
        ("message", fields.message.into()),
    ];
    let pairs = head.into_iter().chain(fields.rest).map(|(name, value)| format!("\"{name}\":{value}"));
    visible(&format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))) + "\n"
}
