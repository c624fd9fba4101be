//! Entries → text, in the canonical order and layout.

use super::groups::{self, ItemGroup};
use super::order;
use super::tree::{EntryIndex, EntryShape, FILE, NodeRole, OwnLineComment, TrailingComment, Tree, TreeEntry};

/// The longest line on which a list keeps its brackets, in characters.
const MAX_FLOW_CHARS: usize = 100;

/// The whole file, with line feeds.
pub(super) fn print(tree: &Tree<'_>) -> String {
    let mut printer = TreePrinter { tree, text: String::new() };
    for own_comment in &tree.head {
        printer.own_comment(own_comment, 0);
    }
    if tree.marked {
        printer.line(0, "---");
    }
    for own_comment in &tree.header {
        printer.own_comment(own_comment, 0);
        printer.blank(own_comment.gap_below);
    }
    for (count, key) in printer.sorted(FILE).into_iter().enumerate() {
        printer.blank(count > 0);
        printer.pair(key, 0);
    }
    for (count, own_comment) in tree.entries[FILE].below.iter().enumerate() {
        printer.blank(count == 0 || own_comment.gap_above);
        printer.own_comment(own_comment, 0);
    }
    printer.text
}

struct TreePrinter<'a, 't> {
    tree: &'a Tree<'t>,
    text: String,
}

impl TreePrinter<'_, '_> {
    fn line(&mut self, indent: usize, text: &str) {
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Adds a blank line, if one is wanted and there is none.
    fn blank(&mut self, wanted: bool) {
        if wanted && !self.text.ends_with("\n\n") && !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn own_comment(&mut self, own_comment: &OwnLineComment<'_>, indent: usize) {
        self.line(indent, own_comment.text);
    }

    /// The keys of a map in their order.
    fn sorted(&self, map: EntryIndex) -> Vec<EntryIndex> {
        let entry = &self.tree.entries[map];
        let order = order::keys(match entry.role {
            NodeRole::File => None,
            NodeRole::Key | NodeRole::Item => Some(entry.key),
        });
        let mut keys = entry.children.clone();
        keys.sort_by_key(|key| order.iter().position(|known| *known == self.tree.entries[*key].key));
        keys
    }

    /// A key with its value.
    fn pair(&mut self, index: EntryIndex, indent: usize) {
        let tree = self.tree;
        let entry = &tree.entries[index];
        for own_comment in &entry.above {
            self.own_comment(own_comment, indent);
            self.blank(own_comment.gap_below);
        }
        self.lifted(&entry.trailing, indent);
        let (shown, inner) = match &entry.shape {
            EntryShape::Scalar(value, _) => (format!("{}: {value}", entry.key), false),
            _ if entry.children.is_empty() => {
                let brackets = if entry.shape == EntryShape::List { "[]" } else { "{}" };
                (format!("{}: {brackets}", entry.key), false)
            }
            _ => match self.flow(index, indent) {
                Some(list) => (list, false),
                None => (format!("{}:", entry.key), true),
            },
        };
        let comment = entry.trailing.last().map(|comment| match entry.brackets {
            Some(_) if inner => comment.near(),
            _ => self.placed(entry, comment),
        });
        self.with_trailing(indent, &shown, comment);
        if inner {
            self.inside(index, indent + 2);
        }
        self.below(entry, indent + 2);
    }

    fn inside(&mut self, index: EntryIndex, indent: usize) {
        if self.tree.entries[index].shape == EntryShape::Map {
            for key in self.sorted(index) {
                self.pair(key, indent);
            }
            return;
        }
        for (count, group) in groups::of(self.tree, index).into_iter().enumerate() {
            self.blank(count > 0);
            self.group(&group, indent);
        }
    }

    fn group(&mut self, group: &ItemGroup<'_>, indent: usize) {
        for own_comment in &group.heading {
            self.own_comment(own_comment, indent);
            self.blank(own_comment.gap_below);
        }
        for item in &group.items {
            self.item(item, indent);
        }
        for own_comment in &group.foot {
            self.own_comment(own_comment, indent);
        }
    }

    fn item(&mut self, item: &groups::GroupItem<'_>, indent: usize) {
        let entry = &self.tree.entries[item.index];
        for own_comment in item.above {
            self.own_comment(own_comment, indent);
        }
        self.lifted(&entry.trailing, indent);
        let keys = if entry.shape == EntryShape::Map { self.sorted(item.index) } else { Vec::new() };
        let Some((first, rest)) = keys.split_first() else {
            if let EntryShape::Scalar(value, _) = &entry.shape {
                let comment = entry.trailing.last().map(|comment| self.placed(entry, comment));
                self.with_trailing(indent, &format!("- {value}"), comment);
            }
            return self.below(entry, indent + 2);
        };
        let tree = self.tree;
        let leader = &tree.entries[*first];
        // A line has one comment, so the item's goes above when the key has one.
        let own = leader.trailing.last().map(|comment| self.placed(leader, comment));
        let of_item = entry.trailing.last().map(|comment| self.placed(leader, comment));
        if let (Some(_), Some(other)) = (own, of_item) {
            self.line(indent, other.text);
        }
        // Comments above the first key go above its dash.
        for own_comment in &leader.above {
            self.own_comment(own_comment, indent);
        }
        self.lifted(&leader.trailing, indent);
        let EntryShape::Scalar(value, _) = &leader.shape else { return };
        self.with_trailing(indent, &format!("- {}: {value}", leader.key), own.or(of_item));
        self.below(leader, indent + 4);
        for key in rest {
            self.pair(*key, indent + 2);
        }
        self.below(entry, indent + 2);
    }

    /// A list in brackets with its key, if it keeps them and fits.
    fn flow(&self, index: EntryIndex, indent: usize) -> Option<String> {
        if !self.tree.stays_flow(index) {
            return None;
        }
        let entry = &self.tree.entries[index];
        let values = entry.children.iter().filter_map(|child| match &self.tree.entries[*child].shape {
            EntryShape::Scalar(_, value) => Some(value.as_str()),
            _ => None,
        });
        let list = format!("{}: [{}]", entry.key, values.collect::<Vec<_>>().join(", "));
        (indent + list.chars().count() <= MAX_FLOW_CHARS).then_some(list)
    }

    /// A line has one comment, the last; the others go above it.
    fn lifted(&mut self, comments: &[TrailingComment<'_>], indent: usize) {
        if let Some((_, others)) = comments.split_last() {
            others.iter().for_each(|comment| self.line(indent, comment.text));
        }
    }

    fn below(&mut self, entry: &TreeEntry<'_>, indent: usize) {
        for own_comment in &entry.below {
            self.blank(own_comment.gap_above && !entry.children.is_empty());
            self.own_comment(own_comment, indent);
        }
    }

    /// The comment behind an entry. One from within brackets is not aligned.
    fn placed<'c>(&self, entry: &TreeEntry<'_>, comment: &TrailingComment<'c>) -> TrailingComment<'c> {
        if self.tree.entries[entry.parent].brackets.is_some() { comment.near() } else { *comment }
    }

    /// A line with the comment behind it: two blanks away, or in its former column when it was further away, because then
    /// it is aligned with others.
    fn with_trailing(&mut self, indent: usize, shown: &str, comment: Option<TrailingComment<'_>>) {
        let Some(comment) = comment else { return self.line(indent, shown) };
        let end = indent + shown.chars().count();
        let blanks = if comment.blanks > 2 { comment.column.saturating_sub(end).max(2) } else { 2 };
        let blanks: String = std::iter::repeat_n(' ', blanks).collect();
        self.line(indent, &format!("{shown}{blanks}{}", comment.text));
    }
}
