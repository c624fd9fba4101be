//! Text → tree. Nothing else of a roster knows the YAML crate.
//!
//! YAML features that a roster does not need are refused rather than expanded: anchors, aliases, merge keys, tags and
//! several documents in one file. So a reviewer sees everything in the lines of the diff, and a small file cannot expand
//! into a large one.
//!
//! The tree is built from the events of the parser. Whether a plain scalar is a number, a boolean or null is decided by
//! serde-saphyr, whose deserializer is also the reference that property tests compare the tree with.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_saphyr::granit_parser::{self as parser, ErrorKind, Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::YamlProblem;
use super::node::{Node, Span, Value};
use crate::model::FreeText;

/// A roster nests four deep (`guards`, `protected`, an entry, its keys); the rest leaves space for errors worth reporting.
const MAX_DEPTH: usize = 16;
/// A million users, each a map of three keys: seven nodes a user.
const MAX_NODES: usize = 8_000_000;

/// Why a text has no tree.
#[derive(Debug)]
pub(crate) struct YamlError {
    /// What is wrong.
    pub(crate) problem: YamlProblem,
    /// Line, from 1.
    pub(crate) line: u32,
    /// Column in characters, from 1.
    pub(crate) column: u32,
}

/// Parses the text of one file.
///
/// # Errors
/// The first problem: the parser cannot continue after it.
pub(crate) fn parse(text: &str) -> Result<Node<'_>, YamlError> {
    parse_within(text, MAX_NODES)
}

fn parse_within(text: &str, nodes: usize) -> Result<Node<'_>, YamlError> {
    let options = parser::options! { flow_nesting_limit: MAX_DEPTH };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut tree = NodeBuilder { open: Vec::with_capacity(MAX_DEPTH), root: None, left: nodes, limit: nodes };
    while let Some(step) = parser.next_event() {
        let (event, range) = step.map_err(|error| syntax_error(text, &error))?;
        let span = span(&range);
        match event {
            Event::Scalar(text, style, 0, None) => tree.scalar(text, style, span)?,
            Event::SequenceStart(_, 0, None) => tree.open(Value::List(Vec::new()), span)?,
            Event::MappingStart(_, 0, None) => tree.open(Value::Map(Vec::new()), span)?,
            Event::SequenceEnd | Event::MappingEnd => tree.close(),
            Event::DocumentStart(..) if tree.root.is_some() => return Err(second_document(text, span)),
            Event::Scalar(_, _, _, Some(tag))
            | Event::SequenceStart(_, _, Some(tag))
            | Event::MappingStart(_, _, Some(tag)) => return Err(tag_error(text, &tag, &range)),
            Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) => {
                return Err(span.error(YamlProblem::Anchor));
            }
            Event::Alias(_) => return Err(span.error(YamlProblem::Alias)),
            // Starts and ends; the parser is not asked for comments or names of anchors.
            _ => {}
        }
    }
    // A text without a document, such as one of comments alone.
    let nothing = Span { line: 1, column: 1, ..Span::default() };
    Ok(tree.root.unwrap_or(Node { value: Value::Null, span: nothing }))
}

/// The tree while it is built.
struct NodeBuilder<'t> {
    /// The open lists and maps, each with the key whose value is expected.
    open: Vec<(Node<'t>, Option<Node<'t>>)>,
    root: Option<Node<'t>>,
    /// How many more nodes are allowed, of the limit.
    left: usize,
    limit: usize,
}

impl<'t> NodeBuilder<'t> {
    fn open(&mut self, value: Value<'t>, span: Span) -> Result<(), YamlError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(span.error(YamlProblem::TooDeep));
        }
        self.take(span)?;
        self.open.push((Node { value, span }, None));
        Ok(())
    }

    fn close(&mut self) {
        if let Some((node, _)) = self.open.pop() {
            self.place(node);
        }
    }

    fn scalar(&mut self, text: Cow<'t, str>, style: ScalarStyle, span: Span) -> Result<(), YamlError> {
        self.take(span)?;
        if text == "<<" && style == ScalarStyle::Plain && self.expects_key() {
            return Err(span.error(YamlProblem::MergeKey));
        }
        let value = if style == ScalarStyle::Plain { plain(text, span)? } else { Value::Text(text) };
        self.place(Node { value, span });
        Ok(())
    }

    fn expects_key(&self) -> bool {
        matches!(self.open.last(), Some((Node { value: Value::Map(_), .. }, None)))
    }

    /// Counts a node.
    fn take(&mut self, span: Span) -> Result<(), YamlError> {
        let too_many = || span.error(YamlProblem::TooManyValues { limit: self.limit });
        self.left = self.left.checked_sub(1).ok_or_else(too_many)?;
        Ok(())
    }

    /// Adds a complete node to its parent.
    fn place(&mut self, node: Node<'t>) {
        match self.open.last_mut() {
            Some((Node { value: Value::List(nodes), .. }, _)) => nodes.push(node),
            Some((Node { value: Value::Map(entries), .. }, key)) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => *key = Some(node),
            },
            _ => self.root = Some(node),
        }
    }
}

