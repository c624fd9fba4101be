//! From an HTTP response to a decoded value or to an error.

use std::borrow::Cow;

use reqwest::header::{self, HeaderMap};
use reqwest::{Response, StatusCode, Url};
use serde::de::DeserializeOwned;

use super::error::{self, RequestError};
use super::secrets::Secrets;
use super::{ApiError, ApiResponse, Protocol, Verb};
use crate::model::{DirectoryError, DirectoryErrorKind};

/// The most that is allocated for an announced length before it has come: a page of the largest listing is smaller.
const MAX_RESERVED_BYTES: u64 = 2 * 1024 * 1024;

/// The longest entity tag that is kept, in bytes.
const MAX_ENTITY_TAG_BYTES: usize = 1024;

/// What the body of a 2xx response is read as.
pub(crate) trait ResponseBody: Sized {
    /// Reads a body.
    ///
    /// # Errors
    /// When it is not what the API promises.
    fn read(body: &[u8]) -> Result<Self, serde_json::Error>;
}

impl<T: DeserializeOwned> ResponseBody for T {
    fn read(body: &[u8]) -> Result<Self, serde_json::Error> {
        // Texts are checked at once where all of it is UTF-8, and one by one where a field that is not read is not.
        match std::str::from_utf8(body) {
            Ok(text) => serde_json::from_str(text),
            Err(_) => serde_json::from_slice(body),
        }
    }
}

/// A body that proves nothing: what it says where it can be read, and nothing where it is empty or anything else.
#[derive(Debug)]
pub(crate) struct IfReadable<T>(pub(crate) Option<T>);

impl<T: ResponseBody> ResponseBody for IfReadable<T> {
    fn read(body: &[u8]) -> Result<Self, serde_json::Error> {
        Ok(Self(T::read(body).ok()))
    }
}

/// A failed attempt, by whether another attempt can help.
pub(super) enum AttemptError {
    /// It can; with the server's `Retry-After` in seconds.
    Transient(Box<RequestError>, Option<u64>),
    /// It cannot.
    Permanent(Box<RequestError>),
}

/// The request that a response belongs to, for messages.
pub(super) struct RequestContext<'a> {
    pub(super) protocol: &'a Protocol,
    /// "the directory" or "the login host".
    pub(super) server: &'static str,
    pub(super) verb: Verb,
    pub(super) target: &'a str,
    pub(super) secrets: &'a Secrets,
    /// How long the server asks to wait before another attempt, in seconds.
    pub(super) retry_after: Option<u64>,
}

impl RequestContext<'_> {
    /// An error that names the request.
    pub(super) fn error(&self, kind: DirectoryErrorKind, message: String) -> DirectoryError {
        let request = self.secrets.redact_line(&format!("{} {}", self.verb.method(), self.target), 200);
        DirectoryError { request: Some(request), ..DirectoryError::new(kind, message) }
    }

    /// The path without its query, redacted.
    pub(super) fn path(&self) -> String {
        self.secrets.redact_line(self.target.split('?').next().unwrap_or_default(), 200)
    }

    /// The correlation id of a response: at most 80 characters, redacted.
    pub(super) fn correlation_id(&self, headers: &HeaderMap) -> Option<String> {
        let id = headers.get(self.protocol.correlation_id_header)?.to_str().ok()?;
        Some(self.secrets.redact_line(id, 80)).filter(|id| !id.is_empty())
    }

    /// The header `ETag`, if it can be sent back, and saved.
    fn entity_tag(&self, headers: &HeaderMap) -> Option<String> {
        let tag = headers.get(header::ETAG)?.to_str().ok()?.trim();
        let is_usable = !tag.is_empty() && tag.len() <= MAX_ENTITY_TAG_BYTES && !self.secrets.are_in(tag.as_bytes());
        is_usable.then(|| tag.to_owned())
    }

    /// What the body of an error response says; texts are bounded and redacted.
    fn api_error(&self, body: &[u8]) -> ApiError {
        let ApiError { message, code, correlation_id } = (self.protocol.parse_error)(body);
        let bounded = |text: Option<String>, most| text.map(|text| self.secrets.redact_line(&text, most));
        ApiError {
            message: bounded(message, 300),
            code: bounded(code, 80),
            correlation_id: bounded(correlation_id, 80),
        }
    }

    /// A read is sent again when its 2xx response is unusable; a write is not.
    fn unusable(&self, error: RequestError) -> AttemptError {
        match self.verb {
            Verb::Deactivate => AttemptError::Permanent(Box::new(error)),
            Verb::Get | Verb::Token | Verb::Search => AttemptError::Transient(Box::new(error), self.retry_after),
        }
    }
}

