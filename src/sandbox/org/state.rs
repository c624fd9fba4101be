//! What was changed, kept beside the org file so that a trial goes on where it stopped.

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::file::LARGEST;
use super::{Grant, Org, StateWord, User};
use crate::error::{Error, Kind, Result};
use crate::fs::{self, Accepts};

const FORMAT: &str = "rosterctl sandbox state 1";

/// The state file of one org file: `.rosterctl/<org file name>.state.json` in the same folder.
#[derive(Debug)]
pub(in crate::sandbox) struct Keeper {
    path: PathBuf,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    format: String,
    organization: String,
    users: Vec<KeptUser>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptUser {
    id: String,
    email: String,
    name: String,
    division: String,
    state: StateWord,
    version: u32,
    roles: Vec<KeptGrant>,
    last_login: Option<Date>,
    interacting: bool,
    history: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptGrant {
    role: String,
    division: String,
}

impl Keeper {
    /// Brings `org` to where it was left.
    ///
    /// # Errors
    /// A state file that cannot be read, or that is not this organization's.
    pub(in crate::sandbox) fn open(org_file: &Path, org: &mut Org) -> Result<Self> {
        let name = org_file.file_name().unwrap_or(org_file.as_os_str()).to_string_lossy();
        let folder = org_file.parent().unwrap_or(Path::new("")).join(".rosterctl");
        let keeper = Self { path: folder.join(format!("{name}.state.json")) };
        let text = match fs::read_text(&keeper.path, Accepts::Files, LARGEST) {
            Ok(text) => text,
            Err(error) if error.is_missing() => return Ok(keeper),
            Err(error) => return Err(keeper.fault("cannot read the sandbox's state").because(error)),
        };
        let kept: Kept = serde_json::from_str(&text)
            .map_err(|error| keeper.fault("this is not a sandbox's state").because(error))?;
        if kept.format != FORMAT {
            return Err(keeper.fault("this sandbox's state was written by another version of rosterctl"));
        }
        if kept.organization != org.organization.id {
            return Err(keeper.fault("this sandbox's state belongs to another organization than the org file's"));
        }
        for user in kept.users {
            restore(org, user);
        }
        Ok(keeper)
    }

    /// Writes who has changed, replacing the file at once or not at all.
    ///
    /// # Errors
    /// A folder or file that cannot be written.
    pub(in crate::sandbox) fn keep(&self, org: &Org) -> Result<()> {
        let kept = Kept {
            format: FORMAT.to_owned(),
            organization: org.organization.id.clone(),
            users: org.changed().map(|user| kept(org, user)).collect(),
        };
        self.replace(&kept).map_err(|error| self.fault("cannot write the sandbox's state").because(error))
    }

    fn replace(&self, kept: &Kept) -> std::io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::make_private_folder(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer_pretty(&mut file, kept)?;
        file.write_all(b"\n")?;
        file.persist(&self.path)?;
        Ok(())
    }

    fn fault(&self, what: &str) -> Error {
        Error::new(Kind::Sandbox, format!("{what}: {}", fs::shown(&self.path)))
            .hint("delete this file to start over from the org file")
    }
}

/// Who is no longer in the org file stays away.
fn restore(org: &mut Org, kept: KeptUser) {
    let Some(at) = org.place(&kept.id) else { return };
    let grant =
        |grant: &KeptGrant| Some(Grant { role: org.role(&grant.role)?, division: org.division(&grant.division)? });
    let user = User {
        id: kept.id.into(),
        email: kept.email.into(),
        name: kept.name.into(),
        division: org.division(&kept.division).unwrap_or(0),
        state: kept.state.into(),
        version: kept.version,
        grants: kept.roles.iter().filter_map(grant).collect(),
        last_login: kept.last_login,
        interacting: kept.interacting,
        history: kept.history,
    };
    org.store(at, user, 0, 0);
}

fn kept(org: &Org, user: &User) -> KeptUser {
    let division = |at: u16| org.divisions.get(usize::from(at)).map(|d| d.name.clone()).unwrap_or_default();
    let role = |at: u16| org.roles.get(usize::from(at)).map(|r| r.name.clone()).unwrap_or_default();
    KeptUser {
        id: user.id.to_string(),
        email: user.email.to_string(),
        name: user.name.to_string(),
        division: division(user.division),
        state: user.state.into(),
        version: user.version,
        roles: user.grants.iter().map(|g| KeptGrant { role: role(g.role), division: division(g.division) }).collect(),
        last_login: user.last_login,
        interacting: user.interacting,
        history: user.history,
    }
}
