//! The requests that read a service.

use std::sync::Arc;

use super::facts::services::IdStability;
use super::wire::{ListBody, ListedUser, Object, ServiceDescription, Shape, UserBody};
use crate::directory::completeness::PageEntities;
use crate::http::{ApiResponse, Reader, RequestError};
use crate::model::{DirectoryError, DirectoryErrorKind, UserId};
use crate::text::url_component;

/// How many users a look-up asks for: enough to see that the answer is not about one address.
const MAX_FOUND: u64 = 10;

/// The users of a service.
#[derive(Clone)]
pub(super) struct UsersApi {
    pub(super) reader: Reader,
    /// Their path below the base address.
    users_path: Arc<str>,
    ids: IdStability,
    /// What lists are asked for beside the page: nothing, or a filter with its `&`.
    filter: &'static str,
}

/// What asks for the inactive users of a service that lists them apart.
const INACTIVE: &str = "&filter=active%20eq%20false";

/// The first user of a list, from 1, and how many are asked for: both are always sent, since a service may answer with
/// nobody otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) start: u64,
    pub(super) count: u64,
}

/// Whether a look-up may name a range: a service that pages by cursor alone refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LookupForm {
    /// With `startIndex` and `count`.
    Ranged,
    /// With the filter alone.
    FilterOnly,
}

impl UsersApi {
    /// The users at this path below the base address. What identifies an account beside its id is kept where ids can
    /// change.
    pub(super) fn new(reader: Reader, users_path: &str, ids: IdStability) -> Self {
        Self { reader, users_path: users_path.into(), ids, filter: "" }
    }

    /// The same users, of whom the inactive ones alone are listed.
    pub(super) fn inactive(&self) -> Self {
        Self { filter: INACTIVE, ..self.clone() }
    }

    /// Whether only some of the users are listed, which may be none.
    pub(super) fn is_filtered(&self) -> bool {
        !self.filter.is_empty()
    }

    /// `GET /Users` by index.
    pub(super) async fn range(&self, Range { start, count }: Range) -> Result<ListBody, RequestError> {
        let Self { users_path, filter, .. } = self;
        self.list(&format!("{users_path}?startIndex={start}&count={count}{filter}")).await
    }

    /// `GET /Users` by cursor; the first is empty.
    pub(super) async fn cursor(&self, cursor: &str, count: u64) -> Result<ListBody, RequestError> {
        let (Self { users_path, filter, .. }, cursor) = (self, url_component(cursor));
        self.list(&format!("{users_path}?cursor={cursor}&count={count}{filter}")).await
    }

    /// Users by an attribute; `None` when the answer does not show whether there are any. What comes back may be anybody: a
    /// service may ignore the filter.
    pub(super) async fn found_by(
        &self,
        attribute: &str,
        value: &str,
        form: LookupForm,
    ) -> Result<Option<Vec<ListedUser>>, RequestError> {
        let range = match form {
            LookupForm::Ranged => format!("&startIndex=1&count={MAX_FOUND}"),
            LookupForm::FilterOnly => String::new(),
        };
        // A text of a filter is a JSON string (RFC 7644 section 3.4.2.2).
        let literal = serde_json::Value::from(value).to_string();
        let filter = url_component(&format!("{attribute} eq {literal}"));
        let target = format!("{}?filter={filter}{range}", self.users_path);
        let ListBody { total, resources, .. } = self.list(&target).await?;
        let is_shown = resources.is_some();
        let found = resources.map_or(Ok(Vec::new()), |found| found.accepted);
        let found = found.map_err(|unfit| malformed(&target, &self.reader.redact_line(&unfit.text)))?;
        Ok(match total {
            _ if !found.is_empty() => Some(found),
            // `Resources` may be left out where there is nobody (RFC 7644 section 3.4.2), and the total where it is not.
            Some(0) => Some(found),
            None if is_shown => Some(found),
            // Users are announced and not shown, or nothing is said.
            Some(_) | None => None,
        })
    }

    async fn list(&self, target: &str) -> Result<ListBody, RequestError> {
        let Object { mut value, shape } = self.reader.get::<Object<ListBody>>(target).await.map_err(unlisted)?;
        if self.ids == IdStability::Stable
            && let Some(PageEntities { accepted: Ok(users), .. }) = &mut value.resources
        {
            users.iter_mut().for_each(ListedUser::drop_marks);
        }
        match shape {
            Shape::Plain if value.has_unusable_total => Err(unusable_total(target)),
            Shape::Plain => Ok(value),
            Shape::Ambiguous => Err(malformed(target, "a list in which an attribute is there twice")),
            Shape::Absent | Shape::OtherType => Err(malformed(target, "something else than a list of users")),
        }
    }

    /// `GET /Users/{id}`.
    pub(super) async fn user(&self, id: &UserId) -> Result<ApiResponse<UserBody>, RequestError> {
        let mut answer: ApiResponse<UserBody> = self.reader.get_response(&self.user_path(id)).await?;
        if self.ids == IdStability::Stable
            && let Ok(user) = &mut answer.value.user
        {
            user.drop_marks();
        }
        Ok(answer)
    }

    /// The path of one user.
    pub(super) fn user_path(&self, id: &UserId) -> String {
        format!("{}/{}", self.users_path, url_component(id.as_str()))
    }

    /// `GET /Me` (RFC 7644 section 3.11).
    pub(super) async fn me(&self) -> Result<UserBody, RequestError> {
        self.reader.get_if_answered("/Me").await
    }

    /// `GET /ServiceProviderConfig` (RFC 7644 section 4).
    pub(super) async fn description(&self) -> Result<ServiceDescription, RequestError> {
        self.reader.get("/ServiceProviderConfig").await
    }
}

/// The error of a request for a list. One that is refused as too long (RFC 7644 section 3.12) is no matter of the address.
fn unlisted(mut failure: RequestError) -> RequestError {
    if failure.code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case("tooMany")) {
        failure.error = failure.error.hint(
            "the service refuses even one page of its users: try the other value of `paging` (`index` or `cursor`), and \
             ask its vendor how all users are listed in pages (RFC 7644 section 3.4.2.4); no plan is made from a part of \
             them",
        );
    }
    failure
}

/// The error of a list whose total cannot be compared with what is listed.
fn unusable_total(target: &str) -> RequestError {
    let mut failure = malformed(target, "a list whose `totalResults` is not a whole number");
    failure.error = failure.error.hint(
        "ask the vendor of the service to send `totalResults` as a whole number (RFC 7644 section 3.4.2): a list is not \
         proven complete without",
    );
    failure
}

/// An answer to a `GET` that is JSON, but not what SCIM promises.
pub(super) fn malformed(target: &str, flaw: &str) -> RequestError {
    let error = DirectoryError::new(DirectoryErrorKind::Malformed, format!("the directory answered with {flaw}"));
    RequestError::new(DirectoryError { request: Some(format!("GET {target}")), ..error })
}
