//! Where an export's settings come from: a roster, or a region alone.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Kind, Result};
use crate::fs::{Accepts, parent_folder, read_text, shown};
use crate::model::{Desired, Dialect, DirectoryKind, DirectorySpec};
use crate::roster::{Roster, RosterErrors};
use crate::settings::{ExportSettings, ExportSource};
use crate::ui::Ui;

use super::super::diagnostics_output::DiagnosticSink;

/// The roster that is read when none is named.
const USUAL: &str = "roster.yaml";

/// What an export starts from.
pub(super) struct Origin {
    /// The roster, without its users and leavers.
    pub(super) roster: Roster,
    /// Its text.
    pub(super) text: String,
    /// Where it is, or would be.
    pub(super) path: PathBuf,
    /// The sandbox's org file from where the export goes, when that is another path.
    pub(super) org: Option<String>,
    /// What is not taken over, for people; perhaps nothing.
    pub(super) left_out: String,
}

/// Finds and reads it.
///
/// # Errors
/// RosterErrors in the roster, and when there is neither a roster nor a region.
pub(super) fn find(exporting: &ExportSettings, ui: &Ui) -> Result<Origin> {
    match &exporting.source {
        ExportSource::Roster(file) => of_roster(file, exporting.out.as_deref(), ui),
        ExportSource::Region(region) => Ok(of_region(region)),
        ExportSource::Default(_) if fs::symlink_metadata(USUAL).is_ok() => {
            of_roster(Path::new(USUAL), exporting.out.as_deref(), ui)
        }
        ExportSource::Default(Some(region)) => Ok(of_region(region)),
        ExportSource::Default(None) => Err(Error::new(
            Kind::Usage,
            "there is no roster.yaml here and no region is given, so the directory is unknown",
        )
        .hint("add --region eu-central-1 (yours), set GENESYSCLOUD_REGION, or name a roster")),
    }
}

fn of_roster(file: &Path, out: Option<&Path>, ui: &Ui) -> Result<Origin> {
    let mut roster = super::super::context::load_roster(file, &DiagnosticSink::text(None), ui)?;
    let text = read_text(file, Accepts::Files, u64::MAX)
        .map_err(|error| Error::new(Kind::File, format!("{} could not be read", shown(file))).because(error))?;
    let desired = &mut roster.desired;
    let details = desired.users.iter().any(|user| user.until.is_some() || user.note.is_some() || user.was.is_some());
    let mut lost = Vec::new();
    if details {
        lost.push("`until`, `was` and `note` of its users");
    }
    if !desired.leavers.is_empty() {
        lost.push("its leavers");
    }
    let left_out = if lost.is_empty() {
        String::new()
    } else {
        format!("Not taken over from {}: {}. Copy what still holds.\n", shown(file), lost.join(", "))
    };
    (desired.users, desired.leavers) = (Vec::new(), Vec::new());
    let org = match (&roster.directory.org, out) {
        (Some(org), Some(out)) => Some(beside(org, out)?),
        _ => None,
    };
    Ok(Origin { roster, text, path: file.to_owned(), org, left_out })
}

/// An org file as a roster at `out` names it.
fn beside(org: &Path, out: &Path) -> Result<String> {
    let failed = |error: std::io::Error| {
        Error::new(Kind::File, format!("the folder of {} could not be looked at", shown(out)))
            .because(error)
            .hint("choose an existing folder with --out")
    };
    let folder = fs::canonicalize(parent_folder(out)).map_err(failed)?;
    let org = fs::canonicalize(org).map_err(failed)?;
    let inside = org.strip_prefix(&folder).ok().and_then(Path::to_str);
    inside.map(|path| path.replace('\\', "/")).ok_or_else(|| {
        Error::new(
            Kind::Usage,
            format!("the sandbox's org file {} is not in the folder of {}", shown(&org), shown(out)),
        )
        .hint("choose a place with --out from where the org file is in the same folder or in one below")
    })
}

fn of_region(region: &str) -> Origin {
    let region = region.trim();
    let directory = DirectorySpec {
        kind: DirectoryKind::GenesysCloud,
        region: Some(region.to_owned()),
        organization_id: None,
        api_url: None,
        login_url: None,
        dialect: Dialect::State,
        org: None,
    };
    let roster = Roster {
        directory,
        desired: Desired::default(),
        timezone: jiff::tz::TimeZone::UTC,
        files: Vec::new(),
        warnings: RosterErrors::default(),
    };
    let text = format!("version: 1\ndirectory:\n  type: genesys-cloud\n  region: {region}\nusers: []\n");
    Origin { roster, text, path: PathBuf::from(USUAL), org: None, left_out: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Division, Email, LiveUser, REGIONS, State, UserId, Version};
    use crate::roster_fmt::{ExportLayout, ExportRequest, ExportedUser, export};

    #[test]
    fn a_start_from_any_region_by_either_name_is_a_roster() {
        let user = LiveUser {
            id: UserId::new("u1").unwrap(),
            email: Email::reported("ana@acme.example"),
            name: "Ana Diaz".to_owned(),
            division: Some(Division { id: "d1".to_owned(), name: "Support".to_owned() }.into()),
            version: Version(1),
            state: State::Active,
        };
        for region in REGIONS.iter().flat_map(|(aws, domain)| [*aws, *domain]) {
            let origin = of_region(&format!(" {} ", region.to_uppercase()));
            let exported = export(&ExportRequest {
                path: &origin.path,
                settings: &origin.text,
                organization_id: "0c5f2c7e-0000-4000-8000-00000000ac3e",
                org: None,
                users: &[ExportedUser { user: &user, name: user.name.clone() }],
                layout: ExportLayout::One,
            });
            assert_eq!(
                exported.unwrap().roster,
                format!(
                    "# yaml-language-server: $schema=roster.schema.json\nversion: 1\n\ndirectory:\n  type: genesys-cloud\n  \
                     region: {}\n  organization_id: 0c5f2c7e-0000-4000-8000-00000000ac3e\n\nusers:\n  - ana@acme.example  \
                     # Ana Diaz\n",
                    region.to_uppercase()
                )
            );
        }
    }
}
