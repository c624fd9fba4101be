//! Commands as the program runs them, in this process.

mod another_directory;
mod on_terms;
