//! Entries → text, in the canonical order and layout.

use super::groups::{self, Group};
use super::order;
use super::tree::{Beside, Entry, FILE, Index, Remark, Role, Shape, Tree};

/// The widest line on which a list stays between its brackets, in characters.
const WIDTH: usize = 100;

/// The whole file, with line feeds.
pub(super) fn print(tree: &Tree<'_>) -> String {
    let mut page = Page { tree, text: String::new() };
    for remark in &tree.head {
        page.remark(remark, 0);
    }
    if tree.marked {
        page.line(0, "---");
    }
    for remark in &tree.header {
        page.remark(remark, 0);
        page.blank(remark.gap_below);
    }
    for (count, key) in page.sorted(FILE).into_iter().enumerate() {
        page.blank(count > 0);
        page.pair(key, 0);
    }
    for (count, remark) in tree.entries[FILE].below.iter().enumerate() {
        page.blank(count == 0 || remark.gap_above);
        page.remark(remark, 0);
    }
    page.text
}

struct Page<'a, 't> {
    tree: &'a Tree<'t>,
    text: String,
}

impl Page<'_, '_> {
    fn line(&mut self, indent: usize, text: &str) {
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// A blank line, if one is wanted and none is there.
    fn blank(&mut self, wanted: bool) {
        if wanted && !self.text.ends_with("\n\n") && !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn remark(&mut self, remark: &Remark<'_>, indent: usize) {
        self.line(indent, remark.text);
    }

    /// The keys of a map in their order.
    fn sorted(&self, map: Index) -> Vec<Index> {
        let entry = &self.tree.entries[map];
        let order = order::keys(match entry.role {
            Role::File => None,
            Role::Key | Role::Item => Some(entry.key),
        });
        let mut keys = entry.children.clone();
        keys.sort_by_key(|key| order.iter().position(|known| *known == self.tree.entries[*key].key));
        keys
    }

    /// A key with its value.
    fn pair(&mut self, index: Index, indent: usize) {
        let tree = self.tree;
        let entry = &tree.entries[index];
        for remark in &entry.above {
            self.remark(remark, indent);
            self.blank(remark.gap_below);
        }
        self.hoisted(&entry.beside, indent);
        let (shown, inner) = match &entry.shape {
            Shape::Scalar(value, _) => (format!("{}: {value}", entry.key), false),
            _ if entry.children.is_empty() => {
                let brackets = if entry.shape == Shape::List { "[]" } else { "{}" };
                (format!("{}: {brackets}", entry.key), false)
            }
            _ => match self.flow(index, indent) {
                Some(list) => (list, false),
                None => (format!("{}:", entry.key), true),
            },
        };
        let comment = entry.beside.last().map(|comment| match entry.brackets {
            Some(_) if inner => comment.near(),
            _ => self.placed(entry, comment),
        });
        self.with_beside(indent, &shown, comment);
        if inner {
            self.inside(index, indent + 2);
        }
        self.below(entry, indent + 2);
    }

    fn inside(&mut self, index: Index, indent: usize) {
        if self.tree.entries[index].shape == Shape::Map {
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

    fn group(&mut self, group: &Group<'_>, indent: usize) {
        for remark in &group.heading {
            self.remark(remark, indent);
            self.blank(remark.gap_below);
        }
        for item in &group.items {
            self.item(item, indent);
        }
        for remark in &group.foot {
            self.remark(remark, indent);
        }
    }

    fn item(&mut self, item: &groups::Item<'_>, indent: usize) {
        let entry = &self.tree.entries[item.index];
        for remark in item.above {
            self.remark(remark, indent);
        }
        self.hoisted(&entry.beside, indent);
        let keys = if entry.shape == Shape::Map { self.sorted(item.index) } else { Vec::new() };
        let Some((first, rest)) = keys.split_first() else {
            if let Shape::Scalar(value, _) = &entry.shape {
                let comment = entry.beside.last().map(|comment| self.placed(entry, comment));
                self.with_beside(indent, &format!("- {value}"), comment);
            }
            return self.below(entry, indent + 2);
        };
        let tree = self.tree;
        let leader = &tree.entries[*first];
        // A line holds one comment, so that the item's goes above when the key has one.
        let own = leader.beside.last().map(|comment| self.placed(leader, comment));
        let of_item = entry.beside.last().map(|comment| self.placed(leader, comment));
        if let (Some(_), Some(other)) = (own, of_item) {
            self.line(indent, other.text);
        }
        // What stands above the first key stands above its dash.
        for remark in &leader.above {
            self.remark(remark, indent);
        }
        self.hoisted(&leader.beside, indent);
        let Shape::Scalar(value, _) = &leader.shape else { return };
        self.with_beside(indent, &format!("- {}: {value}", leader.key), own.or(of_item));
        self.below(leader, indent + 4);
        for key in rest {
            self.pair(*key, indent + 2);
        }
        self.below(entry, indent + 2);
    }

    /// A list between its brackets, with its key, if it is to stay there and fits.
    fn flow(&self, index: Index, indent: usize) -> Option<String> {
        if !self.tree.stays_flow(index) {
            return None;
        }
        let entry = &self.tree.entries[index];
        let values = entry.children.iter().filter_map(|child| match &self.tree.entries[*child].shape {
            Shape::Scalar(_, value) => Some(value.as_str()),
            _ => None,
        });
        let list = format!("{}: [{}]", entry.key, values.collect::<Vec<_>>().join(", "));
        (indent + list.chars().count() <= WIDTH).then_some(list)
    }

    /// A line holds one comment, the last; the others stand above it.
    fn hoisted(&mut self, comments: &[Beside<'_>], indent: usize) {
        if let Some((_, others)) = comments.split_last() {
            others.iter().for_each(|comment| self.line(indent, comment.text));
        }
    }

    fn below(&mut self, entry: &Entry<'_>, indent: usize) {
        for remark in &entry.below {
            self.blank(remark.gap_above && !entry.children.is_empty());
            self.remark(remark, indent);
        }
    }

    /// The comment behind an entry. One that stood between brackets is aligned with nothing.
    fn placed<'c>(&self, entry: &Entry<'_>, comment: &Beside<'c>) -> Beside<'c> {
        if self.tree.entries[entry.parent].brackets.is_some() { comment.near() } else { *comment }
    }

    /// A line with the comment behind it: two blanks away, or in its column when it was further away, for then it is
    /// aligned with others.
    fn with_beside(&mut self, indent: usize, shown: &str, comment: Option<Beside<'_>>) {
        let Some(comment) = comment else { return self.line(indent, shown) };
        let end = indent + shown.chars().count();
        let blanks = if comment.blanks > 2 { comment.column.saturating_sub(end).max(2) } else { 2 };
        let blanks: String = std::iter::repeat_n(' ', blanks).collect();
        self.line(indent, &format!("{shown}{blanks}{}", comment.text));
    }
}
