//! A saved plan as its JSON has it: the decision's keys beside the others. Read into this it takes a fraction of the time,
//! for `serde` keeps all of a flattened structure twice before it looks at it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use super::file::SavedPlan;
use super::records::{ApplyPolicyRecord, DirectoryRecord, LiveRecord, RosterRecord, UndeclaredRecord};
use super::types::{Action, Finding, Plan, Summary};
use super::verdict::{Guard, Override};

/// Reads a saved plan; `None` when these bytes are none.
pub(super) fn read(bytes: &[u8]) -> Option<SavedPlan> {
    serde_json::from_slice::<Flat>(bytes).ok().map(Flat::into_saved)
}

/// The keys of [`SavedPlan`] and of its [`Plan`].
#[derive(Deserialize)]
struct Flat {
    format_version: String,
    rosterctl_version: String,
    created_at: Timestamp,
    expires_at: Timestamp,
    date: Date,
    #[serde(default)]
    as_of: bool,
    #[serde(default)]
    redacted: bool,
    directory: DirectoryRecord,
    roster: RosterRecord,
    live: LiveRecord,
    apply: ApplyPolicyRecord,
    actions: Vec<Action>,
    findings: Vec<Finding>,
    guards: Vec<Guard>,
    overrides: Vec<Override>,
    undeclared: UndeclaredRecord,
    partial: bool,
    summary: Summary,
    digest: String,
    checksum: String,
}

impl Flat {
    fn into_saved(self) -> SavedPlan {
        let Self { actions, findings, guards, overrides, undeclared, partial, summary, .. } = self;
        SavedPlan {
            format_version: self.format_version,
            rosterctl_version: self.rosterctl_version,
            created_at: self.created_at,
            expires_at: self.expires_at,
            date: self.date,
            as_of: self.as_of,
            redacted: self.redacted,
            directory: self.directory,
            roster: self.roster,
            live: self.live,
            apply: self.apply,
            plan: Plan { actions, findings, guards, overrides, undeclared, partial, summary },
            digest: self.digest,
            checksum: self.checksum,
        }
    }
}
