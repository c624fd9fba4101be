//! The two rules, step by step.

use super::*;

const SECOND: Duration = Duration::from_secs(1);
const SILENT: Reading = Reading { allowed: None, count: None, reset: None };

fn said(allowed: u64, count: u64, reset: u64) -> Reading {
    Reading { allowed: Some(allowed), count: Some(count), reset: Some(reset) }
}

fn go(budget: &mut Budget, now: Instant) -> Ticket {
    match budget.take(now) {
        Step::Go(ticket) => ticket,
        step => panic!("{step:?}"),
    }
}

/// One request and its answer, at the same moment.
fn ask(budget: &mut Budget, now: Instant, reading: Reading) {
    let ticket = go(budget, now);
    budget.answered(ticket, now, reading, None);
}

#[test]
fn three_hundred_requests_leave_in_a_minute_when_the_server_says_nothing() {
    let now = Instant::now();
    let mut budget = Budget::new(now);
    for second in 0..300 {
        ask(&mut budget, now + SECOND * second / 10, SILENT);
    }
    assert_eq!(budget.take(now + 31 * SECOND), Step::Wait(now + MINUTE));
    go(&mut budget, now + MINUTE);
    assert_eq!(budget.take(now + MINUTE), Step::Wait(now + MINUTE + SECOND / 10), "one place at a time");
}

#[test]
fn a_place_is_held_for_a_minute_from_the_answer_on_and_for_as_long_as_there_is_none() {
    let now = Instant::now();
    let mut budget = Budget::new(now);
    ask(&mut budget, now, said(2, 0, 1));
    let slow = go(&mut budget, now + 2 * SECOND);
    assert_eq!(budget.take(now + 3 * SECOND), Step::Wait(now + MINUTE));
    let later = go(&mut budget, now + 70 * SECOND);
    assert!(matches!(budget.take(now + 99 * SECOND), Step::Listen(_)), "both places are on their way");
    budget.answered(slow, now + 100 * SECOND, SILENT, None);
    budget.abandoned(later, now + 101 * SECOND);
    assert_eq!(budget.take(now + 102 * SECOND), Step::Wait(now + 100 * SECOND + MINUTE));
}

#[test]
fn what_is_under_way_counts_though_the_server_has_not_counted_it_yet() {
    let now = Instant::now();
    let mut budget = Budget::new(now);
    ask(&mut budget, now, said(300, 290, 40));
    let tickets: Vec<Ticket> = (0..6).map(|_| go(&mut budget, now)).collect();
    assert_eq!(budget.take(now), Step::Listen(now + 41 * SECOND), "4 of 300 are spared");
    budget.answered(tickets[5], now + SECOND / 5, said(300, 291, 40), None);
    assert_eq!(budget.take(now + SECOND / 5), Step::Listen(now + 41 * SECOND));
    for (ticket, count) in [(0, 292), (1, 293), (2, 294), (3, 295)] {
        budget.answered(tickets[ticket], now + SECOND / 5, said(300, count, 40), None);
    }
    budget.abandoned(tickets[4], now + SECOND / 4);
    assert_eq!(budget.take(now + SECOND / 4), Step::Wait(now + 41 * SECOND), "nobody knows of the sixth");
}

#[test]
fn one_request_goes_alone_to_learn_how_a_window_stands() {
    let now = Instant::now();
    let mut budget = Budget::new(now);
    let first = go(&mut budget, now);
    assert_eq!(budget.take(now), Step::Listen(now + ALONE));
    budget.answered(first, now, said(300, 296, 10), None);
    let ends = now + 11 * SECOND;
    assert_eq!(budget.take(now), Step::Wait(ends));
    let first = go(&mut budget, ends);
    assert_eq!(budget.take(ends), Step::Listen(ends + ALONE));
    budget.abandoned(first, ends + SECOND);
    go(&mut budget, ends + SECOND);
    assert_eq!(budget.take(ends + SECOND), Step::Listen(ends + SECOND + ALONE));
    go(&mut budget, ends + SECOND + ALONE);
}

#[test]
fn others_are_expected_to_go_on_while_nothing_is_heard() {
    let now = Instant::now();
    let mut budget = Budget::new(now);
    let ticket = go(&mut budget, now);
    budget.answered(ticket, now, said(300, 100, 30), None);
    go(&mut budget, now + 20 * SECOND);
    let mut budget = Budget::new(now);
    let ticket = go(&mut budget, now);
    budget.answered(ticket, now, said(300, 270, 30), None);
    assert!(matches!(budget.take(now + 20 * SECOND), Step::Wait(_)), "nine a second, for all that is known");
}

#[test]
fn a_429_holds_everybody_back_and_a_shorter_one_does_not_let_go() {
    let now = Instant::now();
    let mut budget = Budget::new(now);
    ask(&mut budget, now, SILENT);
    let (first, second) = (go(&mut budget, now), go(&mut budget, now));
    budget.answered(first, now, SILENT, Some(42 * SECOND));
    budget.answered(second, now, SILENT, Some(7 * SECOND));
    assert_eq!(budget.take(now), Step::Wait(now + 42 * SECOND));
    go(&mut budget, now + 42 * SECOND);
    assert!(matches!(budget.take(now + 42 * SECOND), Step::Listen(_)), "the first one back goes alone");
}

#[test]
fn a_429_of_hours_is_not_waited_for_by_anybody() {
    let now = Instant::now();
    let mut budget = Budget::new(now);
    let ticket = go(&mut budget, now);
    budget.answered(ticket, now, SILENT, Some(7200 * SECOND));
    assert_eq!(budget.take(now + 20 * SECOND), Step::GiveUp(7180));
    assert_eq!(budget.take(now + 7020 * SECOND), Step::Wait(now + 7200 * SECOND));
}

#[test]
fn no_number_stops_the_program_for_good() {
    let now = Instant::now();
    let mut budget = Budget::new(now);
    ask(&mut budget, now, said(1, u64::MAX, u64::MAX));
    go(&mut budget, now + MINUTE);
}
