//! The doctor's checks of a SCIM service: what it says of itself against what it answers, by `GET` alone, and whether a plan
//! from it can be trusted.

use super::Scim;
use super::connection::{Addresses, ScimConnection, missing_credentials};
use super::identity::OwnerReport;
use super::listing::UsersRead;
use super::wire::{Advertised, ListedUser, ServiceDescription};
use crate::directory::backend::PendingExamination;
use crate::directory::doctor::{
    self, CLOCK, DoctorCheck, DoctorProbe, Examination, Need, RATE_LIMIT, READING, READING_A_USER, failed, run_checks,
};
use crate::directory::{DirectoryError, DirectoryErrorKind};
use crate::http::ServerStatus;
use crate::model::{Check, Hosting, PinnedUser};
use crate::settings::Credentials;
use crate::text::counted;

mod paging;
mod pin;
mod records;
mod verdict;

use paging::FirstPage;
use pin::proposed_pin;

const ADDRESS: &str = "address";
const CREDENTIALS: &str = "credentials";
const SERVICE: &str = "service";
const TENANT: &str = "tenant";
const PAGING: &str = "paging";
const USERS: &str = "users";
const STATES: &str = "states";
const LOOK_UP: &str = "look-up";
const ENTITY_TAGS: &str = "entity tags";
const TOKEN_OWNER: &str = "token owner";
const VERDICT: &str = "verdict";

const ASKING: &[Need] = &[Need::Address, Need::Credentials, Need::Token, Need::Quota];

/// Every check but the verdict, in order.
const CHECKS: &[DoctorCheck<ScimProbe>] = &[
    DoctorCheck { name: ADDRESS, needs: &[], run: |probe| Box::pin(async { probe.address() }) },
    DoctorCheck { name: CREDENTIALS, needs: &[], run: |probe| Box::pin(probe.credentials()) },
    DoctorCheck { name: SERVICE, needs: ASKING, run: |probe| Box::pin(probe.service()) },
    DoctorCheck { name: TENANT, needs: ASKING, run: |probe| Box::pin(probe.tenant()) },
    DoctorCheck { name: PAGING, needs: READING, run: |probe| Box::pin(probe.paging()) },
    DoctorCheck { name: USERS, needs: READING, run: |probe| Box::pin(probe.users()) },
    DoctorCheck { name: STATES, needs: READING_A_USER, run: |probe| Box::pin(probe.states()) },
    DoctorCheck { name: LOOK_UP, needs: READING_A_USER, run: |probe| Box::pin(probe.look_up()) },
    DoctorCheck { name: ENTITY_TAGS, needs: READING_A_USER, run: |probe| Box::pin(probe.entity_tags()) },
    DoctorCheck { name: TOKEN_OWNER, needs: READING, run: |probe| Box::pin(probe.token_owner()) },
    DoctorCheck {
        name: CLOCK,
        needs: &[Need::Address, Need::Credentials],
        run: |probe| Box::pin(async { doctor::clock(&probe.status()) }),
    },
    DoctorCheck {
        name: RATE_LIMIT,
        needs: &[Need::Address, Need::Credentials],
        run: |probe| Box::pin(async { probe.rate_limit() }),
    },
];

/// The names of the checks, in order.
pub(super) fn check_names() -> Vec<&'static str> {
    CHECKS.iter().map(|check| check.name).chain([VERDICT]).collect()
}

/// Makes every check, adding each as it is made.
pub(super) fn examine(examination: Examination, checks: &mut Vec<Check>) -> PendingExamination<'_> {
    Box::pin(async move {
        let from = checks.len();
        run_checks(CHECKS, &mut ScimProbe::new(examination), checks).await;
        let verdict = verdict::verdict(&checks[from..]);
        checks.push(verdict);
    })
}

/// A service that is being examined.
struct ScimProbe {
    examination: Examination,
    scim: Option<Scim>,
    has_token: bool,
    is_right_tenant: bool,
    description: Option<ServiceDescription>,
    /// The first page, or why there is none.
    first: Option<Result<FirstPage, DirectoryError>>,
}

impl DoctorProbe for ScimProbe {
    fn meets(&self, need: Need) -> bool {
        match need {
            Need::Address => self.scim.is_some() || self.is_addressed(),
            Need::Credentials => self.examination.connection.credentials.is_some(),
            Need::Token => self.has_token,
            Need::Organization => self.is_right_tenant,
            Need::User => self.user().is_some(),
            Need::Quota => self.status().retry_after.is_none(),
        }
    }
}

impl ScimProbe {
    fn new(examination: Examination) -> Self {
        Self { examination, scim: None, has_token: false, is_right_tenant: false, description: None, first: None }
    }

    fn is_addressed(&self) -> bool {
        self.examination.blocked.is_none() && Addresses::of(&self.examination.connection).is_ok()
    }

