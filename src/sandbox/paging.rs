//! Pages by number, as every list of the API gives them.

use serde::Serialize;

use super::exchange::{Problem, Request};

/// Which page is asked for.
#[derive(Clone, Copy)]
pub(super) struct Paging {
    pub(super) size: usize,
    pub(super) number: usize,
}

impl Paging {
    /// Reads `pageSize` (25 by default, 500 at most) and `pageNumber` (from 1). A scripted `cap` serves larger pages
    /// as if that many had been asked for.
    pub(super) fn of(request: &Request, cap: Option<u32>) -> Result<Self, Problem> {
        let size = number(request, "pageSize", 25)?;
        if size > 500 {
            return Err(Problem::bad("constraint.validation", "pageSize must be less than or equal to 500"));
        }
        Ok(Self { size: capped(size, cap), number: number(request, "pageNumber", 1)? })
    }

    /// How many come before this page.
    pub(super) fn skipped(self) -> usize {
        self.size.saturating_mul(self.number - 1)
    }

    /// The part of a list that is on this page.
    pub(super) fn of_list<T>(self, list: &[T]) -> &[T] {
        let from = self.skipped().min(list.len());
        let to = from.saturating_add(self.size).min(list.len());
        list.get(from..to).unwrap_or_default()
    }
}

/// A page size under a scripted cap.
pub(super) fn capped(size: usize, cap: Option<u32>) -> usize {
    cap.and_then(|cap| usize::try_from(cap).ok()).map_or(size, |cap| size.min(cap))
}

/// A number from 1 in the query.
pub(super) fn number(request: &Request, name: &str, usual: usize) -> Result<usize, Problem> {
    let Some(text) = request.parameter(name) else { return Ok(usual) };
    match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => {
            let message = format!("Value [{text}] is not valid for parameter [{name}]. It is a number from 1");
            Err(Problem::bad("invalid.query.param.value", message))
        }
    }
}

/// A page with the envelope around it; its addresses are relative to the host.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page<T> {
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

impl<T> Page<T> {
    /// The page that holds `entities`, out of `total`.
    pub(super) fn new(request: &Request, paging: Paging, total: usize, entities: Vec<T>) -> Self {
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
fn uri(request: &Request, size: usize, number: usize) -> String {
    let mut uri = format!("{}?pageSize={size}&pageNumber={number}", request.path);
    for pair in request.query.split('&').filter(|pair| !pair.is_empty()) {
        if !pair.starts_with("pageSize=") && !pair.starts_with("pageNumber=") {
            uri.push('&');
            uri.push_str(pair);
        }
    }
    uri
}
