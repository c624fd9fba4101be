//! The one integration binary: a file a promise.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "what a test cannot do without, it expects")]

mod apply;
mod deferral;
mod diagnostics;
mod doctor;
mod examples;
mod exits;
mod export;
mod faults;
mod fmt;
mod formats;
mod help;
mod journal;
mod killed;
mod logs;
mod pipelines;
mod plan;
mod policy;
mod redact;
mod roster;
mod sandbox;
mod schema;
mod secrets;
mod snapshot;
mod stopping;
mod support;
mod tidy;
mod time;
mod undo;
mod why;
