//! The settings of `export`.

use std::path::PathBuf;

use super::access::access;
use super::values::file_or_stdout;
use super::{Access, Environment};
use crate::cli::{ExportArgs, ExportBy};
use crate::error::{Error, Kind, Result};

/// What is exported, and where to.
#[derive(Debug)]
pub struct ExportSettings {
    /// Where the roster's settings come from.
    pub source: ExportSource,
    /// Where the roster is written; `None` for standard output.
    pub out: Option<PathBuf>,
    /// How the roster is split into files; `None` for one file.
    pub by: Option<ExportBy>,
    /// The credentials.
    pub access: Access,
}

/// Where an exported roster's settings come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportSource {
    /// This roster.
    Roster(PathBuf),
    /// A region.
    Region(String),
    /// `roster.yaml` if it exists; otherwise the region of the environment.
    Default,
}

pub(super) fn export_settings(arguments: ExportArgs, environment: Environment<'_>) -> Result<ExportSettings> {
    let access = access(environment)?;
    let out = arguments.out.and_then(file_or_stdout);
    if arguments.by.is_some() && out.is_none() {
        return Err(Error::new(Kind::Usage, "--by division writes several files, not standard output")
            .hint("name the roster with --out ROSTER; the files are written next to it"));
    }
    let source = match (arguments.file, arguments.region) {
        (Some(file), _) => ExportSource::Roster(file),
        (None, Some(region)) => ExportSource::Region(region),
        (None, None) => ExportSource::Default,
    };
    Ok(ExportSettings { source, out, by: arguments.by, access })
}
