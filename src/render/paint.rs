//! The few colours of the house, each with its meaning.

use anstyle::{AnsiColor, Style};

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const FAINT: Style = Style::new().dimmed();
/// What ends or refuses.
pub(super) const ALARM: Style = AnsiColor::Red.on_default().bold();
/// What changes or deserves a look.
pub(super) const CHANGE: Style = AnsiColor::Yellow.on_default();
/// What is as it should be.
pub(super) const FINE: Style = AnsiColor::Green.on_default();

/// `text` in a style, with the style ended after it.
pub(super) fn paint(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}
