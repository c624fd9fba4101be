//! Gives each comment to the entry that it speaks of: the one on its line, the one below it, or, when it is indented
//! deeper than the one below, the one that it closes.

use super::gaps::{self, Sign};
use super::lines::Lines;
use super::tree::{self, Beside, Entry, FILE, Index, Remark, Role, Shape, Tree};
use crate::roster::node::Node;

/// How a comment starts by which editors find the schema.
const MODELINE: &str = "# yaml-language-server:";

/// The file as entries with their comments.
pub(super) fn tree<'t>(text: &'t str, root: &'t Node<'t>) -> Tree<'t> {
    let signs = gaps::signs(text, root);
    let lines = Lines::of(text);
    let entries = tree::entries(text, root, &signs, &lines);
    let mark = |wanted| signs.iter().find(|(_, sign)| *sign == wanted).map(|(at, _)| *at);
    let (start, end) = (mark(Sign::Start), mark(Sign::End).unwrap_or(text.len()));
    let tree = Tree { entries, head: Vec::new(), marked: start.is_some(), header: Vec::new() };
    let mut given = Giving { text, lines, tree, top: Vec::new(), before: None, foot: None };
    for (at, _) in signs.iter().filter(|(_, sign)| *sign == Sign::Comment) {
        if start.is_some_and(|start| *at < start) {
            let remark = given.remark(*at);
            given.tree.head.push(remark);
        } else if *at > end {
            let remark = given.remark(*at);
            given.tree.entries[FILE].below.push(remark);
        } else {
            given.give(*at);
        }
    }
    given.finish()
}

/// Whether a comment is for editors.
pub(super) fn is_modeline(comment: &str) -> bool {
    comment.starts_with(MODELINE)
}

struct Giving<'t> {
    text: &'t str,
    lines: Lines,
    tree: Tree<'t>,
    /// The comments above the first entry.
    top: Vec<Remark<'t>>,
    /// The entry above the comment before, and who got it: `None` for the entry below. Going on, comments only ever
    /// belong further out, so that their order stays.
    before: Option<(Index, Option<Index>)>,
    /// Whether the comments up to this line stand at the end of something.
    foot: Option<(bool, usize)>,
}

impl<'t> Giving<'t> {
    fn give(&mut self, at: usize) {
        // The file starts before everything.
        let last = self.tree.entries[1..].partition_point(|entry| entry.start < at);
        let next = last + 1;
        let next = (next < self.tree.entries.len()).then_some(next);
        let before = &self.text[self.lines.start(at)..at];
        if last == FILE {
            let remark = self.remark(at);
            self.top.push(remark);
        } else if before.trim().is_empty() {
            self.own_line(at, last, next);
        } else {
            self.behind(at, last, before);
        }
    }

    /// A comment behind something belongs to what its line ends: a whole list or map when its bracket closes there.
    fn behind(&mut self, at: usize, last: Index, before: &'t str) {
        let line = self.lines.start(at);
        let closed =
            |index: &Index| self.tree.entries[*index].brackets.is_some_and(|(_, close)| close < at && close >= line);
        let owner = self.ancestors(last).filter(closed).last().unwrap_or(last);
        let text = self.comment(at);
        if owner == FILE {
            self.tree.entries[FILE].below.push(Remark { text, gap_above: false, gap_below: false });
            return;
        }
        let blanks = before.chars().rev().take_while(|c| c.is_whitespace()).count();
        self.tree.entries[owner].beside.push(Beside { text, column: before.chars().count(), blanks });
    }

