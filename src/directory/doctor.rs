//! The doctor: one check for each thing that planning and applying rely on, in a fixed order. A check whose needs are not
//! met is skipped; every other check is made, also after a failure. A backend brings a table of its checks.
//!
//! Deliberately absent: any write, also as a trial.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::connection::PreparedConnection;
use super::{Connection, DirectoryError, DirectoryErrorKind, Observer, check_organization};
use crate::http::ServerStatus;
use crate::model::{Check, Desired, DirectorySpec, LiveUser, LookupKeys, Organization};
use crate::text::format_duration;

/// The greatest tolerated clock difference: beyond it plans expire, and last days pass, at the wrong time.
const MAX_CLOCK_DIFFERENCE_SECONDS: u64 = 300;

/// Whom a plan of a roster looks up, given the active users.
pub type PlanLookup = Box<dyn Fn(&[LiveUser]) -> LookupKeys + Send + Sync>;

/// What is examined.
pub struct Examination {
    /// What the connection would be made from.
    pub connection: Connection,
    /// Why the address is unknown, when that is already so.
    pub blocked: Option<Check>,
    /// Why there are no credentials and how to fix that, when the environment's are unusable.
    pub unusable_credentials: Option<(String, String)>,
    /// What the roster declares; nothing without one.
    pub desired: Desired,
    /// Whom a plan of the roster looks up, given the active users.
    pub lookup: PlanLookup,
    /// Where progress is reported.
    pub observer: Arc<dyn Observer>,
}

impl Examination {
    /// The connection; `None` without credentials.
    ///
    /// # Errors
    /// The check of this name that failed because nothing can be connected to, as every later one then does.
    pub(super) fn connect<C: PreparedConnection>(&mut self, name: &'static str) -> Result<Option<C>, Check> {
        if self.connection.credentials.is_none() {
            return Ok(None);
        }
        C::prepare(&self.connection, self.observer.clone()).map(Some).map_err(|error| {
            let check = failed(name, error, None);
            self.blocked = Some(check.clone());
            check
        })
    }
}

/// The name of the check of the clock.
pub(super) const CLOCK: &str = "clock";
/// The name of the check of the rate limit.
pub(super) const RATE_LIMIT: &str = "rate limit";

/// What reading the directory needs.
pub(super) const READING: &[Need] = &[Need::Address, Need::Credentials, Need::Token, Need::Organization, Need::Quota];
/// What reading something of a user needs.
pub(super) const READING_A_USER: &[Need] =
    &[Need::Address, Need::Credentials, Need::Token, Need::Organization, Need::Quota, Need::User];

/// What a check needs before it can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// An address to ask.
    Address,
    /// Credentials in the environment.
    Credentials,
    /// A token that is accepted.
    Token,
    /// The right organization: no user is read from another one.
    Organization,
    /// A user to read something of.
    User,
    /// A directory that accepts requests at present.
    Quota,
}

impl Need {
    /// Why a check is skipped for it, and how to fix that.
    fn unmet(self) -> (&'static str, &'static str) {
        match self {
            Self::Address => ("there is no address to ask", "fix what failed above first"),
            Self::Credentials => ("there are no credentials", "fix `credentials` first"),
            Self::Token => ("there is no token that is accepted", "fix `credentials` first"),
            Self::Organization => (
                "users are not read before the organization is known to be the right one",
                "fix what failed above first",
            ),
            Self::User => ("there is no user to read them of", "fix `users` first"),
            Self::Quota => ("the directory asks for no requests at present", "fix `rate limit` first"),
        }
    }
}

/// The check that a probe makes.
pub(super) type PendingCheck<'a> = Pin<Box<dyn Future<Output = Check> + Send + 'a>>;

/// A row of a backend's table of checks.
pub(super) struct DoctorCheck<P: 'static> {
    /// Its name.
    pub(super) name: &'static str,
    /// What it needs, the most fundamental first.
    pub(super) needs: &'static [Need],
    /// How it is made.
    pub(super) run: for<'a> fn(&'a mut P) -> PendingCheck<'a>,
}

