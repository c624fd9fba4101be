//! The folders of fixtures: every file in them is used.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use rosterctl::render::diagnostics::DiagnosticsReport;
use rosterctl::roster::load;

use crate::support::committed::compare;

/// The folder of the fixtures, from the current folder of a test, which is the package's.
const HOME: &str = "tests/it/roster";

/// A roster of a folder: a name, and the file to load.
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) file: PathBuf,
}

/// Every roster of a folder below the fixtures' home. Fails on a file that is not part of a fixture.
pub(crate) fn fixtures(folder: &str) -> Vec<Fixture> {
    let folder = Path::new(HOME).join(folder);
    let names: BTreeSet<String> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let mut found = Vec::new();
    for name in &names {
        let path = folder.join(name);
        if path.is_dir() {
            found.push(Fixture { name: name.clone(), file: path.join("roster.yaml") });
        } else if let Some(stem) = name.strip_suffix(".yaml") {
            found.push(Fixture { name: stem.to_owned(), file: path });
        } else {
            let stem = name.strip_suffix(".expected").unwrap_or_else(|| panic!("{name} is used by no test"));
            let owner = names.contains(stem) || names.contains(&format!("{stem}.yaml"));
            assert!(owner, "{name} belongs to no fixture");
        }
    }
    assert!(!found.is_empty());
    found
}

/// The diagnostics as a reviewer of the expected files reads them, without the path to the fixtures.
fn listed(report: &DiagnosticsReport, home: &Path) -> String {
    let mut text = String::new();
    let home = format!("{}/", home.to_string_lossy());
    for d in &report.diagnostics {
        let at = d.at.as_ref().unwrap();
        writeln!(text, "{} {}+{}\n  {}", d.code, at, d.width, d.message).unwrap();
        for (at, label) in &d.also {
            writeln!(text, "  also {at}: {label}").unwrap();
        }
        writeln!(text, "  help: {}", d.help).unwrap();
    }
    text.replace(&home, "")
}

fn invalid(folder: &str) {
    for fixture in fixtures(folder) {
        let home = fixture.file.parent().unwrap();
        let Err(mistakes) = load(&fixture.file) else { panic!("{} loads", fixture.name) };
        let report = DiagnosticsReport::of_errors(String::new(), mistakes);
        places_exist(&fixture.name, &report);
        let expected = Path::new(HOME).join(folder).join(format!("{}.expected", fixture.name));
        compare(&expected, &listed(&report, home));
    }
}

/// Every place of a diagnostic, with its width, is in the text that it quotes.
fn places_exist(name: &str, report: &DiagnosticsReport) {
    assert!(!report.diagnostics.is_empty(), "{name} is refused without a diagnostic");
    for d in &report.diagnostics {
        let at = d.at.as_ref().unwrap();
        assert!(!d.message.is_empty() && !d.help.is_empty(), "{name}: {d:?}");
        assert!(!d.message.ends_with('.') && !d.help.ends_with('.'), "{name}: {d:?}");
        let Some(text) = report.sources.get(&*at.file) else { continue };
        let line = text.split('\n').nth(at.line as usize - 1).unwrap_or_else(|| panic!("{name}: no line for {d:?}"));
        let end = (at.column + d.width - 1) as usize;
        // A place just after the last character marks something missing.
        assert!(end <= line.trim_end_matches('\r').chars().count() + 1, "{name}: {d:?} leaves its line");
        for (at, _) in &d.also {
            assert!(report.sources.contains_key(&*at.file), "{name}: {at} has no source");
        }
    }
}

#[test]
fn text_that_is_not_yaml_is_refused_with_its_place() {
    invalid("invalid/text");
}

#[test]
fn a_structure_that_is_not_a_roster_is_refused_with_every_place() {
    invalid("invalid/structure");
}

#[test]
fn a_roster_that_contradicts_itself_is_refused_with_every_place() {
    invalid("invalid/meaning");
}

#[test]
fn every_valid_roster_loads_and_lists_every_file_it_read() {
    for fixture in fixtures("valid") {
        let roster = load(&fixture.file).unwrap_or_else(|m| panic!("{}: {:#?}", fixture.name, m.diagnostics));
        assert_eq!(roster.files[0].path, fixture.file.to_string_lossy(), "{}", fixture.name);
        let mut listed = String::new();
        for file in &roster.files {
            writeln!(listed, "{} {}", file.path, file.sha256).unwrap();
        }
        write!(listed, "{:#?}", (&roster.directory, &roster.desired, &roster.timezone.iana_name())).unwrap();
        let home = format!("{}/", fixture.file.parent().unwrap().to_string_lossy());
        let expected = Path::new(HOME).join("valid").join(format!("{}.expected", fixture.name));
        compare(&expected, &format!("{}\n", listed.replace(&home, "")));
    }
}
