//! A command for one organization of a fleet: its roster, its credentials and no others, and its folder of results.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::error::{Error, Exit, Kind, Result};
use crate::fleet::{self, Fleet, FleetOrganization, OrganizationFolder};
use crate::fs::make_private_folder;
use crate::render;
use crate::roster;
use crate::settings::{
    NamedResults, OrganizationChoice, OrganizationSettings, OrganizationVariables, ResultPaths, Settings, named_results,
};
use crate::text::{counted, printed_path};
use crate::ui::Ui;

use super::organization_result::ResultRecorder;
use super::plan_file::SAVING_COMMAND;
use super::{organization_plan, replacement};

/// Runs the command with `run`, once this process has the credentials of no other organization.
pub(super) fn run(settings: OrganizationSettings, ui: &Ui, run: impl FnOnce(Settings) -> Result<Exit>) -> Result<Exit> {
    let fleet = load(&settings.fleet)?;
    let organization = fleet.choose(&settings.choice)?.clone();
    let variables = OrganizationVariables::new(&organization.prefix);
    if let Some(replacement) = variables.replacement()? {
        return replacement::replace(replacement, &settings.arguments);
    }
    let Some(results) = settings.results.clone() else {
        let outcome = prepared(settings, &organization, &variables, None).and_then(run);
        return outcome.map_err(|error| variables.named_in_error(error));
    };
    let folder = OrganizationFolder::of(&results, &organization.name);
    let recorder = ResultRecorder::new(&organization, &folder, &settings);
    let planning = render::organization_command("plan", &settings.fleet, &organization.name, &results);
    clear(&folder, &settings)?;
    let (plan, journal) = (folder.plan(), folder.journal());
    let paths = ResultPaths { plan: &plan, journal: &journal };
    let outcome = prepared(settings, &organization, &variables, Some(paths)).and_then(run);
    let outcome = outcome.map_err(|error| {
        // Where there is a folder of results, the plan is saved there.
        variables.named_in_error(error).reworded(|text| text.replace(SAVING_COMMAND, &planning))
    });
    let outcome = match outcome {
        // An apply that did not complete is the worse news.
        Ok(exit) if !exit.is_of_an_unfinished_apply() => ui.finish().map(|()| exit),
        outcome => outcome,
    };
    recorder.write(&outcome)?;
    outcome
}

/// Removes the result of the run before this one, whose command line may be wrong: it is the first thing that is done, so
/// that whatever fails later, a former result does not stand for this run.
///
/// # Errors
/// When it cannot be removed.
pub fn remove_former_result(arguments: &[OsString]) -> Result<()> {
    let Some(NamedResults { results, fleet, choice }) = named_results(arguments) else { return Ok(()) };
    let name = match (fleet::load(&fleet), choice) {
        (Ok(fleet), choice) => fleet.choose(&choice).ok().map(|organization| organization.name.clone()),
        (Err(_), OrganizationChoice::Name(name)) => Some(name).filter(|name| fleet::is_organization_name(name)),
        (Err(_), OrganizationChoice::Index(_)) => None,
    };
    let Some(folder) = name.map(|name| OrganizationFolder::of(&results, &name)) else { return Ok(()) };
    // That of another organization is not touched. Neither the run nor a report uses a link.
    if folder.path().is_symlink() {
        return Ok(());
    }
    match fs::remove_file(folder.result()) {
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            let result = printed_path(&folder.result());
            let message = format!("the former result {result} could not be removed, and still stands");
            Err(Error::new(Kind::File, message).because(error).hint(
                "remove it, or make its folder writable: until then a report shows the run before this one; nothing was sent",
            ))
        }
        _ => Ok(()),
    }
}

/// The fleet. Its errors are counted and not printed: this may be the log of one organization, and they may name another.
fn load(file: &Path) -> Result<Fleet> {
    fleet::load(file).map_err(|found| {
        if found.sources.keys().next().is_some() && !fleet::is_fleet(file) {
            let message = format!("{} is not a fleet: it has no key `organizations`", printed_path(file));
            return Error::new(Kind::Roster, message)
                .hint("name the fleet with --fleet, or the roster without it; nothing was sent");
        }
        let errors = counted(found.errors as u64, "error");
        Error::new(Kind::Roster, format!("{errors} in the fleet {}", printed_path(file)))
            .hint(format!("`rosterctl validate {}` shows what to fix; nothing was sent", printed_path(file)))
    })
}

/// The settings of the command, whose roster says which organization it is about.
fn prepared(
    settings: OrganizationSettings,
    organization: &FleetOrganization,
    variables: &OrganizationVariables,
    paths: Option<ResultPaths<'_>>,
) -> Result<Settings> {
    if organization.leaves_folder(&settings.fleet) {
        let (roster, fleet) = (organization.printed_roster(), printed_path(&settings.fleet));
        let message = format!("the roster {roster} leads out of the folder of the fleet {fleet}");
        return Err(Error::new(Kind::Roster, message).hint("keep it there or below, links included; nothing was sent"));
    }
    let of_results = paths.filter(|_| settings.is_apply()).map(|paths| paths.plan);
    let plan = of_results.or(settings.saved_plan());
    let compared = match (roster::load(&organization.roster), plan) {
        (Ok(roster), plan) => organization_plan::check(organization, roster.directory, plan)?,
        // The command reports what is wrong with the roster that it reads.
        (Err(_), None) => None,
        (Err(found), Some(_)) => {
            let (errors, roster) = (counted(found.errors as u64, "error"), organization.printed_roster());
            return Err(Error::new(Kind::Roster, format!("{errors} in the roster {roster}"))
                .hint(format!("`rosterctl validate {roster}` shows what to fix; nothing was sent")));
        }
    };
    let settings = settings.settings(&organization.name, organization.roster.clone(), variables, paths)?;
    if let (Some(compared), Settings::ApplySaved { access, .. }) = (compared, &settings) {
        compared.check_addresses(access)?;
    }
    Ok(settings)
}

/// Removes the results of a former run, so that they are not taken for those of this one. A journal is kept.
fn clear(folder: &OrganizationFolder, settings: &OrganizationSettings) -> Result<()> {
    let failed = |error: std::io::Error| {
        Error::new(Kind::File, format!("the folder {} cannot be used for results", printed_path(folder.path())))
            .because(error)
            .hint("choose a writable folder with --results; nothing was sent")
    };
    if folder.path().is_symlink() || folder.journal().is_symlink() {
        return Err(failed(std::io::Error::other(
            "it is a link or its journal is one, perhaps to the results of another organization",
        )));
    }
    make_private_folder(folder.path()).map_err(failed)?;
    let plan = (!settings.is_apply()).then(|| folder.plan());
    for former in [Some(folder.result()), plan].into_iter().flatten() {
        match fs::remove_file(&former) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
    }
    Ok(())
}
