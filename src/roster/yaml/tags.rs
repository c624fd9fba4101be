//! Finds the first tag of a text. The slow path accepts the tags that YAML defines and decodes their values, so that a
//! reviewer would read Base64 where the plan names a person: a roster has no tags.

use super::parser::{Event, Parser};
use super::{MAX_DEPTH, YamlError, small};
use crate::model::FreeText;
use crate::roster::YamlProblem;

/// The first tag; `None` when there is none before the first syntax error.
pub(super) fn first(text: &str) -> Option<YamlError> {
    if !text.contains('!') {
        return None;
    }
    let mut depth = 0_usize;
    for step in Parser::new_from_str(text) {
        let (event, range) = step.ok()?;
        let tag = match &event {
            Event::Scalar(_, _, _, tag) => tag,
            Event::SequenceStart(_, _, tag) | Event::MappingStart(_, _, tag) => {
                depth += 1;
                tag
            }
            Event::SequenceEnd | Event::MappingEnd => {
                depth = depth.saturating_sub(1);
                continue;
            }
            _ => continue,
        };
        if let Some(tag) = tag {
            let at = range.tag_span();
            let written = at.and_then(|at| at.slice(text)).map_or_else(|| tag.to_string(), str::to_owned);
            let start = at.map_or(range.start, |at| at.start);
            return Some(YamlError {
                problem: YamlProblem::Tag { tag: FreeText(written) },
                line: small(start.line() as u64).max(1),
                column: small(start.col() as u64 + 1),
            });
        }
        // The depth alone is an error.
        if depth > 2 * MAX_DEPTH {
            return None;
        }
    }
    None
}
