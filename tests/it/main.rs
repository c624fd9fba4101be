//! The one integration binary: a file a promise.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "what a test cannot do without, it expects")]

mod apply;
mod examples;
mod formats;
mod plan;
mod roster;
mod sandbox;
mod schema;
mod support;
mod tidy;
