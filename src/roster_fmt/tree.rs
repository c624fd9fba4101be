//! A file as entries: a map's keys and a list's items, each with the comments that belong to it.

use std::collections::HashMap;

use super::gaps::Sign;
use super::lines::Lines;
use super::order::is_people;
use super::scalar::{Site, spelled};
use crate::roster::node::{Node, Value};

/// An entry's place in [`Tree::entries`].
pub(super) type Index = usize;
/// The file itself is the first entry.
pub(super) const FILE: Index = 0;

/// A whole file.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    /// Every entry in the order of the file, the file itself first.
    pub(super) entries: Vec<Entry<'t>>,
    /// The comments above `---`.
    pub(super) head: Vec<Remark<'t>>,
    /// Whether there is a `---`.
    pub(super) marked: bool,
    /// The comments at the top that stay at the top.
    pub(super) header: Vec<Remark<'t>>,
}

/// A key with its value, or an item of a list.
#[derive(Debug)]
pub(super) struct Entry<'t> {
    /// The key; the list's key for an item.
    pub(super) key: &'t str,
    /// Whether it is a key of a map or an item of a list.
    pub(super) role: Role,
    /// Whose value it belongs to; the file's own for the file.
    pub(super) parent: Index,
    /// What it holds.
    pub(super) shape: Shape,
    /// The entries of its list or map.
    pub(super) children: Vec<Index>,
    /// The comments above it.
    pub(super) above: Vec<Remark<'t>>,
    /// The comments on its line.
    pub(super) beside: Vec<Beside<'t>>,
    /// The comments below it or at the end of what it holds.
    pub(super) below: Vec<Remark<'t>>,
    /// Where it starts.
    pub(super) start: usize,
    /// Where its value starts: its first character, its first bracket, or its first entry.
    pub(super) value: usize,
    /// The bytes of its brackets.
    pub(super) brackets: Option<(usize, usize)>,
    /// What stands before it on its line, in bytes.
    pub(super) column: usize,
    /// Whether the line above is blank.
    pub(super) gap: bool,
}

/// What an entry is of its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The file.
    File,
    /// A key of a map.
    Key,
    /// An item of a list.
    Item,
}

/// What an entry holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A value, in its canonical spellings on a line and between brackets.
    Scalar(String, String),
    /// A list.
    List,
    /// A map.
    Map,
}

/// A comment on a line of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Remark<'t> {
    /// From `#` to the last character that shows.
    pub(super) text: &'t str,
    /// Whether the line above is blank.
    pub(super) gap_above: bool,
    /// Whether the line below is blank.
    pub(super) gap_below: bool,
}

/// A comment behind something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Beside<'t> {
    /// From `#` to the last character that shows.
    pub(super) text: &'t str,
    /// What stands before it on its line, in characters.
    pub(super) column: usize,
    /// How many blanks stand before it.
    pub(super) blanks: usize,
}

impl<'t> Entry<'t> {
    /// An entry that stands in no file yet.
    pub(super) fn new(key: &'t str, role: Role, parent: Index, shape: Shape) -> Self {
        Self {
            key,
            role,
            parent,
            shape,
            children: Vec::new(),
            above: Vec::new(),
            beside: Vec::new(),
            below: Vec::new(),
            start: 0,
            value: 0,
            brackets: None,
            column: 0,
            gap: false,
        }
    }
}

impl Beside<'_> {
    /// The same, aligned with nothing.
    pub(super) fn near(self) -> Self {
        Self { blanks: 0, ..self }
    }
}

/// The entries of a file, without comments.
pub(super) fn entries<'t>(text: &'t str, root: &'t Node<'t>, signs: &[(usize, Sign)], lines: &Lines) -> Vec<Entry<'t>> {
    let mut closing = HashMap::new();
    let mut open = Vec::new();
    for (at, sign) in signs {
        match sign {
            Sign::Open => open.push(*at),
            Sign::Close => _ = open.pop().map(|from| closing.insert(from, *at)),
            _ => (),
        }
    }
    let dashes = signs.iter().filter(|(_, sign)| *sign == Sign::Dash).map(|(at, _)| *at).collect();
    let mut growing = Growing { text, lines, closing, dashes, entries: Vec::new() };
    growing.add(root, Role::File, "", FILE, 0);
    growing.entries
}

struct Growing<'t, 'l> {
    text: &'t str,
    lines: &'l Lines,
    /// Opening bracket → closing bracket.
    closing: HashMap<usize, usize>,
    dashes: Vec<usize>,
    entries: Vec<Entry<'t>>,
}

impl<'t> Growing<'t, '_> {
    fn add(&mut self, node: &'t Node<'t>, role: Role, key: &'t str, parent: Index, start: usize) {
        let index = self.entries.len();
        let value = node.span.offset as usize;
        // A block list or map covers no bytes, and may start with the bracket of its first item.
        let brackets = self.closing.get(&value).filter(|_| node.span.length > 0);
        let spell = |site| spelled(node, key, self.text, site);
        let shape = match node.value {
            Value::List(_) => Shape::List,
            Value::Map(_) => Shape::Map,
            _ => Shape::Scalar(spell(Site::Block), spell(Site::Flow)),
        };
        self.entries.push(Entry {
            start,
            value,
            brackets: brackets.map(|close| (value, *close)),
            column: self.lines.column(start),
            gap: self.lines.is_blank_above(start),
            ..Entry::new(key, role, parent, shape)
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
                    self.add(item, Role::Item, key, index, start);
                }
            }
            Value::Map(pairs) => {
                for (key, value) in pairs {
                    let name = if let Value::Text(name) = &key.value { name } else { "" };
                    self.add(value, Role::Key, name, index, key.span.offset as usize);
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
    pub(super) fn holds_people(&self, index: Index) -> bool {
        let entry = &self.entries[index];
        entry.role == Role::Key && entry.shape == Shape::List && is_people(entry.key)
    }

    /// The value of one of a map's keys.
    pub(super) fn value(&self, map: Index, key: &str) -> Option<&str> {
        let found = self.entries[map].children.iter().find(|child| self.entries[**child].key == key)?;
        match &self.entries[*found].shape {
            Shape::Scalar(value, _) => Some(value),
            _ => None,
        }
    }
}
