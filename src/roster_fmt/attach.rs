//! Attaches each comment to the entry that it describes: the entry on its line, the one below it, or, when it is indented
//! deeper than the one below, the entry that ends above it.

use super::tree::{self, EntryIndex, EntryShape, FILE, NodeRole, OwnLineComment, TrailingComment, Tree, TreeEntry};
use super::trivia::LineIndex;
use super::trivia::{self, Trivia};
use crate::roster::node::Node;

/// The start of the comment by which editors find the schema.
const MODELINE: &str = "# yaml-language-server:";

/// The file as entries with their comments.
pub(super) fn tree<'t>(text: &'t str, root: &'t Node<'t>) -> Tree<'t> {
    let trivia = trivia::trivia(text, root);
    let lines = LineIndex::of(text);
    let entries = tree::entries(text, root, &trivia, &lines);
    let mark = |wanted| trivia.iter().find(|(_, kind)| *kind == wanted).map(|(at, _)| *at);
    let (start, end) = (mark(Trivia::Start), mark(Trivia::End).unwrap_or(text.len()));
    let tree = Tree { entries, head: Vec::new(), marked: start.is_some(), header: Vec::new() };
    let mut state = AttachState { text, lines, tree, top: Vec::new(), before: None, foot: None };
    for (at, _) in trivia.iter().filter(|(_, kind)| *kind == Trivia::Comment) {
        if start.is_some_and(|start| *at < start) {
            let own_comment = state.own_comment(*at);
            state.tree.head.push(own_comment);
        } else if *at > end {
            let own_comment = state.own_comment(*at);
            state.tree.entries[FILE].below.push(own_comment);
        } else {
            state.attach(*at);
        }
    }
    state.finish()
}

/// Whether a comment is for editors.
pub(super) fn is_modeline(comment: &str) -> bool {
    comment.starts_with(MODELINE)
}

struct AttachState<'t> {
    text: &'t str,
    lines: LineIndex,
    tree: Tree<'t>,
    /// The comments above the first entry.
    top: Vec<OwnLineComment<'t>>,
    /// The entry above the previous comment, and the entry that it was attached to: `None` for the entry below. Later
    /// comments are only attached further out, so that their order stays.
    before: Option<(EntryIndex, Option<EntryIndex>)>,
    /// Whether the comments up to this line are at the end of an entry.
    foot: Option<(bool, usize)>,
}

impl<'t> AttachState<'t> {
    fn attach(&mut self, at: usize) {
        // The file starts before everything.
        let last = self.tree.entries[1..].partition_point(|entry| entry.start < at);
        let next = last + 1;
        let next = (next < self.tree.entries.len()).then_some(next);
        let before = &self.text[self.lines.start(at)..at];
        if last == FILE {
            let own_comment = self.own_comment(at);
            self.top.push(own_comment);
        } else if before.trim().is_empty() {
            self.own_line(at, last, next);
        } else {
            self.behind(at, last, before);
        }
    }

    /// A trailing comment belongs to the entry that ends on its line: a whole list or map when its bracket closes there.
    fn behind(&mut self, at: usize, last: EntryIndex, before: &'t str) {
        let line = self.lines.start(at);
        let closed = |index: &EntryIndex| {
            self.tree.entries[*index].brackets.is_some_and(|(_, close)| close < at && close >= line)
        };
        let owner = self.ancestors(last).filter(closed).last().unwrap_or(last);
        let text = self.comment(at);
        if owner == FILE {
            self.tree.entries[FILE].below.push(OwnLineComment { text, gap_above: false, gap_below: false });
            return;
        }
        let blanks = before.chars().rev().take_while(|c| c.is_whitespace()).count();
        self.tree.entries[owner].trailing.push(TrailingComment { text, column: before.chars().count(), blanks });
    }

