//! Odd input of shells, pipelines and users: pipes, devices and folders in place of files, line breaks in names, empty
//! variables, signed numbers.
#![cfg(unix)]

mod files;
mod typed;