/// A response, as much of it as arrived.
pub(super) struct RawResponse<'b> {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Result<Cow<'b, [u8]>, BodyError>,
}

/// Why a body could not be read whole.
pub(super) enum BodyError {
    Interrupted(String),
    TooLarge,
}

/// Reads a body of at most `max_bytes` into an empty buffer; that of a redirect is of no use.
pub(super) async fn read_body<'b>(
    response: &mut Response,
    buffer: &'b mut Vec<u8>,
    max_bytes: usize,
) -> Result<Cow<'b, [u8]>, BodyError> {
    let announced = response.content_length().unwrap_or(0).min(MAX_RESERVED_BYTES);
    buffer.reserve(usize::try_from(announced).unwrap_or(0));
    while !response.status().is_redirection() {
        match response.chunk().await {
            Ok(Some(chunk)) if buffer.len() + chunk.len() > max_bytes => return Err(BodyError::TooLarge),
            Ok(Some(chunk)) => buffer.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(error) => return Err(BodyError::Interrupted(error::root_cause(&error.without_url()))),
        }
    }
    Ok(Cow::Borrowed(buffer))
}

/// Decodes a response. Pure: whatever was sent, the result is a value or an error.
///
/// # Errors
/// Anything but a 2xx whose body is what the API promises.
pub(super) fn decode<T: ResponseBody>(
    context: &RequestContext<'_>,
    response: RawResponse<'_>,
) -> Result<ApiResponse<T>, AttemptError> {
    let RawResponse { status, headers, body } = response;
    let correlation_id = context.correlation_id(&headers);
    let failed = |error: DirectoryError, said: ApiError| RequestError {
        error: DirectoryError { correlation_id: correlation_id.clone().or(said.correlation_id), ..error },
        status: Some(status.as_u16()),
        code: said.code,
        message: said.message,
        redirected_to: None,
        follows_ambiguous_attempt: false,
    };

    if status.is_redirection() {
        let error = failed(redirected(context, status, &headers), ApiError::default());
        let redirected_to = location(context, &headers);
        return Err(AttemptError::Permanent(Box::new(RequestError { redirected_to, ..error })));
    }
    if !status.is_success() {
        let said = context.api_error(body.as_deref().unwrap_or_default());
        let message = format!("{} answered {status}{}", context.server, said.clause());
        let mut error = context.error(error::kind_of(status.as_u16()), message);
        // The login host refuses the credentials themselves, and the caller of a write knows the missing permission.
        if status == StatusCode::FORBIDDEN && matches!(context.verb, Verb::Get | Verb::Search) {
            error = error.hint("give the account behind the credentials a role with the permission that is missing");
        }
        let error = Box::new(failed(error, said));
        return Err(if is_transient(status) {
            AttemptError::Transient(error, context.retry_after)
        } else {
            AttemptError::Permanent(error)
        });
    }
    let answered = format!("{} answered {status}", context.server);
    let unusable = |kind, message| context.unusable(failed(context.error(kind, message), ApiError::default()));
    if let Some(flaw) = undocumented(context.verb, status) {
        return Err(unusable(DirectoryErrorKind::Malformed, format!("{answered}: {flaw}")));
    }
    let body = body.map_err(|error| match error {
        BodyError::Interrupted(cause) => {
            // A write that was answered at all took effect or did not: only reading the user shows which.
            let kind = match context.verb {
                Verb::Deactivate => DirectoryErrorKind::Malformed,
                Verb::Get | Verb::Token | Verb::Search => DirectoryErrorKind::Unreachable,
            };
            let cause = context.secrets.redact_line(&cause, 200);
            unusable(kind, format!("{answered}, but the response broke off: {cause}"))
        }
        BodyError::TooLarge => {
            let message = format!("{answered} with more than {} MiB", context.protocol.max_body_bytes / 1024 / 1024);
            let error = failed(context.error(DirectoryErrorKind::Malformed, message), ApiError::default());
            AttemptError::Permanent(Box::new(error))
        }
    })?;
    // Whatever is read here may be saved and shown, so that a part of it cannot be struck out later.
    if context.verb != Verb::Token && context.secrets.are_in(&body) {
        let message = format!("{answered} with a body that repeats the credentials");
        let error = failed(context.error(DirectoryErrorKind::Malformed, message), ApiError::default());
        let hint = "ask the operator of the service or of the gateway before it why it repeats them, and replace the \
                    credentials: what repeats them may have stored them as well";
        let error = RequestError { error: error.error.hint(hint), ..error };
        return Err(AttemptError::Permanent(Box::new(error)));
    }
    let value = T::read(&body).map_err(|error| {
        unusable(DirectoryErrorKind::Malformed, format!("{answered}, but {}", unexpected_body(&error, &body)))
    })?;
    Ok(ApiResponse { value, correlation_id, entity_tag: context.entity_tag(&headers) })
}

