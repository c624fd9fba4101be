//! Where live users are read from: the directory, or a snapshot of it.

use std::sync::Arc;

use jiff::Timestamp;

use crate::directory::{self, Directory, InventoryDepth, InventoryRequest, read_inventory};
use crate::error::Result;
use crate::model::{Email, Impact, Live, LiveUser, Observer, UserId};
use crate::plan::{DirectoryRecord, ReadingSource, unmatched};
use crate::roster::Roster;
use crate::settings::ReadFrom;

use super::connect::{self, Connected};
use super::directory_record;
use super::snapshot_source::SnapshotSource;

/// The live users that a decision is made on.
pub(super) struct LiveReading {
    /// The reading, complete.
    pub(super) live: Live,
    /// The directory that was read.
    pub(super) directory: DirectoryRecord,
    /// What it was read from.
    pub(super) source: ReadingSource,
    /// When it was complete, in whole seconds.
    pub(super) read_at: Timestamp,
    /// The directory, for further questions; a snapshot has none.
    further: Option<Arc<dyn Directory>>,
}

impl LiveReading {
    /// What deactivating these users would affect; a user who is left out is unknown throughout.
    ///
    /// # Errors
    /// When the directory fails.
    pub(super) async fn impacts(&self, ids: &[UserId]) -> Result<Vec<(UserId, Impact)>> {
        match &self.further {
            Some(directory) => Ok(directory::impacts(&**directory, ids).await?),
            None => Ok(Vec::new()),
        }
    }

    /// The users in any state who have one of these e-mails or ids; of a snapshot, those that it has.
    ///
    /// # Errors
    /// When the directory fails.
    pub(super) async fn find(&self, emails: &[Email], ids: &[UserId]) -> Result<Vec<LiveUser>> {
        let Some(directory) = &self.further else {
            let is_meant =
                |user: &&LiveUser| emails.iter().any(|email| user.has_address(email)) || ids.contains(&user.id);
            return Ok(self.live.others.iter().filter(is_meant).cloned().collect());
        };
        Ok(directory.find(emails, ids).await?)
    }
}

/// What live users are read from. It is held until the plan is made.
pub(super) enum LiveSource {
    /// The directory.
    Directory(Box<Connected>),
    /// A snapshot of it.
    Snapshot(SnapshotSource),
}

/// Opens what live users are read from; nothing is sent yet.
///
/// # Errors
/// As [`connect::to_read`].
pub(super) async fn open(origin: ReadFrom, roster: &Roster, observer: Arc<dyn Observer>) -> Result<LiveSource> {
    match origin {
        ReadFrom::Directory(access) => {
            Ok(LiveSource::Directory(Box::new(connect::to_read(&roster.directory, access, observer).await?)))
        }
        ReadFrom::Snapshot { path, max_age } => Ok(LiveSource::Snapshot(SnapshotSource { path, max_age })),
    }
}

impl LiveSource {
    /// A complete reading.
    ///
    /// # Errors
    /// The first failure; there is no partial reading.
    pub(super) async fn read(&self, roster: &Roster) -> Result<LiveReading> {
        match self {
            Self::Directory(connected) => read(connected, roster).await,
            Self::Snapshot(source) => {
                let snapshot = source.read(roster)?;
                Ok(LiveReading {
                    directory: directory_record::record(
                        &roster.directory,
                        &snapshot.location,
                        &snapshot.live.organization,
                    ),
                    live: snapshot.live,
                    source: ReadingSource::Snapshot,
                    read_at: snapshot.read_at,
                    further: None,
                })
            }
        }
    }
}

/// A complete reading of the directory.
///
/// # Errors
/// The first failure; there is no partial reading.
pub(super) async fn read(connected: &Connected, roster: &Roster) -> Result<LiveReading> {
    let live = inventory(connected, roster, InventoryDepth::Decision).await?;
    Ok(LiveReading {
        directory: connected.record(&live.organization),
        live,
        source: ReadingSource::Directory,
        read_at: now(),
        further: Some(connected.directory.clone()),
    })
}

/// A complete reading of the directory, as much of it as `depth` asks for.
///
/// # Errors
/// The first failure; there is no partial reading.
pub(super) async fn inventory(connected: &Connected, roster: &Roster, depth: InventoryDepth) -> Result<Live> {
    let request = InventoryRequest { spec: &roster.directory, desired: &roster.desired, depth, lookup: unmatched };
    Ok(read_inventory(&*connected.directory, &request).await?)
}

/// The time in whole seconds, as files have it.
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
