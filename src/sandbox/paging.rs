//! Pages by number, as in every list of the API.

use serde::Serialize;

use super::http::{ApiProblem, ApiRequest};

/// The page that a request asks for.
#[derive(Clone, Copy)]
pub(super) struct PageRequest {
    pub(super) size: usize,
    pub(super) number: usize,
}

impl PageRequest {
    /// Reads `pageSize` (25 by default, 500 at most) and `pageNumber` (from 1). A larger page is cut down to a
    /// scripted `cap`.
    pub(super) fn of(request: &ApiRequest, cap: Option<u32>) -> Result<Self, ApiProblem> {
        let size = number(request, "pageSize", 25)?;
        if size > 500 {
            return Err(ApiProblem::bad("constraint.validation", "pageSize must be less than or equal to 500"));
        }
        Ok(Self { size: capped(size, cap), number: number(request, "pageNumber", 1)? })
    }

    /// The number of items before this page.
    pub(super) fn skipped(self) -> usize {
        self.size.saturating_mul(self.number - 1)
    }

    /// The items of a list that are on this page.
    pub(super) fn of_list<T>(self, list: &[T]) -> &[T] {
        let from = self.skipped().min(list.len());
        let to = from.saturating_add(self.size).min(list.len());
        list.get(from..to).unwrap_or_default()
    }
}

/// The page size, reduced to a scripted cap.
pub(super) fn capped(size: usize, cap: Option<u32>) -> usize {
    cap.and_then(|cap| usize::try_from(cap).ok()).map_or(size, |cap| size.min(cap))
}

/// The value of a query parameter that is a number from 1.
pub(super) fn number(request: &ApiRequest, name: &str, default: usize) -> Result<usize, ApiProblem> {
    let Some(text) = request.parameter(name) else { return Ok(default) };
    match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => {
            let message = format!("Value [{text}] is not valid for parameter [{name}]. It is a number from 1");
            Err(ApiProblem::bad("invalid.query.param.value", message))
        }
    }
}

/// A page in its envelope; the addresses are relative to the host.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EntityPage<T> {
    entities: Vec<T>,
    page_size: usize,
    page_number: usize,
    total: usize,
    first_uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_uri: Option<String>,
    last_uri: String,
    self_uri: String,
    page_count: usize,
}

impl<T> EntityPage<T> {
    /// The page with these `entities`, out of `total`.
    pub(super) fn new(request: &ApiRequest, paging: PageRequest, total: usize, entities: Vec<T>) -> Self {
        let count = total.div_ceil(paging.size);
        let uri = |number: usize| uri(request, paging.size, number);
        Self {
            entities,
            page_size: paging.size,
            page_number: paging.number,
            total,
            first_uri: uri(1),
            next_uri: (paging.number < count).then(|| uri(paging.number + 1)),
            previous_uri: (paging.number > 1).then(|| uri(paging.number - 1)),
            last_uri: uri(count.max(1)),
            self_uri: uri(paging.number),
            page_count: count,
        }
    }
}

/// The address of another page of the same list: the other parameters stay.
fn uri(request: &ApiRequest, size: usize, number: usize) -> String {
    let mut uri = format!("{}?pageSize={size}&pageNumber={number}", request.path);
    for pair in request.query.split('&').filter(|pair| !pair.is_empty()) {
        if !pair.starts_with("pageSize=") && !pair.starts_with("pageNumber=") {
            uri.push('&');
            uri.push_str(pair);
        }
    }
    uri
}