/// Why a 2xx is not an answer to a read: only 200 is the current state, whole and from the server itself. Of a write no
/// answer proves anything, and the user is read after it.
fn undocumented(verb: Verb, status: StatusCode) -> Option<&'static str> {
    match (verb, status) {
        (Verb::Deactivate, _) | (_, StatusCode::OK) => None,
        // No part is ever requested (RFC 9110 section 15.3.7): what looks like a complete list would be a truncated one.
        (_, StatusCode::PARTIAL_CONTENT) => Some("with a part of what was requested"),
        (Verb::Token, _) => None,
        (_, StatusCode::ACCEPTED) => Some("the request was not carried out yet, which is no answer to a read"),
        (_, StatusCode::NON_AUTHORITATIVE_INFORMATION) => Some("a proxy changed the response of the server"),
        _ => Some("a read is answered with 200"),
    }
}

/// What is wrong with a body, by position alone: the messages of the JSON parser name this program's own types, and quote
/// the response, which may be a token.
fn unexpected_body(error: &serde_json::Error, body: &[u8]) -> String {
    const UNEXPECTED: &str = "not in the form that the API promises";
    match (body.iter().find(|byte| !byte.is_ascii_whitespace()), error.is_data()) {
        (None, _) => "with an empty response".to_owned(),
        (Some(b'<'), false) => "with a page of HTML or XML instead of JSON".to_owned(),
        (Some(_), false) if std::str::from_utf8(body).is_err() => "not with JSON: it is not UTF-8".to_owned(),
        (Some(_), false) if has_lone_surrogate(body) => {
            "with a text that has half a surrogate pair (an escape from \\ud800 to \\udfff alone), which is no character"
                .to_owned()
        }
        (Some(_), false) => "not with JSON".to_owned(),
        (Some(b'{'), true) => {
            let (line, column) = (error.line(), error.column());
            format!("{UNEXPECTED}: the value at line {line}, column {column} of the response is of another type")
        }
        (Some(_), true) => format!("{UNEXPECTED}: the response is JSON, but not an object"),
    }
}

/// Whether an escape of JSON stands for half a surrogate pair without the other half (RFC 8259 section 8.2).
fn has_lone_surrogate(body: &[u8]) -> bool {
    let unit = |at: usize| {
        let digits = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut at = 0;
    while let Some(found) = body.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'\\')) {
        at += found;
        at += match (unit(at), unit(at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => return true,
            _ => 2,
        };
    }
    false
}

/// 408, 429 and 5xx except 501, as the official clients of such APIs retry them.
fn is_transient(status: StatusCode) -> bool {
    matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
        || (status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED)
}

