//! The promises of planning, in directories made by hand and at random.

mod addresses;
mod attributes;
mod examples;
mod explain_examples;
mod explain_laws;
mod lookalikes;
mod properties;
mod protection;
mod resemblance;
mod saved;
mod snapshot;
mod tampered;
mod terms;
mod undeclarable;
mod undeclared;
mod whole;
mod world;
