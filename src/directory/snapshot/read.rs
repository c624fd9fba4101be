//! The file → a snapshot, a line at a time. What is not exactly what was written is refused.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, BufRead};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::document::{DirectoryDocument, IdentityDocument, NamedDocument, OtherState, SnapshotDocument, UserDocument};
use super::{AFTER_CHECKSUM, BEFORE_CHECKSUM, BEGINNING, FORMAT_VERSION, Snapshot, hexadecimal};
use crate::model::{
    DIRECTORY_TYPES, DirectoryLocation, DirectoryType, Division, Email, Hosting, Identity, Live, LiveUser, LookedUp,
    LookupKeys, Organization, State, UnaddressedUser, UserAttributes, UserId,
};

/// Why a file is not a snapshot to plan from. The display form continues "the snapshot FILE".
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The file cannot be read.
    #[error("could not be read")]
    Unreadable(#[from] io::Error),
    /// It does not begin as a snapshot does.
    #[error("is not a snapshot")]
    NotASnapshot,
    /// Another version of the format.
    #[error("has the format version {0}, and this rosterctl reads version {FORMAT_VERSION}")]
    OtherFormat(String),
    /// It ends early.
    #[error("is cut short: it ends at line {0}")]
    Short(usize),
    /// A line is not one that was written.
    #[error("was altered after it was saved, or damaged: line {line} has {flaw}")]
    Broken {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        flaw: String,
    },
    /// Content and checksum do not belong together.
    #[error("was altered after it was saved: its checksum is not that of its content")]
    Altered,
    /// It breaks a law of readings.
    #[error("does not hold together: {0}")]
    Inconsistent(String),
}

impl Snapshot {
    /// Reads what [`Self::write`] wrote.
    ///
    /// # Errors
    /// Why these bytes are not a snapshot to plan from.
    pub fn read(from: impl BufRead) -> Result<Self, SnapshotError> {
        let mut lines = SnapshotLines { from, line: Vec::new(), number: 0, sum: Sha256::new() };
        let first = lines.next()?;
        let Some(version) = first.strip_prefix(BEGINNING.as_bytes()) else { return Err(SnapshotError::NotASnapshot) };
        if !version.starts_with(FORMAT_VERSION.as_bytes()) || version.get(FORMAT_VERSION.len()) != Some(&b'"') {
            let version = String::from_utf8_lossy(version);
            return Err(SnapshotError::OtherFormat(version.chars().take_while(|c| *c != '"').take(20).collect()));
        }
        // The users follow one by one, so that the document is read as if it had none.
        let mut text = first.to_vec();
        text.extend_from_slice(BEFORE_CHECKSUM.as_bytes());
        text.extend_from_slice(AFTER_CHECKSUM.as_bytes());
        let document: SnapshotDocument<'_> =
            serde_json::from_slice(&text).map_err(|error| lines.broken(&describe(&error)))?;
        let divisions = document.divisions.iter().chain(&document.unlisted_divisions).map(division).map(Arc::new);
        let divisions: Vec<Arc<Division>> = divisions.collect();
        let kind = kind(&document.directory).map_err(SnapshotError::Inconsistent)?;
        let (active, others) = lines.users(&document, &divisions, kind.accepts_id)?;
        lines.end()?;
        snapshot(&document, kind, &divisions, active, others).map_err(SnapshotError::Inconsistent)
    }
}

struct SnapshotLines<R> {
    from: R,
    /// The line read last.
    line: Vec<u8>,
    number: usize,
    /// Of the lines before it.
    sum: Sha256,
}

impl<R: BufRead> SnapshotLines<R> {
    /// The next line, without its line break.
    fn next(&mut self) -> Result<&[u8], SnapshotError> {
        self.sum.update(&self.line);
        self.line.clear();
        self.from.read_until(b'\n', &mut self.line)?;
        self.number += 1;
        if self.number == 1 && !Snapshot::has_magic(&self.line) {
            return Err(SnapshotError::NotASnapshot);
        }
        self.line.strip_suffix(b"\n").ok_or(SnapshotError::Short(self.number))
    }

