//! Finds the first tag of a text. The careful way accepts the tags that YAML knows and decodes what they say, so that a
//! reviewer reads Base64 where the plan names a person: a roster has none of them.

use super::parser::{Event, Parser};
use super::{DEPTH, Trouble, small};
use crate::text::quote;

/// What to do about a tag.
pub(super) const REMOVE: &str = "remove the tag: a roster has none; text that starts with `!`, or that looks like a \
                                 number, goes in quotes";

/// The first tag, wherever it stands; `None` when there is none before the first mistake.
pub(super) fn first(text: &str) -> Option<Trouble> {
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
            return Some(Trouble {
                code: "yaml-feature",
                line: small(start.line() as u64).max(1),
                column: small(start.col() as u64 + 1),
                message: format!("the tag {} is not allowed here", quote(&written)),
                help: REMOVE,
            });
        }
        // What nests so deeply is refused for that.
        if depth > 2 * DEPTH {
            return None;
        }
    }
    None
}
