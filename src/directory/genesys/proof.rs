//! The proof that a listing is complete. Pure: pages come in; the next page, the end or a flaw goes out.

use std::collections::HashSet;

use super::wire::Page;

/// More than any organization has: a total beyond it is a lie that would cost memory without end.
const MOST: u64 = 2_000_000;

/// A listing under way.
#[derive(Debug)]
pub(super) struct Listing<T> {
    asked_size: u64,
    frame: Option<Frame>,
    next: u64,
    ids: HashSet<String>,
    items: Vec<T>,
}

/// What the first page said, and every later page must repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame {
    total: u64,
    size: u64,
    count: Option<u64>,
}

/// What to do after a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Ask for this page.
    Ask(u64),
    /// Every page is there.
    Complete,
}

impl<T> Listing<T> {
    /// A listing read in pages of `asked_size`, from page 1.
    pub(super) fn new(asked_size: u64) -> Self {
        Self { asked_size, frame: None, next: 1, ids: HashSet::new(), items: Vec::new() }
    }

    /// Takes the page that was asked for. `accept` gives an entity's id and value, or says what is wrong with it.
    ///
    /// # Errors
    /// Which check failed, with the numbers, as a sentence without its full stop.
    pub(super) fn take<E>(
        &mut self,
        page: Page<E>,
        accept: impl Fn(E) -> Result<(String, T), String>,
    ) -> Result<Step, String> {
        let number = self.next;
        if let Some(echo) = page.page_number.filter(|echo| *echo != number) {
            return Err(format!("page {number} was asked for and page {echo} came"));
        }
        let frame = self.frame(&page)?;
        let entities = match page.entities {
            Some(entities) => entities,
            None if frame.total == 0 => Vec::new(),
            None => return Err(format!("page {number} has no list of entities")),
        };
        let due = frame.due(number);
        if entities.len() as u64 != due {
            let (held, total) = (entities.len(), frame.total);
            return Err(format!(
                "page {number} holds {held} where {due} are due (total {total}, page size {})",
                frame.size
            ));
        }
        for entity in entities {
            let (id, item) = accept(entity).map_err(|flaw| format!("page {number} has {flaw}"))?;
            if !self.ids.insert(id.clone()) {
                return Err(format!("id {id} came twice"));
            }
            self.items.push(item);
        }
        if self.items.len() as u64 == frame.total {
            return Ok(Step::Complete);
        }
        self.next += 1;
        Ok(Step::Ask(self.next))
    }

    /// How many are read, and of how many.
    pub(super) fn progress(&self) -> (u64, u64) {
        (self.items.len() as u64, self.frame.map_or(0, |frame| frame.total))
    }

    /// What was read.
    pub(super) fn into_items(self) -> Vec<T> {
        self.items
    }

    /// The page's frame, checked in itself and against that of the first page.
    fn frame<E>(&mut self, page: &Page<E>) -> Result<Frame, String> {
        let number = self.next;
        let total = page.total.ok_or_else(|| format!("page {number} does not say the total"))?;
        let frame = Frame { total, size: page.page_size.unwrap_or(self.asked_size), count: page.page_count };
        if let Some(first) = self.frame {
            if first.total != total {
                return Err(format!("the total moved from {} to {total} at page {number}", first.total));
            }
            if first != frame {
                return Err(format!("page {number} has another page size or page count than the pages before it"));
            }
            return Ok(first);
        }
        frame.check(self.asked_size)?;
        self.frame = Some(frame);
        Ok(frame)
    }
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
mod tests {
    use super::*;

    fn page(number: u64, size: u64, total: u64, ids: std::ops::Range<u64>) -> Page<u64> {
        let count = Some(total.div_ceil(size.max(1)));
        Page {
            total: Some(total),
            page_size: Some(size),
            page_number: Some(number),
            page_count: count,
            entities: Some(ids.collect()),
        }
    }

    fn accept(id: u64) -> Result<(String, u64), String> {
        if id == 999 { Err("a user without a state (id 999)".into()) } else { Ok((id.to_string(), id)) }
    }

