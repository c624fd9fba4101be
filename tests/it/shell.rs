//! What a shell, a pipeline or a careless hand puts before the program: pipes, devices and folders where files belong,
//! line breaks in names, empty variables, numbers with a sign.
#![cfg(unix)]

mod files;
mod typed;
