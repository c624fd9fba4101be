//! The integration tests: a file a promise.

mod sandbox;
mod support;
