//! Trivia, which is everything between a file's scalars: comments, dashes, brackets, document marks and blank lines. The
//! parser returns the scalars and their places.

use crate::roster::node::{Node, Span, Value};

/// One piece of trivia.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trivia {
    /// `#` and the rest of its line.
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

/// The trivia with the bytes at which each piece starts, in the order of the file.
pub(super) fn trivia(text: &str, root: &Node<'_>) -> Vec<(usize, Trivia)> {
    let mut scalars = Vec::new();
    collect(root, &mut scalars);
    let mut trivia = Vec::new();
    let mut from = 0;
    for span in scalars {
        let start = span.offset as usize;
        gap(text, from, start, &mut trivia);
        from = start + span.length as usize;
    }
    gap(text, from, text.len(), &mut trivia);
    trivia
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
fn gap(text: &str, from: usize, to: usize, trivia: &mut Vec<(usize, Trivia)>) {
    let bytes = text.as_bytes();
    let mut at = from;
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |length| at + length);
    while at < to {
        let starts_line = at == 0 || bytes[at - 1] == b'\n';
        let mark = |three: &str| starts_line && text[at..].starts_with(three);
        let (kind, next) = match bytes[at] {
            b'#' => (Some(Trivia::Comment), line_end(at)),
            b'%' if starts_line => (Some(Trivia::Directive), line_end(at)),
            _ if mark("---") => (Some(Trivia::Start), at + 3),
            _ if mark("...") => (Some(Trivia::End), at + 3),
            b'-' => (Some(Trivia::Dash), at + 1),
            b'[' | b'{' => (Some(Trivia::Open), at + 1),
            b']' | b'}' => (Some(Trivia::Close), at + 1),
            // The header of a block scalar: its `-` is not a dash.
            b'|' | b'>' => {
                let more = bytes[at + 1..].iter().take_while(|byte| matches!(byte, b'-' | b'+' | b'0'..=b'9'));
                (None, at + 1 + more.count())
            }
            _ => (None, at + 1),
        };
        trivia.extend(kind.map(|kind| (at, kind)));
        at = next;
    }
}

/// The lines of a text.
#[derive(Debug)]
pub(super) struct LineIndex {
    /// The byte at which each starts.
    starts: Vec<usize>,
    kinds: Vec<LineKind>,
}

/// What a line holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineKind {
    Blank,
    /// A comment and nothing else; or a line of a text that looks like one.
    Comment,
    Other,
}

impl LineIndex {
    /// The lines of `text`.
    pub(super) fn of(text: &str) -> Self {
        let (mut starts, mut kinds, mut at) = (Vec::new(), Vec::new(), 0);
        for line in text.split_inclusive('\n') {
            starts.push(at);
            at += line.len();
            kinds.push(match line.trim_start().chars().next() {
                None => LineKind::Blank,
                Some('#') => LineKind::Comment,
                Some(_) => LineKind::Other,
            });
        }
        Self { starts, kinds }
    }

    /// The line of a byte, from 0.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// Where the line of a byte starts.
    pub(super) fn start(&self, at: usize) -> usize {
        self.starts.get(self.line(at)).copied().unwrap_or_default()
    }

    /// The bytes before a byte on its line.
    pub(super) fn column(&self, at: usize) -> usize {
        at - self.start(at)
    }

    /// Whether there is a line above, and it is blank.
    pub(super) fn is_blank_above(&self, at: usize) -> bool {
        self.line(at).checked_sub(1).is_some_and(|above| self.kinds[above] == LineKind::Blank)
    }

    /// Whether the line below is blank or missing.
    pub(super) fn is_blank_below(&self, at: usize) -> bool {
        self.kinds.get(self.line(at) + 1).is_none_or(|below| *below == LineKind::Blank)
    }

    /// Whether the block of comments around a byte is directly below an entry and has a blank line below it; and the line
    /// after that block.
    pub(super) fn is_foot(&self, at: usize) -> (bool, usize) {
        let line = self.line(at);
        let above = self.kinds[..line].iter().rev().find(|kind| **kind != LineKind::Comment);
        let below = self.kinds[line..].iter().position(|kind| *kind != LineKind::Comment);
        let end = below.map_or(self.kinds.len(), |length| line + length);
        (above == Some(&LineKind::Other) && self.kinds.get(end) == Some(&LineKind::Blank), end)
    }
}