    /// Active users, and those in other states.
    fn users(
        &mut self,
        document: &SnapshotDocument<'_>,
        divisions: &[Arc<Division>],
        accepts_id: fn(&str) -> bool,
    ) -> Result<(Vec<LiveUser>, Vec<LiveUser>), SnapshotError> {
        let (mut active, mut others) = (Vec::new(), Vec::new());
        let total = document.active.saturating_add(document.others);
        for number in 1..=total {
            let line = self.next()?;
            let line = if number < total { line.strip_suffix(b",").unwrap_or_default() } else { line };
            let user = serde_json::from_slice(line).map_err(|error| describe(&error));
            let user = user.and_then(|user: UserDocument<'_>| live(&user, divisions, accepts_id));
            let user = user.map_err(|flaw| self.broken(&flaw))?;
            let is_due = (user.state == State::Active) == (number <= document.active);
            if !is_due {
                return Err(self.broken("a user who is not counted there"));
            }
            if user.state == State::Active { &mut active } else { &mut others }.push(user);
        }
        Ok((active, others))
    }

    /// The last line, and nothing after it.
    fn end(&mut self) -> Result<(), SnapshotError> {
        let last = self.next()?;
        let checksum = last
            .strip_prefix(BEFORE_CHECKSUM.as_bytes())
            .and_then(|rest| rest.strip_suffix(AFTER_CHECKSUM.as_bytes()))
            .map(<[u8]>::to_vec)
            .ok_or_else(|| self.broken("no checksum"))?;
        if checksum != hexadecimal(&std::mem::take(&mut self.sum).finalize()).as_bytes() {
            return Err(SnapshotError::Altered);
        }
        if self.from.fill_buf()?.is_empty() { Ok(()) } else { Err(SnapshotError::Altered) }
    }

    fn broken(&self, flaw: &str) -> SnapshotError {
        SnapshotError::Broken { line: self.number, flaw: flaw.to_owned() }
    }
}

/// What is wrong with a line of JSON, and where in it.
fn describe(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    format!("something that was not written there at column {} ({})", error.column(), bounded(what))
}

/// The beginning of a text that may be of any length.
fn bounded(text: &str) -> String {
    text.chars().take(120).collect()
}

fn live(
    user: &UserDocument<'_>,
    divisions: &[Arc<Division>],
    accepts_id: fn(&str) -> bool,
) -> Result<LiveUser, String> {
    let state = match user.state {
        None => State::Active,
        Some(OtherState::Inactive) => State::Inactive,
        Some(OtherState::Deleted) => State::Deleted,
    };
    if user.email.trim().is_empty() && state != State::Deleted {
        return Err("a user without an e-mail".to_owned());
    }
    let division = user.division.map(|number| divisions.get(number).cloned().ok_or("a division that is not there"));
    Ok(LiveUser {
        id: id(&user.id, accepts_id)?,
        email: Email::reported(&user.email),
        name: user.name.clone().into_owned(),
        division: division.transpose()?,
        version: user.version.clone(),
        state,
        attributes: attributes(user).map(Box::new),
    })
}

/// What a directory without divisions reported of a user; `None` when that was nothing.
fn attributes(user: &UserDocument<'_>) -> Option<UserAttributes> {
    let text = |value: &Option<Cow<'_, str>>| value.as_ref().map(|text| text.clone().into_owned());
    let attributes = UserAttributes {
        user_type: text(&user.user_type),
        department: text(&user.department),
        aliases: user.aliases.iter().map(|address| Email::reported(address)).collect(),
        other_addresses: user.other_addresses.iter().map(|address| Email::reported(address)).collect(),
        account: user.account.clone().unwrap_or_default(),
    };
    (attributes != UserAttributes::default()).then_some(attributes)
}

fn id(text: &str, accepts_id: fn(&str) -> bool) -> Result<UserId, String> {
    UserId::new(text)
        .filter(|id| accepts_id(id.as_str()))
        .ok_or_else(|| "an id with characters that no id has".to_owned())
}

fn unaddressed(named: &NamedDocument<'_>, accepts_id: fn(&str) -> bool) -> Result<UnaddressedUser, String> {
    Ok(UnaddressedUser { id: id(&named.id, accepts_id)?, name: named.name.clone().into_owned() })
}

fn division(named: &NamedDocument<'_>) -> Division {
    Division { id: named.id.clone().into_owned(), name: named.name.clone().into_owned() }
}

/// The type of the directory that was read.
fn kind(directory: &DirectoryDocument<'_>) -> Result<&'static DirectoryType, String> {
    let protocol = directory.protocol.as_deref();
    let is_it = |kind: &&&DirectoryType| kind.name == directory.kind && kind.saved_protocol() == protocol;
    DIRECTORY_TYPES.iter().find(is_it).copied().ok_or_else(|| {
        format!("its directory is of a type that this rosterctl does not know, `{}`", bounded(&directory.kind))
    })
}

fn snapshot(
    document: &SnapshotDocument<'_>,
    kind: &'static DirectoryType,
    divisions: &[Arc<Division>],
    active: Vec<LiveUser>,
    others: Vec<LiveUser>,
) -> Result<Snapshot, String> {
    let directory = &document.directory;
    let has_addresses = directory.api_url.is_some();
    let needs_login = kind.key("login_url").is_some();
    if needs_login && directory.login_url.is_some() != has_addresses {
        return Err("it has one address of its directory and not the other".to_owned());
    }
    if has_addresses != (kind.hosting == Hosting::Remote) || (directory.login_url.is_some() && !needs_login) {
        return Err("its directory has addresses where it should have none, or none where it should".to_owned());
    }
    if document.organization.id.is_empty() {
        return Err("its organization has no id".to_owned());
    }
    let divisions: Vec<Division> =
        divisions.iter().take(document.divisions.len()).map(|division| Division::clone(division)).collect();
    unique(divisions.iter().map(|division| division.id.as_str()), "division")?;
    unique(active.iter().chain(&others).map(|user| user.id.as_str()), "user")?;
    let text = |named: &Cow<'_, str>| named.clone().into_owned();
    Ok(Snapshot {
        read_at: document.read_at,
        kind,
        location: DirectoryLocation {
            api_url: directory.api_url.as_ref().map(text),
            login_url: directory.login_url.as_ref().map(text),
            org: directory.org.as_ref().map(text),
        },
        settings: directory.settings.clone(),
        live: Live {
            organization: Organization { id: text(&document.organization.id), name: text(&document.organization.name) },
            identity: match &document.identity {
                IdentityDocument::Client => Identity::Client,
                IdentityDocument::Unknown => Identity::Unknown,
                IdentityDocument::User(user) => Identity::User(id(user, kind.accepts_id)?),
            },
            divisions,
            active,
            others,
            asked: LookedUp::Only(LookupKeys {
                emails: document.asked.emails.iter().map(|email| Email::reported(email)).collect(),
                ids: document.asked.ids.iter().map(|text| id(text, kind.accepts_id)).collect::<Result<_, _>>()?,
            }),
            unaddressed: document
                .unaddressed
                .iter()
                .map(|user| unaddressed(user, kind.accepts_id))
                .collect::<Result<_, _>>()?,
            notes: document.notes.clone(),
            inactive_attributes: document.inactive_attributes.clone(),
        },
    })
}

fn unique<'a>(ids: impl Iterator<Item = &'a str>, what: &str) -> Result<(), String> {
    let mut seen = HashSet::new();
    match ids.into_iter().find(|id| !seen.insert(*id)) {
        Some(id) => Err(format!("the {what} {} is in it twice", bounded(id))),
        None => Ok(()),
    }
}
