//! Many organizations, each with a roster: the file that lists them, and the folder of their results.
//!
//! A fleet is read as a roster is, with the same diagnostics. Deliberately absent: credentials, which
//! [`settings`](crate::settings) reads for one organization at a time, and anything that runs several of them: the
//! engines that start jobs exist.

mod checks;
mod decode;
mod names;
mod result;
mod schema;
mod select;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::Hundredths;
use crate::roster::decode::DecodeCx;
use crate::roster::diagnostics::Diagnostics;
use crate::roster::folder::{Folder, printed};
use crate::roster::node::{Node, Value};
use crate::roster::source::{MAX_ROSTER_BYTES, SourceFile};
use crate::roster::{ExpectedContent, RosterErrors, parse_last, texts, unreadable_folder, yaml};

use self::decode::FleetPart;

pub use self::checks::{ValidFleet, validate};
pub use self::names::is_organization_name;
pub use self::result::{
    JOURNAL_FILE, OrganizationFolder, OrganizationResult, PLAN_FILE, RESULT_FILE, ResultCommand, ResultError,
    result_schema,
};
pub use self::schema::schema;
pub use self::select::{MAX_MATRIX_ENTRIES, check_matrix};

/// The organizations and the guards over all of them.
#[derive(Clone, Debug)]
pub struct Fleet {
    /// The path of the file as it is printed.
    pub path: String,
    /// The organizations in the order of the file.
    pub organizations: Vec<FleetOrganization>,
    /// The limits over the sum of all plans.
    pub guards: FleetGuards,
}

/// One organization of a fleet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetOrganization {
    /// The position in the file, from 0.
    pub index: usize,
    /// The name, which is also that of a folder and the value of a label.
    pub name: String,
    /// The roster, from the current folder.
    pub roster: PathBuf,
    /// What the names of its environment variables begin with, without the `_` behind it.
    pub prefix: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
}

/// Limits over the sum of all plans of a fleet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetGuards {
    /// The most users that all plans together may deactivate.
    pub max_deactivations: u64,
    /// The most users that all plans together may deactivate, in percent of the active users in scope of all organizations.
    pub max_deactivation_percent: Hundredths,
}

impl Default for FleetGuards {
    fn default() -> Self {
        Self { max_deactivations: 100, max_deactivation_percent: Hundredths::whole(5) }
    }
}

impl FleetOrganization {
    /// Whether the roster is outside the folder of the fleet at `fleet` when links are resolved. One that is not there is
    /// not.
    #[must_use]
    pub fn leaves_folder(&self, fleet: &Path) -> bool {
        checks::leaves(Folder::of(fleet).ok().as_ref(), &self.roster)
    }

    /// The path of the roster as it is printed, with `/` on every system.
    #[must_use]
    pub fn printed_roster(&self) -> String {
        printed(&self.roster)
    }
}

/// Whether the file at `path` is a fleet: it has the key `organizations`. Of a file that is not YAML, a line that starts
/// with that key decides.
#[must_use]
pub fn is_fleet(path: &Path) -> bool {
    const KEY: &str = "organizations";
    let (mut left, mut unused) = (MAX_ROSTER_BYTES, Diagnostics::default());
    let name = printed(path).into();
    let Some(source) = SourceFile::read(path, name, ExpectedContent::Fleet, &mut left, &mut unused) else {
        return false;
    };
    if !source.text.contains(KEY) {
        return false;
    }
    match yaml::parse(&source.text).map(|root| root.value) {
        Ok(Value::Map(entries)) => entries.iter().any(|(key, _)| key.as_text() == Some(KEY)),
        Ok(_) => false,
        Err(_) => source.text.lines().any(|line| line.strip_prefix(KEY).is_some_and(|rest| rest.starts_with(':'))),
    }
}

/// Reads the fleet at `path`, without a look at its rosters.
///
/// # Errors
/// Every problem found, as [`roster::load`](crate::roster::load).
pub fn load(path: &Path) -> Result<Fleet, RosterErrors> {
    let read = FleetReading::of(path);
    read.fleet().ok_or_else(|| read.into_errors())
}

/// Reads the fleet at `path`, and checks that every roster exists.
///
/// # Errors
/// As [`load`].
pub fn load_with_rosters(path: &Path) -> Result<Fleet, RosterErrors> {
    let mut read = FleetReading::of(path);
    read.find_rosters();
    read.fleet().ok_or_else(|| read.into_errors())
}

/// A fleet as far as it was understood, and everything found wrong with it.
struct FleetReading {
    name: Arc<str>,
    sources: Vec<SourceFile>,
    folder: Option<Folder>,
    part: FleetPart,
    found: Diagnostics,
}

impl FleetReading {
    fn of(path: &Path) -> Self {
        let name: Arc<str> = printed(path).into();
        let (mut sources, mut found, mut left) = (Vec::new(), Diagnostics::default(), MAX_ROSTER_BYTES);
        sources.extend(SourceFile::read(path, Arc::clone(&name), ExpectedContent::Fleet, &mut left, &mut found));
        let folder = match Folder::of(path) {
            _ if sources.is_empty() => None,
            Ok(folder) => Some(folder),
            Err(error) => {
                found.push(unreadable_folder(&name, &error));
                None
            }
        };
        let part = folder.as_ref().and_then(|folder| {
            let decode = |cx: &mut DecodeCx<'_>, root: &Node<'_>| decode::fleet(cx, root, folder);
            parse_last(&sources, &mut found, ExpectedContent::Fleet, decode)
        });
        let part = part.unwrap_or_default();
        checks::distinct(&part, &name, &mut found);
        Self { name, sources, folder, part, found }
    }

    fn find_rosters(&mut self) {
        checks::find_rosters(&self.part, &self.name, self.folder.as_ref(), &mut self.found);
    }

    /// The fleet, if nothing is wrong with it.
    fn fleet(&self) -> Option<Fleet> {
        if self.found.has_errors() {
            return None;
        }
        let organizations = self.part.entries.iter().enumerate().map(|(index, entry)| {
            Some(FleetOrganization {
                index,
                name: entry.name.as_ref()?.value.clone(),
                roster: entry.roster.as_ref()?.path.clone(),
                prefix: entry.prefix.as_ref()?.value.clone(),
                labels: entry.labels.clone(),
            })
        });
        let organizations = organizations.collect::<Option<_>>()?;
        Some(Fleet { path: self.name.to_string(), organizations, guards: self.part.guards.clone() })
    }

    fn into_errors(self) -> RosterErrors {
        self.found.into_errors(&self.name, texts(&self.sources))
    }
}
