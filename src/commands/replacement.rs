//! Replaces this process by one without the credentials of other organizations.
//!
//! Forgetting a variable would not be enough: what a process was started with can be read from outside as long as it runs
//! (`/proc/PID/environ`).

use std::ffi::OsString;
use std::process::Command;

use crate::error::{Error, Exit, Kind, Result};
use crate::settings::Replacement;

/// Starts the program again with the same arguments, the name of the program first. It returns only where a process cannot
/// be replaced.
///
/// # Errors
/// When it cannot be started.
pub(super) fn replace(replacement: Replacement, arguments: &[OsString]) -> Result<Exit> {
    let mut command = Command::new(&replacement.program);
    command.args(arguments.iter().skip(1)).env_clear().envs(replacement.environment);
    start(command, arguments)
}

#[cfg(unix)]
fn start(mut command: Command, arguments: &[OsString]) -> Result<Exit> {
    use std::os::unix::process::CommandExt;
    if let Some(name) = arguments.first() {
        command.arg0(name);
    }
    Err(failed(command.exec()))
}

/// The child has the console and its signals too; this process only waits for it.
#[cfg(not(unix))]
fn start(mut command: Command, _: &[OsString]) -> Result<Exit> {
    let code = command.status().map_err(failed)?.code();
    let exit = Exit::ALL.into_iter().find(|exit| code == Some(i32::from(exit.code())));
    Ok(exit.unwrap_or(Exit::Error))
}

fn failed(error: std::io::Error) -> Error {
    Error::new(
        Kind::Usage,
        "the environment has credentials of other organizations, and the program could not be started without them",
    )
    .because(error)
    .hint("set the credentials of this organization alone; nothing was sent")
}
