//! A YAML file as a tree of nodes with their places. Independent of the YAML crate: [`super::yaml`] builds it.

use std::borrow::Cow;

use crate::text::is_all;

/// One node.
#[derive(Debug)]
pub(crate) struct Node<'t> {
    /// The value.
    pub(crate) value: Value<'t>,
    /// The place of the value.
    pub(crate) span: Span,
}

/// The value of a node. Numbers are kept as their spelling in the file, which [`Span`] finds.
#[derive(Debug)]
pub(crate) enum Value<'t> {
    /// Nothing, `null` or `~`.
    Null,
    /// `true` or `false`; no other spelling is a boolean.
    Bool(bool),
    /// A whole number or a fraction, in any of YAML's spellings.
    Number,
    /// Text, quoted or plain.
    Text(Cow<'t, str>),
    /// A list.
    List(Vec<Node<'t>>),
    /// A map in the order of the file; a key may occur twice.
    Map(Vec<(Node<'t>, Node<'t>)>),
}

/// The place of a node: line and column from 1, the column in characters, and the bytes it covers. A block list or map
/// covers none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    /// Line, from 1.
    pub(crate) line: u32,
    /// Column in characters, from 1.
    pub(crate) column: u32,
    /// First byte.
    pub(crate) offset: u32,
    /// How many bytes.
    pub(crate) length: u32,
}

impl Span {
    /// The node as it is spelled in `text`, quotes included.
    pub(crate) fn spelling(self, text: &str) -> &str {
        let start = self.offset as usize;
        text.get(start..start + self.length as usize).unwrap_or_default()
    }
}

/// A place within one file and the width that it covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Line, from 1.
    pub(crate) line: u32,
    /// Column in characters, from 1.
    pub(crate) column: u32,
    /// Characters covered on that line, at least 1.
    pub(crate) width: u32,
}

impl Node<'_> {
    /// The text, if the node is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The part of the first line that the node covers: of a map its first key, of a list its first mark.
    pub(crate) fn spot(&self, text: &str) -> Spot {
        match &self.value {
            Value::Map(entries) if self.span.length == 0 => {
                entries.first().map_or_else(|| self.span.spot(text), |(key, _)| key.span.spot(text))
            }
            _ => self.span.spot(text),
        }
    }
}

impl Span {
    /// The part of its first line that the span covers.
    pub(crate) fn spot(self, text: &str) -> Spot {
        let spelling = self.spelling(text);
        let is_plain = is_all(spelling.as_bytes(), |byte| byte.is_ascii_graphic());
        let first = || spelling.lines().next().unwrap_or_default().trim_end().chars().count();
        let width = if is_plain { spelling.len() } else { first() };
        let width = u32::try_from(width).unwrap_or(u32::MAX);
        Spot { line: self.line, column: self.column, width: width.max(1) }
    }
}
