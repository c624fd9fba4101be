//! At least 95 % of what a server allows is used, and nothing is asked that it refuses.

use super::model::{Latency, Other, Outcome, Telling, Trial, Windows};

const MINUTES: u32 = 10;
const WINDOWS: [Windows; 4] = [Windows::Fixed(7), Windows::Fixed(31), Windows::FromFirst, Windows::Sliding];
const LATENCIES: [Latency; 3] = [Latency::Millis(0), Latency::Millis(200), Latency::UpTo(200)];
const IN_FLIGHT: [usize; 3] = [1, 8, 16];

/// Every trial of a kind.
fn trials(telling: Telling, other: Other) -> impl Iterator<Item = Trial> {
    let pairs = WINDOWS.into_iter().flat_map(|windows| LATENCIES.map(|latency| (windows, latency)));
    let triples = pairs.flat_map(|(windows, latency)| IN_FLIGHT.map(|in_flight| (windows, latency, in_flight)));
    triples.zip(1..).map(move |((windows, latency, in_flight), seed)| Trial {
        windows,
        telling,
        other,
        latency,
        in_flight,
        allowed: 300,
        seed,
    })
}

async fn each(trials: impl Iterator<Item = Trial>, check: impl Fn(&Trial, &Outcome) -> bool) {
    let mut broken = Vec::new();
    for trial in trials {
        let outcome = trial.run(MINUTES).await;
        if !check(&trial, &outcome) {
            broken.push(format!("{trial:?}: {outcome:?}, {:.3} used", outcome.share()));
        }
    }
    assert!(broken.is_empty(), "{} trials:\n{}", broken.len(), broken.join("\n"));
}

async fn alone(telling: Telling) {
    let good = |_: &Trial, o: &Outcome| o.refused == 0 && o.share() >= 0.95 && o.most_in_a_minute <= 300;
    each(trials(telling, Other::Nobody), good).await;
}

#[tokio::test(start_paused = true)]
async fn alone_the_limit_is_used_and_never_hit() {
    alone(Telling::RoundedUp).await;
    alone(Telling::RoundedDown).await;
}

#[tokio::test(start_paused = true)]
async fn without_a_word_from_the_server_no_minute_holds_more_than_three_hundred() {
    alone(Telling::Silent).await;
}

#[tokio::test(start_paused = true)]
async fn other_limits_are_learned_and_kept() {
    for allowed in [1, 20, 600] {
        let many = trials(Telling::RoundedUp, Other::Nobody).filter(|trial| trial.in_flight > 1);
        let good = |_: &Trial, o: &Outcome| o.refused == 0 && o.share() >= 0.95;
        each(many.map(|trial| Trial { allowed, ..trial }), good).await;
    }
}

#[tokio::test(start_paused = true)]
async fn beside_a_steady_client_the_rest_is_used_and_the_limit_never_hit() {
    let good = |_: &Trial, o: &Outcome| o.refused == 0 && o.share() >= 0.95;
    for telling in [Telling::RoundedUp, Telling::RoundedDown] {
        each(trials(telling, Other::Steady), good).await;
    }
}

/// Who comes between an answer and the next request cannot be foreseen: one request in a thousand may meet them.
#[tokio::test(start_paused = true)]
async fn beside_a_client_that_comes_at_any_time_the_rest_is_used_and_the_limit_hardly_ever_hit() {
    let good = |_: &Trial, o: &Outcome| o.refused * 1000 <= o.used && o.share() >= 0.95;
    each(trials(Telling::RoundedUp, Other::Random), good).await;
}

/// Thirty requests at once in three places of a minute: what was under way when one is refused may be refused as well,
/// and one request after the other at 200 ms cannot make up for the room that is left suddenly.
#[tokio::test(start_paused = true)]
async fn beside_bursts_the_rest_is_used_and_a_burst_costs_one_refusal_at_most() {
    let good =
        |trial: &Trial, o: &Outcome| o.refused < 30 && o.share() >= if trial.in_flight == 1 { 0.85 } else { 0.95 };
    each(trials(Telling::RoundedUp, Other::Bursts(30)), good).await;
}

/// Nothing tells of the other client before the refusal, so each window costs what is under way when it comes.
#[tokio::test(start_paused = true)]
async fn beside_a_client_that_nothing_tells_of_a_refusal_stops_everybody() {
    let good = |trial: &Trial, o: &Outcome| {
        o.share() >= 0.95 && (trial.windows == Windows::Sliding || o.refused <= 11 * trial.in_flight as u64)
    };
    each(trials(Telling::Silent, Other::Steady), good).await;
}