/// A directory that is being examined.
pub(super) trait DoctorProbe {
    /// Whether a need is met by now.
    fn meets(&self, need: Need) -> bool;
}

/// Makes the checks of a table in order, adding each as it is made.
pub(super) async fn run_checks<P: DoctorProbe>(table: &[DoctorCheck<P>], probe: &mut P, checks: &mut Vec<Check>) {
    for DoctorCheck { name, needs, run } in table {
        let unmet = needs.iter().find(|need| !probe.meets(**need));
        checks.push(match unmet {
            Some(need) => {
                let (found, fix) = need.unmet();
                Check::skipped(name, found, fix)
            }
            None => run(probe).await,
        });
    }
}

/// A check whose request failed. A refusal names the permission that is missing.
pub(super) fn failed(name: &'static str, error: DirectoryError, permission: Option<&str>) -> Check {
    let fix = match (error.kind, permission) {
        (DirectoryErrorKind::Forbidden, Some(permission)) => {
            format!("give the role behind these credentials `{permission}`, in every division that the roster governs")
        }
        (kind, _) => error.hints.first().cloned().unwrap_or_else(|| kind.advice().to_owned()),
    };
    Check::failed(name, error.to_string(), fix)
}

/// Whether the organization is the one that the roster names.
pub(super) fn organization(name: &'static str, spec: &DirectorySpec, organization: &Organization) -> Check {
    if let Err(error) = check_organization(spec, organization) {
        return failed(name, error, None);
    }
    let named = match spec.organization_id {
        Some(_) => "the one that the roster names",
        None => "the roster names none by `organization_id`, so any is accepted",
    };
    Check::ok(name, format!("{} ({}); {named}", organization.name, organization.id))
}

/// Whether this machine's clock agrees with the directory's.
pub(super) fn clock(status: &ServerStatus) -> Check {
    let Some(ahead) = status.clock_skew else {
        return Check::unknown(
            CLOCK,
            "no answer had the time of the directory",
            "compare this machine's clock by hand: `date -u`",
        );
    };
    let seconds = ahead.unsigned_abs().as_secs();
    let found = match (seconds, ahead.is_negative()) {
        (0, _) => "this machine and the directory agree".to_owned(),
        (_, false) => format!("this machine is {} ahead of the directory", format_duration(seconds)),
        (_, true) => format!("this machine is {} behind the directory", format_duration(seconds)),
    };
    if seconds <= MAX_CLOCK_DIFFERENCE_SECONDS {
        return Check::ok(CLOCK, found);
    }
    Check::failed(
        CLOCK,
        found,
        "set this machine's clock, preferably by NTP: last days and the expiry of plans depend on it",
    )
}

/// Whether requests are left.
pub(super) fn rate_limit(status: &ServerStatus, unknown: (&str, &str)) -> Check {
    const FIND: &str = "find out who else uses these credentials";
    if let Some(seconds) = status.retry_after {
        let wait = if seconds == 0 { "a few minutes".to_owned() } else { format_duration(seconds) };
        let found = format!("reached: the directory asks for no requests for {wait}");
        return Check::failed(RATE_LIMIT, found, format!("run doctor again in {wait}, and {FIND}"));
    }
    match (status.limit, status.used) {
        (Some(allowed), Some(count)) => {
            let left = allowed.saturating_sub(count);
            let found = format!("{allowed} requests a minute, {left} of them left");
            if left > 0 {
                return Check::ok(RATE_LIMIT, found);
            }
            let reset = format_duration(status.reset.unwrap_or(60));
            Check::failed(RATE_LIMIT, found, format!("wait {reset}, and {FIND}"))
        }
        (Some(allowed), None) => {
            Check::ok(RATE_LIMIT, format!("{allowed} requests a minute; how many are left is unknown"))
        }
        (None, _) => Check::unknown(RATE_LIMIT, unknown.0, unknown.1),
    }
}
