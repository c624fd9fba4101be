//! The context of a plan, as the fuzz targets, the benchmarks and the tests of `plan` share it.

use jiff::{SignedDuration, Timestamp};
use rosterctl::model::{ApplyPolicy, Organization};
use rosterctl::plan::{DirectoryRecord, FileRecord, LiveRecord, PlanContext, ReadingSource, RosterRecord};

/// The context of a plan that was made at `now` from a Genesys Cloud organization with these numbers of active users
/// and of users in scope, and from a roster of one file.
pub fn setting(now: Timestamp, active: u64, in_scope: u64) -> PlanContext {
    PlanContext {
        created_at: now,
        lifetime: SignedDuration::from_hours(24),
        date: jiff::civil::date(2026, 11, 21),
        as_of: false,
        directory: DirectoryRecord {
            kind: "genesys-cloud".to_owned(),
            api_url: Some("https://api.mypurecloud.de".to_owned()),
            login_url: Some("https://login.mypurecloud.de".to_owned()),
            org: None,
            deactivation: "state".to_owned(),
            strip_roles: false,
            organization: Organization { id: "org".to_owned(), name: "Acme".to_owned() },
            settings: serde_json::Map::new(),
            terms: None,
        },
        roster: RosterRecord {
            files: vec![FileRecord { path: "roster.yaml".to_owned(), sha256: "0".repeat(64) }],
            commit: None,
        },
        live: LiveRecord { source: ReadingSource::Directory, read_at: now, active, in_scope },
        caution: ApplyPolicy::default(),
    }
}
