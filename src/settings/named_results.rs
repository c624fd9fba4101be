//! The folder of results that a command line names, whatever else is wrong with it.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use super::OrganizationChoice;

/// Where a run keeps its result.
#[derive(Debug)]
pub struct NamedResults {
    /// The folder of the results, one folder for each organization.
    pub results: PathBuf,
    /// The fleet.
    pub fleet: PathBuf,
    /// The organization.
    pub choice: OrganizationChoice,
}

/// Where the run of this command line keeps its result, if it keeps one. The command line may be wrong.
#[must_use]
pub fn named_results(arguments: &[OsString]) -> Option<NamedResults> {
    let before = |last: &OsString| last != "--";
    let typed: Vec<&OsString> = arguments.iter().skip(1).take_while(|argument| before(argument)).collect();
    let has = |names: &[&str]| typed.iter().any(|argument| names.iter().any(|name| *argument == name));
    if !has(&["plan", "apply"]) || has(&["report", "help", "--help", "-h", "--version", "-V"]) {
        return None;
    }
    let value = |name: &str| -> Option<OsString> {
        let behind = typed.windows(2).find_map(|pair| (pair[0] == name).then(|| pair[1].clone()));
        behind.or_else(|| {
            let mut texts = typed.iter().filter_map(|argument| argument.to_str());
            texts.find_map(|text| text.strip_prefix(name)?.strip_prefix('=').map(OsString::from))
        })
    };
    let text = |value: &OsStr| value.to_str().map(str::to_owned);
    let name = value("--organization").as_deref().and_then(text).map(OrganizationChoice::Name);
    let index = || text(&value("--index")?)?.parse().ok().map(OrganizationChoice::Index);
    Some(NamedResults {
        results: value("--results")?.into(),
        fleet: value("--fleet")?.into(),
        choice: name.or_else(index)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_command_line_names_its_results_and_one_that_keeps_none_does_not() {
        let named = |line: &str| named_results(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        for line in [
            "rosterctl plan --fleet f.yaml --index 3 --results r --max-age 1x",
            "rosterctl --nonsense apply --results=r --fleet=f.yaml --index=3",
        ] {
            let found = named(line).unwrap();
            assert_eq!(
                (found.results, found.fleet, found.choice),
                ("r".into(), "f.yaml".into(), OrganizationChoice::Index(3))
            );
        }
        for line in [
            "rosterctl plan --fleet f.yaml --index 3",
            "rosterctl plan --fleet f.yaml --index x --results r",
            "rosterctl plan --fleet f.yaml --index 3 --results r --help",
            "rosterctl fleet report --fleet f.yaml --index 3 --results r",
            "rosterctl why plan --fleet f.yaml -- --index 3 --results r",
        ] {
            assert!(named(line).is_none(), "{line}");
        }
    }
}
