//! Asks the API one question of each sort that rosterctl asks, and one about itself. Nothing is written: whether a
//! write would be permitted is read, never tried.

use std::sync::Arc;

use super::Bearer;
use super::list::{self, Criterion, Hits, Listed};
use super::permitted::{Held, Permission, Subject};
use super::wire::{self, Page};
use super::{Genesys, grants};
use crate::http::{Reader, RequestError, ServerStatus};
use crate::model::{Check, Organization, UserId};
use crate::model::{DirectoryError, DirectoryErrorKind, Observer};

/// What permits a deactivation; any of them will do (`x-inin-requires-permissions` of `PATCH /api/v2/users/{userId}`).
const EDIT: [Permission; 2] = [("directory", "user", "edit"), ("directory", "organization", "admin")];
/// So many names are listed.
const NAMES: usize = 5;

/// Looks at one organization.
pub(crate) struct Examiner {
    genesys: Genesys,
    reader: Reader,
    observer: Arc<dyn Observer>,
}

impl Examiner {
    /// An examiner over a reader.
    pub(crate) fn new(reader: Reader, bearer: Bearer, observer: Arc<dyn Observer>) -> Self {
        Self { genesys: Genesys::new(reader.clone(), bearer, observer.clone()), reader, observer }
    }

    /// Whether a token is given; one from the environment is only tried by the next request.
    pub(crate) async fn sign_in(&self) -> Result<(), DirectoryError> {
        Ok(self.reader.sign_in().await?)
    }

    /// The organization behind the credentials.
    pub(crate) async fn organization(&self) -> Result<Organization, DirectoryError> {
        self.genesys.organization().await
    }

    /// What the answers so far said beside their content.
    pub(crate) fn vitals(&self) -> ServerStatus {
        self.reader.status()
    }

    /// Whether users can be listed, and one of them.
    pub(crate) async fn users(&self) -> (Check, Option<UserId>) {
        const NAME: &str = "users";
        let target = "/api/v2/users?pageSize=25&pageNumber=1&state=active";
        let page: Result<Page<Vec<wire::User>>, RequestError> = self.reader.get(target).await;
        let page = match page {
            Ok(page) => page,
            Err(failure) => return (refused(NAME, failure.error, Some("directory:user:view")), None),
        };
        let (Some(total), Some(users)) = (page.total, page.entities) else {
            let found = "the directory answered, but not with a list of users and their number";
            return (Check::failed(NAME, found, DirectoryErrorKind::Malformed.advice()), None);
        };
        let one = users.into_iter().find_map(|user| wire::user_id(user.id.as_deref()).ok());
        let check = match (total, &one) {
            (_, Some(_)) => Check::ok(NAME, format!("{total} active users can be listed")),
            (0, None) => Check::unknown(
                NAME,
                "the list is empty: there is no active user, or these credentials see none",
                "give their role `directory:user:view` in every division that the roster governs",
            ),
            (_, None) => Check::failed(
                NAME,
                format!("the directory counts {total} active users and lists none of them"),
                DirectoryErrorKind::Malformed.advice(),
            ),
        };
        (check, one)
    }

    /// Whether divisions can be listed, and their ids.
    pub(crate) async fn divisions(&self) -> (Check, Option<Vec<String>>) {
        const NAME: &str = "divisions";
        match list::collect(&self.reader, list::Divisions, &*self.observer).await {
            Err(fault) => (refused(NAME, fault, Some("authorization:division:view")), None),
            Ok(divisions) => {
                let names: Vec<&str> = divisions.iter().map(|division| division.name.as_str()).collect();
                let check = Check::ok(NAME, format!("{} can be listed: {}", names.len(), several(&names)));
                (check, Some(divisions.into_iter().map(|division| division.id).collect()))
            }
        }
    }

    /// Whether users in other states can be found by e-mail.
    pub(crate) async fn search(&self) -> Check {
        const NAME: &str = "search";
        let values = vec!["nobody@rosterctl.invalid".to_owned()];
        let hits = Hits { query: vec![Criterion { kind: "EXACT", fields: ["email"], values }] };
        match hits.ask(&self.reader, 1, 25).await {
            Ok(_) => Check::ok(NAME, "users can be found by e-mail"),
            Err(failure) => refused(NAME, failure.error, Some("directory:user:view")),
        }
    }

    /// Whether the roles of a user can be read, as an apply does to record what it ends.
    pub(crate) async fn roles(&self, user: &UserId) -> Check {
        const NAME: &str = "roles";
        match grants::of(&self.reader, user).await {
            Ok(_) => Check::ok(NAME, "the roles that a user holds can be read"),
            Err(fault) if fault.kind == DirectoryErrorKind::NotFound => {
                Check::unknown(NAME, format!("the user who was to show it is gone: {fault}"), "run doctor again")
            }
            Err(fault) => {
                refused(NAME, DirectoryError { hints: Vec::new(), ..fault }, Some("authorization:grant:view"))
            }
        }
    }

    /// Whether a deactivation would be permitted, as far as the directory says so. `divisions` are the organization's,
    /// when they are known.
    pub(crate) async fn deactivating(&self, divisions: Option<&[String]>) -> Check {
        const NAME: &str = "deactivating";
        const LOOK: &str = "see in the directory's administration that the role behind these credentials has \
                            `directory:user:edit` in every division that the roster governs; planning does not need it";
        let answer: Result<Subject, RequestError> = self.reader.get("/api/v2/authorization/subjects/me").await;
        let subject = match answer {
            Ok(subject) => subject,
            Err(failure) => {
                let found = format!("the directory would not list what these credentials may do: {}", failure.error);
                return Check::unknown(NAME, found, LOOK);
            }
        };
        match subject.held(&EDIT) {
            Held::Everywhere => Check::ok(NAME, "permitted in all divisions; nothing was tried"),
            Held::In(held) => {
                let names: Vec<&str> = held.iter().map(|(_, name)| name.as_str()).collect();
                let is_held = |id: &String| held.iter().any(|(there, _)| there == id);
                if divisions.is_some_and(|all| !all.is_empty() && all.iter().all(is_held)) {
                    return Check::ok(
                        NAME,
                        format!("permitted in every division: {}; nothing was tried", several(&names)),
                    );
                }
                let found = format!("permitted in {}; in other divisions it is not listed", several(&names));
                Check::unknown(NAME, found, LOOK)
            }
            Held::Nowhere => Check::failed(
                NAME,
                "not permitted: none of the roles behind these credentials has `directory:user:edit`",
                "give their role `directory:user:edit` in every division that the roster governs; planning does not need it",
            ),
            Held::Untold(gap) => {
                Check::unknown(NAME, format!("the directory does not say whether it is permitted: {gap}"), LOOK)
            }
        }
    }
}

/// A failed question. A refusal names the permission that is missing.
pub(crate) fn refused(name: &'static str, fault: DirectoryError, permission: Option<&str>) -> Check {
    let mended = match (fault.kind, permission) {
        (DirectoryErrorKind::Forbidden, Some(permission)) => {
            format!("give the role behind these credentials `{permission}`, in every division that the roster governs")
        }
        (kind, _) => fault.hints.first().cloned().unwrap_or_else(|| kind.advice().to_owned()),
    };
    Check::failed(name, fault.to_string(), mended)
}

/// Some names, and how many there are beyond.
fn several(names: &[&str]) -> String {
    let shown = names.iter().take(NAMES).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
