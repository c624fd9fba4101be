//! The time of parsing, deciding, rendering and the digest, on this machine:
//!
//! ```sh
//! cargo bench --bench speed
//! cargo bench --bench speed -- deciding
//! ```
//!
//! With `--once NAME` it does the work of one scenario once, on a smaller input, for `.ci/instructions`, which counts the
//! instructions. With `--names` it lists the scenarios.

#![allow(clippy::print_stdout, reason = "it lists the scenarios")]

#[path = "../fuzz/promises/fixtures.rs"]
#[expect(unreachable_pub, reason = "a part of the fuzz crate as well")]
mod fixtures;
mod scenarios;

use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;

use criterion::{Criterion, Throughput};
use scenarios::{SCENARIOS, Work};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--names"] => SCENARIOS.iter().for_each(|scenario| println!("{}", scenario.name)),
        ["--once", name] => return once(name),
        // `cargo test --benches` starts this without it, only to see that it starts.
        arguments if arguments.contains(&"--bench") => time(),
        _ => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn time() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .without_plots()
        .configure_from_args();
    for scenario in SCENARIOS {
        let Some((group, what)) = scenario.name.split_once('/') else { continue };
        let mut group = criterion.benchmark_group(group);
        group.throughput(Throughput::Elements(scenario.timed as u64));
        group.bench_function(what, |bencher| {
            // Only the selected scenarios are prepared.
            if let Ok(work) = (scenario.prepare)(scenario.timed) {
                bencher.iter(&work);
            }
        });
        group.finish();
    }
    criterion.final_summary();
}

fn once(name: &str) -> Result<ExitCode, Box<dyn Error>> {
    let scenario = SCENARIOS.iter().find(|scenario| scenario.name == name).ok_or("there is no such scenario")?;
    let prepared = (scenario.prepare)(scenario.counted)?;
    Ok(if counted(&prepared) > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The only part that is counted: it must remain a separate function.
#[inline(never)]
fn counted(work: &Work) -> usize {
    black_box(work())
}
