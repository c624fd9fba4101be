//! `man`: the manual, one page per command.

use std::fs;
use std::path::Path;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::cli::{Cli, EXIT_CODES, FILES, environment};
use crate::error::{Error, Exit, Kind, Result};
use crate::fs::{FileMode, write_atomically};
use crate::text::printed_path;
use crate::ui::Ui;

/// The date of this version, changed together with it: the same program prints the same pages.
const DATE: &str = "2026-11-28";

pub(super) fn run(out: Option<&Path>, ui: &Ui) -> Result<Exit> {
    let mut command = Cli::command_with_help().disable_help_subcommand(true);
    command.build();
    let failed = |error: std::io::Error| Error::new(Kind::File, "the manual could not be written").because(error);
    let Some(folder) = out else {
        ui.result(&String::from_utf8_lossy(&page(&command, "rosterctl").map_err(failed)?));
        return Ok(Exit::Done);
    };
    let failed = |error: std::io::Error| {
        Error::new(Kind::File, format!("the manual could not be written to {}", printed_path(folder)))
            .because(error)
            .hint("choose a writable folder with --out")
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let mut pages = Vec::new();
    collect(&command, "rosterctl", &mut pages).map_err(failed)?;
    for (name, page) in &pages {
        write_atomically(&folder.join(format!("{name}.1")), &FileMode::Public, page).map_err(failed)?;
    }
    ui.note(&format!("The manual is in {}, one page per command ({}).\n", printed_path(folder), pages.len()));
    Ok(Exit::Done)
}

/// The page of a command and those of its subcommands, each with its name, e.g. `rosterctl-sandbox-serve`.
fn collect(command: &Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    pages.push((name.to_owned(), page(command, name)?));
    for inner in command.get_subcommands() {
        collect(inner, &format!("{name}-{}", inner.get_name()), pages)?;
    }
    Ok(())
}

fn page(command: &Command, name: &str) -> std::io::Result<Vec<u8>> {
    let ending = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (examples, notes) = examples_and_notes(&ending);
    let is_whole = !name.contains('-');
    let man = Man::new(command.clone().after_help(None).after_long_help(None));
    let (title, version) = (name.to_ascii_uppercase(), env!("CARGO_PKG_VERSION"));
    let mut page =
        format!(".TH \"{title}\" \"1\" \"{DATE}\" \"rosterctl {version}\" \"rosterctl manual\"\n").into_bytes();
    // `man` finds a page by its name, in which the words of the command are joined by dashes.
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let about = about.split(". ").next().unwrap_or_default().trim_end_matches('.').to_owned();
    let mut head = Roff::new();
    head.control("SH", ["NAME"]).text([roman(format!("{name} - {about}"))]);
    head.to_writer(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    let mut rest = Roff::new();
    if !notes.is_empty() {
        verbatim(&mut rest, "NOTES", &notes);
    }
    verbatim(&mut rest, "EXAMPLES", examples);
    if is_whole {
        table(&mut rest, "EXIT STATUS", EXIT_CODES);
        table(&mut rest, "ENVIRONMENT", &environment().collect::<Vec<_>>());
        table(&mut rest, "FILES", FILES);
    } else {
        rest.control("SH", ["SEE ALSO"]).text([bold("rosterctl"), roman("(1): exit status, environment, files")]);
    }
    rest.to_writer(&mut page)?;
    Ok(tidied(&String::from_utf8_lossy(&page)).into_bytes())
}

/// The page without the warnings of `mandoc -T lint`: an empty line is `.sp` alone, no line ends in blanks, and no line
/// of running text is longer than 80 bytes.
fn tidied(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let (mut is_running_text, mut after_tag) = (true, false);
    for line in page.replace(".br\n\n.br\n", ".sp\n").lines().map(str::trim_end) {
        match line {
            ".nf" => is_running_text = false,
            ".fi" => is_running_text = true,
            _ => {}
        }
        // The line below `.TP` is the tag, which is one line.
        if is_running_text && !after_tag && !line.starts_with('.') {
            push_wrapped(line, &mut text);
        } else {
            text.push_str(line);
            text.push('\n');
        }
        after_tag = line.starts_with(".TP");
    }
    text
}

/// Wraps a line of running text at blanks, but not before a word that would begin a line like a request.
fn push_wrapped(line: &str, text: &mut String) {
    const WIDTH: usize = 80;
    let mut length = 0;
    for word in line.split(' ') {
        let is_request = word.starts_with(['.', '\'']);
        let follows_an_escape = text.ends_with('\\');
        if length > 0 && length + 1 + word.len() > WIDTH && !is_request && !follows_an_escape && !word.is_empty() {
            text.push('\n');
            length = 0;
        } else if length > 0 {
            text.push(' ');
            length += 1;
        }
        text.push_str(word);
        length += word.len();
    }
    text.push('\n');
}

/// The end of a help text: the lines below `Examples:`, and the notes before and after them.
fn examples_and_notes(ending: &str) -> (&str, String) {
    let (before, rest) = ending.split_once("Examples:\n").unwrap_or((ending, ""));
    let (examples, after) = rest.split_once("\n\n").unwrap_or((rest, ""));
    let notes = [before.trim_end(), after.trim_end()].into_iter().filter(|part| !part.is_empty());
    (examples, notes.collect::<Vec<_>>().join("\n\n"))
}

/// A section of preformatted lines.
fn verbatim(page: &mut Roff, title: &str, lines: &str) {
    page.control("SH", [title]).control("nf", []);
    for line in lines.lines() {
        page.text([roman(line)]);
    }
    page.control("fi", []);
}

/// A section of words with their meanings.
fn table(page: &mut Roff, title: &str, rows: &[(&str, &str)]) {
    page.control("SH", [title]);
    for (word, meaning) in rows {
        page.control("TP", []).text([bold(*word)]).text([roman(*meaning)]);
    }
}
