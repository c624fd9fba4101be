//! The lists of the API: active users, divisions, and users found by search.

use serde::Serialize;

use super::entities::{Entities, SearchHit, WireEntity};
use super::wire::PageBody;
use crate::directory::completeness::ListPage;
use crate::directory::pages::{PageError, PageProgress, PagedList};
use crate::http::{Reader, RequestError};
use crate::model::{Division, LiveUser};

/// Every active user.
pub(super) struct ActiveUserList(pub(super) Reader);

impl PagedList for ActiveUserList {
    type Item = LiveUser;
    const SIZES: &'static [u64] = &[500, 250, 125, 100, 50, 25];
    const PROGRESS: PageProgress = PageProgress::EachPage;
    const NAME: &'static str = "active users";

    async fn page(&self, number: u64, size: u64) -> Result<ListPage<LiveUser>, PageError> {
        listed(self.0.get(&format!("/api/v2/users?pageSize={size}&pageNumber={number}&state=active")).await)
    }

    fn redact(&self, text: &str) -> String {
        self.0.redact_line(text)
    }
}

/// Every division.
pub(super) struct DivisionList(pub(super) Reader);

impl PagedList for DivisionList {
    type Item = Division;
    const SIZES: &'static [u64] = &[100, 50, 25];
    const NAME: &'static str = "divisions";

    async fn page(&self, number: u64, size: u64) -> Result<ListPage<Division>, PageError> {
        listed(self.0.get(&format!("/api/v2/authorization/divisions?pageSize={size}&pageNumber={number}")).await)
    }

    fn redact(&self, text: &str) -> String {
        self.0.redact_line(text)
    }
}

/// A condition of a search: the field is exactly one of the values.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SearchCriterion {
    #[serde(rename = "type")]
    kind: &'static str,
    fields: [&'static str; 1],
    values: Vec<String>,
}

impl SearchCriterion {
    /// Users whose `field` is exactly one of `values`.
    pub(super) fn exact(field: &'static str, values: Vec<String>) -> Self {
        Self { kind: "EXACT", fields: [field], values }
    }
}

/// The users that the search index has for a query; their fields may be stale.
pub(super) struct SearchHits {
    pub(super) reader: Reader,
    pub(super) query: Vec<SearchCriterion>,
}

/// The body of `POST /api/v2/users/search`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SearchBody<'a> {
    page_size: u64,
    page_number: u64,
    query: &'a [SearchCriterion],
}

impl PagedList for SearchHits {
    type Item = SearchHit;
    const SIZES: &'static [u64] = &[100, 50, 25];
    const NAME: &'static str = "users found by e-mail";

    async fn page(&self, number: u64, size: u64) -> Result<ListPage<SearchHit>, PageError> {
        listed(self.reader.search(&SearchBody { page_size: size, page_number: number, query: &self.query }).await)
    }

    fn redact(&self, text: &str) -> String {
        self.reader.redact_line(text)
    }
}

fn listed<T: WireEntity>(answer: Result<PageBody<Entities<T>>, RequestError>) -> Result<ListPage<T>, PageError> {
    let body = answer.map_err(page_error)?;
    Ok(ListPage {
        total: body.total,
        page_size: body.page_size,
        page_number: body.page_number,
        page_count: body.page_count,
        entities: body.entities.map(|entities| entities.0),
    })
}

/// A 400 about the page size comes from a server that allows only smaller pages.
fn page_error(failure: RequestError) -> PageError {
    let message = failure.message.as_deref().unwrap_or_default().to_lowercase();
    let is_about_size = message.contains("pagesize") || message.contains("page size");
    if is_too_large(&failure) || (failure.status == Some(400) && is_about_size) {
        PageError::TooLarge(failure.error)
    } else {
        PageError::Failed(failure.error)
    }
}

/// Whether the server has an answer that is too large for it to send.
pub(super) fn is_too_large(failure: &RequestError) -> bool {
    match failure.status {
        Some(413) => true,
        Some(400) => failure.code.as_deref() == Some("response.entity.too.large"),
        _ => false,
    }
}