/// The value of a plain scalar.
fn plain(text: Cow<'_, str>, span: Span) -> Result<Value<'_>, YamlError> {
    // By itself, a text with such a start or end would be a mark between two documents, a key or an entry of a list.
    let is_structure = || ["---", "..."].iter().any(|mark| text.starts_with(mark)) || text.ends_with([':', '-', '?']);
    if is_surely_text(&text) || is_structure() {
        return Ok(Value::Text(text));
    }
    let options = serde_saphyr::options! {
        non_finite_float_policy: serde_saphyr::NonFiniteFloatPolicy::PassThrough,
        strict_booleans: true,
        with_snippet: false,
    };
    match serde_saphyr::from_str_with_options(&text, options) {
        Ok(PlainScalar::Null) => Ok(Value::Null),
        Ok(PlainScalar::Bool(value)) => Ok(Value::Bool(value)),
        Ok(PlainScalar::Number(_)) => Ok(Value::Number),
        Ok(PlainScalar::Text(_)) => Ok(Value::Text(text)),
        // No number, boolean or null: only a number has a digit.
        Err(_) if !text.contains(|c: char| c.is_ascii_digit()) => Ok(Value::Text(text)),
        Err(error) => {
            let reason = error.to_string().split(" at line ").next().unwrap_or_default().to_owned();
            Err(span.error(YamlProblem::Other { reason: FreeText(reason) }))
        }
    }
}

/// What a plain scalar is; of numbers and texts the type alone counts.
#[derive(Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "a number keeps its spelling in the file, and no value")]
enum PlainScalar {
    Null,
    Bool(bool),
    Number(f64),
    Text(IgnoredAny),
}

/// Words that some YAML reader does not take for text.
const WORDS: [&str; 12] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity"];
/// The length of the longest of them.
const MAX_WORD_BYTES: usize = 8;

/// A number has no letter in front, no `-` after a digit, and of signs only a few.
fn is_surely_text(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.first().is_some_and(u8::is_ascii_alphabetic) {
        return text.len() > MAX_WORD_BYTES || !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    }
    let is_of_a_number = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-._:~".contains(byte);
    !bytes.iter().all(is_of_a_number) || bytes.windows(2).any(|pair| pair[0].is_ascii_digit() && pair[1] == b'-')
}

fn span(range: &parser::Span) -> Span {
    let byte = |mark: &Marker| mark.byte_offset().unwrap_or_default() as u64;
    let (start, end) = (byte(&range.start), byte(&range.end));
    Span {
        line: small(range.start.line() as u64),
        column: small(range.start.col() as u64 + 1),
        offset: small(start),
        length: small(end.saturating_sub(start)),
    }
}

impl Span {
    /// An error at the start of the span.
    fn error(self, problem: YamlProblem) -> YamlError {
        YamlError { problem, line: self.line.max(1), column: self.column.max(1) }
    }
}

/// Files are far smaller than 4 GiB, and only places are converted.
fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A second document, at the `---` above it.
fn second_document(text: &str, span: Span) -> YamlError {
    let above = text.lines().take(span.line as usize).enumerate();
    let mark = above.filter(|(_, content)| content.starts_with("---")).last();
    let (line, column) = mark.map_or((span.line, span.column), |(index, _)| (small(index as u64 + 1), 1));
    YamlError { problem: YamlProblem::SecondDocument, line, column }
}

/// A tag, as it is written.
fn tag_error(text: &str, tag: &Tag, range: &parser::Span) -> YamlError {
    let at = range.tag_span();
    let written = at.and_then(|at| at.slice(text)).map_or_else(|| tag.to_string(), str::to_owned);
    span(&at.unwrap_or(*range)).error(YamlProblem::Tag { tag: FreeText(written) })
}

/// The parser's error as a problem of a roster. The parser's own words are kept for errors that people make rarely.
fn syntax_error(text: &str, error: &ScanError) -> YamlError {
    let (line, column) = (small(error.marker().line() as u64).max(1), small(error.marker().col() as u64 + 1));
    let problem = match error.kind() {
        ErrorKind::UnknownAnchor => YamlProblem::Alias,
        kind => {
            // A tab in the indentation is reported as such wherever it made the parser fail.
            if let Some((line, column)) = tab_in_indentation(text, line) {
                return YamlError { problem: YamlProblem::TabIndentation, line, column };
            }
            common_error(kind).unwrap_or_else(|| YamlProblem::Other { reason: FreeText(error.info()) })
        }
    };
    YamlError { problem, line, column }
}

/// The errors that people make often.
fn common_error(kind: &ErrorKind) -> Option<YamlProblem> {
    Some(match kind {
        ErrorKind::RecursionLimitExceeded => YamlProblem::TooDeep,
        ErrorKind::UndeclaredTagHandle
        | ErrorKind::ExpectedTagBang
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::MissingTagUri
        | ErrorKind::UnclosedVerbatimTag
        | ErrorKind::InvalidTagEscape => YamlProblem::MalformedTag,
        ErrorKind::UnclosedFlowCollection { open } => YamlProblem::UnclosedBracket { open: *open },
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => YamlProblem::UnclosedQuote,
        ErrorKind::MappingValueNotAllowed => YamlProblem::UnexpectedColon,
        ErrorKind::UnexpectedCharacter { character } => YamlProblem::UnexpectedCharacter { character: *character },
        ErrorKind::SimpleKeyExpected => YamlProblem::NeitherKeyNorEntry,
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            YamlProblem::TextAfterQuote
        }
        ErrorKind::BlockSequenceEntryNotAllowed => YamlProblem::ListOnKeyLine,
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::InvalidIndentation => {
            YamlProblem::Indentation
        }
        _ => return None,
    })
}

/// The first tab before any other character of a line, at or just after the line where the parser stopped.
fn tab_in_indentation(text: &str, stopped: u32) -> Option<(u32, u32)> {
    let (from, line) = (stopped.saturating_sub(2) as usize, stopped.saturating_sub(1) as usize);
    text.lines().enumerate().skip(from).take(line + 2 - from).find_map(|(index, content)| {
        let indentation = &content[..content.len() - content.trim_start_matches([' ', '\t']).len()];
        let tab = indentation.chars().position(|c| c == '\t')?;
        let blank = content.trim().is_empty();
        (!blank).then(|| (small(index as u64 + 1), small(tab as u64 + 1)))
    })
}

#[cfg(test)]
mod tests;
