//! From an HTTP response to a value or to what went wrong.

use std::borrow::Cow;

use reqwest::header::{self, HeaderMap};
use reqwest::{Response, StatusCode, Url};
use serde::de::DeserializeOwned;

use super::failure::{self, Failure, Said};
use super::secrets::Secrets;
use super::{Answered, Verb};
use crate::model::{DirectoryError, DirectoryErrorKind};

/// The longest answer that is read, in bytes after decompression.
const LONGEST: usize = 64 * 1024 * 1024;

/// So many bytes of an announced length are set aside before they come.
const ANNOUNCED: u64 = 2 * 1024 * 1024;

/// A failed try, by whether trying again can help.
pub(super) enum Trouble {
    /// It can; with the server's `Retry-After` in seconds.
    Passing(Box<Failure>, Option<u64>),
    /// It cannot.
    Lasting(Box<Failure>),
}

impl Trouble {
    pub(super) fn passing(fault: DirectoryError, asked: Option<u64>) -> Self {
        Self::Passing(Box::new(Failure::new(fault)), asked)
    }

    pub(super) fn lasting(fault: DirectoryError) -> Self {
        Self::Lasting(Box::new(Failure::new(fault)))
    }
}

/// Which request is being answered, for messages.
pub(super) struct Context<'a> {
    pub(super) name: &'static str,
    pub(super) verb: Verb,
    pub(super) target: &'a str,
    pub(super) secrets: &'a Secrets,
    /// How long the server asks to wait before another try, in seconds.
    pub(super) asked: Option<u64>,
}

impl Context<'_> {
    /// A fault that names the request.
    pub(super) fn fault(&self, kind: DirectoryErrorKind, message: String) -> DirectoryError {
        let request = self.secrets.strike(&format!("{} {}", self.verb.method(), self.target), 200);
        DirectoryError { request: Some(request), ..DirectoryError::new(kind, message) }
    }

    /// A read may be asked for again when its 2xx answer is unusable; a write may not.
    fn unusable(&self, failure: Failure) -> Trouble {
        match self.verb {
            Verb::Deactivate => Trouble::Lasting(Box::new(failure)),
            Verb::Get | Verb::Token | Verb::Search => Trouble::Passing(Box::new(failure), self.asked),
        }
    }
}

/// A response, as much of it as came.
pub(super) struct Heard<'b> {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Result<Cow<'b, [u8]>, Broken>,
}

/// Reads one response into an empty buffer; the body of a redirect is of no use.
pub(super) async fn hear(mut response: Response, buffer: &mut Vec<u8>) -> Heard<'_> {
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    let whole = if status.is_redirection() { Ok(()) } else { bounded_body(&mut response, buffer).await };
    let body = whole.map(|()| Cow::Borrowed(buffer.as_slice()));
    Heard { status, headers, body }
}

