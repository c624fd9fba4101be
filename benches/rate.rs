//! How much of a rate limit is used, on a real clock, against the sandbox:
//!
//! ```sh
//! cargo bench --profile dev --bench rate                           # 3 minutes, 600 a minute, 8 in flight
//! cargo bench --profile dev --bench rate -- --minutes 1 --limit 300 --in-flight 16
//! ```
//!
//! Nearly all of the time is waiting, so the development profile is good enough.
//!
//! It prints how many requests the limit allowed, how many were used and how many were refused, as the sandbox's own log
//! has them, and fails below 95 % or with a refusal.

#![allow(clippy::print_stdout, reason = "a benchmark prints its result")]

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rosterctl::directory::{Connection, backend};
use rosterctl::model::{DIRECTORY_TYPES, DirectorySpec};
use rosterctl::model::{Notice, Observer};
use rosterctl::sandbox::{self, Options, OrgSource, SandboxProtocol};
use rosterctl::settings::Credentials;

#[derive(Default)]
struct Waits(AtomicU64);

impl Observer for Waits {
    fn notice(&self, notice: Notice) {
        if let Notice::Waiting { seconds, cause } = notice {
            println!("waits {seconds} s: {}", rosterctl::render::wait_cause(&cause));
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    // `cargo test --benches` starts this as well, only to see that it starts.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return Ok(ExitCode::SUCCESS);
    }
    let (minutes, limit) = (option(&arguments, "--minutes", 3)?, option(&arguments, "--limit", 600)?);
    let in_flight = option(&arguments, "--in-flight", 8)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let (used, refused) = runtime.block_on(measure(minutes, limit, in_flight))?;
    let allowed = u64::from(minutes) * u64::from(limit);
    let share = used as f64 / allowed as f64;
    println!("allowed {allowed}, used {used} ({:.1} %), refused with 429: {refused}", share * 100.0);
    Ok(if share >= 0.95 && refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The number after an option.
fn option(arguments: &[String], name: &str, default: u32) -> Result<u32, std::num::ParseIntError> {
    let at = arguments.iter().position(|argument| argument == name);
    at.and_then(|at| arguments.get(at + 1)).map_or(Ok(default), |text| text.parse())
}

/// Sends requests as fast as they are admitted. Returns how many the sandbox answered and how many it refused.
async fn measure(minutes: u32, limit: u32, in_flight: u32) -> Result<(u64, u64), Box<dyn Error>> {
    let options = Options {
        source: OrgSource::Generated(10),
        port: 0,
        faults: None,
        rate_limit_per_minute: Some(limit),
        protocol: SandboxProtocol::Native,
    };
    let sandbox = sandbox::start(options).await?;
    let waits = Arc::new(Waits::default());
    let directory = (backend(DIRECTORY_TYPES[1])?.open)(&connection(sandbox.url()), waits.clone())?.directory;
    let ends = Instant::now() + Duration::from_secs(60) * minutes;
    let clients = (0..in_flight).map(|_| {
        let directory = directory.clone();
        tokio::spawn(async move {
            while Instant::now() < ends {
                let left = ends.saturating_duration_since(Instant::now());
                // A request that waits for the next minute when time is up is dropped.
                if let Ok(Err(error)) = tokio::time::timeout(left, directory.organization()).await {
                    return Err(error);
                }
            }
            Ok(())
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await??;
    }
    let log = log_of(sandbox.url())?;
    println!("{} waits were reported", waits.0.load(Ordering::Relaxed));
    let count = |status: u64| log.iter().filter(|entry| entry["status"] == status && entry["method"] == "GET").count();
    Ok((count(200) as u64, count(429) as u64))
}

fn connection(url: &str) -> Connection {
    let spec = DirectorySpec::new(DIRECTORY_TYPES[1]).with_text("api_url", url).with_text("login_url", url);
    let credentials =
        Credentials::Client { id: sandbox::CLIENT_ID.to_owned(), secret: sandbox::CLIENT_SECRET.to_owned().into() };
    Connection { spec, credentials: Some(credentials), allowed_hosts: Vec::new(), region: None }
}

/// The sandbox's request log, read without the library that is measured.
fn log_of(url: &str) -> Result<Vec<serde_json::Value>, Box<dyn Error>> {
    let place = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(place)?;
    write!(stream, "GET /sandbox/requests HTTP/1.0\r\nHost: {place}\r\n\r\n")?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    let (_, body) = response.split_once("\r\n\r\n").ok_or("the sandbox's response has no body")?;
    let log: serde_json::Value = serde_json::from_str(body)?;
    Ok(log["requests"].as_array().cloned().unwrap_or_default())
}
