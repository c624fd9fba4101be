//! The mistakes of a roster, each with its source line and a marker.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::model::{Place, is_command, is_invisible};
use crate::plan::Contradiction;
use crate::roster::{Diagnostic, Mistakes};

use super::harmless::{harmless_line, harmless_text};

/// Every mistake with its place, its source line and what to do, and how many there are.
#[must_use]
pub fn mistakes(found: &Mistakes) -> String {
    let mut text = String::new();
    for diagnostic in &found.diagnostics {
        text.push_str(&one(diagnostic, found.sources.get(&*diagnostic.at.file).map(String::as_str)));
        text.push_str("\n\n");
    }
    text
}

/// Where roster and directory contradict each other.
#[must_use]
pub fn contradictions(found: &[Contradiction]) -> String {
    let mut text = String::new();
    for contradiction in found {
        let place = contradiction.at.as_ref().map(|at| format!("{at}: ")).unwrap_or_default();
        text.push_str(&harmless_text(&format!(
            "{place}{} [{}]\n  help: {}\n",
            contradiction.message, contradiction.code, contradiction.help
        )));
    }
    text
}

fn one(diagnostic: &Diagnostic, source: Option<&str>) -> String {
    let Diagnostic { code, message, at, width, also, help } = diagnostic;
    let message = harmless_text(message);
    let help = harmless_text(help);
    let Some((line, start, end)) = source.and_then(|source| marked(source, at, *width)) else {
        return format!("error[{code}]: {message}\n --> {}\n  = help: {help}", harmless_line(&at.to_string()));
    };
    let path = harmless_line(&at.file);
    let labels: Vec<String> =
        also.iter().map(|also| harmless_line(&format!("{} at {}", also.label, also.at))).collect();
    let mut group = Level::ERROR.primary_title(message.as_ref()).id(*code).element(
        Snippet::source(line.as_str())
            .line_start(at.line as usize)
            .path(path.as_str())
            .annotation(AnnotationKind::Primary.span(start..end)),
    );
    for label in &labels {
        group = group.element(Level::NOTE.message(label.as_str()));
    }
    let group = group.element(Level::HELP.message(help.as_ref()));
    Renderer::styled().render(&[group])
}

/// The line at a place, made harmless, and the bytes of it that are marked. A very long line is cut around the mark.
fn marked(source: &str, at: &Place, width: u32) -> Option<(String, usize, usize)> {
    const AROUND: usize = 60;
    let line = source.lines().nth(at.line.checked_sub(1)? as usize)?;
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    let first = (at.column.max(1) - 1) as usize;
    let last = first + (width.max(1) as usize).min(AROUND * 2);
    let (mut shown, mut start, mut end) = (String::new(), None, None);
    for (position, (byte, c)) in line.char_indices().enumerate().skip(first.saturating_sub(AROUND)) {
        if position == first {
            start = Some(shown.len());
        }
        if position == last {
            end = Some(shown.len());
        }
        if position > last + AROUND {
            break;
        }
        // A tab is drawn as one blank, so that the marker stands below what it marks.
        let c = if c == '\t' { ' ' } else { c };
        shown.push(if is_invisible(c) || is_command(&line[byte..]) { '\u{fffd}' } else { c });
    }
    let start = start.unwrap_or(shown.len());
    let end = end.unwrap_or(shown.len()).max(start);
    Some((shown, start, end))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::roster::Also;

    #[test]
    fn the_name_of_a_file_hides_nothing_where_a_mistake_is_shown() {
        let at = Place { file: Arc::from("teams/a\u{200b}\n\u{8e2}.yaml"), line: 1, column: 1 };
        let also = vec![Also { at: at.clone(), label: "first here".to_owned() }];
        let message = "twice".to_owned();
        let diagnostic =
            Diagnostic { code: "duplicate-user", help: message.clone(), message, at: at.clone(), width: 1, also };
        for sources in [BTreeMap::new(), BTreeMap::from([(at.file.to_string(), "users: []".to_owned())])] {
            let shown = mistakes(&Mistakes { diagnostics: vec![diagnostic.clone()], sources, count: 1 });
            let shown = anstream::adapter::strip_str(&shown).to_string();
            assert!(shown.contains("teams/a\\u{200b}\\n\\u{8e2}.yaml:1:1"), "{shown}");
            assert!(!shown.contains(|c| c != '\n' && is_invisible(c)), "{shown:?}");
        }
    }
}
