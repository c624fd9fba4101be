//! Where a text's lines start, and which of them are blank.

/// The lines of a text.
#[derive(Debug)]
pub(super) struct Lines {
    /// The byte at which each starts.
    starts: Vec<usize>,
    kinds: Vec<Kind>,
}

/// What a line holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Blank,
    /// A comment and nothing else; or a line of a text that looks like one.
    Comment,
    Other,
}

impl Lines {
    /// The lines of `text`.
    pub(super) fn of(text: &str) -> Self {
        let (mut starts, mut kinds, mut at) = (Vec::new(), Vec::new(), 0);
        for line in text.split_inclusive('\n') {
            starts.push(at);
            at += line.len();
            kinds.push(match line.trim_start().chars().next() {
                None => Kind::Blank,
                Some('#') => Kind::Comment,
                Some(_) => Kind::Other,
            });
        }
        Self { starts, kinds }
    }

    /// The line of a byte, from 0.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// Where the line of a byte starts.
    pub(super) fn start(&self, at: usize) -> usize {
        self.starts.get(self.line(at)).copied().unwrap_or_default()
    }

    /// What stands before a byte on its line, in bytes.
    pub(super) fn column(&self, at: usize) -> usize {
        at - self.start(at)
    }

    /// Whether the line above is there and blank.
    pub(super) fn is_blank_above(&self, at: usize) -> bool {
        self.line(at).checked_sub(1).is_some_and(|above| self.kinds[above] == Kind::Blank)
    }

    /// Whether the line below is blank, or is not there.
    pub(super) fn is_blank_below(&self, at: usize) -> bool {
        self.kinds.get(self.line(at) + 1).is_none_or(|below| *below == Kind::Blank)
    }

    /// Whether the comments around a byte, on lines that follow each other, stand directly below something and have a
    /// blank line below them. The last line of those comments comes with it.
    pub(super) fn is_foot(&self, at: usize) -> (bool, usize) {
        let line = self.line(at);
        let above = self.kinds[..line].iter().rev().find(|kind| **kind != Kind::Comment);
        let below = self.kinds[line..].iter().position(|kind| *kind != Kind::Comment);
        let end = below.map_or(self.kinds.len(), |length| line + length);
        (above == Some(&Kind::Other) && self.kinds.get(end) == Some(&Kind::Blank), end)
    }
}
