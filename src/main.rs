//! Arguments in, `run`, exit code out.

fn main() -> std::process::ExitCode {
    rosterctl::run()
}
