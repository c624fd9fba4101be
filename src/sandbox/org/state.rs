//! The changed users, saved beside the org file so that a trial continues where it stopped.

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::file::MAX_FILE_BYTES;
use super::{Org, OrgGrant, OrgUser, StateWord, UserProfile};
use crate::error::{Error, Kind, Result};
use crate::fs::{self, Accepts};

const FORMAT: &str = "rosterctl sandbox state 1";

/// The state file of one org file: `.rosterctl/<org file name>.state.json` in the same folder.
#[derive(Debug)]
pub(in crate::sandbox) struct StateFile {
    path: PathBuf,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedOrg {
    format: String,
    organization: String,
    users: Vec<SavedUser>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedUser {
    id: String,
    email: String,
    name: String,
    division: String,
    state: StateWord,
    version: u32,
    roles: Vec<SavedGrant>,
    last_login: Option<Date>,
    interacting: bool,
    history: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    profile: Option<Box<UserProfile>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedGrant {
    role: String,
    division: String,
}

impl StateFile {
    /// Opens the state file of an org file and restores the users it holds.
    ///
    /// # Errors
    /// A state file that cannot be read, or that belongs to another organization.
    pub(in crate::sandbox) fn open(org_file: &Path, org: &mut Org) -> Result<Self> {
        let name = org_file.file_name().unwrap_or(org_file.as_os_str()).to_string_lossy();
        let folder = org_file.parent().unwrap_or(Path::new("")).join(".rosterctl");
        let file = Self { path: folder.join(format!("{name}.state.json")) };
        let text = match fs::read_text(&file.path, Accepts::Files, MAX_FILE_BYTES) {
            Ok(text) => text,
            Err(error) if error.is_missing() => return Ok(file),
            Err(error) => return Err(file.error("the sandbox state could not be read").because(error)),
        };
        let saved: SavedOrg =
            serde_json::from_str(&text).map_err(|error| file.error("this is not a sandbox state").because(error))?;
        if saved.format != FORMAT {
            return Err(file.error("this sandbox state was written by another version of rosterctl"));
        }
        if saved.organization != org.organization.id {
            return Err(file.error("this sandbox state belongs to another organization than the org file"));
        }
        for user in saved.users {
            restore(org, user);
        }
        Ok(file)
    }

    /// Saves the changed users; the file is replaced atomically.
    ///
    /// # Errors
    /// A folder or file that cannot be written.
    pub(in crate::sandbox) fn save(&self, org: &Org) -> Result<()> {
        let saved = SavedOrg {
            format: FORMAT.to_owned(),
            organization: org.organization.id.clone(),
            users: org.changed().map(|user| saved_user(org, user)).collect(),
        };
        self.replace(&saved).map_err(|error| self.error("the sandbox state could not be written").because(error))
    }

    fn replace(&self, saved: &SavedOrg) -> std::io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::make_private_folder(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer_pretty(&mut file, saved)?;
        file.write_all(b"\n")?;
        file.persist(&self.path)?;
        Ok(())
    }

    fn error(&self, what: &str) -> Error {
        Error::new(Kind::Sandbox, format!("{what}: {}", crate::text::printed_path(&self.path)))
            .hint("delete this file to start over from the org file")
    }
}

/// Restores a user, unless the org file no longer has them.
fn restore(org: &mut Org, saved: SavedUser) {
    let Some(at) = org.place(&saved.id) else { return };
    let grant =
        |grant: &SavedGrant| Some(OrgGrant { role: org.role(&grant.role)?, division: org.division(&grant.division)? });
    let user = OrgUser {
        id: saved.id.into(),
        email: saved.email.into(),
        name: saved.name.into(),
        division: org.division(&saved.division).unwrap_or(0),
        state: saved.state.into(),
        version: saved.version,
        grants: saved.roles.iter().filter_map(grant).collect(),
        last_login: saved.last_login,
        interacting: saved.interacting,
        history: saved.history,
        profile: saved.profile,
    };
    org.store(at, user, 0, 0);
}

fn saved_user(org: &Org, user: &OrgUser) -> SavedUser {
    let division = |at: u16| org.divisions.get(usize::from(at)).map(|d| d.name.clone()).unwrap_or_default();
    let role = |at: u16| org.roles.get(usize::from(at)).map(|r| r.name.clone()).unwrap_or_default();
    SavedUser {
        id: user.id.to_string(),
        email: user.email.to_string(),
        name: user.name.to_string(),
        division: division(user.division),
        state: user.state.into(),
        version: user.version,
        roles: user.grants.iter().map(|g| SavedGrant { role: role(g.role), division: division(g.division) }).collect(),
        last_login: user.last_login,
        interacting: user.interacting,
        history: user.history,
        profile: user.profile.clone(),
    }
}
