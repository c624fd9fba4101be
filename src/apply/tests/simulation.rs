//! Random worlds, plans, edits, faults, crashes and restarts. `ROSTERCTL_SIMULATIONS=1000000` sets the number of runs
//! (default: ten thousand), `ROSTERCTL_SEED=…` runs a single one.

use super::model::{CALM, FaultRates, World};
use super::random::Random;
use super::service::{Service, WriteWorks};
use crate::apply::{ApplyOptions, Effect, JournalEntry, Machine, OnInteraction, StopReason};
use crate::model::{ApplyPolicy, OnUnknown, Outcome, Reported, State, Totals, UserId, WriteProtection};

#[test]
fn no_run_of_the_world_breaks_a_law() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    if let Some(seed) = number("ROSTERCTL_SEED") {
        return run(seed);
    }
    for seed in 0..number("ROSTERCTL_SIMULATIONS").unwrap_or(10_000) {
        if let Err(panic) = std::panic::catch_unwind(|| run(seed)) {
            let message = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            panic!("ROSTERCTL_SEED={seed}: {}", message.unwrap_or("a panic without a message"));
        }
    }
}

/// One life of a plan: bad applies, some of which crash, and then good ones.
fn run(seed: u64) {
    let random = &mut Random::new(seed);
    let rates = FaultRates {
        faults: [0, 5, 20, 60][random.below(4)],
        edits: [0, 2, 10][random.below(3)],
        crashes: [0, 0, 1, 4][random.below(4)],
        full_disk: [0, 0, 0, 5][random.below(4)],
    };
    let service = if random.chance(50) { Service::plain() } else { Service::any(random) };
    let mut world = World::new(random, rates, service);
    // A directory checks versions in every apply, or in none.
    let concurrency = if random.chance(70) { WriteProtection::Versioned } else { WriteProtection::Reread };
    for _ in 0..1 + random.below(3) {
        let options = options(concurrency, &world, random);
        apply(&mut world, options, random);
    }
    world.rates = CALM;
    for user in &mut world.users {
        user.busy = Reported::Known(false);
    }
    let calm = ApplyOptions {
        max_concurrent_writes: 1 + random.below(8),
        limit: None,
        canary: None,
        on_interaction: OnInteraction::Defer,
        policy: ApplyPolicy { interaction_unknown: OnUnknown::Defer, require_role_record: false },
        concurrency,
        read_batch: if random.chance(50) { 100 } else { 1 },
        consequences: world.service.consequences(),
    };
    let machine = apply(&mut world, calm, random).expect("a calm day has no crash");
    for settled in machine.outcomes() {
        let user = world.users.iter().find(|user| user.live.id == settled.target.id).expect("every user is known");
        match settled.outcome {
            Outcome::Done | Outcome::AlreadyInactive => assert!(user.is_gone || user.live.state == State::Inactive),
            // More happened than is known, or nothing at all: the rest is left alone.
            _ if is_stopped_by_an_effect(&machine) => assert!(world.service.expected.is_some()),
            Outcome::Unverified { .. } if user.works == WriteWorks::NotAtAll => {}
            Outcome::Changed { .. } if user.is_gone => {}
            Outcome::Changed { .. } => {
                let division = user.live.division.as_ref().map(|division| division.id.clone());
                let is_another = user.live.email != settled.target.email
                    || division != settled.target.division
                    || user.live.name.starts_with("Zoe Kim");
                assert!(user.live.state == State::Deleted || is_another);
            }
            other => {
                panic!(
                    "{} has the outcome {other:?} on a calm day; stopped: {:?}",
                    settled.target.id,
                    machine.stopped()
                )
            }
        }
    }
}

fn is_stopped_by_an_effect(machine: &Machine) -> bool {
    use StopReason::{Failures, Ineffective, SideEffects, Vanished, WriteReachedOthers};
    matches!(
        machine.stopped(),
        Some(Ineffective { .. } | Vanished { .. } | SideEffects { .. } | Failures { .. } | WriteReachedOthers { .. })
    )
}

