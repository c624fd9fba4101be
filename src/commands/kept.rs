//! Live users from a snapshot, if it is of the roster's directory and not too old. Nothing is sent anywhere.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use crate::directory::{self, Refused, Snapshot};
use crate::error::{Error, Kind, Result};
use crate::fs::{self, Accepts};
use crate::model::DirectoryKind;
use crate::plan::{CLOCK_SKEW, Source};
use crate::render;
use crate::roster::Roster;

use super::live::Reading;
use super::plan_file::is_plan;
use super::snapshot::SNAPSHOT;
use super::{LOG, connect};

/// A snapshot that may be planned from.
pub(super) struct Kept {
    /// Where it is.
    pub(super) path: PathBuf,
    /// How old it may be.
    pub(super) max_age: SignedDuration,
}

impl Kept {
    /// The reading in it.
    ///
    /// # Errors
    /// When it is no snapshot, was altered, is too old or from the future, or is of another directory or organization
    /// than the roster's.
    pub(super) fn read(&self, roster: &Roster) -> Result<Reading> {
        let snapshot = self.load()?;
        self.check_age(snapshot.read_at, Timestamp::now())?;
        self.check_directory(&snapshot, roster)?;
        let (active, others) = (snapshot.live.active.len(), snapshot.live.others.len());
        tracing::info!(target: LOG, active, others, read_at = %snapshot.read_at, "snapshot read");
        let record = connect::record(
            &roster.directory,
            snapshot.endpoints.as_ref(),
            snapshot.org.as_deref(),
            &snapshot.live.organization,
        );
        Ok(Reading {
            directory: record,
            live: snapshot.live,
            source: Source::Snapshot,
            read_at: snapshot.read_at,
            further: None,
        })
    }

    fn load(&self) -> Result<Snapshot> {
        let path = fs::shown(&self.path);
        let file = SNAPSHOT.open(&self.path)?;
        Snapshot::read(BufReader::with_capacity(1 << 16, file)).map_err(|refused| match refused {
            Refused::Foreign if is_saved_plan(&self.path) => {
                Error::new(Kind::File, format!("{path} is a saved plan, not a snapshot"))
                    .hint(format!("print it with `rosterctl show`, or save a snapshot with `{}`", SNAPSHOT.command))
            }
            Refused::Foreign => Error::new(Kind::File, format!("{path} is not a snapshot"))
                .hint(format!("give the file that `{}` wrote", SNAPSHOT.command)),
            Refused::OtherFormat(_) => self.refused(&refused).hint("take and plan with the same version of rosterctl"),
            Refused::Unreadable(error) => self.refused(&"could not be read").because(error),
            _ => self.refused(&refused).hint(self.anew()),
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

    /// What the roster says of its directory must be so of the snapshot's; what it leaves to the environment may be
    /// anything.
    fn check_directory(&self, snapshot: &Snapshot, roster: &Roster) -> Result<()> {
        let spec = &roster.directory;
        let other = |its: &str, wanted: &str| {
            let (its, wanted) = (crate::text::sanitize_inline(its), crate::text::sanitize_inline(wanted));
            Err(self
                .refused(&format!("is of {its}, but the roster is for {wanted}"))
                .hint("take the snapshot with this roster, or plan with the roster that it was taken with"))
        };
        if spec.kind != snapshot.kind {
            let named = |kind: DirectoryKind| format!("the directory type {}", kind.as_str());
            return other(&named(snapshot.kind), &named(spec.kind));
        }
        let org = spec.org.as_ref().map(|org| org.to_string_lossy().into_owned());
        if org != snapshot.org {
            return other(snapshot.org.as_deref().unwrap_or_default(), org.as_deref().unwrap_or_default());
        }
        if let (Some(its), Some(wanted)) = (&snapshot.endpoints, directory::named_endpoints(spec)?) {
            if its.api_url != wanted.api_url {
                return other(&its.api_url, &wanted.api_url);
            }
            if its.login_url != wanted.login_url {
                return other(&its.login_url, &wanted.login_url);
            }
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
        format!("take a new one with `rosterctl snapshot --out {}`", fs::shown(&self.path))
    }

    fn refused(&self, why: &impl ToString) -> Error {
        Error::new(Kind::File, format!("the snapshot {} {}", fs::shown(&self.path), why.to_string()))
    }
}

fn is_saved_plan(path: &Path) -> bool {
    fs::open(path, Accepts::Files).is_ok_and(|file| is_plan(file).unwrap_or(false))
}
