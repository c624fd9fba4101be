//! The completeness proof of a list that arrives in pages. Pure, and the same for every directory: pages come in, in any
//! order; the whole list or a flaw goes out.
//!
//! The first page announces a total. The list is complete when every page repeats that total, holds exactly as many
//! entities as are due on it, and no id appears twice.

use std::collections::BTreeMap;

use foldhash::{HashSet, HashSetExt};

/// More users than any organization has: a larger total is wrong, and would cost memory without end.
const MAX_TOTAL: u64 = 2_000_000;

/// More than the ids, e-mails and names of any organization take: beyond it nothing more is kept.
pub(crate) const MAX_TEXT_BYTES: usize = 256 * 1024 * 1024;

/// An entity of a list.
pub(crate) trait ListedEntity: Send + 'static {
    /// The id; no two entities of a list have the same.
    fn id(&self) -> &str;
    /// How many bytes its texts take.
    fn text_bytes(&self) -> usize;
}

/// One page as the directory sent it.
#[derive(Debug)]
pub(crate) struct ListPage<T> {
    /// How many entities the whole list has.
    pub(crate) total: Option<u64>,
    /// How many entities a full page has.
    pub(crate) page_size: Option<u64>,
    /// The number of this page, from 1.
    pub(crate) page_number: Option<u64>,
    /// How many pages there are.
    pub(crate) page_count: Option<u64>,
    /// What the page lists.
    pub(crate) entities: Option<PageEntities<T>>,
}

/// The entities of one page.
#[derive(Debug)]
pub(crate) struct PageEntities<T> {
    /// How many there are.
    pub(crate) count: u64,
    /// All of them, or what is wrong with the first that cannot be used.
    pub(crate) accepted: Result<Vec<T>, UnfitEntity>,
}

/// What is wrong with an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnfitEntity {
    /// As a clause: "a user without an e-mail (id …)".
    pub(crate) text: String,
    /// Whether reading again cannot help: the entity stays so until it is corrected.
    pub(crate) is_lasting: bool,
}

impl From<String> for UnfitEntity {
    fn from(text: String) -> Self {
        Self { text, is_lasting: true }
    }
}

/// Why pages do not make a complete list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// Which check failed, with the numbers, as a sentence without its full stop.
    pub(crate) text: String,
    /// What it comes from, as far as that is known.
    pub(crate) cause: FlawCause,
}

/// What a flaw may come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlawCause {
    /// The list changed while it was read: it may be complete the next time.
    Change,
    /// One entity lacks a required value, and will lack it the next time.
    Entity,
    /// The answers are not what the API promises.
    Answers,
    /// There is more than is kept.
    Size,
}

impl Flaw {
    fn new(cause: FlawCause, text: impl Into<String>) -> Self {
        Self { text: text.into(), cause }
    }
}

/// A list whose pages are arriving.
#[derive(Debug)]
pub(crate) struct PageAssembler<T> {
    asked_size: u64,
    header: Option<PageHeader>,
    /// The pages up to this one are in `items`.
    contiguous_to: u64,
    items: Vec<T>,
    /// Pages that arrived before a page that precedes them.
    ahead: BTreeMap<u64, Vec<T>>,
    read: u64,
    /// How many bytes the texts of all entities so far take.
    text: usize,
}

/// What the first page announced, and every later page must repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PageHeader {
    total: u64,
    size: u64,
    count: Option<u64>,
}

impl<T: ListedEntity> PageAssembler<T> {
    /// A list requested in pages of `asked_size`.
    pub(crate) fn new(asked_size: u64) -> Self {
        Self { asked_size, header: None, contiguous_to: 0, items: Vec::new(), ahead: BTreeMap::new(), read: 0, text: 0 }
    }

    /// How many pages there are: 1 until the first has arrived, since it announces the total.
    pub(crate) fn pages(&self) -> u64 {
        self.header.map_or(1, |header| header.total.div_ceil(header.size.max(1)))
    }