    /// Feeds the pages in order and gives the last step.
    fn feed(asked: u64, pages: Vec<Page<u64>>) -> (Result<Step, String>, Vec<u64>) {
        let mut listing = Listing::new(asked);
        let mut last = Ok(Step::Ask(1));
        for page in pages {
            last = listing.take(page, accept);
            if last.is_err() {
                break;
            }
        }
        (last, listing.into_items())
    }

    fn flaw(asked: u64, pages: Vec<Page<u64>>) -> String {
        feed(asked, pages).0.expect_err("a flaw")
    }

    #[test]
    fn full_pages_and_a_last_rest_are_complete() {
        let (step, items) = feed(2, vec![page(1, 2, 5, 0..2), page(2, 2, 5, 2..4), page(3, 2, 5, 4..5)]);
        assert_eq!((step, items), (Ok(Step::Complete), vec![0, 1, 2, 3, 4]));
        assert_eq!(feed(2, vec![page(1, 2, 4, 0..2)]).0, Ok(Step::Ask(2)));
        assert_eq!(
            feed(2, vec![page(1, 2, 4, 0..2), page(2, 2, 4, 2..4)]).0,
            Ok(Step::Complete),
            "no page beyond the end"
        );
    }

    #[test]
    fn an_empty_organization_is_complete() {
        assert_eq!(feed(500, vec![page(1, 500, 0, 0..0)]).0, Ok(Step::Complete));
        let bare = Page { total: Some(0), page_size: None, page_number: None, page_count: None, entities: None };
        assert_eq!(feed(500, vec![bare]).0, Ok(Step::Complete));
    }

    #[test]
    fn a_server_that_caps_the_page_size_is_read_with_its_own() {
        let (step, items) = feed(500, vec![page(1, 3, 4, 0..3), page(2, 3, 4, 3..4)]);
        assert_eq!((step, items.len()), (Ok(Step::Complete), 4));
    }

    #[test]
    fn every_lie_is_named_with_its_numbers() {
        let silent = |edit: fn(&mut Page<u64>)| {
            let mut first = page(1, 2, 5, 0..2);
            edit(&mut first);
            vec![first]
        };
        assert_eq!(flaw(2, silent(|p| p.total = None)), "page 1 does not say the total");
        assert_eq!(flaw(2, silent(|p| p.page_number = Some(2))), "page 1 was asked for and page 2 came");
        assert_eq!(flaw(2, silent(|p| p.entities = None)), "page 1 has no list of entities");
        assert_eq!(flaw(2, silent(|p| p.page_count = Some(2))), "2 pages are announced for a total of 5 in pages of 2");
        assert_eq!(
            flaw(2, silent(|p| p.page_size = Some(0))),
            "pages of 0 are announced where pages of 2 were asked for"
        );
        assert_eq!(
            flaw(2, silent(|p| p.page_size = Some(9))),
            "pages of 9 are announced where pages of 2 were asked for"
        );
        assert_eq!(
            flaw(2, silent(|p| p.total = Some(u64::MAX))),
            format!("a total of {} is more than any organization has", u64::MAX)
        );
        assert_eq!(flaw(2, vec![page(1, 2, 5, 0..1)]), "page 1 holds 1 where 2 are due (total 5, page size 2)");
        assert_eq!(flaw(2, vec![page(1, 2, 5, 0..3)]), "page 1 holds 3 where 2 are due (total 5, page size 2)");
        assert_eq!(flaw(2, vec![page(1, 2, 1, 0..2)]), "page 1 holds 2 where 1 are due (total 1, page size 2)");
        assert_eq!(flaw(2, vec![page(1, 2, 5, 0..2), page(2, 2, 6, 2..4)]), "the total moved from 5 to 6 at page 2");
        assert_eq!(flaw(2, vec![page(1, 2, 5, 0..2), page(2, 2, 5, 1..3)]), "id 1 came twice");
        assert_eq!(flaw(2, vec![page(1, 2, 2, 998..1000)]), "page 1 has a user without a state (id 999)");
        assert_eq!(
            flaw(3, vec![page(1, 2, 5, 0..2), page(2, 3, 5, 2..5)]),
            "page 2 has another page size or page count than the pages before it"
        );
        let mut many = page(1, 2, 0, 0..0);
        many.page_count = Some(7);
        assert_eq!(flaw(2, vec![many]), "7 pages are announced for a total of 0");
    }
}
