//! What `doctor` asks of a directory: each thing that planning and applying rely on, one after the other. Everything
//! that can still be asked after a failure is asked. Deliberately absent: any write, also as a trial.

use std::sync::Arc;

use super::genesys::{Examiner, checkup};
use super::open::connect;
use super::{Connection, DirectoryError, DirectoryErrorKind, Endpoints, Observer, check_organization, endpoints};
use crate::http::{Reader, ServerStatus};
use crate::model::{Check, DirectoryKind, Organization};
use crate::settings::Credentials;
use crate::text::format_duration;

/// Everything that is looked at, in this order.
pub const ORDER: [&str; 10] = [
    "region",
    "credentials",
    "organization",
    "users",
    "divisions",
    "search",
    "roles",
    "deactivating",
    "clock",
    "rate limit",
];
/// What is looked at beyond the credentials, in this order.
const READ: [&str; 5] = ["users", "divisions", "search", "roles", "deactivating"];
/// A clock that is off by more seconds than this makes plans expire and last days pass at wrong times.
const OFF: u64 = 300;

/// What is said where there are no credentials.
pub const WITHOUT_CREDENTIALS: (&str, &str) = (
    "the environment holds none",
    "set GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET, or GENESYSCLOUD_ACCESS_TOKEN",
);

/// Looks at a directory, and adds each check as it is made: somebody whose time is up has those that came before.
/// `absent` says why there are no credentials, when there are none.
pub async fn checkup(
    connection: &Connection,
    absent: (String, String),
    observer: Arc<dyn Observer>,
    checks: &mut Vec<Check>,
) {
    let addresses = match endpoints(connection) {
        Ok(addresses) => addresses,
        Err(fault) => {
            checks.extend(unreached(failed("region", fault), connection.credentials.as_ref(), absent));
            return;
        }
    };
    let Some(credentials) = &connection.credentials else {
        checks.push(Check::ok("region", place(connection, &addresses)));
        checks.push(Check::failed("credentials", absent.0, absent.1));
        skip(checks, &["organization"], "there are no credentials", "mend `credentials` first");
        skip(checks, &READ, "there are no credentials", "mend `credentials` first");
        skip(checks, &["clock", "rate limit"], "nothing was asked without credentials", "mend `credentials` first");
        return;
    };
    let (transport, bearer, _) = match connect(connection, observer.clone()) {
        Ok(connected) => connected,
        Err(fault) => {
            checks.push(failed("region", fault));
            skip(checks, &["credentials", "organization"], "no connection can be prepared", "mend `region` first");
            skip(checks, &READ, "no connection can be prepared", "mend `region` first");
            skip(checks, &["clock", "rate limit"], "no connection can be prepared", "mend `region` first");
            return;
        }
    };
    checks.push(Check::ok("region", place(connection, &addresses)));
    let examiner = Examiner::new(Reader::new(transport), bearer, observer);
    converse(connection, credentials, &examiner, checks).await;
    let vitals = examiner.vitals();
    checks.push(clock(&vitals));
    checks.push(rate_limit(&vitals));
}

/// What is left when there is no address; `region` says why.
#[must_use]
pub fn unreached(region: Check, credentials: Option<&Credentials>, absent: (String, String)) -> Vec<Check> {
    let mut checks = vec![region];
    checks.push(match credentials {
        Some(_) => Check::skipped("credentials", "there is no address to try them at", "mend `region` first"),
        None => Check::failed("credentials", absent.0, absent.1),
    });
    skip(&mut checks, &["organization"], "there is no address to ask", "mend `region` first");
    skip(&mut checks, &READ, "there is no address to ask", "mend `region` first");
    skip(&mut checks, &["clock", "rate limit"], "there is no address to ask", "mend `region` first");
    checks
}

async fn converse(connection: &Connection, credentials: &Credentials, examiner: &Examiner, checks: &mut Vec<Check>) {
    if let Err(fault) = examiner.sign_in().await {
        checks.push(failed("credentials", fault));
        skip(checks, &["organization"], "there is no token", "mend `credentials` first");
        skip(checks, &READ, "there is no token", "mend `credentials` first");
        return;
    }
    let organization = examiner.organization().await;
    checks.push(accepted(credentials, organization.as_ref().err()));
    let check = match organization {
        Ok(organization) => the_organization(connection, &organization),
        Err(fault)
            if fault.kind == DirectoryErrorKind::Unauthorized && matches!(credentials, Credentials::Token(_)) =>
        {
            Check::skipped("organization", "the token is not accepted", "mend `credentials` first")
        }
        Err(fault) => failed("organization", fault),
    };
    let is_known = check.mend.is_none();
    checks.push(check);
    if !is_known {
        // As in a plan: nobody's data is read from an organization that may be another one.
        let why = "users are not read before the organization is known to be the right one";
        skip(checks, &READ, why, "mend what failed above first");
        return;
    }
    let (mut one, mut all) = (None, None);
    for (at, name) in READ.into_iter().enumerate() {
        if examiner.vitals().retry_after.is_some() {
            let rest = READ.get(at..).unwrap_or_default();
            return skip(checks, rest, "the directory wants to hear nothing for a while", "mend `rate limit` first");
        }
        checks.push(match name {
            "users" => {
                let (check, user) = examiner.users().await;
                one = user;
                check
            }
            "divisions" => {
                let (check, divisions) = examiner.divisions().await;
                all = divisions;
                check
            }
            "search" => examiner.search().await,
            "roles" => match &one {
                Some(user) => examiner.roles(user).await,
                None => Check::skipped(name, "there is no user to read them of", "mend `users` first"),
            },
            _ => examiner.deactivating(all.as_deref()).await,
        });
    }
}

