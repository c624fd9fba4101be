//! A request to the sandbox and its answer, independent of the transport.

use std::borrow::Cow;

use axum::body::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

/// A request, read completely.
pub(super) struct ApiRequest {
    pub(super) method: String,
    /// As sent, still percent-encoded.
    pub(super) path: String,
    /// As sent, without the `?`.
    pub(super) query: String,
    pub(super) authorization: Option<String>,
    pub(super) content_type: Option<String>,
    /// The `If-Match` header.
    pub(super) if_match: Option<String>,
    pub(super) body: Bytes,
}

impl ApiRequest {
    /// The body as JSON; `what` names what was expected, such as `a search`.
    ///
    /// # Errors
    /// 400 when the body is something else.
    pub(super) fn json<T: DeserializeOwned>(&self, what: &str) -> Result<T, ApiProblem> {
        serde_json::from_slice(&self.body)
            .map_err(|error| ApiProblem::bad("bad.request", format!("the body is not {what}: {error}")))
    }

    /// The segments of the path, decoded.
    pub(super) fn segments(&self) -> Vec<String> {
        self.path.split('/').skip(1).map(decoded).collect()
    }

    /// The last value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        self.parameters().filter(|(key, _)| key == name).last().map(|(_, value)| value.into_owned())
    }

    /// Every value of a list parameter: comma-joined as the Python client sends it, or repeated as the
    /// JavaScript client does.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let values = self.parameters().filter(|(key, _)| key == name).map(|(_, value)| value);
        let items = values.flat_map(|value| value.split(',').map(str::to_owned).collect::<Vec<_>>());
        items.filter(|item| !item.is_empty()).collect()
    }

    fn parameters(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        form_urlencoded::parse(self.query.as_bytes())
    }
}

/// A segment of a path, decoded. In a path, `+` and `&` stand for themselves.
fn decoded(segment: &str) -> String {
    let value = format!("={}", segment.replace('+', "%2B").replace('&', "%26"));
    form_urlencoded::parse(value.as_bytes()).map(|(_, text)| text.into_owned()).collect()
}

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct ApiReply {
    pub(super) status: u16,
    pub(super) content_type: Option<&'static str>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

impl ApiReply {
    /// A JSON answer.
    pub(super) fn json(status: u16, value: &impl Serialize) -> Self {
        // Every type passed here is a plain tree with text keys, which always serializes.
        let body = serde_json::to_vec(value).unwrap_or_default().into();
        Self { status, content_type: Some("application/json"), headers: Vec::new(), body }
    }

    /// An answer with a body of another media type.
    pub(super) fn text(status: u16, content_type: &'static str, text: &str) -> Self {
        Self {
            status,
            content_type: Some(content_type),
            headers: Vec::new(),
            body: Bytes::copy_from_slice(text.as_bytes()),
        }
    }

    /// An answer without a body.
    pub(super) fn empty(status: u16) -> Self {
        Self { status, content_type: None, headers: Vec::new(), body: Bytes::new() }
    }

    pub(super) fn with_header(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }
}

/// An error answer in the API's own form: `message, code, status, contextId, details, errors`.
#[derive(Clone, Debug)]
pub(super) struct ApiProblem {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) retry_after: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ApiProblemBody<'a> {
    message: &'a str,
    code: &'a str,
    status: u16,
    context_id: &'a str,
    details: [(); 0],
    errors: [(); 0],
}

impl ApiProblem {
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), retry_after: None }
    }

    /// A 400 about a parameter or a field.
    pub(super) fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// A 404 for a path without a route.
    pub(super) fn not_found() -> Self {
        Self::new(404, "not.found", "The requested resource was not found.")
    }

    /// A 405 for a path with other methods.
    pub(super) fn method_not_allowed() -> Self {
        Self::new(405, "method.not.allowed", "This method is not allowed on this resource.")
    }

    /// A 429 that names the seconds to wait.
    pub(super) fn too_many(seconds: &str) -> Self {
        let message = format!("Rate limit exceeded the maximum. Retry the request in [{seconds}] seconds");
        Self { retry_after: seconds.parse().ok(), ..Self::new(429, "too.many.requests.retry.after", message) }
    }

    /// The answer that an official client reads; `context_id` is its correlation id.
    pub(super) fn reply(&self, context_id: &str) -> ApiReply {
        let body = ApiProblemBody {
            message: &self.message,
            code: self.code,
            status: self.status,
            context_id,
            details: [],
            errors: [],
        };
        let reply = ApiReply::json(self.status, &body);
        match self.retry_after {
            Some(seconds) => reply.with_header("Retry-After", seconds),
            None => reply,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str, query: &str) -> ApiRequest {
        let (path, query) = (path.to_owned(), query.to_owned());
        ApiRequest {
            method: "GET".into(),
            path,
            query,
            authorization: None,
            content_type: None,
            if_match: None,
            body: Bytes::new(),
        }
    }

    #[test]
    fn a_list_parameter_is_read_joined_or_repeated() {
        assert_eq!(get("/", "id=a,b&state=any").list("id"), ["a", "b"]);
        assert_eq!(get("/", "id=a&id=b").list("id"), ["a", "b"]);
        assert_eq!(get("/", "id=a%2Cb").list("id"), ["a", "b"]);
    }

    #[test]
    fn percent_escapes_are_decoded_and_broken_ones_kept() {
        assert_eq!(get("/users/a%3Ab+c", "").segments(), ["users", "a:b+c"]);
        assert_eq!(get("/", "q=a+b%zz%4").parameter("q").as_deref(), Some("a b%zz%4"));
    }
}
