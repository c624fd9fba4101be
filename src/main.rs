//! Arguments in, `run`, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    rosterctl::run()
}