    fn status(&self) -> ServerStatus {
        self.scim.as_ref().map(|scim| scim.api.reader.status()).unwrap_or_default()
    }

    /// A user of the first page.
    fn user(&self) -> Option<&ListedUser> {
        self.first.as_ref()?.as_ref().ok()?.users.first()
    }

    /// Whether the addresses may be given credentials; connects, if there are any.
    fn address(&mut self) -> Check {
        if let Some(blocked) = &self.examination.blocked {
            return Check { name: ADDRESS, ..blocked.clone() };
        }
        let location = match Addresses::of(&self.examination.connection) {
            Ok(addresses) => addresses.location(),
            Err(error) => return failed(ADDRESS, error, None),
        };
        match self.examination.connect(ADDRESS) {
            Ok(connected) => self.scim = connected.as_ref().map(ScimConnection::service),
            Err(check) => return check,
        }
        let base = location.api_url.unwrap_or_default();
        let place = match self.examination.connection.spec.kind.hosting {
            Hosting::Embedded => format!("the sandbox, at {base}"),
            Hosting::Remote => base,
        };
        Check::ok(
            ADDRESS,
            match location.login_url {
                Some(token_url) => format!("{place}; tokens from {token_url}"),
                None => place,
            },
        )
    }

    /// Whether there are credentials that the service accepts: the first page is requested here, for many services describe
    /// themselves to anybody.
    async fn credentials(&mut self) -> Check {
        let Some(credentials) = &self.examination.connection.credentials else {
            let (found, fix) = self.examination.unusable_credentials.clone().unwrap_or_else(|| {
                let (found, fix) = missing_credentials(&self.examination.connection.spec);
                (found.to_owned(), fix)
            });
            return Check::failed(CREDENTIALS, found, fix);
        };
        let Some(scim) = &self.scim else {
            return Check::skipped(CREDENTIALS, "there is no address to try them at", "fix `address` first");
        };
        if let Err(failure) = scim.api.reader.sign_in().await {
            return failed(CREDENTIALS, failure.error, None);
        }
        let description = scim.description().await;
        let first = paging::first_page(scim, description.as_ref().ok().and_then(Option::as_ref)).await;
        let refused = |error: &DirectoryError| error.kind == DirectoryErrorKind::Unauthorized;
        let refusal = description.as_ref().err().filter(|error| refused(error));
        if let Some(error) = refusal.or(first.as_ref().err().filter(|error| refused(error))) {
            return failed(CREDENTIALS, error.clone(), None);
        }
        let check = match (credentials, &first) {
            (Credentials::Client { id, .. }, _) => {
                Check::ok(CREDENTIALS, format!("the OAuth client {id} was granted a token"))
            }
            (Credentials::Token(_), Ok(_)) => Check::ok(CREDENTIALS, "the token is accepted"),
            (Credentials::Token(_), Err(error)) if error.kind == DirectoryErrorKind::Forbidden => {
                Check::ok(CREDENTIALS, "the token is known to the service")
            }
            (Credentials::Token(_), Err(_)) => {
                Check::unknown(CREDENTIALS, "the token could not be tried", "fix what failed below first")
            }
        };
        self.has_token = true;
        self.description = description.ok().flatten();
        self.first = Some(first);
        check
    }

    /// What the service says of itself.
    async fn service(&mut self) -> Check {
        let Some(described) = &self.description else {
            return Check::unknown(
                SERVICE,
                "the service does not describe itself at /ServiceProviderConfig",
                "nothing needs fixing: what it answers decides; check that `url` is the base address of its SCIM API",
            );
        };
        if described.patch == Advertised::Unsupported {
            let found = "the service says that it does not support PATCH: its users cannot be deactivated by rosterctl";
            return Check::failed(SERVICE, found, "ask its vendor for PATCH (RFC 7644 section 3.5.2)");
        }
        Check::ok(SERVICE, format!("it says: {}", claims(described)))
    }

    /// Whether the tenant is the one that the roster names.
    async fn tenant(&mut self) -> Check {
        let Some(scim) = &self.scim else { return unconnected(TENANT) };
        if let Some(PinnedUser { id, user_name }) = &scim.settings.pin {
            return match scim.tenant().await {
                Ok(_) => {
                    self.is_right_tenant = true;
                    Check::ok(TENANT, format!("the pinned user {user_name} ({id}) is there"))
                }
                Err(error) => failed(TENANT, error, None),
            };
        }
        self.is_right_tenant = true;
        if self.examination.connection.spec.kind.hosting == Hosting::Embedded {
            return Check::ok(TENANT, "the embedded sandbox, which has one tenant");
        }
        let found = "the roster pins no user, so that any tenant behind this address is accepted";
        let desired = &self.examination.desired;
        let first = self.first.as_ref().and_then(|first| first.as_ref().ok());
        let fix = match first.and_then(|first| proposed_pin(&first.users, desired, &scim.settings)) {
            Some(pin) => {
                format!("add this line under `directory`, preferably with a user who will stay: {pin}")
            }
            None => "add `pin: {user: {id: …, user_name: …}}` under `directory`, a user who will stay".to_owned(),
        };
        Check::unknown(TENANT, found, fix)
    }

