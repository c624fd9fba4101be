//! A roster's text → the same declaration in canonical order and layout, with every comment next to what it describes.
//!
//! The parser returns the values and their places (`yaml`). The text between them (`trivia`) is made into entries with
//! their comments (`tree`, `attach`), sorted (`order`, `groups`) and printed (`print`, `scalar`). The result is parsed
//! again and compared (`check`) before it is returned. Deliberately absent: writing files.

mod attach;
mod check;
mod export;
mod files;
mod groups;
mod order;
mod print;
mod scalar;
mod settings;
#[cfg(test)]
mod tests;
mod tree;
mod trivia;

use crate::roster::node::Node;
use crate::roster::yaml;

pub use self::export::{
    ExportLayout, ExportRequest, Exported, ExportedUser, FOLDER, NotExportable, SCHEMA, export, not_exportable,
};
pub use self::files::{Layout, Unformatted, layouts};
pub(super) use self::settings::{ExportContext, settings};

/// A text in its canonical layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formatted {
    /// The text, with CRLF line ends when all line ends before were CRLF.
    pub text: String,
    /// Comments at the start of a group of people that moved with their entry: the original line, and the comment. A
    /// comment with a blank line below it is the heading of its group and does not move.
    pub moved_comments: Vec<(u32, String)>,
}

/// Why a text cannot be formatted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FmtError {
    /// The text has a directive, such as `%YAML 1.2`, at this byte.
    Directive(usize),
    /// Formatting would change the meaning: an error in rosterctl.
    Changed,
}

/// The text of a file, parsed to `root`, in its canonical layout.
///
/// # Errors
/// When formatting would lose something.
pub(super) fn formatted(text: &str, root: &Node<'_>) -> Result<Formatted, FmtError> {
    let between = trivia::trivia(text, root);
    let directive = between.into_iter().find(|(_, kind)| *kind == trivia::Trivia::Directive);
    if let Some((at, _)) = directive {
        return Err(FmtError::Directive(at));
    }
    let before = attach::tree(text, root);
    let printed = print::print(&before);
    let again = yaml::parse(&printed).map_err(|_| FmtError::Changed)?;
    let after = attach::tree(&printed, &again);
    let same = check::semantic_key(root, "", text) == check::semantic_key(&again, "", &printed)
        && check::comments(&before) == check::comments(&after);
    if !same {
        return Err(FmtError::Changed);
    }
    let places = trivia::LineIndex::of(text);
    let moved = groups::moved_comments(&before).into_iter().filter_map(|(at, comments)| {
        let line = places.line(at) + 1 - comments.len();
        Some((u32::try_from(line).ok()?, comments.first()?.text.to_owned()))
    });
    let moved_comments = moved.collect();
    let is_crlf = text.matches('\n').count() > 0 && text.matches('\n').count() == text.matches("\r\n").count();
    let text = if is_crlf { printed.replace('\n', "\r\n") } else { printed };
    Ok(Formatted { text, moved_comments })
}
