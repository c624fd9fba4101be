//! The doctor's checks of Genesys Cloud: one question of each kind that rosterctl asks, and one about permissions. Whether
//! a write would be permitted is read, never tried.

use super::connection::{CREDENTIALS_HINT, GenesysConnection, endpoints};
use super::listings::{DivisionList, SearchCriterion, SearchHits};
use super::permissions::{Permission, PermissionGrant, PermissionsBody};
use super::wire::{self, PageBody};
use super::{Genesys, grants};
use crate::directory::backend::PendingExamination;
use crate::directory::doctor::{
    self, CLOCK, DoctorCheck, DoctorProbe, Examination, Need, RATE_LIMIT, READING, READING_A_USER, failed, run_checks,
};
use crate::directory::pages::{self, PageError, PagedList};
use crate::directory::{DirectoryError, DirectoryErrorKind};
use crate::http::{Reader, RequestError, ServerStatus};
use crate::model::{Check, DirectoryLocation, Hosting, Organization, UserId};
use crate::settings::Credentials;

/// What permits a deactivation; any of them will do (`x-inin-requires-permissions` of `PATCH /api/v2/users/{userId}`).
const EDIT: [Permission; 2] = [("directory", "user", "edit"), ("directory", "organization", "admin")];
/// How many names are listed.
const MAX_NAMES: usize = 5;

const REGION: &str = "region";
const CREDENTIALS: &str = "credentials";
const ORGANIZATION: &str = "organization";
const USERS: &str = "users";
const DIVISIONS: &str = "divisions";
const SEARCH: &str = "search";
const ROLES: &str = "roles";
const DEACTIVATING: &str = "deactivating";

/// Every check, in order.
const CHECKS: &[DoctorCheck<GenesysProbe>] = &[
    DoctorCheck { name: REGION, needs: &[], run: |probe| Box::pin(probe.region()) },
    DoctorCheck { name: CREDENTIALS, needs: &[], run: |probe| Box::pin(probe.credentials()) },
    DoctorCheck {
        name: ORGANIZATION,
        needs: &[Need::Address, Need::Credentials, Need::Token],
        run: |probe| Box::pin(probe.organization()),
    },
    DoctorCheck { name: USERS, needs: READING, run: |probe| Box::pin(probe.users()) },
    DoctorCheck { name: DIVISIONS, needs: READING, run: |probe| Box::pin(probe.divisions()) },
    DoctorCheck { name: SEARCH, needs: READING, run: |probe| Box::pin(probe.search()) },
    DoctorCheck { name: ROLES, needs: READING_A_USER, run: |probe| Box::pin(probe.roles()) },
    DoctorCheck { name: DEACTIVATING, needs: READING, run: |probe| Box::pin(probe.deactivating()) },
    DoctorCheck {
        name: CLOCK,
        needs: &[Need::Address, Need::Credentials],
        run: |probe| Box::pin(async { doctor::clock(&probe.vitals()) }),
    },
    DoctorCheck {
        name: RATE_LIMIT,
        needs: &[Need::Address, Need::Credentials],
        run: |probe| Box::pin(async { doctor::rate_limit(&probe.vitals(), UNKNOWN_RATE_LIMIT) }),
    },
];

/// What is printed when no answer had the rate limit's headers.
const UNKNOWN_RATE_LIMIT: (&str, &str) = (
    "the directory does not report it; rosterctl sends at most 300 requests a minute",
    "if there is a gateway in between, let it pass the headers `inin-ratelimit-*`",
);

/// The names of the checks, in order.
pub(super) fn check_names() -> Vec<&'static str> {
    CHECKS.iter().map(|check| check.name).collect()
}

/// Makes every check, adding each as it is made.
pub(super) fn examine(examination: Examination, checks: &mut Vec<Check>) -> PendingExamination<'_> {
    Box::pin(async move { run_checks(CHECKS, &mut GenesysProbe::new(examination), checks).await })
}

/// An organization that is being examined.
struct GenesysProbe {
    examination: Examination,
    genesys: Option<Genesys>,
    /// What reading the organization gave, once it was tried.
    organization: Option<Result<Organization, DirectoryError>>,
    has_token: bool,
    is_right_organization: bool,
    /// An active user.
    user: Option<UserId>,
    /// The ids of all divisions.
    divisions: Option<Vec<String>>,
}

impl DoctorProbe for GenesysProbe {
    fn meets(&self, need: Need) -> bool {
        match need {
            Need::Address => self.genesys.is_some() || self.is_addressed(),
            Need::Credentials => self.examination.connection.credentials.is_some(),
            Need::Token => self.has_token,
            Need::Organization => self.is_right_organization,
            Need::User => self.user.is_some(),
            Need::Quota => self.vitals().retry_after.is_none(),
        }
    }
}