    /// Whether the list can be proven complete, by reading it as a plan does.
    async fn users(&mut self) -> Check {
        let Some(scim) = &self.scim else { return unconnected(USERS) };
        let total = match &self.first {
            Some(Ok(first)) => first.total,
            _ => None,
        };
        if let Some(total) = total.filter(|total| *total > MAX_LISTED) {
            let found = format!("{total} users; they are not all read here");
            return Check::unknown(
                USERS,
                found,
                "run `rosterctl plan`, which reads the whole list and proves it complete",
            );
        }
        match scim.read_users(&self.examination.lookup).await {
            Err(error) => failed(USERS, super::advice::advised(error), None),
            Ok(UsersRead { active, unaddressed, inactive, unanswered }) => {
                let counts = format!("{active} active, {inactive} inactive");
                let total = active + inactive;
                let addresses = match unaddressed {
                    0 => String::new(),
                    _ => format!("; {unaddressed} of the active ones have no address"),
                };
                if unanswered == 0 {
                    return Check::ok(USERS, format!("{total} users, proven complete: {counts}{addresses}"));
                }
                let missing = counted(unanswered, "user");
                let found = format!(
                    "{total} users: {counts}{addresses}; the service does not answer whether it has {missing} of the \
                     roster who are not in its list"
                );
                let fix = "look these users up in the service itself (`rosterctl plan` names them): if they are there, its \
                           list is cut short";
                Check::unknown(USERS, found, fix)
            }
        }
    }

    /// Whether the owner of the token is known, and `/Me` agrees.
    async fn token_owner(&mut self) -> Check {
        let Some(scim) = &self.scim else { return unconnected(TOKEN_OWNER) };
        match scim.owner().await {
            Err(error) => failed(TOKEN_OWNER, error, None),
            Ok(identity) => {
                let me = match scim.me().await {
                    OwnerReport::User(id) => format!("; `/Me` is user {id}"),
                    OwnerReport::Unclear(flaw) => {
                        format!("; `/Me` answers with {}", scim.api.reader.redact_line(&flaw))
                    }
                    OwnerReport::Unsaid => "; the service does not say (no `/Me`)".to_owned(),
                };
                let owner = match identity {
                    crate::model::Identity::User(id) => format!("user {id}, who is never deactivated"),
                    crate::model::Identity::Client => "no user, according to the roster".to_owned(),
                    crate::model::Identity::Unknown => {
                        let fix = "write `token_owner: none`, or the e-mail or id of the user who owns the token";
                        return Check::unknown(TOKEN_OWNER, format!("unknown{me}"), fix);
                    }
                };
                Check::ok(TOKEN_OWNER, format!("{owner}{me}"))
            }
        }
    }

    fn rate_limit(&self) -> Check {
        let status = self.status();
        let Some(scim) = self.scim.as_ref().filter(|_| status.retry_after.is_none()) else {
            return doctor::rate_limit(&status, ("nothing was asked", "fix what failed above first"));
        };
        let rate = scim.settings.rate;
        let writes =
            rate.writes_per_minute.map(|writes| format!(", of which at most {writes} write")).unwrap_or_default();
        Check::ok(RATE_LIMIT, format!("rosterctl sends at most {} requests a minute{writes}", rate.requests_per_minute))
    }
}

/// The most users who are read here: more take longer than a doctor should.
const MAX_LISTED: u64 = 5_000;

/// What a service says of itself, as a list.
fn claims(described: &ServiceDescription) -> String {
    let word = |advertised| match advertised {
        Advertised::Supported => "yes",
        Advertised::Unsupported => "no",
        Advertised::Unsaid => "not said",
    };
    let results = described.max_results.map(|most| format!(" ({most} results at most)")).unwrap_or_default();
    let paging = match &described.pagination {
        None => "not said".to_owned(),
        Some(paging) => {
            let size = paging.max_page_size.map(|most| format!(", {most} users a page at most")).unwrap_or_default();
            format!("by index {}, by cursor {}{size}", word(paging.index), word(paging.cursor))
        }
    };
    format!(
        "PATCH {}; filters {}{results}; entity tags {}; paging {paging}",
        word(described.patch),
        word(described.filter),
        word(described.etag)
    )
}

/// A check that needs a connection, without one.
fn unconnected(name: &'static str) -> Check {
    Check::skipped(name, "there is no connection", "fix what failed above first")
}
