//! For terminals: each diagnostic with its source line and a marker.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{DiagnosticsReport, ReportedDiagnostic};
use crate::roster::DiagnosticSeverity;
use crate::text::{ALARM, BOLD, CHANGE, is_ci_command, is_invisible, paint, sanitize_line, sanitize_multiline};

/// Every diagnostic with its place, its source line and what to do.
#[must_use]
pub fn text(found: &DiagnosticsReport) -> String {
    let shown = found.diagnostics.iter().map(|diagnostic| one(diagnostic, found) + "\n\n");
    shown.collect()
}

fn one(diagnostic: &ReportedDiagnostic, found: &DiagnosticsReport) -> String {
    let ReportedDiagnostic { severity, code, message, at, width, also, help } = diagnostic;
    let message = sanitize_multiline(message);
    let help = sanitize_multiline(help);
    let marked = at.as_ref().and_then(|at| Some((at, marked(found.line(at)?, at.column, *width))));
    let Some((at, (line, start, end))) = marked else {
        let place = at.as_ref().map(|at| format!("\n --> {}", sanitize_line(&at.to_string()))).unwrap_or_default();
        let title = match severity {
            DiagnosticSeverity::Error => paint(ALARM, format!("error[{code}]")),
            DiagnosticSeverity::Warning => paint(CHANGE, format!("warning[{code}]")),
        };
        let message = paint(BOLD, format!(": {message}"));
        return format!("{title}{message}{place}\n  = help: {help}");
    };
    let path = sanitize_line(&at.file);
    let labels: Vec<String> = also.iter().map(|(at, label)| sanitize_line(&format!("{label} at {at}"))).collect();
    let level = match severity {
        DiagnosticSeverity::Error => Level::ERROR,
        DiagnosticSeverity::Warning => Level::WARNING,
    };
    let mut group = level.primary_title(message.as_ref()).id(*code).element(
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

/// A line, sanitized, and the bytes of it that are marked. A very long line is cut around the mark.
fn marked(line: &str, column: u32, width: u32) -> (String, usize, usize) {
    const AROUND: usize = 60;
    let first = (column.max(1) - 1) as usize;
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
        // A tab is drawn as one blank, so that the marker is aligned.
        let c = if c == '\t' { ' ' } else { c };
        shown.push(if is_invisible(c) || is_ci_command(&line[byte..]) { '\u{fffd}' } else { c });
    }
    let start = start.unwrap_or(shown.len());
    let end = end.unwrap_or(shown.len()).max(start);
    (shown, start, end)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::model::Place;

    #[test]
    fn a_file_name_with_invisible_characters_is_escaped_in_text() {
        let at = Place { file: Arc::from("teams/a\u{200b}\n\u{8e2}.yaml"), line: 1, column: 1 };
        let also = vec![(at.clone(), "first here")];
        let message = "twice".to_owned();
        let at = Some(at);
        let (severity, code, help) = (DiagnosticSeverity::Error, "duplicate-user", message.clone());
        let diagnostic = ReportedDiagnostic { severity, code, help, message, at: at.clone(), width: 1, also };
        let file = at.map(|at| at.file.to_string()).unwrap_or_default();
        for sources in [BTreeMap::new(), BTreeMap::from([(file, "users: []".to_owned())])] {
            let found = DiagnosticsReport {
                sources,
                count: 1,
                errors: 1,
                diagnostics: vec![diagnostic.clone()],
                ..DiagnosticsReport::default()
            };
            let shown = anstream::adapter::strip_str(&text(&found)).to_string();
            assert!(shown.contains("teams/a\\u{200b}\\n\\u{8e2}.yaml:1:1"), "{shown}");
            assert!(!shown.contains(|c| c != '\n' && is_invisible(c)), "{shown:?}");
        }
    }
}