impl GenesysProbe {
    fn new(examination: Examination) -> Self {
        Self {
            examination,
            genesys: None,
            organization: None,
            has_token: false,
            is_right_organization: false,
            user: None,
            divisions: None,
        }
    }

    fn is_addressed(&self) -> bool {
        self.examination.blocked.is_none() && endpoints(&self.examination.connection).is_ok()
    }

    fn reader(&self) -> Option<Reader> {
        self.genesys.as_ref().map(|genesys| genesys.reader.clone())
    }

    fn vitals(&self) -> ServerStatus {
        self.reader().map(|reader| reader.status()).unwrap_or_default()
    }

    /// Whether the address is known and may be given credentials; connects, if there are any.
    async fn region(&mut self) -> Check {
        if let Some(blocked) = &self.examination.blocked {
            return blocked.clone();
        }
        let location = match endpoints(&self.examination.connection) {
            Ok(location) => location,
            Err(error) => return failed(REGION, error, None),
        };
        match self.examination.connect(REGION) {
            Ok(connected) => self.genesys = connected.as_ref().map(GenesysConnection::organization),
            Err(check) => return check,
        }
        Check::ok(REGION, self.place(&location))
    }

    /// Where the directory is, and what names the place.
    fn place(&self, location: &DirectoryLocation) -> String {
        let (api_url, login_url) =
            (location.api_url.as_deref().unwrap_or_default(), location.login_url.as_deref().unwrap_or_default());
        let hosts = if api_url == login_url { api_url.to_owned() } else { format!("{api_url} and {login_url}") };
        let spec = &self.examination.connection.spec;
        match (spec.kind.hosting, spec.text("region"), &self.examination.connection.region) {
            (Hosting::Embedded, ..) => format!("the sandbox, at {hosts}"),
            _ if spec.text("api_url").is_some() || spec.text("login_url").is_some() => {
                format!("{hosts}, from the roster")
            }
            (_, Some(region), _) => format!("{region}, from the roster: {hosts}"),
            (_, None, Some(region)) => format!("{region}, from GENESYSCLOUD_REGION: {hosts}"),
            (_, None, None) => hosts,
        }
    }

    /// Whether there are credentials and a token is granted. An access token is only tried by the first request, so the
    /// organization is read here.
    async fn credentials(&mut self) -> Check {
        let Some(credentials) = &self.examination.connection.credentials else {
            let (found, fix) = self
                .examination
                .unusable_credentials
                .clone()
                .unwrap_or_else(|| ("the environment has none".to_owned(), CREDENTIALS_HINT.to_owned()));
            return Check::failed(CREDENTIALS, found, fix);
        };
        let Some(genesys) = &self.genesys else {
            return Check::skipped(CREDENTIALS, "there is no address to try them at", "fix `region` first");
        };
        if let Err(failure) = genesys.reader.sign_in().await {
            return failed(CREDENTIALS, failure.error, None);
        }
        let organization = genesys.organization().await;
        let refusal = organization.as_ref().err().cloned();
        self.organization = Some(organization);
        self.has_token = true;
        match (credentials, refusal) {
            (Credentials::Client { id, .. }, _) => {
                Check::ok(CREDENTIALS, format!("the OAuth client {id} was granted a token"))
            }
            (Credentials::Token(_), None) => Check::ok(CREDENTIALS, "the access token is accepted"),
            (Credentials::Token(_), Some(error)) if error.kind == DirectoryErrorKind::Unauthorized => {
                self.has_token = false;
                failed(CREDENTIALS, error, None)
            }
            (Credentials::Token(_), Some(_)) => {
                Check::unknown(CREDENTIALS, "the access token could not be tried", "fix `organization` first")
            }
        }
    }

    /// Whether the organization is the one that the roster names.
    async fn organization(&mut self) -> Check {
        match self.organization.take() {
            Some(Ok(organization)) => {
                let check = doctor::organization(ORGANIZATION, &self.examination.connection.spec, &organization);
                self.is_right_organization = check.fix.is_none();
                check
            }
            Some(Err(error)) => failed(ORGANIZATION, error, None),
            None => unconnected(ORGANIZATION),
        }
    }

    /// Whether users can be listed; remembers one of them.
    async fn users(&mut self) -> Check {
        let target = "/api/v2/users?pageSize=25&pageNumber=1&state=active";
        let page: Result<PageBody<Vec<wire::WireUser>>, RequestError> = match self.reader() {
            Some(reader) => reader.get(target).await,
            None => return unconnected(USERS),
        };
        let page = match page {
            Ok(page) => page,
            Err(failure) => return failed(USERS, failure.error, Some("directory:user:view")),
        };
        let (Some(total), Some(users)) = (page.total, page.entities) else {
            let found = "the directory answered, but not with a list of users and their number";
            return Check::failed(USERS, found, DirectoryErrorKind::Malformed.advice());
        };
        self.user = users.into_iter().find_map(|user| wire::user_id(user.id.as_deref()).ok());
        match (total, &self.user) {
            (_, Some(_)) => Check::ok(USERS, format!("{total} active users can be listed")),
            (0, None) => Check::unknown(
                USERS,
                "the list is empty: there are no active users, or these credentials cannot see any",
                "give their role `directory:user:view` in every division that the roster governs",
            ),
            (_, None) => Check::failed(
                USERS,
                format!("the directory counts {total} active users and lists none of them"),
                DirectoryErrorKind::Malformed.advice(),
            ),
        }
    }

