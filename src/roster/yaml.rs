//! Text → tree. Nothing else of a roster knows the YAML crate.
//!
//! YAML features that a roster does not need are refused rather than expanded: anchors, aliases, merge keys, tags and
//! several documents in one file. So a reviewer sees everything in the lines of the diff, and a small file cannot expand
//! into a large one.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::granit_parser::{self as parser, ErrorKind, ScanError};
use serde_saphyr::localizer::ExternalMessageSource;
use serde_saphyr::{DuplicateKeyPolicy, Error, MergeKeyPolicy, NonFiniteFloatPolicy, Options, Spanned};

use super::YamlProblem;
use super::node::{Node, Span, Value};
use crate::model::FreeText;

mod fast;
mod tags;

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
    fast::parse(text, nodes).map_or_else(|| parse_slowly(text, nodes), Ok)
}

/// The slow path: every check of the crate, and its error messages. It accepts the tags that YAML defines, so tags are
/// looked for first.
fn parse_slowly(text: &str, nodes: usize) -> Result<Node<'_>, YamlError> {
    if let Some(error) = tags::first(text) {
        return Err(error);
    }
    serde_saphyr::from_str_with_options(text, options(nodes)).map_err(|error| translate(text, &error))
}

fn options(nodes: usize) -> Options {
    let budget = serde_saphyr::budget! {
        max_aliases: 0,
        max_anchors: 0,
        max_depth: MAX_DEPTH,
        flow_nesting_limit: MAX_DEPTH,
        max_nodes: nodes,
        max_events: 2 * nodes,
    };
    serde_saphyr::options! {
        budget: budget,
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::Error,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        reject_unsupported_tags: true,
        strict_booleans: true,
        with_snippet: false,
    }
}

impl<'t> Deserialize<'t> for Node<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        let Spanned { value, referenced, .. } = Spanned::<Value<'t>>::deserialize(deserializer)?;
        let bytes = referenced.span();
        let span = Span {
            line: small(referenced.line()),
            column: small(referenced.column()),
            offset: small(bytes.byte_offset().unwrap_or_default()),
            length: small(bytes.byte_len().unwrap_or_default()),
        };
        Ok(Self { value, span })
    }
}

/// Files are far smaller than 4 GiB, and only places are converted.
fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl<'t> Deserialize<'t> for Value<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Build)
    }
}

struct Build;

impl<'t> Visitor<'t> for Build {
    type Value = Value<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML node")
    }

    fn visit_unit<E>(self) -> Result<Value<'t>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value<'t>, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Value<'t>, E> {
        Ok(Value::Number)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value<'t>, E> {
        Ok(Value::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value<'t>, E> {
        Ok(Value::Number)
    }

    fn visit_borrowed_str<E>(self, value: &'t str) -> Result<Value<'t>, E> {
        Ok(Value::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value<'t>, E> {
        Ok(Value::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Value<'t>, E> {
        Ok(Value::Text(Cow::Owned(value)))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<Value<'t>, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element()? {
            nodes.push(node);
        }
        Ok(Value::List(nodes))
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Value<'t>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Value::Map(entries))
    }
}

/// The crate's error as a problem of a roster. The crate's own words are kept where they say more than a kind would.
fn translate(text: &str, error: &Error) -> YamlError {
    let (line, column) = error.location().map_or((1, 1), |at| (small(at.line()).max(1), small(at.column()).max(1)));
    let other = |text: &str| YamlProblem::Other { reason: FreeText(text.to_owned()) };
    let problem = match error.without_snippet() {
        Error::MultipleDocuments { .. } => {
            // The crate reports the place after the mark; the mark is what has to go.
            let above = text.lines().take(line as usize).enumerate();
            let mark = above.filter(|(_, content)| content.starts_with("---")).last();
            let (line, column) = mark.map_or((line, column), |(index, _)| (small(index as u64 + 1), 1));
            return YamlError { problem: YamlProblem::SecondDocument, line, column };
        }
        Error::MergeKeyNotAllowed { .. } => YamlProblem::MergeKey,
        Error::UnknownAnchor { .. } => YamlProblem::Alias,
        Error::Budget { breach: BudgetBreach::Anchors { .. } | BudgetBreach::Aliases { .. }, .. } => {
            YamlProblem::Anchor
        }
        Error::UnsupportedTag { tag, .. } => YamlProblem::Tag { tag: FreeText(tag.to_string()) },
        Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => YamlProblem::TooDeep,
        Error::Budget { .. } => YamlProblem::TooManyValues { limit: MAX_NODES },
        Error::ExternalMessage { source, msg, .. } => match source.as_ref() {
            ExternalMessageSource::Parser(scan) => {
                // A tab in the indentation is reported as such wherever it made the parser fail.
                if let Some((line, column)) = tab_in_indentation(text, line) {
                    return YamlError { problem: YamlProblem::TabIndentation, line, column };
                }
                syntax(scan).unwrap_or_else(|| other(msg))
            }
            _ => other(msg),
        },
        error => other(error.to_string().split(" at line ").next().unwrap_or_default()),
    };
    YamlError { problem, line, column }
}

/// The parser's error; `None` when it is not one of those that people make often.
fn syntax(scan: &ScanError) -> Option<YamlProblem> {
    Some(match scan.kind() {
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
