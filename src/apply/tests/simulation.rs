//! Random worlds, plans, edits, faults, crashes and restarts. `ROSTERCTL_SIMULATIONS=1000000` asks for more runs than
//! the usual ten thousand, `ROSTERCTL_SEED=…` for a single one.

use super::random::Random;
use super::world::{CALM, Weather, World};
use crate::apply::{HeldBy, Machine, Record, Request, Rules, Stop, WhenBusy};
use crate::model::{ApplyPolicy, OnUnknown, Outcome, State, Totals};

#[test]
fn no_run_of_the_world_breaks_a_law() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    if let Some(seed) = number("ROSTERCTL_SEED") {
        return run(seed);
    }
    for seed in 0..number("ROSTERCTL_SIMULATIONS").unwrap_or(10_000) {
        if let Err(panic) = std::panic::catch_unwind(|| run(seed)) {
            let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            panic!("ROSTERCTL_SEED={seed}: {}", said.unwrap_or("a panic without words"));
        }
    }
}

/// One life of a plan: bad applies, some of which crash, and then good ones.
fn run(seed: u64) {
    let random = &mut Random::new(seed);
    let weather = Weather {
        faults: [0, 5, 20, 60][random.below(4)],
        edits: [0, 2, 10][random.below(3)],
        crashes: [0, 0, 1, 4][random.below(4)],
        full_disk: [0, 0, 0, 5][random.below(4)],
    };
    let mut world = World::new(random, weather);
    // A directory checks versions in every apply, or in none.
    let held_by = if random.chance(70) { HeldBy::Version } else { HeldBy::Reading };
    for _ in 0..1 + random.below(3) {
        let rules = rules(held_by, random);
        apply(&mut world, rules, random);
    }
    world.weather = CALM;
    for user in &mut world.users {
        user.busy = crate::model::Known::Known(false);
    }
    let calm = Rules {
        at_once: 1 + random.below(8),
        limit: None,
        canary: None,
        busy: WhenBusy::Defer,
        caution: ApplyPolicy { interaction_unknown: OnUnknown::Defer, require_role_record: false },
        held_by,
        read_batch: 100,
    };
    let machine = apply(&mut world, calm, random).expect("a calm day has no crash");
    for settled in machine.outcomes() {
        let user = world.users.iter().find(|user| user.live.id == settled.target.id).expect("nobody vanishes");
        match settled.outcome {
            Outcome::Done | Outcome::AlreadyInactive => assert_eq!(user.live.state, State::Inactive),
            Outcome::Changed(_) => {
                let division = user.live.division.as_ref().map(|division| division.id.clone());
                let is_another = user.live.email != settled.target.email
                    || division != settled.target.division
                    || user.live.name.starts_with("Somebody Else");
                assert!(user.live.state == State::Deleted || is_another);
            }
            other => {
                panic!("{} came out as {other:?} on a calm day; stopped: {:?}", settled.target.id, machine.stopped())
            }
        }
    }
}

/// One apply. `None` when it crashed.
fn apply(world: &mut World, rules: Rules, random: &mut Random) -> Option<Machine> {
    let earlier = world.begin(rules.held_by);
    let (limit, canary) = (rules.limit, rules.canary);
    let mut machine = Machine::new(world.targets(), rules).remembering(earlier);
    let mut out: Vec<Request> = Vec::new();
    let mut had_stopped = false;
    let mut steps = 0;
    loop {
        steps += 1;
        assert!(steps < 20_000, "an apply without an end");
        let asked = machine.ask();
        if had_stopped && let Some(request) = &asked {
            assert!(!begins_a_write(request), "{request:?} after a stop");
        }
        let has_nothing_to_ask = asked.is_none();
        out.extend(asked);
        if has_nothing_to_ask && out.is_empty() {
            break;
        }
        world.edit(random);
        world.land(random);
        if random.chance(5) {
            check_inverse(world);
        }
        if random.chance(world.weather.crashes) {
            out.into_iter().for_each(|request| world.lose(request, random));
            check_inverse(world);
            return None;
        }
        if random.chance(world.weather.crashes) && random.chance(30) {
            machine.stop(if random.chance(50) {
                Stop::Interrupted
            } else {
                Stop::Expired(jiff::Timestamp::UNIX_EPOCH)
            });
        }
        if !out.is_empty() && (has_nothing_to_ask || random.chance(40)) {
            let request = out.swap_remove(random.below(out.len()));
            let answered = world.answer(request, random);
            machine.take(answered);
        }
        had_stopped = machine.stopped().is_some();
    }
    check_end(&machine, world, limit, canary);
    check_inverse(world);
    Some(machine)
}

/// At every moment: whose write may have left a process is in the inverse, with the roles that it took, however late.
fn check_inverse(world: &World) {
    let inverses = world.writes().inverse();
    let of = |id: &crate::model::UserId| inverses.iter().find(|inverse| inverse.id == *id);
    for id in world.taken_effect.iter().chain(&world.unanswered) {
        assert!(of(id).is_some(), "{id} may have been written and is not in the inverse: {:#?}", world.journal);
    }
    for (id, lost) in &world.lost {
        let inverse = of(id).unwrap_or_else(|| panic!("{id} lost roles and is not in the inverse"));
        let is_known = inverse.roles.as_ref().is_none_or(|known| lost.iter().all(|grant| known.contains(grant)));
        assert!(is_known, "{id} lost {lost:?}, and the inverse has {:?}: {:#?}", inverse.roles, world.journal);
    }
}

fn check_end(machine: &Machine, world: &World, limit: Option<u64>, canary: Option<u64>) {
    let outcomes: Vec<Outcome> = machine.outcomes().map(|settled| settled.outcome).collect();
    assert_eq!(Totals::of(outcomes.iter()).sum(), world.planned.len() as u64, "the outcomes sum to the plan");
    let written = world.taken_effect.len() as u64;
    assert!(limit.is_none_or(|limit| written <= limit), "{written} written with a limit of {limit:?}");
    if machine.stopped() == Some(&Stop::Canary) {
        assert!(canary.is_some_and(|canary| written <= canary), "{written} written with a canary of {canary:?}");
    }
    for settled in machine.outcomes() {
        let untouched =
            matches!(settled.outcome, Outcome::AlreadyInactive | Outcome::Deferred(_) | Outcome::NotStarted);
        assert!(
            !untouched || !world.taken_effect.contains(&settled.target.id),
            "{} was written and came out as {:?}",
            settled.target.id,
            settled.outcome
        );
        assert!(
            matches!(settled.outcome, Outcome::Done | Outcome::Unverified(_))
                || !world.unanswered.contains(&settled.target.id),
            "{} has a write without an answer and came out as {:?}",
            settled.target.id,
            settled.outcome
        );
    }
}

fn begins_a_write(request: &Request) -> bool {
    match request {
        Request::Deactivate(..) => true,
        Request::Record(records) => records.iter().any(|record| matches!(record, Record::Intent { .. })),
        Request::Read(_) | Request::Grants(_) | Request::Pause(_) => false,
    }
}

fn rules(held_by: HeldBy, random: &mut Random) -> Rules {
    let some = |random: &mut Random| random.chance(25).then(|| 1 + random.below(5) as u64);
    Rules {
        at_once: 1 + random.below(8),
        limit: some(random),
        canary: some(random),
        busy: if random.chance(50) { WhenBusy::Wait } else { WhenBusy::Defer },
        caution: ApplyPolicy {
            interaction_unknown: if random.chance(50) { OnUnknown::Write } else { OnUnknown::Defer },
            require_role_record: random.chance(20),
        },
        held_by,
        read_batch: 100,
    }
}
