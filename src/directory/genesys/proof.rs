//! The proof that a listing is complete. Pure: pages come in, in whichever order they arrive; the list or a flaw goes out.

use std::collections::BTreeMap;

use foldhash::{HashSet, HashSetExt};

use super::entities::{Entities, Entity};
use super::wire::Page;

/// More than any organization has: a total beyond it is a lie that would cost memory without end.
const MOST: u64 = 2_000_000;

/// More than the ids, e-mails and names of any organization take, in bytes: beyond it nothing is kept.
pub(super) const MOST_TEXT: usize = 256 * 1024 * 1024;

/// Why pages are no complete list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    /// Which check failed, with the numbers, as a sentence without its full stop.
    pub(super) text: String,
    /// What it comes from, as far as that can be told.
    pub(super) cause: Cause,
}

/// What a flaw may come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// Somebody changed the list while it was read: it may add up the next time.
    Change,
    /// One entity lacks what it must have, and will lack it the next time.
    Entity,
    /// The answers are not what the API promises.
    Answers,
    /// There is more than anybody could keep.
    Size,
}

impl Flaw {
    fn new(cause: Cause, text: impl Into<String>) -> Self {
        Self { text: text.into(), cause }
    }
}

/// A listing under way.
#[derive(Debug)]
pub(super) struct Listing<T> {
    asked_size: u64,
    frame: Option<Frame>,
    /// The pages up to this one are in `items`.
    whole_to: u64,
    items: Vec<T>,
    /// Pages that came before one that precedes them.
    ahead: BTreeMap<u64, Vec<T>>,
    read: u64,
    /// How many bytes the texts of all that was read take.
    text: usize,
}

/// What the first page said, and every later page must repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame {
    total: u64,
    size: u64,
    count: Option<u64>,
}

impl<T: Entity> Listing<T> {
    /// A listing read in pages of `asked_size`.
    pub(super) fn new(asked_size: u64) -> Self {
        Self { asked_size, frame: None, whole_to: 0, items: Vec::new(), ahead: BTreeMap::new(), read: 0, text: 0 }
    }

    /// How many pages there are, from 1: only the first until it has come, since it is the one that tells.
    pub(super) fn pages(&self) -> u64 {
        self.frame.map_or(1, |frame| frame.total.div_ceil(frame.size.max(1)))
    }

    /// Takes the page that was asked for as `number`, each once.
    ///
    /// # Errors
    /// Which check failed.
    pub(super) fn take(&mut self, number: u64, page: Page<Entities<T>>) -> Result<(), Flaw> {
        if let Some(echo) = page.page_number.filter(|echo| *echo != number) {
            let text = format!("page {number} was asked for and page {echo} came");
            return Err(Flaw::new(Cause::Answers, text));
        }
        let frame = self.frame(number, &page)?;
        let entities = match page.entities {
            Some(entities) => entities,
            None if frame.total == 0 => Entities { count: 0, judged: Ok(Vec::new()) },
            None => return Err(Flaw::new(Cause::Answers, format!("page {number} has no list of entities"))),
        };
        let (held, due) = (entities.count, frame.due(number));
        if held != due {
            let (total, size) = (frame.total, frame.size);
            let text = format!("page {number} holds {held} where {due} are due (total {total}, page size {size})");
            return Err(Flaw::new(Cause::Change, text));
        }
        let items = entities.judged.map_err(|unfit| {
            let cause = if unfit.is_lasting { Cause::Entity } else { Cause::Change };
            Flaw::new(cause, format!("page {number} has {}", unfit.text))
        })?;
        self.text = items.iter().fold(self.text, |sum, item| sum.saturating_add(item.text()));
        if self.text > MOST_TEXT {
            return Err(Flaw::new(Cause::Size, too_much()));
        }
        self.read += held;
        self.ahead.insert(number, items);
        while let Some(next) = self.ahead.remove(&(self.whole_to + 1)) {
            self.items.extend(next);
            self.whole_to += 1;
        }
        Ok(())
    }

    /// How many are read, and of how many.
    pub(super) fn progress(&self) -> (u64, u64) {
        (self.read, self.frame.map_or(0, |frame| frame.total))
    }

    /// The list in the order of its pages, once every page has been taken.
    ///
    /// # Errors
    /// As [`Listing::take`].
    pub(super) fn into_items(self) -> Result<Vec<T>, Flaw> {
        let (held, total) = (self.items.len(), self.frame.map_or(0, |frame| frame.total));
        if self.frame.is_none() || held as u64 != total {
            return Err(Flaw::new(Cause::Change, format!("{held} of {total} were read")));
        }
        // Most directories list by id, and ids that only rise are all different.
        if self.items.is_sorted_by(|a, b| a.id() < b.id()) {
            return Ok(self.items);
        }
        let mut ids = HashSet::with_capacity(held);
        match self.items.iter().map(Entity::id).find(|id| !ids.insert(*id)) {
            Some(id) => Err(Flaw::new(Cause::Change, format!("id {id} came twice"))),
            None => Ok(self.items),
        }
    }

    /// The page's frame, checked in itself and against that of the first page.
    fn frame(&mut self, number: u64, page: &Page<Entities<T>>) -> Result<Frame, Flaw> {
        let answers = |text: String| Flaw::new(Cause::Answers, text);
        let total = page.total.ok_or_else(|| answers(format!("page {number} does not say the total")))?;
        let frame = Frame { total, size: page.page_size.unwrap_or(self.asked_size), count: page.page_count };
        if let Some(first) = self.frame {
            if first.total != total {
                let text = format!("the total moved from {} to {total} at page {number}", first.total);
                return Err(Flaw::new(Cause::Change, text));
            }
            if first != frame {
                let text = format!("page {number} has another page size or page count than the pages before it");
                return Err(answers(text));
            }
            return Ok(first);
        }
        frame.check(self.asked_size).map_err(answers)?;
        self.items.reserve(usize::try_from(total).unwrap_or(0));
        self.frame = Some(frame);
        Ok(frame)
    }
}

/// What is said where the texts of a reading sum up to more than [`MOST_TEXT`].
pub(super) fn too_much() -> String {
    format!("ids, e-mails and names together are longer than {} MiB", MOST_TEXT / 1024 / 1024)
}

impl Frame {
    /// A server may serve smaller pages than asked for, and must then say so.
    fn check(self, asked: u64) -> Result<(), String> {
        let Self { total, size, count } = self;
        if total > MOST {
            return Err(format!("a total of {total} is more than any organization has"));
        }
        if total == 0 {
            return match count {
                None | Some(0 | 1) => Ok(()),
                Some(count) => Err(format!("{count} pages are announced for a total of 0")),
            };
        }
        if size == 0 || size > asked {
            return Err(format!("pages of {size} are announced where pages of {asked} were asked for"));
        }
        match count.filter(|count| *count != total.div_ceil(size)) {
            Some(count) => Err(format!("{count} pages are announced for a total of {total} in pages of {size}")),
            None => Ok(()),
        }
    }

    /// How many entities belong on a page: all pages are full but the last, which holds the rest.
    fn due(self, number: u64) -> u64 {
        let before = self.size.saturating_mul(number.saturating_sub(1));
        self.total.saturating_sub(before).min(self.size)
    }
}

#[cfg(test)]
mod tests;
