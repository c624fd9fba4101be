//! The fast path from text to tree, directly from the parser's events: for large rosters without unusual YAML.
//!
//! It returns a tree and never an error: at anything unusual it gives up, and the slow path decides and explains. A
//! property test ensures that both return the same tree.

use std::borrow::Cow;

use super::parser::{Event, Marker, Parser, ScalarStyle, Span as Range};
use super::{MAX_DEPTH, options, small};
use crate::roster::node::{Node, Span, Value};

/// The tree; `None` when the slow path has to decide.
pub(super) fn parse(text: &str, nodes: usize) -> Option<Node<'_>> {
    let mut parser = Parser::new_from_str(text);
    let mut tree = NodeBuilder { open: Vec::with_capacity(MAX_DEPTH), root: None, left: nodes };
    let mut documents = 0;
    while let Some(step) = parser.next_event() {
        let (event, range) = step.ok()?;
        match event {
            Event::StreamStart | Event::DocumentEnd | Event::StreamEnd => {}
            Event::DocumentStart(_, None) if documents == 0 => documents = 1,
            Event::Scalar(text, style, 0, None) => tree.add(scalar(text, style)?, span(&range)?)?,
            Event::SequenceStart(_, 0, None) => tree.open(Value::List(Vec::new()), span(&range)?)?,
            Event::MappingStart(_, 0, None) => tree.open(Value::Map(Vec::new()), span(&range)?)?,
            Event::SequenceEnd | Event::MappingEnd => tree.close()?,
            _ => return None,
        }
    }
    tree.root
}

/// The tree while it is built.
struct NodeBuilder<'t> {
    /// The open lists and maps, each with the key whose value is expected.
    open: Vec<(Node<'t>, Option<Node<'t>>)>,
    root: Option<Node<'t>>,
    left: usize,
}

impl<'t> NodeBuilder<'t> {
    fn open(&mut self, value: Value<'t>, span: Span) -> Option<()> {
        // A list or map as a key, and too deep nesting, are left to the slow path.
        let is_key = matches!(self.open.last(), Some((Node { value: Value::Map(_), .. }, None)));
        if is_key || self.open.len() + 1 >= MAX_DEPTH {
            return None;
        }
        self.left = self.left.checked_sub(1)?;
        self.open.push((Node { value, span }, None));
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        let (node, None) = self.open.pop()? else { return None };
        self.place(node)
    }

    fn add(&mut self, value: Value<'t>, span: Span) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        self.place(Node { value, span })
    }

    /// Adds a complete node to its parent.
    fn place(&mut self, node: Node<'t>) -> Option<()> {
        match self.open.last_mut() {
            None if self.root.is_none() => self.root = Some(node),
            Some((Node { value: Value::List(nodes), .. }, _)) => nodes.push(node),
            Some((Node { value: Value::Map(entries), .. }, waiting)) => match waiting.take() {
                Some(key) => entries.push((key, node)),
                None if matches!(&node.value, Value::Text(key) if key != "<<") => *waiting = Some(node),
                None => return None,
            },
            _ => return None,
        }
        Some(())
    }
}

/// A scalar's value. The crate decides whether a plain one is a number, a boolean or null, unless it can only be text.
fn scalar<'t>(text: Cow<'t, str>, style: ScalarStyle) -> Option<Value<'t>> {
    match style {
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Some(Value::Text(text)),
        ScalarStyle::Plain if is_surely_text(&text) => Some(Value::Text(text)),
        // By itself it would be a mark between two documents.
        ScalarStyle::Plain if text.starts_with("---") || text.starts_with("...") => None,
        ScalarStyle::Plain => match serde_saphyr::from_str_with_options(&text, options(8)).ok()? {
            Value::Null => Some(Value::Null),
            Value::Bool(is) => Some(Value::Bool(is)),
            Value::Number => Some(Value::Number),
            Value::Text(same) if same == text => Some(Value::Text(text)),
            _ => None,
        },
        _ => None,
    }
}

/// Words that some YAML reader does not take for text.
const WORDS: [&str; 12] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity"];

/// A number has no letter in front, no `-` after a digit, and of signs only a few.
fn is_surely_text(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.first().is_some_and(u8::is_ascii_alphabetic) {
        return !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    }
    let is_of_a_number = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-._:~".contains(byte);
    !bytes.iter().all(is_of_a_number) || bytes.windows(2).any(|pair| pair[0].is_ascii_digit() && pair[1] == b'-')
}

fn span(range: &Range) -> Option<Span> {
    let byte = |mark: &Marker| mark.byte_offset().map(|at| at as u64);
    let (start, end) = (byte(&range.start)?, byte(&range.end)?);
    Some(Span {
        line: small(range.start.line() as u64),
        column: small(range.start.col() as u64 + 1),
        offset: small(start),
        length: small(end.checked_sub(start)?),
    })
}
