//! What the tours share: a copy of an example's folder, and commands that are shown, run and judged.

use std::error::Error;
use std::fs;
use std::path::Path;

use rosterctl::error::Exit;

/// Makes a copy of these files of an example the current folder, for as long as what is returned lives.
pub(crate) fn enter(example: &str, files: &[&str]) -> Result<tempfile::TempDir, Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example);
    let folder = tempfile::tempdir()?;
    for name in files {
        fs::copy(here.join(name), folder.path().join(name))?;
    }
    std::env::set_current_dir(folder.path())?;
    Ok(folder)
}

/// Runs a command and returns whether it ended with the expected exit code.
pub(crate) fn step(command: &str, expected: Exit) -> bool {
    println!("\n$ {command}\n");
    let exit = rosterctl::run_with(command.split(' ').map(Into::into));
    println!("(exit code {})", exit.code());
    exit == expected
}

/// Replaces lines of the roster, and shows what was replaced.
pub(crate) fn edit(before: &str, after: &str) -> Result<(), Box<dyn Error>> {
    println!("{}{}", marked('-', before), marked('+', after));
    let roster = fs::read_to_string("roster.yaml")?;
    fs::write("roster.yaml", roster.replace(before, after))?;
    Ok(())
}

fn marked(mark: char, lines: &str) -> String {
    lines.lines().map(|line| format!("    {mark}{line}\n")).collect()
}
