//! How a run for one organization ended, as its folder of results keeps it.

use std::ffi::OsString;

use crate::error::{Error, Exit, Kind, Result};
use crate::fleet::{FleetOrganization, OrganizationFolder, OrganizationResult, ResultCommand, ResultError};
use crate::fs::{FileMode, write_atomically};
use crate::redact::Redaction;
use crate::roster::{self, Roster};
use crate::settings::{OrganizationSettings, RedactKey};
use crate::text::printed_path;

use super::plan_file;

/// Writes the result of a run as its last act.
pub(super) struct ResultRecorder<'a> {
    organization: &'a FleetOrganization,
    folder: &'a OrganizationFolder,
    command: ResultCommand,
    arguments: Vec<OsString>,
    redact: RedactKey,
}

impl<'a> ResultRecorder<'a> {
    pub(super) fn new(
        organization: &'a FleetOrganization,
        folder: &'a OrganizationFolder,
        settings: &OrganizationSettings,
    ) -> Self {
        let command = if settings.is_apply() { ResultCommand::Apply } else { ResultCommand::Plan };
        Self { organization, folder, command, arguments: settings.arguments.clone(), redact: settings.redact.clone() }
    }

    /// Writes it, with the digest of the plan in the folder if that can be trusted.
    ///
    /// # Errors
    /// When it cannot be written, unless the run failed by itself, which is the worse news.
    pub(super) fn write(&self, outcome: &Result<Exit>) -> Result<()> {
        let (exit, error) = match outcome {
            Ok(exit) => (*exit, None),
            Err(error) => (error.kind().exit(), Some(self.record(error))),
        };
        let digest = plan_file::read(&self.folder.plan()).ok().map(|plan| plan.digest);
        let result = OrganizationResult::new(self.organization.name.clone(), self.command, exit.code(), digest, error);
        let path = self.folder.result();
        let written = write_atomically(&path, &FileMode::Private, result.to_json().as_bytes());
        match written {
            Err(error) if exit.is_success() => {
                Err(Error::new(Kind::File, format!("the result could not be saved to {}", printed_path(&path)))
                    .because(error)
                    .hint("choose a writable folder with --results"))
            }
            _ => Ok(()),
        }
    }

    /// The error without people: results are joined in a report that more people read than a plan.
    fn record(&self, error: &Error) -> ResultError {
        let kind = error.kind();
        let message = if self.may_name_users(kind) {
            "the log of the run has the reason, which is not repeated here because it may name a user".to_owned()
        } else {
            let redaction = Redaction::of_command_line(self.redact.as_bytes(), &self.arguments);
            redaction.error(Error::new(kind, error.to_string())).to_string()
        };
        ResultError { kind: kind.as_str().to_owned(), message }
    }

    /// Whether an error of this kind may name a user by an id or a login, in which nothing can be searched for. Where a
    /// deactivation has terms, ids are whatever the service makes of them; a roster that cannot be read may be of such a one.
    fn may_name_users(&self, kind: Kind) -> bool {
        let is_of_users = matches!(kind, Kind::Credentials | Kind::Directory | Kind::Reading | Kind::Plan);
        let says_nothing = |roster: Roster| roster.directory.terms().is_none();
        is_of_users && !roster::load(&self.organization.roster).is_ok_and(says_nothing)
    }
}
