use proptest::prelude::*;

use super::*;

impl ListedEntity for String {
    fn text_bytes(&self) -> usize {
        self.len()
    }

    fn id(&self) -> &str {
        self
    }
}

fn named(ids: std::ops::Range<u64>) -> Vec<String> {
    ids.map(|id| id.to_string()).collect()
}

fn page(number: u64, size: u64, total: u64, ids: std::ops::Range<u64>) -> ListPage<String> {
    ListPage {
        total: Some(total),
        page_size: Some(size),
        page_number: Some(number),
        page_count: Some(total.div_ceil(size.max(1))),
        entities: Some(PageEntities { count: ids.end - ids.start, accepted: Ok(named(ids)) }),
    }
}

/// Feeds the pages, numbered from 1, and gives what comes of them.
fn feed(asked: u64, pages: Vec<ListPage<String>>) -> Result<Vec<String>, Flaw> {
    let mut listing = PageAssembler::new(asked);
    (1..).zip(pages).try_for_each(|(number, page)| listing.take(number, page))?;
    listing.into_items()
}

fn change<T>(text: impl Into<String>) -> Result<T, Flaw> {
    Err(Flaw::new(FlawCause::Change, text))
}

fn flaw(asked: u64, pages: Vec<ListPage<String>>) -> String {
    feed(asked, pages).expect_err("a flaw").text
}

#[test]
fn full_pages_and_a_last_rest_are_complete() {
    let items = feed(2, vec![page(1, 2, 5, 0..2), page(2, 2, 5, 2..4), page(3, 2, 5, 4..5)]);
    assert_eq!(items, Ok(named(0..5)));
    let mut listing = PageAssembler::<String>::new(2);
    assert_eq!(listing.pages(), 1, "nothing is known before the first page");
    listing.take(1, page(1, 2, 4, 0..2)).unwrap();
    assert_eq!(listing.pages(), 2, "no page beyond the end");
}

#[test]
fn a_page_that_is_missing_is_no_list() {
    assert_eq!(flaw(2, vec![]), "0 of 0 were read");
    assert_eq!(flaw(2, vec![page(1, 2, 4, 0..2)]), "2 of 4 were read");
    let mut listing = PageAssembler::new(2);
    for (number, ids) in [(1, 0..2), (3, 4..6)] {
        listing.take(number, page(number, 2, 6, ids)).unwrap();
    }
    assert_eq!((listing.progress(), listing.into_items()), ((4, 6), change("2 of 6 were read")));
}

proptest! {
    #[test]
    fn in_whichever_order_pages_come_the_list_is_the_same(
        total in 1..60_u64,
        size in 1..9_u64,
        seed in any::<u64>(),
    ) {
        let count = total.div_ceil(size);
        let mut numbers: Vec<u64> = (1..=count).collect();
        numbers.sort_by_key(|number| number.wrapping_mul(seed | 1));
        let mut listing = PageAssembler::new(9);
        for (taken, number) in numbers.iter().enumerate() {
            prop_assert!(taken == 0 || listing.pages() == count);
            let ids = (number - 1) * size..(number * size).min(total);
            listing.take(*number, page(*number, size, total, ids)).unwrap();
        }
        prop_assert_eq!(listing.into_items(), Ok(named(0..total)));
    }
}

#[test]
fn an_empty_organization_is_complete() {
    assert_eq!(feed(500, vec![page(1, 500, 0, 0..0)]), Ok(vec![]));
    let bare = ListPage { total: Some(0), page_size: None, page_number: None, page_count: None, entities: None };
    assert_eq!(feed(500, vec![bare]), Ok(vec![]));
}

#[test]
fn a_server_that_caps_the_page_size_is_read_with_its_own() {
    assert_eq!(feed(500, vec![page(1, 3, 4, 0..3), page(2, 3, 4, 3..4)]), Ok(named(0..4)));
}