fn skip(checks: &mut Vec<Check>, names: &[&'static str], why: &str, mend: &str) {
    checks.extend(names.iter().map(|name| Check::skipped(name, why, mend)));
}

fn failed(name: &'static str, fault: DirectoryError) -> Check {
    checkup::refused(name, fault, None)
}

/// Where the directory is, and who says so.
fn place(connection: &Connection, addresses: &Endpoints) -> String {
    let spec = &connection.spec;
    let hosts = if addresses.api_url == addresses.login_url {
        addresses.api_url.clone()
    } else {
        format!("{} and {}", addresses.api_url, addresses.login_url)
    };
    match (spec.kind, &spec.region, &connection.region) {
        (DirectoryKind::Sandbox, ..) => format!("the sandbox, at {hosts}"),
        _ if spec.api_url.is_some() || spec.login_url.is_some() => format!("{hosts}, from the roster"),
        (_, Some(region), _) => format!("{region}, from the roster: {hosts}"),
        (_, None, Some(region)) => format!("{region}, from GENESYSCLOUD_REGION: {hosts}"),
        (_, None, None) => hosts,
    }
}

/// What the first request shows of the credentials: a token from the environment is tried by nothing else.
fn accepted(credentials: &Credentials, refusal: Option<&DirectoryError>) -> Check {
    const NAME: &str = "credentials";
    match (credentials, refusal) {
        (Credentials::Client { id, .. }, _) => Check::ok(NAME, format!("the OAuth client {id} was given a token")),
        (Credentials::Token(_), None) => Check::ok(NAME, "the access token is accepted"),
        (Credentials::Token(_), Some(fault)) if fault.kind == DirectoryErrorKind::Unauthorized => {
            failed(NAME, fault.clone())
        }
        (Credentials::Token(_), Some(_)) => {
            Check::unknown(NAME, "the access token could not be tried", "mend `organization` first")
        }
    }
}

fn the_organization(connection: &Connection, organization: &Organization) -> Check {
    const NAME: &str = "organization";
    if let Err(fault) = check_organization(&connection.spec, organization) {
        return failed(NAME, fault);
    }
    let Organization { id, name } = organization;
    let named = match connection.spec.organization_id {
        Some(_) => "the one that the roster names",
        None => "no roster names one by `organization_id`, so any is accepted",
    };
    Check::ok(NAME, format!("{name} ({id}); {named}"))
}

fn clock(vitals: &ServerStatus) -> Check {
    const NAME: &str = "clock";
    let Some(ahead) = vitals.clock_skew else {
        return Check::unknown(
            NAME,
            "no answer said what time it is in the directory",
            "compare this machine's clock by hand: `date -u`",
        );
    };
    let seconds = ahead.unsigned_abs().as_secs();
    let found = match (seconds, ahead.is_negative()) {
        (0, _) => "this machine and the directory agree".to_owned(),
        (_, false) => format!("this machine is {} ahead of the directory", format_duration(seconds)),
        (_, true) => format!("this machine is {} behind the directory", format_duration(seconds)),
    };
    if seconds <= OFF {
        return Check::ok(NAME, found);
    }
    let mend = "set this machine's clock, best by NTP: last days pass and plans expire by it";
    Check::failed(NAME, found, mend)
}

fn rate_limit(vitals: &ServerStatus) -> Check {
    const NAME: &str = "rate limit";
    if let Some(seconds) = vitals.retry_after {
        let wait = if seconds == 0 { "a few minutes".to_owned() } else { format_duration(seconds) };
        return Check::failed(
            NAME,
            format!("reached: the directory wants to hear nothing for {wait}"),
            format!("run doctor again in {wait}, and find out who else uses these credentials"),
        );
    }
    match (vitals.limit, vitals.used) {
        (Some(allowed), Some(count)) => {
            let left = allowed.saturating_sub(count);
            let found = format!("{allowed} requests a minute, {left} of them left");
            if left > 0 {
                return Check::ok(NAME, found);
            }
            let reset = format_duration(vitals.reset.unwrap_or(60));
            Check::failed(NAME, found, format!("wait {reset}, and find out who else uses these credentials"))
        }
        (Some(allowed), None) => Check::ok(NAME, format!("{allowed} requests a minute; how many are left is not said")),
        (None, _) => Check::unknown(
            NAME,
            "the directory does not say; rosterctl keeps to 300 requests a minute",
            "if a gateway of yours stands between, let it pass the headers `inin-ratelimit-*`",
        ),
    }
}
