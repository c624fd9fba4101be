//! Answers in the media type of SCIM, errors in its form, and the quirks of both.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::projection::Projection;
use super::view::UserView;
use super::{ScimCall, etag};
use crate::sandbox::faults::{Quirk, Quirks};
use crate::sandbox::http::{ApiProblem, ApiReply};
use crate::sandbox::org::{CreationPlace, OrgUser};

/// RFC 7644 section 3.1.
const MEDIA_TYPE: &str = "application/scim+json";
/// RFC 7644 section 3.12.
const ERROR_SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
/// The words of `scimType`: RFC 7644 section 3.12 table 9, and RFC 9865 section 2.1.
const ERROR_WORDS: [&str; 13] = [
    "invalidFilter",
    "tooMany",
    "uniqueness",
    "mutability",
    "invalidSyntax",
    "invalidPath",
    "noTarget",
    "invalidValue",
    "invalidVers",
    "sensitive",
    "invalidCursor",
    "expiredCursor",
    "invalidCount",
];
/// By how much `big_page` makes a list longer.
const PADDING_BYTES: usize = 10 << 20;

/// A SCIM answer.
pub(super) fn scim(status: u16, body: &impl Serialize) -> ApiReply {
    ApiReply { content_type: Some(MEDIA_TYPE), ..ApiReply::json(status, body) }
}

/// A user with the headers of a single resource, projected as asked.
pub(super) fn user(call: &ScimCall<'_>, view: &UserView<'_>, at: CreationPlace, user: &OrgUser) -> ApiReply {
    let body = view.body(at, user);
    let reply = match Projection::of(call.request) {
        Some(projection) => scim(200, &projection.of_resource(serde_json::to_value(&body).unwrap_or_default())),
        None => scim(200, &body),
    };
    with_etag(reply, user, call.quirks)
}

/// Adds the ETag of a user, unless the server has none.
pub(super) fn with_etag(reply: ApiReply, user: &OrgUser, quirks: &Quirks) -> ApiReply {
    match etag::etag(user.version, quirks) {
        Some(etag) => reply.with_header("ETag", etag),
        None => reply,
    }
}

/// The error answer for a problem.
pub(super) fn refusal(problem: &ApiProblem, quirks: &Quirks) -> ApiReply {
    let status = match quirks.has(Quirk::NumericStatus) {
        true => json!(problem.status),
        false => json!(problem.status.to_string()),
    };
    let mut body = json!({"schemas": [ERROR_SCHEMA], "status": status, "detail": problem.message});
    if let (Some(body), true) = (body.as_object_mut(), ERROR_WORDS.contains(&problem.code)) {
        body.insert("scimType".to_owned(), problem.code.into());
    }
    let reply = scim(problem.status, &body);
    match problem.retry_after {
        None => reply,
        Some(_) if quirks.has(Quirk::NoRetryAfter) => reply,
        Some(seconds) if quirks.has(Quirk::RetryAfterDate) => reply.with_header("Retry-After", date_in(seconds)),
        Some(seconds) => reply.with_header("Retry-After", seconds),
    }
}

/// A time from now as HTTP prints dates (RFC 9110 section 5.6.7), rounded up to a second.
fn date_in(seconds: u64) -> String {
    let wait = jiff::SignedDuration::from_secs(seconds.saturating_add(1).try_into().unwrap_or(i64::MAX));
    let time = jiff::Timestamp::now().saturating_add(wait).unwrap_or(jiff::Timestamp::MAX);
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// The answer as a server with these quirks sends it.
pub(super) fn with_quirks(mut reply: ApiReply, quirks: &Quirks) -> ApiReply {
    if quirks.is_empty() {
        return reply;
    }
    if reply.status >= 400 && quirks.has(Quirk::HtmlErrors) {
        let page = format!("<!doctype html><title>{0}</title><h1>{0}</h1>", reply.status);
        reply.body = page.into();
        return reply;
    }
    if quirks.has(Quirk::LowerCaseKeys)
        && let Ok(value) = serde_json::from_slice::<Value>(&reply.body)
    {
        reply.body = serde_json::to_vec(&in_lower_case(value)).map_or(reply.body, Into::into);
    }
    if quirks.has(Quirk::WrongContentType) && !reply.body.is_empty() {
        reply.content_type = Some("text/plain; charset=utf-8");
    }
    reply
}

/// A list answer, 10 MB longer.
pub(super) fn padded(mut reply: ApiReply) -> ApiReply {
    if let Some(open) = reply.body.strip_suffix(b"}") {
        let mut longer = Vec::with_capacity(open.len() + PADDING_BYTES + 64);
        longer.extend_from_slice(open);
        longer.extend_from_slice(b",\"urn:example:padding\":\"");
        longer.resize(longer.len() + PADDING_BYTES, b'x');
        longer.extend_from_slice(b"\"}");
        reply.body = longer.into();
    }
    reply
}

fn in_lower_case(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let folded = map.into_iter().map(|(key, value)| (key.to_lowercase(), in_lower_case(value)));
            Value::Object(folded.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(in_lower_case).collect()),
        other => other,
    }
}
