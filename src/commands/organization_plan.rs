//! The saved plan of an organization against its roster: it is about the same organization, and its addresses, where the
//! credentials are sent, are those that the roster names.

use std::path::Path;

use crate::directory::backend;
use crate::error::{Error, Kind, Result};
use crate::fleet::FleetOrganization;
use crate::model::{DirectorySpec, Hosting};
use crate::plan::DirectoryRecord;
use crate::settings::Access;
use crate::text::printed_path;

use super::{directory_record, plan_file};

/// A roster, and a saved plan for the same organization.
pub(super) struct ComparedPlan {
    /// The directory of the roster.
    directory: DirectorySpec,
    /// That of the plan.
    planned: DirectoryRecord,
    /// The plan and the roster, as they are printed.
    names: (String, String),
}

/// Checks that a roster says which organization it is about, and that a saved plan is about the same one.
///
/// # Errors
/// When one of the two is not so, or the plan cannot be read.
pub(super) fn check(
    organization: &FleetOrganization,
    directory: DirectorySpec,
    plan: Option<&Path>,
) -> Result<Option<ComparedPlan>> {
    let roster = organization.printed_roster();
    let Some(identity) = directory.organization_identity() else {
        let key = directory.kind.organization_key();
        return Err(Error::new(
            Kind::Roster,
            format!("the roster {roster} does not say which organization it is about"),
        )
        .hint(format!("add `{key}` under `directory`: every roster of a fleet needs it; nothing was sent")));
    };
    let Some(path) = plan else { return Ok(None) };
    let saved = plan_file::read(path)?;
    let mut planned = directory_record::spec(&saved.directory)?;
    planned.organization_id = Some(saved.directory.organization.id.clone());
    let path = printed_path(path);
    if planned.organization_identity() == Some(identity) {
        return Ok(Some(ComparedPlan { directory, planned: saved.directory, names: (path, roster) }));
    }
    Err(Error::new(Kind::Plan, format!("the saved plan {path} is for another organization than the roster {roster}"))
        .hint("plan for this organization, and apply that plan; nothing was sent"))
}

impl ComparedPlan {
    /// Checks that the plan leads to the addresses that the roster names, in this environment.
    ///
    /// # Errors
    /// When it leads elsewhere, or the roster and the environment name no address.
    pub(super) fn check_addresses(self, access: &Access) -> Result<()> {
        let Self { directory, planned, names: (path, roster) } = self;
        let refused = |message: String| {
            Error::new(Kind::Plan, message).hint("plan again with this roster, and apply that plan; nothing was sent")
        };
        let directory = match access.account(directory.account()).region {
            Some(region) if directory.text("region").is_none() => directory.with_text("region", region),
            _ => directory,
        };
        let Some(named) = (backend(directory.kind)?.named_location)(&directory)? else {
            // An embedded one has no address, and no credentials but its own.
            if directory.kind.hosting == Hosting::Embedded && planned.kind == directory.kind.name {
                return Ok(());
            }
            return Err(refused(format!(
                "the addresses of the saved plan {path} cannot be checked: the roster {roster} names none"
            )));
        };
        for (planned, named) in [(planned.api_url, named.api_url), (planned.login_url, named.login_url)] {
            if planned != named {
                let text = |url: Option<String>| url.unwrap_or_else(|| "no address".to_owned());
                let (planned, named) = (text(planned), text(named));
                return Err(refused(format!(
                    "the saved plan {path} is for {planned}, and the roster {roster} names {named}"
                )));
            }
        }
        Ok(())
    }
}
