//! `man`: the manual, a page a command.

use std::fs;
use std::io::Write;
use std::path::Path;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::cli::{Cli, ENVIRONMENT, EXIT_CODES, FILES};
use crate::error::{Error, Exit, Kind, Result};
use crate::ui::Ui;

pub(super) fn run(out: Option<&Path>, ui: &Ui) -> Result<Exit> {
    let mut whole = Cli::whole().disable_help_subcommand(true);
    whole.build();
    let failed = |error: std::io::Error| Error::new(Kind::File, "the manual could not be written").because(error);
    let Some(folder) = out else {
        ui.result(&String::from_utf8_lossy(&page(&whole, "rosterctl").map_err(failed)?));
        return Ok(Exit::Done);
    };
    let failed = |error: std::io::Error| {
        Error::new(Kind::File, format!("the manual could not be written to {}", folder.display()))
            .because(error)
            .hint("choose a folder that can be written with --out")
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let mut pages = Vec::new();
    collect(&whole, "rosterctl", &mut pages).map_err(failed)?;
    for (name, page) in &pages {
        write(folder, name, page).map_err(failed)?;
    }
    ui.note(&format!("{} pages are in {}\n", pages.len(), folder.display()));
    Ok(Exit::Done)
}

/// The page of a command and those of its own commands, each with its name: `rosterctl-sandbox-serve`.
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
    // No date: the same program gives the same page. An empty word must stand in quotation marks.
    let (title, version) = (name.to_ascii_uppercase(), env!("CARGO_PKG_VERSION"));
    let mut page = format!(".TH \"{title}\" \"1\" \"\" \"rosterctl {version}\" \"rosterctl manual\"\n").into_bytes();
    // The names of pages are joined by dashes: by them `man` finds a page.
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
        table(&mut rest, "ENVIRONMENT", ENVIRONMENT);
        table(&mut rest, "FILES", FILES);
    } else {
        rest.control("SH", ["SEE ALSO"]).text([bold("rosterctl"), roman("(1): exit status, environment, files")]);
    }
    rest.to_writer(&mut page)?;
    Ok(page)
}

/// The end of a help: the lines below `Examples:`, and whatever else it says before and after them.
fn examples_and_notes(ending: &str) -> (&str, String) {
    let (before, rest) = ending.split_once("Examples:\n").unwrap_or((ending, ""));
    let (examples, after) = rest.split_once("\n\n").unwrap_or((rest, ""));
    let notes = [before.trim_end(), after.trim_end()].into_iter().filter(|part| !part.is_empty());
    (examples, notes.collect::<Vec<_>>().join("\n\n"))
}

/// A section of lines that stay as they are.
fn verbatim(page: &mut Roff, title: &str, lines: &str) {
    page.control("SH", [title]).control("nf", []);
    for line in lines.lines() {
        page.text([roman(line)]);
    }
    page.control("fi", []);
}

/// A section of words, each with what it means.
fn table(page: &mut Roff, title: &str, rows: &[(&str, &str)]) {
    page.control("SH", [title]);
    for (word, meaning) in rows {
        page.control("TP", []).text([bold(*word)]).text([roman(*meaning)]);
    }
}

/// A page is there whole or not at all, and everybody may read it.
fn write(folder: &Path, name: &str, page: &[u8]) -> std::io::Result<()> {
    let mut options = tempfile::Builder::new();
    #[cfg(unix)]
    options.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = options.tempfile_in(folder)?;
    file.write_all(page)?;
    file.persist(folder.join(format!("{name}.1"))).map_err(|error| error.error)?;
    Ok(())
}
