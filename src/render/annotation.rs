//! Annotations as workflow commands, as "Workflow commands for GitHub Actions" describes them.

use crate::text::{grouped, sanitize_line, sanitize_multiline};

/// How many annotations of one level GitHub keeps for a step ("Workflow commands", limits of annotations).
const MAX_PER_LEVEL: usize = 10;

/// The level of an annotation.
#[derive(Clone, Copy, Debug)]
pub(super) enum AnnotationLevel {
    /// Shown in red.
    Error,
    /// Shown in yellow.
    Warning,
    /// Shown in grey.
    Notice,
}

/// One annotation.
pub(super) struct Annotation<'a> {
    pub(super) at: Option<AnnotationPlace<'a>>,
    pub(super) title: String,
    /// The text, possibly of several lines; not yet sanitized.
    pub(super) message: String,
}

/// A place in a file, counted from 1.
pub(super) struct AnnotationPlace<'a> {
    pub(super) file: &'a str,
    pub(super) line: u32,
    pub(super) column: u32,
    /// The column after it, when it is known.
    pub(super) end: Option<u32>,
}

/// Appends one line a annotation, and no more of them than GitHub keeps: the last one counts those left out, and `unlisted`
/// others. A annotation without a place is about the `roster` as a whole.
pub(super) fn push<'a>(
    kind: AnnotationLevel,
    annotations: impl Iterator<Item = Annotation<'a>>,
    unlisted: u64,
    roster: Option<&str>,
    text: &mut String,
) {
    let kind = match kind {
        AnnotationLevel::Error => "error",
        AnnotationLevel::Warning => "warning",
        AnnotationLevel::Notice => "notice",
    };
    let mut annotations = annotations.peekable();
    for number in 1..=MAX_PER_LEVEL {
        let Some(mut annotation) = annotations.next() else { return };
        if number == MAX_PER_LEVEL && annotations.peek().is_some() {
            let more = grouped(annotations.by_ref().count() as u64 + unlisted);
            annotation.message.push_str(&format!("\n+{more} more"));
        }
        let place = match (annotation.at, roster) {
            (Some(AnnotationPlace { file, line, column, end }), _) => {
                let end = end.map(|end| format!("endColumn={end},")).unwrap_or_default();
                format!("file={},line={line},col={column},{end}", property(file))
            }
            (None, Some(roster)) => format!("file={},", property(roster)),
            (None, None) => String::new(),
        };
        text.push_str(&format!(
            "::{kind} {place}title={}::{}\n",
            property(&annotation.title),
            message(&annotation.message)
        ));
    }
}

/// A message: a percent sign and line breaks are written as GitHub's toolkit writes them.
fn message(text: &str) -> String {
    escaped(&sanitize_multiline(text))
}

/// The value of a property, which a comma or a colon would end.
fn property(text: &str) -> String {
    escaped(&sanitize_line(text)).replace(':', "%3A").replace(',', "%2C")
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_property_or_its_command() {
        assert_eq!(message("100 %\r\n::error::x"), "100 %25\\r%0A:\\:error::x");
        assert_eq!(property("a,line=9::b%3A\n"), "a%2Cline=9%3A%3Ab%253A\\n");
    }

    #[test]
    fn the_last_annotation_counts_the_others() {
        let annotation = || Annotation { at: None, title: "t".to_owned(), message: "m".to_owned() };
        let pushed = |count: usize, unlisted: u64| {
            let mut text = String::new();
            push(AnnotationLevel::Error, (0..count).map(|_| annotation()), unlisted, None, &mut text);
            (text.lines().count(), text.lines().last().map(|line| line.replace("::error title=t::m", "")))
        };
        assert_eq!(pushed(0, 0), (0, None));
        assert_eq!(pushed(10, 0), (10, Some(String::new())));
        assert_eq!(pushed(11, 0), (10, Some("%0A+1 more".to_owned())));
        assert_eq!(pushed(101, 1_400), (10, Some("%0A+1,491 more".to_owned())));
    }
}
