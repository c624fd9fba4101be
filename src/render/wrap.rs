//! Lines of a width that is read easily.

/// A text wrapped at blanks to lines of at most 100 characters, each after `indent`. Text in backticks is meant to be
/// copied and stays on one line.
pub(super) fn wrapped(text: &str, indent: &str) -> String {
    const WIDTH: usize = 100;
    let mut lines = String::new();
    let mut line = indent.to_owned();
    for word in words(text) {
        if line.len() > indent.len() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push_str(&line);
            lines.push('\n');
            indent.clone_into(&mut line);
        }
        if line.len() > indent.len() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines + &line + "\n"
}

/// The words of a text; blanks between backticks do not separate words.
fn words(text: &str) -> Vec<&str> {
    let is_paired = text.matches('`').count().is_multiple_of(2);
    let (mut words, mut start, mut is_code) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        match c {
            '`' => is_code = !is_code && is_paired,
            ' ' if !is_code => {
                words.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    words.push(&text[start..]);
    words
}
