//! `POST /api/v2/users/search`: a read, answered from an index that may lag behind the writes.

use serde::{Deserialize, Serialize};

use super::Call;
use crate::model::State;
use crate::sandbox::body::{Expand, UserBody};
use crate::sandbox::exchange::{Problem, Reply};
use crate::sandbox::org::{Org, Place, User};
use crate::sandbox::paging::{Paging, capped};
use crate::text::fold;

/// The most results of one page.
const PAGE: usize = 100;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    page_size: Option<usize>,
    page_number: Option<usize>,
    #[serde(default)]
    expand: Vec<String>,
    #[serde(default)]
    query: Vec<Criterion>,
}

/// One condition; all of them must hold.
#[derive(Deserialize)]
struct Criterion {
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
struct Found<'a> {
    total: usize,
    page_count: usize,
    page_size: usize,
    page_number: usize,
    types: [&'static str; 1],
    results: Vec<UserBody<'a>>,
}

pub(super) fn search(call: &Call<'_>) -> Result<Reply, Problem> {
    let wanted: Wanted = serde_json::from_slice(&call.request.body)
        .map_err(|error| Problem::bad("bad.request", format!("the body is not a search: {error}")))?;
    let size = wanted.page_size.unwrap_or(25);
    let number = wanted.page_number.unwrap_or(1);
    if size == 0 || size > PAGE || number == 0 {
        return Err(Problem::bad("constraint.validation", "pageSize is from 1 to 100, pageNumber from 1"));
    }
    wanted.query.iter().try_for_each(Criterion::check)?;
    let paging = Paging { size: capped(size, call.act.page_size), number };
    let org = call.service.org();
    let found: Vec<&User> = candidates(&org, &wanted.query)
        .into_iter()
        .map(|at| org.indexed(at, call.seq))
        .filter(|user| matches(user, &wanted.query))
        .collect();
    let expand = Expand::of(&wanted.expand);
    let results = paging.of_list(&found).iter().map(|user| UserBody::new(&org, user, expand)).collect();
    let found = Found {
        total: found.len(),
        page_count: found.len().div_ceil(paging.size),
        page_size: paging.size,
        page_number: number,
        types: ["users"],
        results,
    };
    Ok(Reply::json(200, &found))
}

impl Criterion {
    fn check(&self) -> Result<(), Problem> {
        let known = ["email", "id", "state"];
        let field = self.fields.iter().find(|field| !known.contains(&field.as_str()));
        let said = if self.r#type != "EXACT" {
            format!("the sandbox searches with type EXACT, not {}", self.r#type)
        } else if self.operator.as_deref().is_some_and(|operator| operator != "AND") || self.group.is_some() {
            "the sandbox joins criteria with AND, without groups".to_owned()
        } else if let Some(field) = field {
            format!("the sandbox searches email, id and state, not {field}")
        } else if self.fields.is_empty() || self.texts().next().is_none() {
            "a criterion needs fields and values".to_owned()
        } else {
            return Ok(());
        };
        Err(Problem::bad("bad.request", said))
    }

    fn texts(&self) -> impl Iterator<Item = &String> {
        self.values.iter().chain(&self.value)
    }

    fn holds(&self, user: &User) -> bool {
        self.fields.iter().any(|field| {
            self.texts().any(|text| match field.as_str() {
                "email" => fold(text) == fold(&user.email),
                "id" => **text == *user.id,
                _ => text == user.state.as_str(),
            })
        })
    }
}

/// Deleted users are found only by a criterion on the state that asks for them.
fn matches(user: &User, query: &[Criterion]) -> bool {
    let by_state = query.iter().any(|criterion| criterion.fields.iter().any(|field| field == "state"));
    (by_state || user.state != State::Deleted) && query.iter().all(|criterion| criterion.holds(user))
}

/// Who may match: the bearers of the addresses when addresses alone are asked for, so that a search in a million
/// users is quick; everybody otherwise.
fn candidates(org: &Org, query: &[Criterion]) -> Vec<Place> {
    let by_email = query.iter().find(|criterion| criterion.fields.iter().all(|field| field == "email"));
    match by_email {
        Some(criterion) => {
            let mut found: Vec<Place> = criterion.texts().flat_map(|email| org.bearers(email)).collect();
            found.sort_unstable();
            found.dedup();
            found
        }
        None => org.places(None).to_vec(),
    }
}