    fn own_line(&mut self, at: usize, last: Index, next: Option<Index>) {
        let remark = self.remark(at);
        let entry = &self.tree.entries[last];
        let is_leaf = entry.children.is_empty();
        let inside = |entry: &Entry<'_>| entry.brackets.is_some_and(|(open, close)| open < at && at < close);
        // Between a key and its value, or in empty brackets.
        if at < entry.value && (is_leaf || entry.brackets.is_some()) || is_leaf && inside(entry) {
            self.tree.entries[last].above.push(remark);
            return;
        }
        let around = self.ancestors(last).find(|index| inside(&self.tree.entries[*index]));
        if let Some(owner) = around {
            match next.filter(|next| self.ancestors(*next).any(|index| index == owner)) {
                Some(next) => self.tree.entries[next].above.push(remark),
                None => self.tree.entries[owner].below.push(remark),
            }
            return;
        }
        if self.foot.is_none_or(|(_, end)| self.lines.line(at) >= end) {
            self.foot = Some(self.lines.is_foot(at));
        }
        let from = match self.before {
            Some((above, owner)) if above == last => owner,
            _ => Some(last),
        };
        let owner = match from {
            Some(from) => self.closing(at, from, next, remark),
            None => None,
        };
        self.before = Some((last, owner));
        match owner {
            Some(owner) => self.tree.entries[owner].below.push(remark),
            None => self.tree.entries[next.unwrap_or(FILE)].above.push(remark),
        }
    }

    /// The innermost entry that ends above a comment and that the comment is indented under.
    fn closing(&self, at: usize, from: Index, next: Option<Index>, remark: Remark<'_>) -> Option<Index> {
        let indented = self.lines.column(at);
        for index in self.ancestors(from) {
            let entry = &self.tree.entries[index];
            if index == FILE || next.is_some_and(|next| self.ancestors(next).any(|above| above == index)) {
                return next.is_none().then_some(FILE);
            }
            let in_brackets = self.tree.entries[entry.parent].brackets.is_some();
            let tight = !entry.children.is_empty() || !remark.gap_above;
            if !in_brackets && tight && (indented > entry.column || self.ends_flush_list(at, index)) {
                return Some(index);
            }
        }
        None
    }

    /// Whether a comment stands at the end of a list whose dashes are no deeper than its key: directly below it, with
    /// a blank line between it and what comes next.
    fn ends_flush_list(&self, at: usize, index: Index) -> bool {
        let entry = &self.tree.entries[index];
        let flush = |item: &Index| self.tree.entries[*item].column == entry.column;
        entry.role == Role::Key
            && entry.brackets.is_none()
            && entry.children.first().is_some_and(flush)
            && self.lines.column(at) == entry.column
            && self.foot.is_some_and(|(is_foot, _)| is_foot)
    }

    /// The entry and all that it is part of, the file last.
    fn ancestors(&self, index: Index) -> impl Iterator<Item = Index> + use<'_, 't> {
        std::iter::successors(Some(index), |index| (*index != FILE).then(|| self.tree.entries[*index].parent))
    }

    fn comment(&self, at: usize) -> &'t str {
        self.text[at..].lines().next().unwrap_or_default().trim_end()
    }

    fn remark(&self, at: usize) -> Remark<'t> {
        let (gap_above, gap_below) = (self.lines.is_blank_above(at), self.lines.is_blank_below(at));
        Remark { text: self.comment(at), gap_above, gap_below }
    }

    /// What stands at the top and is followed by a blank line speaks of the file, and so does the modeline.
    fn finish(mut self) -> Tree<'t> {
        let spaced = self.top.iter().rposition(|remark| remark.gap_below).map_or(0, |last| last + 1);
        let modeline = self.top.first().is_some_and(|remark| is_modeline(remark.text));
        let above = self.top.split_off(spaced.max(usize::from(modeline)));
        self.tree.header = self.top;
        if let Some(first) = self.tree.entries.get_mut(FILE + 1) {
            first.above.splice(0..0, above);
        }
        self.tree
    }
}

impl Tree<'_> {
    /// Whether a list stays between its brackets: a short one of values, with no comment inside.
    pub(super) fn stays_flow(&self, index: Index) -> bool {
        let entry = &self.entries[index];
        let bare = |child: &Index| {
            let child = &self.entries[*child];
            matches!(child.shape, Shape::Scalar(..))
                && child.above.is_empty()
                && child.beside.is_empty()
                && child.below.is_empty()
        };
        entry.shape == Shape::List
            && entry.brackets.is_some()
            && !self.holds_people(index)
            && entry.children.iter().all(bare)
    }
}
