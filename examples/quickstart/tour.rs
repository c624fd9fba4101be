//! What the tours share: a story is played in a copy of an example's folder, and its commands are judged.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::step::Step;

/// Plays the story of an example. The exit code reports whether every command ended as expected.
pub(crate) fn play(example: &str, story: &[Step]) -> Result<ExitCode, Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example);
    let folder = tempfile::tempdir()?;
    for name in ["org.yaml", "roster.yaml"] {
        fs::copy(here.join(name), folder.path().join(name))?;
    }
    std::env::set_current_dir(folder.path())?;
    let mut is_as_expected = true;
    for step in story {
        match step {
            Step::Say(sentence) => println!("{sentence}"),
            Step::Run(command, expected) => {
                println!("\n$ {command}\n");
                let exit = rosterctl::run_with(command.split(' ').map(Into::into));
                println!("(exit code {})\n", exit.code());
                is_as_expected &= exit == *expected;
            }
            Step::Edit { before, after } => {
                println!("\n{}{}", marked('-', before), marked('+', after));
                let roster = fs::read_to_string("roster.yaml")?;
                fs::write("roster.yaml", roster.replace(before, after))?;
            }
        }
    }
    Ok(if is_as_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn marked(mark: char, lines: &str) -> String {
    lines.lines().map(|line| format!("    {mark}{line}\n")).collect()
}
