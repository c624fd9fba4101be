//! The few colours of the output, each with its meaning.

use anstyle::{AnsiColor, Style};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();
/// What ends or refuses.
pub(crate) const ALARM: Style = AnsiColor::Red.on_default().bold();
/// What changes or deserves a look.
pub(crate) const CHANGE: Style = AnsiColor::Yellow.on_default();
/// What is as it should be.
pub(crate) const FINE: Style = AnsiColor::Green.on_default();

/// `text` in a style, with the style ended after it.
pub(crate) fn paint(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}
