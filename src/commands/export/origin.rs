//! Where an export's settings come from: a roster, or a region alone.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Kind, Result};
use crate::fs::{Accepts, parent_folder, read_text};
use crate::model::{DIRECTORY_TYPES, Desired, DirectorySpec, DirectoryType};
use crate::roster::{Roster, RosterErrors};
use crate::settings::{ExportSettings, ExportSource};
use crate::text::printed_path;
use crate::ui::Ui;

use super::super::diagnostics_output::DiagnosticSink;

/// The roster that is read when none is named.
const DEFAULT_ROSTER: &str = "roster.yaml";

/// The settings that an export starts from.
pub(super) struct ExportOrigin {
    /// The roster, without its users and leavers.
    pub(super) roster: Roster,
    /// Its text.
    pub(super) text: String,
    /// Where it is, or would be.
    pub(super) path: PathBuf,
    /// The sandbox's org file from where the export goes, when that is another path.
    pub(super) org: Option<String>,
    /// What is not taken over, as a text for people; empty when everything is.
    pub(super) left_out: String,
}

/// Finds and reads the settings.
///
/// # Errors
/// Errors in the roster, and when there is neither a roster nor a region.
pub(super) fn find(exporting: &ExportSettings, ui: &Ui) -> Result<ExportOrigin> {
    match &exporting.source {
        ExportSource::Roster(file) => of_roster(file, exporting.out.as_deref(), ui),
        ExportSource::Region(region) => Ok(of_region(first_type(), region)),
        ExportSource::Default if fs::symlink_metadata(DEFAULT_ROSTER).is_ok() => {
            of_roster(Path::new(DEFAULT_ROSTER), exporting.out.as_deref(), ui)
        }
        ExportSource::Default => match exporting.access.region() {
            Some((kind, region)) => Ok(of_region(kind, region)),
            None => Err(Error::new(
                Kind::Usage,
                "there is no roster.yaml here and no region is given, so the directory is unknown",
            )
            .hint(format!("add --region eu-central-1 (yours), set {}, or name a roster", region_variable()))),
        },
    }
}

/// The type of directory that a region alone names.
fn first_type() -> &'static DirectoryType {
    DIRECTORY_TYPES[0]
}

/// The environment variable that names its region.
fn region_variable() -> &'static str {
    first_type().environment.region.map_or("", |(name, _)| name)
}

fn of_roster(file: &Path, out: Option<&Path>, ui: &Ui) -> Result<ExportOrigin> {
    let mut roster = super::super::context::load_roster(file, &DiagnosticSink::text(None), ui)?;
    let text = read_text(file, Accepts::Files, u64::MAX)
        .map_err(|error| Error::new(Kind::File, format!("{} could not be read", printed_path(file))).because(error))?;
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
        format!("Not taken over from {}: {}. Copy what still holds.\n", printed_path(file), lost.join(", "))
    };
    (desired.users, desired.leavers) = (Vec::new(), Vec::new());
    let org = match (roster.directory.file("org"), out) {
        (Some(org), Some(out)) => Some(beside(org, out)?),
        _ => None,
    };
    Ok(ExportOrigin { roster, text, path: file.to_owned(), org, left_out })
}

/// An org file as a roster at `out` names it.
fn beside(org: &Path, out: &Path) -> Result<String> {
    let failed = |error: std::io::Error| {
        Error::new(Kind::File, format!("the folder of {} could not be looked at", printed_path(out)))
            .because(error)
            .hint("choose an existing folder with --out")
    };
    let folder = fs::canonicalize(parent_folder(out)).map_err(failed)?;
    let org = fs::canonicalize(org).map_err(failed)?;
    let inside = org.strip_prefix(&folder).ok().and_then(Path::to_str);
    inside.map(|path| path.replace('\\', "/")).ok_or_else(|| {
        Error::new(
            Kind::Usage,
            format!("the sandbox's org file {} is not in the folder of {}", printed_path(&org), printed_path(out)),
        )
        .hint("choose a place with --out from where the org file is in the same folder or in one below")
    })
}

fn of_region(kind: &'static DirectoryType, region: &str) -> ExportOrigin {
    let region = region.trim();
    let directory = DirectorySpec::new(kind).with_text("region", region);
    let roster = Roster {
        directory,
        desired: Desired::default(),
        timezone: jiff::tz::TimeZone::UTC,
        files: Vec::new(),
        warnings: RosterErrors::default(),
    };
    let text = format!("version: 1\ndirectory:\n  type: {}\n  region: {region}\nusers: []\n", kind.name);
    ExportOrigin { roster, text, path: PathBuf::from(DEFAULT_ROSTER), org: None, left_out: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::directory_types::genesys::regions::REGIONS;
    use crate::model::{Division, Email, LiveUser, State, UserId, Version};
    use crate::roster_fmt::{ExportLayout, ExportRequest, ExportedUser, export};

    #[test]
    fn a_start_from_any_region_by_either_name_is_a_roster() {
        let user = LiveUser {
            id: UserId::new("u1").unwrap(),
            email: Email::reported("ana@acme.example"),
            name: "Ana Diaz".to_owned(),
            division: Some(Division { id: "d1".to_owned(), name: "Support".to_owned() }.into()),
            version: Version::number(1),
            state: State::Active,
            attributes: None,
        };
        for region in REGIONS.iter().flat_map(|(aws, domain)| [*aws, *domain]) {
            let origin = of_region(first_type(), &format!(" {} ", region.to_uppercase()));
            let exported = export(&ExportRequest {
                path: &origin.path,
                settings: &origin.text,
                organization_id: Some("0c5f2c7e-0000-4000-8000-00000000ac3e"),
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