    fn own_line(&mut self, at: usize, last: EntryIndex, next: Option<EntryIndex>) {
        let own_comment = self.own_comment(at);
        let entry = &self.tree.entries[last];
        let is_leaf = entry.children.is_empty();
        let inside = |entry: &TreeEntry<'_>| entry.brackets.is_some_and(|(open, close)| open < at && at < close);
        // Between a key and its value, or in empty brackets.
        if at < entry.value && (is_leaf || entry.brackets.is_some()) || is_leaf && inside(entry) {
            self.tree.entries[last].above.push(own_comment);
            return;
        }
        let around = self.ancestors(last).find(|index| inside(&self.tree.entries[*index]));
        if let Some(owner) = around {
            match next.filter(|next| self.ancestors(*next).any(|index| index == owner)) {
                Some(next) => self.tree.entries[next].above.push(own_comment),
                None => self.tree.entries[owner].below.push(own_comment),
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
            Some(from) => self.closing(at, from, next, own_comment),
            None => None,
        };
        self.before = Some((last, owner));
        match owner {
            Some(owner) => self.tree.entries[owner].below.push(own_comment),
            None => self.tree.entries[next.unwrap_or(FILE)].above.push(own_comment),
        }
    }

    /// The innermost entry that ends above a comment and that the comment is indented under.
    fn closing(
        &self,
        at: usize,
        from: EntryIndex,
        next: Option<EntryIndex>,
        own_comment: OwnLineComment<'_>,
    ) -> Option<EntryIndex> {
        let indented = self.lines.column(at);
        for index in self.ancestors(from) {
            let entry = &self.tree.entries[index];
            if index == FILE || next.is_some_and(|next| self.ancestors(next).any(|above| above == index)) {
                return next.is_none().then_some(FILE);
            }
            let in_brackets = self.tree.entries[entry.parent].brackets.is_some();
            let tight = !entry.children.is_empty() || !own_comment.gap_above;
            if !in_brackets && tight && (indented > entry.column || self.ends_flush_list(at, index)) {
                return Some(index);
            }
        }
        None
    }

    /// Whether a comment is at the end of a list whose dashes are not indented deeper than its key: directly below it, with
    /// a blank line below the comment.
    fn ends_flush_list(&self, at: usize, index: EntryIndex) -> bool {
        let entry = &self.tree.entries[index];
        let flush = |item: &EntryIndex| self.tree.entries[*item].column == entry.column;
        entry.role == NodeRole::Key
            && entry.brackets.is_none()
            && entry.children.first().is_some_and(flush)
            && self.lines.column(at) == entry.column
            && self.foot.is_some_and(|(is_foot, _)| is_foot)
    }

    /// The entry and all that it is part of, the file last.
    fn ancestors(&self, index: EntryIndex) -> impl Iterator<Item = EntryIndex> + use<'_, 't> {
        std::iter::successors(Some(index), |index| (*index != FILE).then(|| self.tree.entries[*index].parent))
    }

    fn comment(&self, at: usize) -> &'t str {
        self.text[at..].lines().next().unwrap_or_default().trim_end()
    }

    fn own_comment(&self, at: usize) -> OwnLineComment<'t> {
        let (gap_above, gap_below) = (self.lines.is_blank_above(at), self.lines.is_blank_below(at));
        OwnLineComment { text: self.comment(at), gap_above, gap_below }
    }

    /// Comments at the top with a blank line below them describe the file, and so does the modeline.
    fn finish(mut self) -> Tree<'t> {
        let spaced = self.top.iter().rposition(|own_comment| own_comment.gap_below).map_or(0, |last| last + 1);
        let modeline = self.top.first().is_some_and(|own_comment| is_modeline(own_comment.text));
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
    pub(super) fn stays_flow(&self, index: EntryIndex) -> bool {
        let entry = &self.entries[index];
        let bare = |child: &EntryIndex| {
            let child = &self.entries[*child];
            matches!(child.shape, EntryShape::Scalar(..))
                && child.above.is_empty()
                && child.trailing.is_empty()
                && child.below.is_empty()
        };
        entry.shape == EntryShape::List
            && entry.brackets.is_some()
            && !self.holds_people(index)
            && entry.children.iter().all(bare)
    }
}
