//! What `export` and `fmt` are told.

use std::path::PathBuf;

use super::access::access;
use super::values::place_or_output;
use super::{Access, Environment};
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::roster_fmt::Files;

/// What to do with files in another layout than the canonical one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formatting {
    /// Replace them.
    Write,
    /// Say what would change.
    Check,
}

/// What is exported, and where to.
#[derive(Debug)]
pub struct Exporting {
    /// Where the settings come from.
    pub from: Basis,
    /// Where the roster goes; standard output when it is not named.
    pub out: Option<PathBuf>,
    /// Into how many files.
    pub files: Files,
    /// Who asks.
    pub access: Access,
}

/// Where an export's settings come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// This roster.
    Roster(PathBuf),
    /// A region.
    Region(String),
    /// `roster.yaml` if there is one; otherwise the region of the environment.
    Either,
}

pub(super) fn exporting(export: cli::Export, environment: Environment<'_>) -> Result<Exporting> {
    let access = access(environment)?;
    let files = if export.by == Some(cli::By::Division) { Files::ByDivision } else { Files::One };
    let out = export.out.and_then(place_or_output);
    if files == Files::ByDivision && out.is_none() {
        return Err(Error::new(Kind::Usage, "--by division writes several files, which standard output cannot hold")
            .hint("name the roster with --out ROSTER; the files go beside it"));
    }
    let from = match (export.file, export.region) {
        (Some(file), _) => Basis::Roster(file),
        (None, Some(region)) => Basis::Region(region),
        (None, None) => Basis::Either,
    };
    Ok(Exporting { from, out, files, access })
}
