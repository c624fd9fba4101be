//! Text → tree. Nothing else of a roster knows the YAML crate.
//!
//! What a roster does not need is refused rather than expanded: anchors, aliases, merge keys, tags and several
//! documents in one file. Everything that a reviewer has to see is then in the lines that they read, and a small file
//! cannot grow into a large one.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::granit_parser::{self as parser, ErrorKind, ScanError};
use serde_saphyr::localizer::ExternalMessageSource;
use serde_saphyr::{DuplicateKeyPolicy, Error, MergeKeyPolicy, NonFiniteFloatPolicy, Options, Spanned};

use super::node::{Node, Span, Value};

mod quick;
mod tags;

/// A roster nests four deep (`guards`, `protected`, an entry, its keys); the rest is room for mistakes worth naming.
const DEPTH: usize = 16;
/// A million users, each a map of three keys: seven nodes a user.
const NODES: usize = 8_000_000;

/// Why a text is no tree.
#[derive(Debug)]
pub(crate) struct Trouble {
    /// The diagnostic's code.
    pub(crate) code: &'static str,
    /// Line, from 1.
    pub(crate) line: u32,
    /// Column in characters, from 1.
    pub(crate) column: u32,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: &'static str,
}

/// Reads one file's text.
///
/// # Errors
/// The first thing that keeps it from being a tree: the parser cannot go on after it.
pub(crate) fn parse(text: &str) -> Result<Node<'_>, Trouble> {
    parse_within(text, NODES)
}

fn parse_within(text: &str, nodes: usize) -> Result<Node<'_>, Trouble> {
    quick::parse(text, nodes).map_or_else(|| carefully(text, nodes), Ok)
}

/// Every check that the crate has, and its own account of what is wrong. Of tags it refuses only those that it does not
/// know, so they are looked for before.
fn carefully(text: &str, nodes: usize) -> Result<Node<'_>, Trouble> {
    if let Some(trouble) = tags::first(text) {
        return Err(trouble);
    }
    serde_saphyr::from_str_with_options(text, options(nodes)).map_err(|error| trouble(text, &error))
}

fn options(nodes: usize) -> Options {
    let budget = serde_saphyr::budget! {
        max_aliases: 0,
        max_anchors: 0,
        max_depth: DEPTH,
        flow_nesting_limit: DEPTH,
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

/// Files are far smaller than 4 GiB; a number that does not fit can only be a wrong place, not a wrong value.
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

/// The crate's error in the roster's words. Its own text is kept where it says more than a general sentence would.
fn trouble(text: &str, error: &Error) -> Trouble {
    let (line, column) = error.location().map_or((1, 1), |at| (small(at.line()).max(1), small(at.column()).max(1)));
    let at = |code, message: &str, help| Trouble { code, line, column, message: message.to_owned(), help };
    match error.without_snippet() {
        Error::MultipleDocuments { .. } => {
            // The crate names what follows the mark; the mark is what has to go.
            let above = text.lines().take(line as usize).enumerate();
            let mark = above.filter(|(_, content)| content.starts_with("---")).last();
            let (line, column) = mark.map_or((line, column), |(index, _)| (small(index as u64 + 1), 1));
            let message = "a second YAML document starts here".to_owned();
            let help = "remove this line, or move what follows it to a file of its own";
            Trouble { code: "yaml-feature", line, column, message, help }
        }
        Error::MergeKeyNotAllowed { .. } => at("yaml-feature", "`<<` merges another map into this one", WRITE_OUT),
        Error::UnknownAnchor { .. } => at("yaml-feature", "an alias (`*name`) is not allowed here", WRITE_OUT),
        Error::Budget { breach: BudgetBreach::Anchors { .. } | BudgetBreach::Aliases { .. }, .. } => {
            at("yaml-feature", "this value has an anchor (`&name`)", WRITE_OUT)
        }
        Error::UnsupportedTag { tag, .. } => {
            at("yaml-feature", &format!("the tag {} is not allowed here", crate::text::quote(tag)), tags::REMOVE)
        }
        Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => at("yaml-limit", TOO_DEEP, LESS_DEEP),
        Error::Budget { .. } => at(
            "yaml-limit",
            &format!("the file holds more than {NODES} values"),
            "divide the roster into several files with `include`",
        ),
        Error::ExternalMessage { source, msg, .. } => match source.as_ref() {
            ExternalMessageSource::Parser(scan) => syntax(text, scan, msg, line, column),
            _ => at("yaml-syntax", msg, LOOK_BEFORE),
        },
        other => at("yaml-syntax", other.to_string().split(" at line ").next().unwrap_or_default(), LOOK_BEFORE),
    }
}

const WRITE_OUT: &str = "write the value out: a roster has no anchors, aliases or merge keys";
const TOO_DEEP: &str = "lists and maps are nested too deeply here";
const LESS_DEEP: &str = "a roster needs four levels at most: look for a bracket or an indentation too many";
const LOOK_BEFORE: &str = "check this line and the one above it: indentation, quotes, brackets and colons";

/// The parser's own complaint. A tab in the indentation is named as such wherever it made the parser stumble.
fn syntax(text: &str, scan: &ScanError, said: &str, line: u32, column: u32) -> Trouble {
    let tab = tab_in_indentation(text, line);
    let (line, column) = tab.unwrap_or((line, column));
    let at = |code, message: &str, help| Trouble { code, line, column, message: message.to_owned(), help };
    if tab.is_some() {
        return at(
            "yaml-syntax",
            "a tab is used for indentation",
            "indent with spaces: YAML does not allow tabs there",
        );
    }
    match scan.kind() {
        ErrorKind::RecursionLimitExceeded => at("yaml-limit", TOO_DEEP, LESS_DEEP),
        ErrorKind::UndeclaredTagHandle
        | ErrorKind::ExpectedTagBang
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::MissingTagUri
        | ErrorKind::UnclosedVerbatimTag
        | ErrorKind::InvalidTagEscape => {
            at("yaml-feature", "something that starts like a tag (`!name`) is not allowed here", tags::REMOVE)
        }
        ErrorKind::UnclosedFlowCollection { open } => at(
            "yaml-syntax",
            &format!("this `{open}` is never closed"),
            "close it, or write the list with one `- ` line an entry",
        ),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => at(
            "yaml-syntax",
            "a quote that was opened above is never closed",
            "close the quote on the line where it was opened",
        ),
        ErrorKind::MappingValueNotAllowed => at(
            "yaml-syntax",
            "a `:` is not possible here",
            "check the indentation of this line and the one above; put text that contains `: ` in quotes",
        ),
        ErrorKind::UnexpectedCharacter { character } => at(
            "yaml-syntax",
            &format!("a value cannot start with {}", crate::text::quote(&character.to_string())),
            "put the value in quotes",
        ),
        ErrorKind::SimpleKeyExpected => at(
            "yaml-syntax",
            "this line is neither a key with a value nor an entry of a list",
            "write `key: value`, or `- value` in a list",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => at(
            "yaml-syntax",
            "something stands after the closing quote",
            "put the whole value in quotes, or none of it",
        ),
        ErrorKind::BlockSequenceEntryNotAllowed => {
            at("yaml-syntax", "a list cannot start on this line", "start the list on the line after its key")
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::InvalidIndentation => {
            at(
                "yaml-syntax",
                "this line is not indented like the ones it belongs to",
                "align it with the other entries of the same list or map",
            )
        }
        _ => at("yaml-syntax", said, LOOK_BEFORE),
    }
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