/// One apply. `None` when it crashed.
fn apply(world: &mut World, options: ApplyOptions, random: &mut Random) -> Option<Machine> {
    let earlier = world.begin(options.concurrency);
    let (limit, canary) = (options.limit, options.canary);
    let mut machine = Machine::new(world.targets(), options).remembering(earlier);
    let mut out: Vec<Effect> = Vec::new();
    let mut had_stopped = false;
    let mut steps = 0;
    loop {
        steps += 1;
        assert!(steps < 20_000, "an apply without an end");
        let effect = machine.next_effect();
        if had_stopped && let Some(effect) = &effect {
            assert!(!begins_a_write(effect), "{effect:?} after a stop");
        }
        let is_waiting = effect.is_none();
        out.extend(effect);
        if is_waiting && out.is_empty() {
            break;
        }
        world.edit(random);
        world.land(random);
        if random.chance(5) {
            check_reversals(world);
        }
        if random.chance(world.rates.crashes) {
            out.into_iter().for_each(|effect| world.lose(effect, random));
            check_reversals(world);
            return None;
        }
        if random.chance(world.rates.crashes) && random.chance(30) {
            machine.stop(if random.chance(50) {
                StopReason::Interrupted
            } else {
                StopReason::Expired { at: jiff::Timestamp::UNIX_EPOCH }
            });
        }
        if !out.is_empty() && (is_waiting || random.chance(40)) {
            let effect = out.swap_remove(random.below(out.len()));
            let completion = world.perform(effect, random);
            machine.handle(completion);
        }
        had_stopped = machine.stopped().is_some();
    }
    check_end(&machine, world, limit, canary);
    check_terms(&machine, world);
    check_reversals(world);
    Some(machine)
}

/// At every moment: a user whose write may have been sent has a reversal, with the roles that it removed, however late.
fn check_reversals(world: &World) {
    let reversals = world.writes().reversals();
    let of = |id: &UserId| reversals.iter().find(|reversal| reversal.id == *id);
    for id in world.taken_effect.iter().chain(&world.unanswered) {
        assert!(of(id).is_some(), "{id} may have been written and has no reversal: {:#?}", world.journal);
    }
    for (id, lost) in &world.lost {
        let reversal = of(id).unwrap_or_else(|| panic!("{id} lost roles and has no reversal"));
        let is_known = reversal.roles.as_ref().is_none_or(|known| lost.iter().all(|grant| known.contains(grant)));
        assert!(is_known, "{id} lost {lost:?}, and the reversal has {:?}: {:#?}", reversal.roles, world.journal);
    }
}

/// An apply that ended has noticed what its writes did.
fn check_terms(machine: &Machine, world: &World) {
    if world.is_surprised {
        let stopped = machine.stopped();
        assert!(stopped.is_some(), "a write did what is not known of it, and nothing stopped the apply");
    }
    for (id, lost) in &world.lost_records {
        let reversals = world.writes().reversals();
        let reversal = reversals.iter().find(|reversal| reversal.id == *id);
        let known = reversal.and_then(|reversal| reversal.record.as_ref()).and_then(|record| record.get("groups"));
        assert_eq!(known, lost.get("groups"), "{id} lost groups that no reversal has");
    }
}

fn check_end(machine: &Machine, world: &World, limit: Option<u64>, canary: Option<u64>) {
    let outcomes: Vec<Outcome> = machine.outcomes().map(|settled| settled.outcome).collect();
    assert_eq!(
        Totals::of(outcomes.iter().map(Outcome::kind)).sum(),
        world.planned.len() as u64,
        "the outcomes sum to the plan"
    );
    let written = world.taken_effect.len() as u64;
    assert!(limit.is_none_or(|limit| written <= limit), "{written} written with a limit of {limit:?}");
    if machine.stopped() == Some(&StopReason::Canary) {
        assert!(canary.is_some_and(|canary| written <= canary), "{written} written with a canary of {canary:?}");
    }
    for settled in machine.outcomes() {
        let untouched =
            matches!(settled.outcome, Outcome::AlreadyInactive | Outcome::Deferred { .. } | Outcome::NotStarted);
        assert!(
            !untouched || !world.taken_effect.contains(&settled.target.id),
            "{} was written and has the outcome {:?}",
            settled.target.id,
            settled.outcome
        );
        assert!(
            matches!(settled.outcome, Outcome::Done | Outcome::Unverified { .. })
                || !world.unanswered.contains(&settled.target.id),
            "{} has a write without an answer and the outcome {:?}",
            settled.target.id,
            settled.outcome
        );
    }
}

fn begins_a_write(effect: &Effect) -> bool {
    match effect {
        Effect::Deactivate(..) => true,
        Effect::Journal(entries) => entries.iter().any(|entry| matches!(entry, JournalEntry::Intent { .. })),
        Effect::Read(_) | Effect::ReadRoles(_) | Effect::Pause(_) => false,
    }
}

fn options(concurrency: WriteProtection, world: &World, random: &mut Random) -> ApplyOptions {
    let some = |random: &mut Random| random.chance(25).then(|| 1 + random.below(5) as u64);
    ApplyOptions {
        max_concurrent_writes: 1 + random.below(8),
        limit: some(random),
        canary: some(random),
        on_interaction: if random.chance(50) { OnInteraction::Wait } else { OnInteraction::Defer },
        policy: ApplyPolicy {
            interaction_unknown: if random.chance(50) { OnUnknown::Write } else { OnUnknown::Defer },
            require_role_record: random.chance(20),
        },
        concurrency,
        read_batch: 100,
        consequences: world.service.consequences(),
    }
}