    /// Takes the page that was requested as `number`, each once.
    ///
    /// # Errors
    /// Which check failed.
    pub(crate) fn take(&mut self, number: u64, page: ListPage<T>) -> Result<(), Flaw> {
        if let Some(echo) = page.page_number.filter(|echo| *echo != number) {
            let text = format!("page {number} was requested and page {echo} arrived");
            return Err(Flaw::new(FlawCause::Answers, text));
        }
        let header = self.header(number, &page)?;
        let entities = match page.entities {
            Some(entities) => entities,
            None if header.total == 0 => PageEntities { count: 0, accepted: Ok(Vec::new()) },
            None => return Err(Flaw::new(FlawCause::Answers, format!("page {number} has no list of entities"))),
        };
        let (held, due) = (entities.count, header.expected_len(number));
        if held != due {
            let (total, size) = (header.total, header.size);
            let text = format!("page {number} has {held} entities, {due} expected (total {total}, page size {size})");
            return Err(Flaw::new(FlawCause::Change, text));
        }
        let items = entities.accepted.map_err(|unfit| {
            let cause = if unfit.is_lasting { FlawCause::Entity } else { FlawCause::Change };
            Flaw::new(cause, format!("page {number} has {}", unfit.text))
        })?;
        self.text = items.iter().fold(self.text, |sum, item| sum.saturating_add(item.text_bytes()));
        if self.text > MAX_TEXT_BYTES {
            return Err(Flaw::new(FlawCause::Size, too_much()));
        }
        self.read += held;
        self.ahead.insert(number, items);
        while let Some(next) = self.ahead.remove(&(self.contiguous_to + 1)) {
            self.items.extend(next);
            self.contiguous_to += 1;
        }
        Ok(())
    }

    /// How many entities have been read, and of how many.
    pub(crate) fn progress(&self) -> (u64, u64) {
        (self.read, self.header.map_or(0, |header| header.total))
    }

    /// The list in the order of its pages, once every page has been taken.
    ///
    /// # Errors
    /// As [`PageAssembler::take`].
    pub(crate) fn into_items(self) -> Result<Vec<T>, Flaw> {
        let (held, total) = (self.items.len(), self.header.map_or(0, |header| header.total));
        if self.header.is_none() || held as u64 != total {
            return Err(Flaw::new(FlawCause::Change, format!("{held} of {total} were read")));
        }
        // Most directories list by id, and ids that only rise are all different.
        if self.items.is_sorted_by(|a, b| a.id() < b.id()) {
            return Ok(self.items);
        }
        let mut ids = HashSet::with_capacity(held);
        match self.items.iter().map(ListedEntity::id).find(|id| !ids.insert(*id)) {
            Some(id) => Err(Flaw::new(FlawCause::Change, format!("id {id} appears twice"))),
            None => Ok(self.items),
        }
    }

    /// The page's header, checked by itself and against that of the first page.
    fn header(&mut self, number: u64, page: &ListPage<T>) -> Result<PageHeader, Flaw> {
        let answers = |text: String| Flaw::new(FlawCause::Answers, text);
        let total = page.total.ok_or_else(|| answers(format!("page {number} has no total")))?;
        let header = PageHeader { total, size: page.page_size.unwrap_or(self.asked_size), count: page.page_count };
        if let Some(first) = self.header {
            if first.total != total {
                let text = format!("the total changed from {} to {total} at page {number}", first.total);
                return Err(Flaw::new(FlawCause::Change, text));
            }
            if first != header {
                let text = format!("page {number} has another page size or page count than the pages before it");
                return Err(answers(text));
            }
            return Ok(first);
        }
        header.check(self.asked_size).map_err(answers)?;
        self.items.reserve(usize::try_from(total).unwrap_or(0));
        self.header = Some(header);
        Ok(header)
    }
}

/// The clause for a list whose texts take more than [`MAX_TEXT_BYTES`].
pub(crate) fn too_much() -> String {
    format!("ids, e-mails and names together are longer than {} MiB", MAX_TEXT_BYTES / 1024 / 1024)
}

impl PageHeader {
    /// A server may send smaller pages than requested, and must then announce their size.
    fn check(self, asked: u64) -> Result<(), String> {
        let Self { total, size, count } = self;
        if total > MAX_TOTAL {
            return Err(format!("a total of {total} is more than any organization has"));
        }
        if total == 0 {
            return match count {
                None | Some(0 | 1) => Ok(()),
                Some(count) => Err(format!("{count} pages are announced for a total of 0")),
            };
        }
        if size == 0 || size > asked {
            return Err(format!("pages of {size} are announced, pages of {asked} were requested"));
        }
        match count.filter(|count| *count != total.div_ceil(size)) {
            Some(count) => Err(format!("{count} pages are announced for a total of {total} in pages of {size}")),
            None => Ok(()),
        }
    }

    /// How many entities belong on a page: every page is full but the last, which has the rest.
    fn expected_len(self, number: u64) -> u64 {
        let before = self.size.saturating_mul(number.saturating_sub(1));
        self.total.saturating_sub(before).min(self.size)
    }
}

#[cfg(test)]
mod tests;
