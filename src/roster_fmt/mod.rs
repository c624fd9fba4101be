//! A roster's text → the same declaration in canonical order and layout, with every comment beside what it speaks of.
//!
//! The parser gives the values and their places (`yaml`); what lies between them is read here (`gaps`), made into
//! entries with their comments (`tree`, `attach`), sorted (`order`, `groups`) and printed (`print`, `scalar`). Before
//! anybody sees the result it is read again and compared (`check`). Deliberately absent: writing files.

mod attach;
mod check;
mod export;
mod files;
mod gaps;
mod groups;
mod lines;
mod order;
mod print;
mod scalar;
mod settings;
#[cfg(test)]
mod tests;
mod tree;

use crate::roster::node::Node;
use crate::roster::yaml;

pub use self::export::{
    Export, ExportLayout, Exported, ExportedUser, FOLDER, NotExportable, SCHEMA, export, not_exportable,
};
pub use self::files::{Layout, Unformatted, layouts};
pub(super) use self::settings::{Given, settings};

/// A text in its canonical layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formatted {
    /// The text, with the line breaks of the one before when they were all of one sort.
    pub text: String,
    /// Comments that stood at the head of a group of people and moved with their entry: the line where each stood,
    /// and the comment. With a blank line below it such a comment is the heading of its group and stays.
    pub moved: Vec<(u32, String)>,
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
/// When something in it cannot be kept.
pub(super) fn formatted(text: &str, root: &Node<'_>) -> Result<Formatted, FmtError> {
    let directive = gaps::signs(text, root).into_iter().find(|(_, sign)| *sign == gaps::Sign::Directive);
    if let Some((at, _)) = directive {
        return Err(FmtError::Directive(at));
    }
    let before = attach::tree(text, root);
    let printed = print::print(&before);
    let again = yaml::parse(&printed).map_err(|_| FmtError::Changed)?;
    let after = attach::tree(&printed, &again);
    let same = check::essence(root, "", text) == check::essence(&again, "", &printed)
        && check::comments(&before) == check::comments(&after);
    if !same {
        return Err(FmtError::Changed);
    }
    let places = lines::Lines::of(text);
    let moved = groups::moved(&before).into_iter().filter_map(|(at, lines)| {
        let line = places.line(at) + 1 - lines.len();
        Some((u32::try_from(line).ok()?, lines.first()?.text.to_owned()))
    });
    let moved = moved.collect();
    let foreign = text.matches('\n').count() > 0 && text.matches('\n').count() == text.matches("\r\n").count();
    let text = if foreign { printed.replace('\n', "\r\n") } else { printed };
    Ok(Formatted { text, moved })
}