    /// Whether divisions can be listed; remembers their ids.
    async fn divisions(&mut self) -> Check {
        let Some(reader) = self.reader() else { return unconnected(DIVISIONS) };
        match pages::collect(DivisionList(reader), &*self.examination.observer).await {
            Err(error) => failed(DIVISIONS, error, Some("authorization:division:view")),
            Ok(divisions) => {
                let names: Vec<&str> = divisions.iter().map(|division| division.name.as_str()).collect();
                let check = Check::ok(DIVISIONS, format!("{} can be listed: {}", names.len(), several(&names)));
                self.divisions = Some(divisions.into_iter().map(|division| division.id).collect());
                check
            }
        }
    }

    /// Whether users in other states can be found by e-mail.
    async fn search(&mut self) -> Check {
        let Some(reader) = self.reader() else { return unconnected(SEARCH) };
        let query = vec![SearchCriterion::exact("email", vec!["nobody@rosterctl.invalid".to_owned()])];
        match (SearchHits { reader, query }).page(1, 25).await {
            Ok(_) => Check::ok(SEARCH, "users can be found by e-mail"),
            Err(PageError::TooLarge(error) | PageError::Failed(error)) => {
                failed(SEARCH, error, Some("directory:user:view"))
            }
        }
    }

    /// Whether the roles of a user can be read, as an apply does to record what it removes.
    async fn roles(&mut self) -> Check {
        let (Some(reader), Some(user)) = (self.reader(), &self.user) else { return unconnected(ROLES) };
        match grants::fetch(&reader, user).await {
            Ok(_) => Check::ok(ROLES, "the roles that a user holds can be read"),
            Err(error) if error.kind == DirectoryErrorKind::NotFound => Check::unknown(
                ROLES,
                format!("the user whose roles were to be read is gone: {error}"),
                "run doctor again",
            ),
            Err(error) => {
                failed(ROLES, DirectoryError { hints: Vec::new(), ..error }, Some("authorization:grant:view"))
            }
        }
    }

    /// Whether a deactivation would be permitted, as far as the directory reports it.
    async fn deactivating(&mut self) -> Check {
        const LOOK: &str = "check in the directory's administration that the role behind these credentials has \
                            `directory:user:edit` in every division that the roster governs; planning does not need it";
        let answer: Result<PermissionsBody, RequestError> = match self.reader() {
            Some(reader) => reader.get("/api/v2/authorization/subjects/me").await,
            None => return unconnected(DEACTIVATING),
        };
        let permissions = match answer {
            Ok(permissions) => permissions,
            Err(failure) => {
                let found = format!("the directory did not list what these credentials permit: {}", failure.error);
                return Check::unknown(DEACTIVATING, found, LOOK);
            }
        };
        match permissions.where_held(&EDIT) {
            PermissionGrant::Everywhere => Check::ok(DEACTIVATING, "permitted in all divisions; nothing was tried"),
            PermissionGrant::In(held) => {
                let names: Vec<&str> = held.iter().map(|(_, name)| name.as_str()).collect();
                let is_held = |id: &String| held.iter().any(|(division, _)| division == id);
                if self.divisions.as_ref().is_some_and(|all| !all.is_empty() && all.iter().all(is_held)) {
                    return Check::ok(
                        DEACTIVATING,
                        format!("permitted in every division: {}; nothing was tried", several(&names)),
                    );
                }
                let found = format!("permitted in {}; in other divisions it is not listed", several(&names));
                Check::unknown(DEACTIVATING, found, LOOK)
            }
            PermissionGrant::Nowhere => Check::failed(
                DEACTIVATING,
                "not permitted: none of the roles behind these credentials has `directory:user:edit`",
                "give their role `directory:user:edit` in every division that the roster governs; planning does not need it",
            ),
            PermissionGrant::Undetermined(gap) => {
                Check::unknown(DEACTIVATING, format!("whether it is permitted is unknown: {gap}"), LOOK)
            }
        }
    }
}

/// A check that needs a connection, without one.
fn unconnected(name: &'static str) -> Check {
    Check::skipped(name, "there is no connection", "fix what failed above first")
}

/// Some names, and how many there are beyond.
fn several(names: &[&str]) -> String {
    let shown = names.iter().take(MAX_NAMES).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MAX_NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
