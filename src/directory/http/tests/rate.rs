//! At least 95 % of what a server allows is used, and nothing is asked that it refuses.

use super::model::{Latency, Other, Outcome, Telling, Trial, Windows};

const MINUTES: u32 = 10;
const WINDOWS: [Windows; 6] = [
    Windows::Fixed(0),
    Windows::Fixed(7),
    Windows::Fixed(31),
    Windows::Fixed(59),
    Windows::FromFirst,
    Windows::Sliding,
];
const LATENCIES: [Latency; 4] = [Latency::Millis(0), Latency::Millis(50), Latency::Millis(200), Latency::UpTo(200)];
const IN_FLIGHT: [usize; 3] = [1, 8, 16];

/// Every trial of a kind.
fn trials(telling: Telling, other: Other) -> impl Iterator<Item = Trial> {
    let each = WINDOWS.into_iter().flat_map(|w| LATENCIES.map(|l| (w, l))).flat_map(|(w, l)| IN_FLIGHT.map(|n| (w, l, n)));
    each.zip(1..).map(move |((windows, latency, in_flight), seed)| {
        Trial { windows, telling, other, latency, in_flight, allowed: 300, seed }
    })
}

fn share(outcome: &Outcome) -> f64 {
    outcome.used as f64 / outcome.allowed as f64
}

async fn each(trials: impl Iterator<Item = Trial>, check: impl Fn(&Outcome) -> bool) {
    let mut broken = Vec::new();
    for trial in trials {
        let outcome = trial.run(MINUTES).await;
        if std::env::var_os("SHOW").is_some() { eprintln!("{:.3} {} {} {trial:?}", share(&outcome), outcome.refused, outcome.most_in_a_minute); }
        if !check(&outcome) {
            broken.push(format!("{trial:?}: {outcome:?}, {:.3}", share(&outcome)));
        }
    }
    assert!(broken.is_empty(), "{} trials:\n{}", broken.len(), broken.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn alone_the_limit_is_used_and_never_hit() {
    for telling in [Telling::RoundedUp, Telling::RoundedDown, Telling::Silent] {
        each(trials(telling, Other::Nobody), |o| o.refused == 0 && share(o) >= 0.95 && o.most_in_a_minute <= 300).await;
    }
}

#[tokio::test(start_paused = true)]
async fn beside_another_client_the_rest_is_used_and_never_hit() {
    for other in [Other::Steady, Other::Random] {
        for telling in [Telling::RoundedUp, Telling::RoundedDown] {
            each(trials(telling, other), |o| o.refused == 0 && share(o) >= 0.95).await;
        }
    }
}
