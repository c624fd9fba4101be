//! Against models of a server, at least 95 % of what it allows is used. Alone, no request is refused with a 429; beside
//! other users of the token, few are.

use super::server::{Latency, Other, Outcome, Reporting, Trial, Windows};

const WINDOWS: [Windows; 4] = [Windows::Fixed(7), Windows::Fixed(31), Windows::FromFirst, Windows::Sliding];
const LATENCIES: [Latency; 3] = [Latency::Millis(0), Latency::Millis(200), Latency::UpTo(200)];
const IN_FLIGHT: [usize; 3] = [1, 8, 16];

/// Every trial of a kind, each of ten minutes.
fn every(reporting: Reporting, other: Other) -> impl Iterator<Item = Trial> {
    let pairs = WINDOWS.into_iter().flat_map(|windows| LATENCIES.map(|latency| (windows, latency)));
    let triples = pairs.flat_map(|(windows, latency)| IN_FLIGHT.map(|in_flight| (windows, latency, in_flight)));
    triples.zip(1..).map(move |((windows, latency, in_flight), seed)| Trial {
        windows,
        reporting,
        other,
        latency,
        in_flight,
        allowed: 300,
        minutes: 10,
        seed,
    })
}

/// The hardest of them, each of five minutes.
fn some(reporting: Reporting, other: Other) -> impl Iterator<Item = Trial> {
    let hardest = every(reporting, other).filter(|trial| trial.latency == Latency::UpTo(200));
    hardest.map(|trial| Trial { minutes: 5, ..trial })
}

async fn each(trials: impl Iterator<Item = Trial>, check: impl Fn(&Trial, &Outcome) -> bool) {
    let mut broken = Vec::new();
    for trial in trials {
        let outcome = trial.run().await;
        if !check(&trial, &outcome) {
            broken.push(format!("{trial:?}: {outcome:?}, {:.3} used", outcome.share()));
        }
    }
    assert!(broken.is_empty(), "{} trials:\n{}", broken.len(), broken.join("\n"));
}

fn is_used_and_never_refused(_: &Trial, outcome: &Outcome) -> bool {
    outcome.refused == 0 && outcome.share() >= 0.95
}

#[tokio::test(start_paused = true)]
async fn alone_the_limit_is_used_and_no_request_is_refused() {
    each(every(Reporting::RoundedUp, Other::None), is_used_and_never_refused).await;
    each(some(Reporting::RoundedDown, Other::None), is_used_and_never_refused).await;
}

#[tokio::test(start_paused = true)]
async fn when_the_server_reports_nothing_no_minute_of_its_contains_more_than_three_hundred() {
    let good = |trial: &Trial, o: &Outcome| is_used_and_never_refused(trial, o) && o.most_in_a_minute <= 300;
    each(some(Reporting::Silent, Other::None), good).await;
}

#[tokio::test(start_paused = true)]
async fn other_limits_are_learned_and_kept() {
    for allowed in [1, 20, 600] {
        let trials = some(Reporting::RoundedUp, Other::None).filter(|trial| trial.in_flight == 8);
        each(trials.map(|trial| Trial { allowed, ..trial }), is_used_and_never_refused).await;
    }
}

#[tokio::test(start_paused = true)]
async fn beside_a_steady_client_the_rest_is_used_and_few_requests_are_refused() {
    let good = |_: &Trial, o: &Outcome| o.refused * 40 <= o.used && o.share() >= 0.95;
    each(some(Reporting::RoundedUp, Other::Steady), good).await;
    each(some(Reporting::RoundedDown, Other::Steady), good).await;
}

/// What other users of the token send between two responses is not guessed.
#[tokio::test(start_paused = true)]
async fn beside_a_client_at_random_times_the_rest_is_used_and_few_requests_are_refused() {
    each(some(Reporting::RoundedUp, Other::Random), |_, o| o.refused * 40 <= o.used && o.share() >= 0.95).await;
}

/// Thirty requests at once, three times a minute. Requests in flight when one is refused may be refused as well.
#[tokio::test(start_paused = true)]
async fn beside_bursts_the_rest_is_used_and_a_burst_costs_one_refusal_at_most() {
    each(some(Reporting::RoundedUp, Other::Bursts(30)), |_, o| o.refused < 15 && o.share() >= 0.95).await;
}

/// Nothing shows the other client before a refusal, so a window costs the requests in flight when it comes.
#[tokio::test(start_paused = true)]
async fn when_the_server_reports_nothing_a_refusal_holds_all_requests() {
    let trials = some(Reporting::Silent, Other::Steady).filter(|trial| trial.windows != Windows::Sliding);
    each(trials, |trial, o| o.refused <= 6 * trial.in_flight as u64 && o.share() >= 0.95).await;
}
