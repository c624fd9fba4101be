//! A command for one organization of a fleet. Its other settings depend on the organization: which roster, and which
//! variables of the environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::organization_variables::OrganizationVariables;
use super::{Environment, NamedOrganization, RedactKey, Settings};
use crate::cli::{Command, OrganizationArgs};
use crate::error::Result;

/// One organization of a fleet, as it is named on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrganizationChoice {
    /// The one with this name.
    Name(String),
    /// The one at this position, from 0.
    Index(usize),
}

/// A command that waits for its organization.
#[derive(Debug)]
pub struct OrganizationSettings {
    /// The fleet.
    pub fleet: PathBuf,
    /// The organization.
    pub choice: OrganizationChoice,
    /// The folder of the results, one folder for each organization.
    pub results: Option<PathBuf>,
    /// The command line, the name of the program first.
    pub arguments: Vec<OsString>,
    /// The key of the pseudonyms in the results, which name no user.
    pub redact: RedactKey,
    command: Command,
}

/// The files that a run with `--results` reads and writes.
#[derive(Clone, Copy, Debug)]
pub struct ResultPaths<'a> {
    /// The saved plan.
    pub plan: &'a Path,
    /// The journal.
    pub journal: &'a Path,
}

impl OrganizationSettings {
    /// The settings of a command that names an organization, or else the command.
    ///
    /// # Errors
    /// The command itself when it names none.
    pub(super) fn of(
        mut command: Command,
        arguments: &[OsString],
        environment: Environment<'_>,
    ) -> std::result::Result<Self, Box<Command>> {
        let results = match &mut command {
            Command::Plan(plan) => plan.results.take(),
            Command::Apply(apply) => apply.results.take(),
            _ => None,
        };
        let Some(named) = organization(&mut command).map(std::mem::take) else { return Err(Box::new(command)) };
        let choice = named.organization.map(OrganizationChoice::Name).or(named.index.map(OrganizationChoice::Index));
        match (named.fleet, choice) {
            (Some(fleet), Some(choice)) => {
                let (arguments, redact) = (arguments.to_vec(), RedactKey::of(environment));
                Ok(Self { fleet, choice, results, arguments, redact, command })
            }
            _ => Err(Box::new(command)),
        }
    }

    /// The saved plan that the command applies, if it is not that of the results.
    #[must_use]
    pub fn saved_plan(&self) -> Option<&Path> {
        match &self.command {
            Command::Apply(apply) => apply.plan.as_deref(),
            _ => None,
        }
    }

    /// Whether the command applies a plan.
    #[must_use]
    pub fn is_apply(&self) -> bool {
        matches!(self.command, Command::Apply(_))
    }

    /// The settings for the organization with this name, this roster and these variables.
    ///
    /// # Errors
    /// As [`Settings::from`].
    pub fn settings(
        self,
        name: &str,
        roster: PathBuf,
        variables: &OrganizationVariables,
        paths: Option<ResultPaths<'_>>,
    ) -> Result<Settings> {
        let Self { fleet, results, mut command, .. } = self;
        match &mut command {
            Command::Plan(plan) => {
                plan.file = roster;
                plan.out = paths.map(|paths| paths.plan.to_owned()).or(plan.out.take());
            }
            Command::Apply(apply) => {
                apply.file = roster;
                if let Some(paths) = paths {
                    (apply.plan, apply.journal) = (Some(paths.plan.to_owned()), Some(paths.journal.to_owned()));
                }
            }
            Command::Why(why) => why.file = roster,
            Command::Snapshot(snapshot) => snapshot.file = roster,
            Command::Export(export) => export.file = Some(roster),
            Command::Doctor(doctor) => doctor.file = Some(roster),
            _ => {}
        }
        let mut settings = Settings::with_time_limit(command, &|name| variables.variable(name))?;
        settings.note_organization(NamedOrganization { fleet, name: name.to_owned(), results }, variables);
        Ok(settings)
    }
}

/// The arguments of a command that name an organization.
fn organization(command: &mut Command) -> Option<&mut OrganizationArgs> {
    Some(match command {
        Command::Plan(plan) => &mut plan.organization,
        Command::Apply(apply) => &mut apply.organization,
        Command::Why(why) => &mut why.organization,
        Command::Snapshot(snapshot) => &mut snapshot.organization,
        Command::Export(export) => &mut export.organization,
        Command::Doctor(doctor) => &mut doctor.organization,
        _ => return None,
    })
}
