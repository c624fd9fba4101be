//! What stands between a file's scalars: comments, dashes, brackets, marks. The parser gives the scalars and their
//! places; whatever lies between two of them can only be one of these.

use crate::roster::node::{Node, Span, Value};

/// One sign between the scalars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// `#` and what follows on its line.
    Comment,
    /// `-`, which begins an item of a block list.
    Dash,
    /// `[` or `{`.
    Open,
    /// `]` or `}`.
    Close,
    /// `---`.
    Start,
    /// `...`.
    End,
    /// A line that starts with `%`.
    Directive,
}

/// The signs with the bytes at which they start, in the order of the file.
pub(super) fn signs(text: &str, root: &Node<'_>) -> Vec<(usize, Sign)> {
    let mut scalars = Vec::new();
    collect(root, &mut scalars);
    let mut signs = Vec::new();
    let mut from = 0;
    for span in scalars {
        let start = span.offset as usize;
        gap(text, from, start, &mut signs);
        from = start + span.length as usize;
    }
    gap(text, from, text.len(), &mut signs);
    signs
}

fn collect(node: &Node<'_>, scalars: &mut Vec<Span>) {
    match &node.value {
        Value::List(nodes) => nodes.iter().for_each(|node| collect(node, scalars)),
        Value::Map(entries) => entries.iter().for_each(|(key, value)| {
            collect(key, scalars);
            collect(value, scalars);
        }),
        _ if node.span.length > 0 => scalars.push(node.span),
        _ => (),
    }
}

/// Reads the bytes between two scalars.
fn gap(text: &str, from: usize, to: usize, signs: &mut Vec<(usize, Sign)>) {
    let bytes = text.as_bytes();
    let mut at = from;
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |length| at + length);
    while at < to {
        let starts_line = at == 0 || bytes[at - 1] == b'\n';
        let mark = |three: &str| starts_line && text[at..].starts_with(three);
        let (sign, next) = match bytes[at] {
            b'#' => (Some(Sign::Comment), line_end(at)),
            b'%' if starts_line => (Some(Sign::Directive), line_end(at)),
            _ if mark("---") => (Some(Sign::Start), at + 3),
            _ if mark("...") => (Some(Sign::End), at + 3),
            b'-' => (Some(Sign::Dash), at + 1),
            b'[' | b'{' => (Some(Sign::Open), at + 1),
            b']' | b'}' => (Some(Sign::Close), at + 1),
            // The head of a block scalar: its `-` is no dash.
            b'|' | b'>' => {
                let more = bytes[at + 1..].iter().take_while(|byte| matches!(byte, b'-' | b'+' | b'0'..=b'9'));
                (None, at + 1 + more.count())
            }
            _ => (None, at + 1),
        };
        signs.extend(sign.map(|sign| (at, sign)));
        at = next;
    }
}
