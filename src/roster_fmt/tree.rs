//! A file as entries: a map's keys and a list's items, each with the comments that belong to it.

use std::collections::HashMap;

use super::order::is_people;
use super::scalar::{ScalarContext, spelled};
use super::trivia::LineIndex;
use super::trivia::Trivia;
use crate::roster::node::{Node, Value};

/// An entry's place in [`Tree::entries`].
pub(super) type EntryIndex = usize;
/// The file itself is the first entry.
pub(super) const FILE: EntryIndex = 0;

/// A whole file.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    /// Every entry in the order of the file, the file itself first.
    pub(super) entries: Vec<TreeEntry<'t>>,
    /// The comments above `---`.
    pub(super) head: Vec<OwnLineComment<'t>>,
    /// Whether there is a `---`.
    pub(super) marked: bool,
    /// The comments at the top that stay at the top.
    pub(super) header: Vec<OwnLineComment<'t>>,
}

/// A key with its value, or an item of a list.
#[derive(Debug)]
pub(super) struct TreeEntry<'t> {
    /// The key; the list's key for an item.
    pub(super) key: &'t str,
    /// Whether it is a key of a map or an item of a list.
    pub(super) role: NodeRole,
    /// The entry that contains it; the file for itself.
    pub(super) parent: EntryIndex,
    /// The sort of its value.
    pub(super) shape: EntryShape,
    /// The entries of its list or map.
    pub(super) children: Vec<EntryIndex>,
    /// The comments above it.
    pub(super) above: Vec<OwnLineComment<'t>>,
    /// The comments on its line.
    pub(super) trailing: Vec<TrailingComment<'t>>,
    /// The comments below it or at the end of its value.
    pub(super) below: Vec<OwnLineComment<'t>>,
    /// Where it starts.
    pub(super) start: usize,
    /// Where its value starts: its first character, its first bracket, or its first entry.
    pub(super) value: usize,
    /// The bytes of its brackets.
    pub(super) brackets: Option<(usize, usize)>,
    /// The bytes before it on its line.
    pub(super) column: usize,
    /// Whether the line above is blank.
    pub(super) gap: bool,
}

/// The role of an entry in its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NodeRole {
    /// The file.
    File,
    /// A key of a map.
    Key,
    /// An item of a list.
    Item,
}

/// The sort of value of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EntryShape {
    /// A value, in its canonical spellings on a line and between brackets.
    Scalar(String, String),
    /// A list.
    List,
    /// A map.
    Map,
}

/// A comment on a line of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OwnLineComment<'t> {
    /// From `#` to the last visible character.
    pub(super) text: &'t str,
    /// Whether the line above is blank.
    pub(super) gap_above: bool,
    /// Whether the line below is blank.
    pub(super) gap_below: bool,
}

/// A comment behind something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TrailingComment<'t> {
    /// From `#` to the last visible character.
    pub(super) text: &'t str,
    /// The characters before it on its line.
    pub(super) column: usize,
    /// The number of blanks before it.
    pub(super) blanks: usize,
}

impl<'t> TreeEntry<'t> {
    /// An entry that is not in a file yet.
    pub(super) fn new(key: &'t str, role: NodeRole, parent: EntryIndex, shape: EntryShape) -> Self {
        Self {
            key,
            role,
            parent,
            shape,
            children: Vec::new(),
            above: Vec::new(),
            trailing: Vec::new(),
            below: Vec::new(),
            start: 0,
            value: 0,
            brackets: None,
            column: 0,
            gap: false,
        }
    }
}

impl TrailingComment<'_> {
    /// The same comment without alignment.
    pub(super) fn near(self) -> Self {
        Self { blanks: 0, ..self }
    }
}

/// The entries of a file, without comments.
pub(super) fn entries<'t>(
    text: &'t str,
    root: &'t Node<'t>,
    trivia: &[(usize, Trivia)],
    lines: &LineIndex,
) -> Vec<TreeEntry<'t>> {
    let mut closing = HashMap::new();
    let mut open = Vec::new();
    for (at, kind) in trivia {
        match kind {
            Trivia::Open => open.push(*at),
            Trivia::Close => _ = open.pop().map(|from| closing.insert(from, *at)),
            _ => (),
        }
    }
    let dashes = trivia.iter().filter(|(_, kind)| *kind == Trivia::Dash).map(|(at, _)| *at).collect();
    let mut builder = TreeBuilder { text, lines, closing, dashes, entries: Vec::new() };
    builder.add(root, NodeRole::File, "", FILE, 0);
    builder.entries
}

struct TreeBuilder<'t, 'l> {
    text: &'t str,
    lines: &'l LineIndex,
    /// Opening bracket → closing bracket.
    closing: HashMap<usize, usize>,
    dashes: Vec<usize>,
    entries: Vec<TreeEntry<'t>>,
}

impl<'t> TreeBuilder<'t, '_> {
    fn add(&mut self, node: &'t Node<'t>, role: NodeRole, key: &'t str, parent: EntryIndex, start: usize) {
        let index = self.entries.len();
        let value = node.span.offset as usize;
        // A block list or map covers no bytes, and may start with the bracket of its first item.
        let brackets = self.closing.get(&value).filter(|_| node.span.length > 0);
        let spell = |context| spelled(node, key, self.text, context);
        let shape = match node.value {
            Value::List(_) => EntryShape::List,
            Value::Map(_) => EntryShape::Map,
            _ => EntryShape::Scalar(spell(ScalarContext::Block), spell(ScalarContext::Flow)),
        };
        self.entries.push(TreeEntry {
            start,
            value,
            brackets: brackets.map(|close| (value, *close)),
            column: self.lines.column(start),
            gap: self.lines.is_blank_above(start),
            ..TreeEntry::new(key, role, parent, shape)
        });
        if index != FILE {
            self.entries[parent].children.push(index);
        }
        match &node.value {
            Value::List(items) => {
                for item in items {
                    let from = item.span.offset as usize;
                    let is_block = self.entries[index].brackets.is_none();
                    let start = if is_block { self.dash_before(from) } else { from };
                    self.add(item, NodeRole::Item, key, index, start);
                }
            }
            Value::Map(pairs) => {
                for (key, value) in pairs {
                    let name = if let Value::Text(name) = &key.value { name } else { "" };
                    self.add(value, NodeRole::Key, name, index, key.span.offset as usize);
                }
            }
            _ => (),
        }
    }

    /// The dash that begins the item whose value starts at `from`.
    fn dash_before(&self, from: usize) -> usize {
        let before = self.dashes.partition_point(|dash| *dash < from);
        before.checked_sub(1).map_or(from, |last| self.dashes[last])
    }
}

impl Tree<'_> {
    /// Whether the entry holds a list of people.
    pub(super) fn holds_people(&self, index: EntryIndex) -> bool {
        let entry = &self.entries[index];
        entry.role == NodeRole::Key && entry.shape == EntryShape::List && is_people(entry.key)
    }

    /// The value of one of a map's keys.
    pub(super) fn value(&self, map: EntryIndex, key: &str) -> Option<&str> {
        let found = self.entries[map].children.iter().find(|child| self.entries[**child].key == key)?;
        match &self.entries[*found].shape {
            EntryShape::Scalar(value, _) => Some(value),
            _ => None,
        }
    }
}