#[test]
fn every_lie_is_named_with_its_numbers() {
    let silent = |edit: fn(&mut ListPage<String>)| {
        let mut first = page(1, 2, 5, 0..2);
        edit(&mut first);
        vec![first]
    };
    assert_eq!(flaw(2, silent(|p| p.total = None)), "page 1 has no total");
    assert_eq!(flaw(2, silent(|p| p.page_number = Some(2))), "page 1 was requested and page 2 arrived");
    assert_eq!(flaw(2, silent(|p| p.entities = None)), "page 1 has no list of entities");
    assert_eq!(flaw(2, silent(|p| p.page_count = Some(2))), "2 pages are announced for a total of 5 in pages of 2");
    assert_eq!(flaw(2, silent(|p| p.page_size = Some(0))), "pages of 0 are announced, pages of 2 were requested");
    assert_eq!(flaw(2, silent(|p| p.page_size = Some(9))), "pages of 9 are announced, pages of 2 were requested");
    assert_eq!(
        flaw(2, silent(|p| p.total = Some(u64::MAX))),
        format!("a total of {} is more than any organization has", u64::MAX)
    );
    assert_eq!(flaw(2, vec![page(1, 2, 5, 0..1)]), "page 1 has 1 entities, 2 expected (total 5, page size 2)");
    assert_eq!(flaw(2, vec![page(1, 2, 5, 0..3)]), "page 1 has 3 entities, 2 expected (total 5, page size 2)");
    assert_eq!(flaw(2, vec![page(1, 2, 1, 0..2)]), "page 1 has 2 entities, 1 expected (total 1, page size 2)");
    assert_eq!(flaw(2, vec![page(1, 2, 5, 0..2), page(2, 2, 6, 2..4)]), "the total changed from 5 to 6 at page 2");
    assert_eq!(flaw(2, vec![page(1, 2, 4, 0..2), page(2, 2, 4, 1..3)]), "id 1 appears twice");
    let accepted = Err("a user without a state (id 7)".to_owned().into());
    let odd = ListPage { entities: Some(PageEntities { count: 2, accepted }), ..page(1, 2, 2, 0..2) };
    assert_eq!(flaw(2, vec![odd]), "page 1 has a user without a state (id 7)");
    assert_eq!(
        flaw(3, vec![page(1, 2, 5, 0..2), page(2, 3, 5, 2..5)]),
        "page 2 has another page size or page count than the pages before it"
    );
    let mut many = page(1, 2, 0, 0..0);
    many.page_count = Some(7);
    assert_eq!(flaw(2, vec![many]), "7 pages are announced for a total of 0");
}

#[test]
fn a_flaw_says_whether_reading_again_can_help() {
    let cause = |pages| feed(2, pages).expect_err("a flaw").cause;
    assert_eq!(cause(vec![page(1, 2, 5, 0..1)]), FlawCause::Change);
    assert_eq!(cause(vec![page(1, 2, 5, 0..2), page(2, 2, 6, 2..4)]), FlawCause::Change);
    assert_eq!(cause(vec![page(1, 2, 4, 0..2), page(2, 2, 4, 1..3)]), FlawCause::Change);
    assert_eq!(cause(vec![ListPage { total: None, ..page(1, 2, 2, 0..2) }]), FlawCause::Answers);
    assert_eq!(cause(vec![ListPage { page_size: Some(0), ..page(1, 2, 2, 0..2) }]), FlawCause::Answers);
    for (is_lasting, expected) in [(true, FlawCause::Entity), (false, FlawCause::Change)] {
        let accepted = Err(UnfitEntity { text: "a user without a state (id 7)".to_owned(), is_lasting });
        assert_eq!(
            cause(vec![ListPage { entities: Some(PageEntities { count: 2, accepted }), ..page(1, 2, 2, 0..2) }]),
            expected
        );
    }
}

#[test]
fn texts_that_no_organization_needs_are_not_kept() {
    let long = |id: u64| format!("{id}{}", "x".repeat(MAX_TEXT_BYTES / 3));
    let mut listing = PageAssembler::new(1);
    for number in 1..=3 {
        let entities = PageEntities { count: 1, accepted: Ok(vec![long(number)]) };
        let taken = listing.take(number, ListPage { entities: Some(entities), ..page(number, 1, 9, 0..1) });
        assert_eq!(taken.is_err(), number == 3, "{number}");
        assert!(taken.is_ok() || taken == Err(Flaw::new(FlawCause::Size, too_much())));
    }
}
