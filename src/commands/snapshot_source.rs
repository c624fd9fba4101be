//! A snapshot as the source of live users, if it is of the roster's directory and not too old. Nothing is sent anywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::directory::{Snapshot, SnapshotError, backend};
use crate::error::{Error, Kind, Result};
use crate::fs::{self, Accepts};
use crate::plan::CLOCK_SKEW;
use crate::render;
use crate::roster::Roster;

use super::LOG;
use super::artifact::ArtifactKind;
use super::connect::named_by_file;
use super::directory_record;
use super::plan_file::is_plan;

/// What `snapshot --out` writes and `--live` reads.
pub(super) static SNAPSHOT: ArtifactKind =
    ArtifactKind { name: "snapshot", command: "rosterctl snapshot --out SNAPSHOT", is_one: is_snapshot };

/// A snapshot to plan from.
pub(super) struct SnapshotSource {
    /// Where it is.
    pub(super) path: PathBuf,
    /// How old it may be.
    pub(super) max_age: SignedDuration,
}

impl SnapshotSource {
    /// The snapshot.
    ///
    /// # Errors
    /// When it is not a snapshot, was altered, is too old or from the future, or is of another directory or organization
    /// than the roster's.
    pub(super) fn read(&self, roster: &Roster) -> Result<Snapshot> {
        let snapshot = self.load()?;
        self.check_age(snapshot.read_at, Timestamp::now())?;
        self.check_directory(&snapshot, roster)?;
        let (active, others) = (snapshot.live.active.len(), snapshot.live.others.len());
        tracing::info!(target: LOG, active, others, read_at = %snapshot.read_at, "snapshot read");
        Ok(snapshot)
    }

    fn load(&self) -> Result<Snapshot> {
        let path = crate::text::printed_path(&self.path);
        let file = SNAPSHOT.open(&self.path)?;
        Snapshot::read(BufReader::with_capacity(1 << 16, file)).map_err(|error| match error {
            SnapshotError::NotASnapshot if is_saved_plan(&self.path) => {
                Error::new(Kind::File, format!("{path} is a saved plan, not a snapshot"))
                    .hint(format!("print it with `rosterctl show`, or save a snapshot with `{}`", SNAPSHOT.command))
            }
            SnapshotError::NotASnapshot => Error::new(Kind::File, format!("{path} is not a snapshot"))
                .hint(format!("give the file that `{}` wrote", SNAPSHOT.command)),
            SnapshotError::OtherFormat(_) => {
                self.refused(&error).hint("take and plan with the same version of rosterctl")
            }
            SnapshotError::Unreadable(cause) => self.refused(&"could not be read").because(cause),
            _ => self.refused(&error).hint(self.anew()),
        })
    }

    fn check_age(&self, read_at: Timestamp, now: Timestamp) -> Result<()> {
        if read_at > now.saturating_add(CLOCK_SKEW).unwrap_or(Timestamp::MAX) {
            return Err(self
                .refused(&format!("was taken at {read_at}, which is in the future"))
                .hint("check the clocks of this machine and of the one that took it"));
        }
        let age = now.duration_since(read_at);
        if age > self.max_age {
            let (old, most) = (render::age(age), render::age(self.max_age));
            return Err(self
                .refused(&format!("is {old} old (taken at {read_at}), older than the {most} allowed"))
                .hint(self.anew())
                .hint(format!("or accept one of this age with --max-age {}h", age.as_hours() + 1)));
        }
        Ok(())
    }

    /// Every setting of the roster's directory must be that of the snapshot's; what the roster leaves to the environment may
    /// be anything.
    fn check_directory(&self, snapshot: &Snapshot, roster: &Roster) -> Result<()> {
        let spec = &roster.directory;
        let other = |its: &str, wanted: &str| {
            let (its, wanted) = (crate::text::sanitize_line(its), crate::text::sanitize_line(wanted));
            Err(self
                .refused(&format!("is of {its}, but the roster is for {wanted}"))
                .hint("take the snapshot with this roster, or plan with the roster that it was taken with"))
        };
        if spec.kind != snapshot.kind {
            let named = |kind: &str| format!("the directory type {kind}");
            return other(&named(snapshot.kind.name), &named(spec.kind.name));
        }
        let (its, org) = (&snapshot.location, named_by_file(spec).org);
        if org != its.org {
            return other(its.org.as_deref().unwrap_or_default(), org.as_deref().unwrap_or_default());
        }
        if let Some(wanted) = (backend(spec.kind)?.named_location)(spec)? {
            for (its, wanted) in [(&its.api_url, &wanted.api_url), (&its.login_url, &wanted.login_url)] {
                if let (Some(its), Some(wanted)) = (its, wanted)
                    && its != wanted
                {
                    return other(its, wanted);
                }
            }
        }
        let wanted = directory_record::reading_settings(spec);
        let keys: BTreeSet<&String> = wanted.keys().chain(snapshot.settings.keys()).collect();
        if let Some(key) = keys.into_iter().find(|key| wanted.get(*key) != snapshot.settings.get(*key)) {
            let named = |settings: &BTreeMap<String, Value>| match settings.get(key) {
                Some(value) => format!("`{key}: {value}`"),
                None => format!("a directory without `{key}`"),
            };
            return other(&named(&snapshot.settings), &named(&wanted));
        }
        let organization = &snapshot.live.organization;
        match &spec.organization_id {
            Some(wanted) if !wanted.trim().eq_ignore_ascii_case(&organization.id) => other(
                &format!("the organization {} ({})", organization.id, organization.name),
                &format!("the organization {wanted}"),
            ),
            _ => Ok(()),
        }
    }

    fn anew(&self) -> String {
        format!("take a new one with `rosterctl snapshot --out {}`", crate::text::printed_path(&self.path))
    }

    fn refused(&self, why: &impl ToString) -> Error {
        Error::new(Kind::File, format!("the snapshot {} {}", crate::text::printed_path(&self.path), why.to_string()))
    }
}

/// Whether a file is a snapshot of any version.
fn is_snapshot(file: File) -> io::Result<bool> {
    let mut beginning = Vec::new();
    file.take(100).read_to_end(&mut beginning)?;
    Ok(Snapshot::has_magic(&beginning))
}

fn is_saved_plan(path: &Path) -> bool {
    fs::open(path, Accepts::Files).is_ok_and(|file| is_plan(file).unwrap_or(false))
}