/// Judges one response. Pure: whatever was sent, this is a value or what went wrong.
///
/// # Errors
/// Anything but a 2xx whose body is what the API promises.
pub(super) fn judge<T: DeserializeOwned>(context: &Context<'_>, heard: Heard<'_>) -> Result<Answered<T>, Trouble> {
    let Heard { status, headers, body } = heard;
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let correlation_id =
        header("inin-correlation-id").map(|id| context.secrets.strike(&id, 80)).filter(|id| !id.is_empty());
    let location = header(header::LOCATION.as_str()).map(|text| context.secrets.strike(&text, 2000));
    let named = |fault: DirectoryError, said: Option<Said>| {
        let said = said.unwrap_or_default();
        let correlation_id = correlation_id.clone().or(said.context_id);
        let fault = DirectoryError { correlation_id, ..fault };
        Failure { fault, status: Some(status.as_u16()), code: said.code, said: said.message, follows_open_try: false }
    };

    if status.is_redirection() {
        return Err(Trouble::Lasting(Box::new(named(redirected(context, status, location), None))));
    }
    if !status.is_success() {
        let said = Said::of(body.as_deref().unwrap_or_default(), context.secrets);
        let message = format!("{} answered {status}{}", context.name, said.clause());
        let mut fault = context.fault(failure::kind_of(status.as_u16()), message);
        // The login host refuses the credentials themselves, and who deactivates knows which permission is missing.
        if status == StatusCode::FORBIDDEN && matches!(context.verb, Verb::Get | Verb::Search) {
            fault = fault.hint("give the account behind the credentials a role with the permission that is missing");
        }
        let failure = Box::new(named(fault, Some(said)));
        return Err(if is_passing(status) {
            Trouble::Passing(failure, context.asked)
        } else {
            Trouble::Lasting(failure)
        });
    }
    let answered = format!("{} answered {status}", context.name);
    // Nobody asks for a part (RFC 9110, section 15.3.7): what looks like a whole list would be one that was cut.
    if status == StatusCode::PARTIAL_CONTENT && context.verb != Verb::Deactivate {
        let message = format!("{answered}: with a part of what was asked for");
        return Err(context.unusable(named(context.fault(DirectoryErrorKind::Malformed, message), None)));
    }
    let body = body.map_err(|broken| match broken {
        Broken::Off(why) => {
            // A write that was answered at all took effect or not: only reading the user tells.
            let kind = if context.verb == Verb::Deactivate {
                DirectoryErrorKind::Malformed
            } else {
                DirectoryErrorKind::Unreachable
            };
            let why = context.secrets.strike(&why, 200);
            context.unusable(named(context.fault(kind, format!("{answered}, but the answer broke off: {why}")), None))
        }
        Broken::Long => {
            let message = format!("{answered} with more than {} MiB", LONGEST / 1024 / 1024);
            Trouble::Lasting(Box::new(named(context.fault(DirectoryErrorKind::Malformed, message), None)))
        }
    })?;
    // Texts are checked at once where all of it is UTF-8, and one by one where a field that nobody reads is not.
    let value = match std::str::from_utf8(&body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(&body),
    };
    let value = value.map_err(|error| {
        let what = unreadable(&error, &body);
        context.unusable(named(context.fault(DirectoryErrorKind::Malformed, format!("{answered}, but {what}")), None))
    })?;
    Ok(Answered { value, correlation_id })
}

/// What is wrong with a body, by place alone: what the reader of JSON says of it speaks of this program's own types, and
/// quotes the answer, which may be a token.
fn unreadable(error: &serde_json::Error, body: &[u8]) -> String {
    if !error.is_data() {
        return match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => "with an empty answer".to_owned(),
            Some(b'<') => "the answer is not JSON, but a page of HTML or XML".to_owned(),
            Some(_) => "the answer is not JSON".to_owned(),
        };
    }
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => format!(
            "not in the form that the API promises: the value at line {}, column {} of the answer is of another type",
            error.line(),
            error.column()
        ),
        _ => "not in the form that the API promises: the answer is JSON, but no object".to_owned(),
    }
}

/// Why a body could not be read whole.
pub(super) enum Broken {
    Off(String),
    Long,
}

async fn bounded_body(response: &mut Response, body: &mut Vec<u8>) -> Result<(), Broken> {
    // What is announced is believed up to here: a page of the largest listing is smaller.
    let announced = response.content_length().unwrap_or(0).min(ANNOUNCED);
    body.reserve(usize::try_from(announced).unwrap_or(0));
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > LONGEST => return Err(Broken::Long),
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(()),
            Err(error) => return Err(Broken::Off(failure::deepest(&error.without_url()))),
        }
    }
}

/// 408, 429 and 5xx but for 501, as the API's official clients have it.
fn is_passing(status: StatusCode) -> bool {
    matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
        || (status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED)
}

/// Where a redirect pointed, as scheme and host only: the rest is of no use and may hold anything.
fn redirected(context: &Context<'_>, status: StatusCode, location: Option<String>) -> DirectoryError {
    let target = location.map_or_else(String::new, |location| match Url::parse(&location) {
        Ok(url) if url.has_host() => {
            format!(" and pointed to {}://{}", url.scheme(), url.host_str().unwrap_or_default())
        }
        _ => " and pointed to another path of its own".to_owned(),
    });
    let target = context.secrets.redacted(&target);
    let message = format!("{} answered {status}{target}; redirects are not followed", context.name);
    let hint = "check the region, or `api_url` and `login_url`: they must name the API itself";
    context.fault(DirectoryErrorKind::Rejected, message).hint(hint)
}
