//! `POST /api/v2/users/search`: a read from an index that may lag behind the writes.

use serde::{Deserialize, Serialize};

use super::ApiCall;
use crate::model::State;
use crate::sandbox::http::{ApiProblem, ApiReply};
use crate::sandbox::org::{CreationPlace, Org, OrgUser};
use crate::sandbox::paging::{PageRequest, capped};
use crate::sandbox::wire::{ApiUserBody, Expand};
use crate::text::fold;

/// The most results of one page.
const MAX_PAGE_USERS: usize = 100;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserSearch {
    page_size: Option<usize>,
    page_number: Option<usize>,
    #[serde(default)]
    expand: Vec<String>,
    #[serde(default)]
    query: Vec<ExactCriterion>,
}

/// One condition; all conditions of a search must be true.
#[derive(Deserialize)]
struct ExactCriterion {
    r#type: String,
    #[serde(default)]
    fields: Vec<String>,
    #[serde(default)]
    values: Vec<String>,
    value: Option<String>,
    operator: Option<String>,
    group: Option<Vec<serde_json::Value>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SearchPage<'a> {
    total: usize,
    page_count: usize,
    page_size: usize,
    page_number: usize,
    types: [&'static str; 1],
    results: Vec<ApiUserBody<'a>>,
}

pub(super) fn search(call: &ApiCall<'_>) -> Result<ApiReply, ApiProblem> {
    let wanted: UserSearch = call.request.json("a search")?;
    let size = wanted.page_size.unwrap_or(25);
    let number = wanted.page_number.unwrap_or(1);
    if size == 0 || size > MAX_PAGE_USERS || number == 0 {
        return Err(ApiProblem::bad("constraint.validation", "pageSize is from 1 to 100, pageNumber from 1"));
    }
    wanted.query.iter().try_for_each(ExactCriterion::check)?;
    let paging = PageRequest { size: capped(size, call.action.page_size), number };
    let org = call.service.org();
    let found: Vec<&OrgUser> = candidates(&org, &wanted.query)
        .into_iter()
        .map(|at| org.indexed(at, call.seq))
        .filter(|user| matches(user, &wanted.query))
        .collect();
    let expand = Expand::of(&wanted.expand);
    let results = paging.of_list(&found).iter().map(|user| ApiUserBody::new(&org, user, expand)).collect();
    let found = SearchPage {
        total: found.len(),
        page_count: found.len().div_ceil(paging.size),
        page_size: paging.size,
        page_number: number,
        types: ["users"],
        results,
    };
    Ok(ApiReply::json(200, &found))
}

impl ExactCriterion {
    fn check(&self) -> Result<(), ApiProblem> {
        let known = ["email", "id", "state"];
        let field = self.fields.iter().find(|field| !known.contains(&field.as_str()));
        let problem = if self.r#type != "EXACT" {
            format!("the sandbox supports the type EXACT, not {}", self.r#type)
        } else if self.operator.as_deref().is_some_and(|operator| operator != "AND") || self.group.is_some() {
            "the sandbox supports the operator AND, without groups".to_owned()
        } else if let Some(field) = field {
            format!("the sandbox supports the fields email, id and state, not {field}")
        } else if self.fields.is_empty() || self.texts().next().is_none() {
            "a criterion needs fields and values".to_owned()
        } else {
            return Ok(());
        };
        Err(ApiProblem::bad("bad.request", problem))
    }

    fn texts(&self) -> impl Iterator<Item = &String> {
        self.values.iter().chain(&self.value)
    }

    fn matches(&self, user: &OrgUser) -> bool {
        self.fields.iter().any(|field| {
            self.texts().any(|text| match field.as_str() {
                "email" => fold(text) == fold(&user.email),
                "id" => **text == *user.id,
                _ => text == user.state.as_str(),
            })
        })
    }
}

/// A deleted user matches only if a criterion names the state.
fn matches(user: &OrgUser, query: &[ExactCriterion]) -> bool {
    let by_state = query.iter().any(|criterion| criterion.fields.iter().any(|field| field == "state"));
    (by_state || user.state != State::Deleted) && query.iter().all(|criterion| criterion.matches(user))
}

/// The users that may match: those with one of the e-mails when a criterion is about e-mails alone, so that a search
/// in a million users is quick; all users otherwise.
fn candidates(org: &Org, query: &[ExactCriterion]) -> Vec<CreationPlace> {
    let by_email = query.iter().find(|criterion| criterion.fields.iter().all(|field| field == "email"));
    match by_email {
        Some(criterion) => {
            let mut found: Vec<CreationPlace> = criterion.texts().flat_map(|email| org.with_email(email)).collect();
            found.sort_unstable();
            found.dedup();
            found
        }
        None => org.places(None).to_vec(),
    }
}
