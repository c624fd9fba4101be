//! What spans several organizations, and what their rosters must say.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::decode::{FleetPart, SpottedPath, SpottedText};
use super::{Fleet, FleetReading};
use crate::model::{FilePath, FreeText, Place};
use crate::roster::diagnostics::Diagnostics;
use crate::roster::folder::{Folder, suggestion};
use crate::roster::node::Spot;
use crate::roster::{Diagnostic, FleetProblem, RelatedLabel, RosterErrors, load};
use crate::text::fold;

/// A fleet without errors, and whose rosters have none.
#[derive(Debug)]
pub struct ValidFleet {
    /// The fleet.
    pub fleet: Fleet,
    /// The users of all rosters.
    pub users: usize,
    /// The leavers of all rosters.
    pub leavers: usize,
    /// The protected users of all rosters.
    pub protected: usize,
    /// Problems that do not keep it from being used.
    pub warnings: RosterErrors,
}

/// Reads the fleet at `path` and every roster in it.
///
/// # Errors
/// Every problem found, first those of the fleet, then those of the rosters in its order.
pub fn validate(path: &Path) -> Result<ValidFleet, RosterErrors> {
    let mut read = FleetReading::of(path);
    read.find_rosters();
    let (mut users, mut leavers, mut protected) = (0, 0, 0);
    let mut of_rosters = RosterErrors::default();
    let mut identities = FirstPlaces::new(&read.name);
    for roster in read.part.entries.iter().filter_map(|entry| entry.roster.as_ref()) {
        if !roster.path.is_file() || leaves(read.folder.as_ref(), &roster.path) {
            continue;
        }
        let loaded = match load(&roster.path) {
            Ok(loaded) => loaded,
            Err(errors) => {
                of_rosters.append(errors);
                continue;
            }
        };
        users += loaded.desired.users.len();
        leavers += loaded.desired.leavers.len();
        protected += loaded.desired.protected.len();
        of_rosters.append(loaded.warnings);
        let shown = FilePath(roster.written.clone());
        match loaded.directory.organization_identity() {
            Some(identity) => {
                let problem = FleetProblem::SameOrganization { path: shown };
                identities.add(identity, roster.spot, problem, &mut read.found);
            }
            None => {
                let key = loaded.directory.kind.organization_key();
                let problem = FleetProblem::UnnamedOrganization { path: shown, key };
                read.found.push(Diagnostic::new(&read.name, roster.spot, problem));
            }
        }
    }
    match read.fleet() {
        Some(fleet) if of_rosters.errors == 0 => {
            Ok(ValidFleet { fleet, users, leavers, protected, warnings: of_rosters })
        }
        _ => {
            let mut errors = read.into_errors();
            errors.append(of_rosters);
            Err(errors)
        }
    }
}

/// No two organizations share a name or a prefix.
pub(super) fn distinct(part: &FleetPart, file: &Arc<str>, found: &mut Diagnostics) {
    let (mut names, mut prefixes) = (FirstPlaces::new(file), FirstPlaces::new(file));
    for entry in &part.entries {
        if let Some(SpottedText { value, spot }) = &entry.name {
            let problem = FleetProblem::DuplicateName { name: FreeText(value.clone()) };
            names.add(fold(value), *spot, problem, found);
        }
        if let Some(SpottedText { value, spot }) = &entry.prefix {
            let problem = FleetProblem::DuplicatePrefix { prefix: FreeText(value.clone()) };
            prefixes.add(value.clone(), *spot, problem, found);
        }
    }
}

/// Whether there is a file at `path`, and it is outside the folder of the fleet when links are resolved.
pub(super) fn leaves(folder: Option<&Folder>, path: &Path) -> bool {
    let inside = |real: PathBuf| folder.is_some_and(|folder| matches!(folder.resolve(&real), Ok(Some(_))));
    path.canonicalize().is_ok_and(|real| !inside(real))
}

/// Every roster is a file in the folder of the fleet.
pub(super) fn find_rosters(part: &FleetPart, file: &Arc<str>, folder: Option<&Folder>, found: &mut Diagnostics) {
    for SpottedPath { written, path, spot } in part.entries.iter().filter_map(|entry| entry.roster.as_ref()) {
        let is_outside = leaves(folder, path);
        if path.is_file() && !is_outside {
            continue;
        }
        let shown = FilePath(written.clone());
        let problem = match path.exists() {
            _ if is_outside => FleetProblem::RosterLinkOutside { path: shown },
            true => FleetProblem::RosterNotAFile { path: shown },
            false => FleetProblem::RosterMissing { path: shown, suggestion: suggestion(path) },
        };
        found.push(Diagnostic::new(file, *spot, problem));
    }
}

/// Where each value is written first.
struct FirstPlaces<'f> {
    file: &'f Arc<str>,
    places: HashMap<String, Spot>,
}

impl<'f> FirstPlaces<'f> {
    fn new(file: &'f Arc<str>) -> Self {
        Self { file, places: HashMap::new() }
    }

    /// Adds a value; a value that was added before is a problem.
    fn add(&mut self, value: String, spot: Spot, problem: FleetProblem, found: &mut Diagnostics) {
        match self.places.get(&value) {
            None => _ = self.places.insert(value, spot),
            Some(first) => {
                let first = Place { file: Arc::clone(self.file), line: first.line, column: first.column };
                found.push(Diagnostic::new(self.file, spot, problem).also(first, RelatedLabel::First));
            }
        }
    }
}
