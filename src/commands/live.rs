//! Reads the live users: everything that planning needs, complete or not at all.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::directory::{Directory, Snapshot};
use crate::error::{Error, Kind, Result};
use crate::model::Observer;
use crate::model::{Division, Email, Identity, Impact, Live, LiveUser, LookedUp, Organization, State, UserId};
use crate::plan::{DirectoryRecord, ReadingSource, unmatched};
use crate::roster::Roster;
use crate::settings::Origin;

use super::connect::{self, Connected};
use super::kept::Kept;

/// How often a directory that changes while it is read is read from the start.
const READINGS: usize = 3;

/// The live users that a decision is made on, and what there is to say of them.
pub(super) struct Reading {
    /// The reading, complete.
    pub(super) live: Live,
    /// The directory that it is of.
    pub(super) directory: DirectoryRecord,
    /// Where it comes from.
    pub(super) source: ReadingSource,
    /// When it was complete, in whole seconds.
    pub(super) read_at: Timestamp,
    /// Who can be asked for more; nobody, when it is a snapshot.
    pub(super) further: Option<Arc<dyn Directory>>,
}

impl Reading {
    /// What deactivating these users would touch; who is not in the list is unknown throughout.
    ///
    /// # Errors
    /// When the directory fails.
    pub(super) async fn impacts(&self, ids: &[UserId]) -> Result<Vec<(UserId, Impact)>> {
        match &self.further {
            Some(directory) => Ok(directory.impacts(ids).await?),
            None => Ok(Vec::new()),
        }
    }

    /// The users in any state who bear one of these e-mails or ids; of a snapshot, those whom it holds.
    ///
    /// # Errors
    /// When the directory fails.
    pub(super) async fn find(&self, emails: &[Email], ids: &[UserId]) -> Result<Vec<LiveUser>> {
        let Some(directory) = &self.further else {
            let is_meant = |user: &&LiveUser| emails.contains(&user.email) || ids.contains(&user.id);
            return Ok(self.live.others.iter().filter(is_meant).cloned().collect());
        };
        Ok(directory.find(emails, ids).await?)
    }
}

/// What a reading is taken from. It is held until the plan is made.
pub(super) enum Opened {
    /// The directory.
    Directory(Box<Connected>),
    /// A snapshot of it.
    Snapshot(Kept),
}

/// Opens what live users are read from; nothing is sent yet.
///
/// # Errors
/// As [`connect::to_read`].
pub(super) async fn open(origin: Origin, roster: &Roster, observer: Arc<dyn Observer>) -> Result<Opened> {
    match origin {
        Origin::Directory(access) => {
            Ok(Opened::Directory(Box::new(connect::to_read(&roster.directory, access, observer).await?)))
        }
        Origin::Snapshot { path, max_age } => Ok(Opened::Snapshot(Kept { path, max_age })),
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
            Self::Snapshot(kept) => kept.read(roster),
        }
    }
}

/// A complete reading of the directory.
///
/// # Errors
/// The first failure; there is no partial reading.
pub(super) async fn read(connected: &Connected, roster: &Roster) -> Result<Reading> {
    let live = complete(connected, roster, Extent::Decision).await?;
    Ok(Reading {
        directory: connected.record(&live.organization),
        live,
        source: ReadingSource::Directory,
        read_at: now(),
        further: Some(connected.directory.clone()),
    })
}

/// The time in whole seconds: what files say of their times.
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// A complete reading of the directory, for planning with it later and elsewhere.
///
/// # Errors
/// The first failure; there is no partial reading.
pub(super) async fn snapshot(connected: &Connected, roster: &Roster) -> Result<Snapshot> {
    let live = complete(connected, roster, Extent::AnyDecision).await?;
    let asked = LookedUp::Only(unmatched(&roster.desired, &live.active));
    Ok(Snapshot {
        read_at: now(),
        kind: roster.directory.kind,
        endpoints: connected.endpoints().cloned(),
        org: connected.org(),
        live: Live { asked, ..live },
    })
}

/// How much is read beside the users.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// What the roster needs.
    Decision,
    /// What a roster with another scope would need too.
    AnyDecision,
}

/// The organization comes first: nobody's data is read from another one.
async fn complete(connected: &Connected, roster: &Roster, extent: Extent) -> Result<Live> {
    let organization = connected.organization().await?;
    let identity = connected.directory.identity().await?;
    for _ in 0..READINGS {
        let live = once(connected, roster, &organization, &identity, extent).await?;
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
    extent: Extent,
) -> Result<Live> {
    let directory = &connected.directory;
    let mut active = directory.active_users().await?;
    let is_scoped = extent == Extent::AnyDecision || !roster.desired.scope.divisions.is_empty();
    let divisions = if is_scoped || active.iter().any(lacks_name) { directory.divisions().await? } else { Vec::new() };
    name_divisions(&mut active, &divisions);
    let sought = unmatched(&roster.desired, &active);
    let others = directory.find(&sought.emails, &sought.ids).await?;
    Ok(Live {
        organization: organization.clone(),
        identity: identity.clone(),
        divisions,
        active,
        others,
        asked: LookedUp::Everybody,
    })
}

fn lacks_name(user: &LiveUser) -> bool {
    user.division.as_ref().is_some_and(|division| division.name.is_empty())
}

fn name_divisions(users: &mut [LiveUser], divisions: &[Division]) {
    let named: HashMap<&str, Arc<Division>> =
        divisions.iter().map(|division| (division.id.as_str(), Arc::new(division.clone()))).collect();
    for division in users.iter_mut().filter(|user| lacks_name(user)).filter_map(|user| user.division.as_mut()) {
        if let Some(known) = named.get(division.id.as_str()) {
            *division = known.clone();
        }
    }
}
