//! Reads the live users: everything that planning needs, complete or not at all.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::directory::{Directory, Observer};
use crate::error::{Error, Kind, Result};
use crate::model::{Asked, Division, Email, Identity, Impact, Live, LiveUser, Organization, State, UserId};
use crate::plan::{DirectoryRecord, Source, unmatched};
use crate::roster::Roster;
use crate::settings::Origin;

use super::connect::{self, Connected};

/// How often a directory that changes while it is read is read from the start.
const READINGS: usize = 3;

/// The live users that a decision is made on, and what there is to say of them.
pub(super) struct Reading {
    /// The reading, complete.
    pub(super) live: Live,
    /// The directory that it is of.
    pub(super) directory: DirectoryRecord,
    /// Where it comes from.
    pub(super) source: Source,
    /// When it was complete, in whole seconds.
    pub(super) read_at: Timestamp,
    /// Who can be asked for more.
    further: Arc<dyn Directory>,
}

impl Reading {
    /// What deactivating these users would touch; who is not in the list is unknown throughout.
    ///
    /// # Errors
    /// When the directory fails.
    pub(super) async fn impacts(&self, ids: &[UserId]) -> Result<Vec<(UserId, Impact)>> {
        Ok(self.further.impacts(ids).await?)
    }

    /// The users in any state who bear one of these e-mails or ids.
    ///
    /// # Errors
    /// When the directory fails.
    pub(super) async fn find(&self, emails: &[Email], ids: &[UserId]) -> Result<Vec<LiveUser>> {
        Ok(self.further.find(emails, ids).await?)
    }
}

/// What a reading is taken from. It is held until the plan is made.
pub(super) enum Opened {
    /// The directory.
    Directory(Connected),
}

/// Opens what live users are read from; nothing is sent yet.
///
/// # Errors
/// As [`connect::to_read`].
pub(super) async fn open(origin: Origin, roster: &Roster, observer: Arc<dyn Observer>) -> Result<Opened> {
    match origin {
        Origin::Directory(access) => {
            Ok(Opened::Directory(connect::to_read(&roster.directory, access, observer).await?))
        }
    }
}

impl Opened {
    /// A complete reading.
    ///
    /// # Errors
    /// The first failure; there is no partial reading.
    pub(super) async fn read(&self, roster: &Roster) -> Result<Reading> {
        match self {
            Self::Directory(connected) => read(connected, roster).await,
        }
    }
}

/// A complete reading of the directory.
///
/// # Errors
/// The first failure; there is no partial reading.
pub(super) async fn read(connected: &Connected, roster: &Roster) -> Result<Reading> {
    let live = complete(connected, roster).await?;
    Ok(Reading {
        directory: connected.record(&live.organization),
        live,
        source: Source::Directory,
        read_at: now(),
        further: connected.directory.clone(),
    })
}

/// The time in whole seconds: what files say of their times.
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// The organization comes first: nobody's data is read from another one.
async fn complete(connected: &Connected, roster: &Roster) -> Result<Live> {
    let organization = connected.organization().await?;
    let identity = connected.directory.identity().await?;
    for _ in 0..READINGS {
        let live = once(connected, roster, &organization, &identity).await?;
        // Whoever is looked up was not in the list of active users. Found active, they joined it while it was read,
        // and an equal number left: no total can show that.
        if live.others.iter().all(|user| user.state != State::Active) {
            return Ok(live);
        }
    }
    Err(Error::new(Kind::Reading, format!("the directory changed during each of {READINGS} readings of it"))
        .hint("plan again when nobody is changing many users at once; nothing was changed"))
}

async fn once(
    connected: &Connected,
    roster: &Roster,
    organization: &Organization,
    identity: &Identity,
) -> Result<Live> {
    let directory = &connected.directory;
    let mut active = directory.active_users().await?;
    let divisions = if !roster.desired.scope.divisions.is_empty() || active.iter().any(lacks_name) {
        directory.divisions().await?
    } else {
        Vec::new()
    };
    name_divisions(&mut active, &divisions);
    let sought = unmatched(&roster.desired, &active);
    let others = directory.find(&sought.emails, &sought.ids).await?;
    Ok(Live {
        organization: organization.clone(),
        identity: identity.clone(),
        divisions,
        active,
        others,
        asked: Asked::Everybody,
    })
}

fn lacks_name(user: &LiveUser) -> bool {
    user.division.as_ref().is_some_and(|division| division.name.is_empty())
}

fn name_divisions(users: &mut [LiveUser], divisions: &[Division]) {
    let names: HashMap<&str, &str> = divisions.iter().map(|d| (d.id.as_str(), d.name.as_str())).collect();
    for user in users.iter_mut().filter(|user| lacks_name(user)) {
        if let Some(division) = &mut user.division
            && let Some(name) = names.get(division.id.as_str())
        {
            (*name).clone_into(&mut division.name);
        }
    }
}