/// Where a redirect pointed, as scheme and host only: the rest is of no use and may contain anything.
fn redirected(context: &RequestContext<'_>, status: StatusCode, headers: &HeaderMap) -> DirectoryError {
    let target = location(context, headers).map(|location| match Url::parse(&location) {
        Ok(url) if url.has_host() => {
            format!(" and pointed to {}://{}", url.scheme(), url.host_str().unwrap_or_default())
        }
        _ => " and pointed to another path of the same host".to_owned(),
    });
    let target = context.secrets.redact(&target.unwrap_or_default());
    let message = format!("{} answered {status}{target}; redirects are not followed", context.server);
    let hints = &context.protocol.hints;
    let hint = match context.verb {
        Verb::Token => hints.no_token,
        Verb::Get | Verb::Search | Verb::Deactivate => hints.redirected,
    };
    context.error(DirectoryErrorKind::Rejected, message).hint(hint)
}

/// Where a redirect pointed, redacted.
fn location(context: &RequestContext<'_>, headers: &HeaderMap) -> Option<String> {
    let location = headers.get(header::LOCATION)?.to_str().ok()?;
    Some(context.secrets.redact_line(location, 2000))
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::http::{AddressHints, CredentialVariables, RateLimitHeaderNames, RequestRate, TokenEndpoint};

    /// A protocol whose error bodies are the message.
    const PLAIN: Protocol = Protocol {
        accept: "text/plain",
        content_type: "text/plain",
        max_body_bytes: 1024 * 1024,
        correlation_id_header: "x-request-id",
        rate_limit_headers: RateLimitHeaderNames { limit: "x-limit", used: "x-used", reset: "x-reset", remaining: &[] },
        request_rate: RequestRate { requests_per_minute: 300, writes_per_minute: None },
        search_path: "/search",
        token_endpoint: TokenEndpoint { path: Cow::Borrowed("/token"), form: Cow::Borrowed("") },
        parse_error: |body| ApiError {
            message: Some(String::from_utf8_lossy(body).into_owned()),
            code: Some("code".to_owned()),
            correlation_id: None,
        },
        variables: CredentialVariables { client_id: "ID", client_secret: "SECRET", access_token: "TOKEN" },
        hints: AddressHints { redirected: "", no_token: "", no_login: "", not_granted: "", new_token_refused: "" },
    };

    #[test]
    fn half_a_surrogate_pair_is_found_wherever_it_is_and_a_whole_one_is_not() {
        for lone in [r#"{"a":"\ud800"}"#, r#""\uDC00\ud83d""#, r#""\ud83d\ud83d\ude00""#, r#""\\\udfff""#] {
            assert!(has_lone_surrogate(lone.as_bytes()), "{lone}");
        }
        for whole in [r#""\ud83d\ude00""#, r#""\\ud800""#, r#""\u00e9\n""#, r#""\ud8"#, ""] {
            assert!(!has_lone_surrogate(whole.as_bytes()), "{whole}");
        }
        let error = serde_json::from_str::<String>(r#""\ud800""#).unwrap_err();
        assert!(unexpected_body(&error, br#""\ud800""#).contains("half a surrogate pair"));
        let error = serde_json::from_slice::<String>(b"\"\xff\"").unwrap_err();
        assert!(unexpected_body(&error, b"\"\xff\"").contains("not UTF-8"));
    }

    #[test]
    fn the_message_of_an_error_response_is_bounded_and_redacted() {
        let secrets = Secrets(vec![SecretString::from("hunter2"), SecretString::from("")]);
        let context = RequestContext {
            protocol: &PLAIN,
            server: "the directory",
            verb: Verb::Get,
            target: "/users",
            secrets: &secrets,
            retry_after: None,
        };
        let body = format!("hunter2 {}", "é".repeat(5000));
        let response = RawResponse {
            status: StatusCode::BAD_REQUEST,
            headers: HeaderMap::new(),
            body: Ok(Cow::Borrowed(body.as_bytes())),
        };
        let Err(AttemptError::Permanent(error)) = decode::<()>(&context, response) else { panic!("an error") };
        let message = error.message.unwrap();
        assert_eq!(message.chars().count(), 301);
        assert!(message.starts_with("*** é") && message.ends_with('…'));
        assert!(error.error.message.starts_with("the directory answered 400 Bad Request: *** é"));
        assert!(error.error.message.ends_with("… [code]"));
    }
}
