//! The client of one host: sends a request, decodes the response, waits, sends again.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{self, HeaderMap};
use reqwest::{Client, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, sleep};

use super::base_url::BaseUrl;
use super::buffer_pool::BufferPool;
use super::error::RequestError;
use super::rate_limit::{Permit, RateLimitHeaders, RequestQueue, WaitTooLong};
use super::response::{self, AttemptError, RawResponse, RequestContext};
use super::retry::{self, RetryDecision};
use super::secrets::Secrets;
use super::status::{ServerStatus, StatusRecorder};
use super::wait_reporter::WaitReporter;
use super::{
    ApiResponse, OutgoingRequest, Protocol, RequestBody, ResponseBody, Retries, Verb, client, log, rate_limit,
};
use crate::model::{DirectoryError, DirectoryErrorKind, FreeText, Notice, Observer, ResponsePart, WaitCause};
use crate::text::{format_duration, url_component};

/// What a request proves its right with.
#[derive(Debug)]
pub(super) enum Credential<'a> {
    Basic { id: &'a str, secret: &'a SecretString },
    Bearer(&'a SecretString),
}

/// A client of one host.
pub(super) struct HostClient {
    pub(super) protocol: Arc<Protocol>,
    base: BaseUrl,
    client: Client,
    /// "the directory" or "the login host", for messages.
    name: &'static str,
    pub(super) secrets: Secrets,
    /// The rate limit of this host: a token request does not count against that of the API.
    queue: RequestQueue,
    /// The rate limit of writes alone, where they have one.
    write_queue: Option<RequestQueue>,
    buffers: BufferPool,
    waits: WaitReporter,
    observer: Arc<dyn Observer>,
    recorder: StatusRecorder,
    /// Responds in place of the network.
    #[cfg(any(test, fuzzing))]
    pub(super) script: std::sync::OnceLock<Arc<super::ResponseScript>>,
}

/// The right to send one request: a place in each rate limit that it counts against.
struct SendPermit<'a> {
    any: Permit<'a>,
    write: Option<Permit<'a>>,
}

impl SendPermit<'_> {
    /// Gives the places back with what the response reports. `hold` is a pause for all further requests.
    fn on_response(self, limits: RateLimitHeaders, hold: Option<Duration>) {
        self.any.on_response(limits, hold);
        if let Some(write) = self.write {
            write.on_response(RateLimitHeaders::default(), hold);
        }
    }
}

/// The progress of a request: the number of its attempt, from 1, and when the first one began.
#[derive(Clone, Copy)]
struct Attempt {
    number: u32,
    began: Instant,
}

impl HostClient {
    /// Prepares a connection; nothing is sent.
    ///
    /// # Errors
    /// [`DirectoryErrorKind::Unreachable`] when encryption cannot be prepared.
    pub(super) fn new(
        protocol: Arc<Protocol>,
        base: &BaseUrl,
        name: &'static str,
        secret: SecretString,
        observer: Arc<dyn Observer>,
    ) -> Result<Self, DirectoryError> {
        let rate = protocol.request_rate;
        Ok(Self {
            protocol,
            base: base.clone(),
            client: client::build(base)?,
            name,
            secrets: Secrets(vec![secret]),
            queue: RequestQueue::new(rate.requests_per_minute),
            write_queue: rate.writes_per_minute.map(RequestQueue::new),
            buffers: BufferPool::new(),
            waits: WaitReporter::new(observer.clone()),
            observer,
            recorder: StatusRecorder::default(),
            #[cfg(any(test, fuzzing))]
            script: std::sync::OnceLock::new(),
        })
    }

    /// What this host reported so far beside its responses.
    pub(super) fn status(&self) -> ServerStatus {
        self.recorder.latest()
    }

    /// Sends until there is a response that can be used, or until another attempt does not help.
    ///
    /// It ends by itself: after [`retry::MAX_ATTEMPTS`] attempts of [`client::ATTEMPT_TIMEOUT`] each, with pauses
    /// between them of less than ten seconds, or of up to three minutes where the server asks for them. A silent server
    /// is given up after some five minutes, one that sends a byte now and then after some ten. Waiting for the rate
    /// limit comes on top. Waits are reported every half minute.
    ///
    /// # Errors
    /// The error of the last attempt. That of a write keeps in its kind that an earlier attempt may have taken effect.
    pub(super) async fn send_with_retry<T: ResponseBody>(
        &self,
        request: &OutgoingRequest<'_>,
        credential: &Credential<'_>,
    ) -> Result<ApiResponse<T>, RequestError> {
        let mut ambiguous = None;
        let mut attempt = Attempt { number: 0, began: Instant::now() };
        loop {
            attempt.number += 1;
            let result = match self.permit(request.verb, attempt).await {
                Ok(permit) => self.send_once(request, credential, permit, attempt).await,
                Err(WaitTooLong(seconds)) => Err(AttemptError::Permanent(Box::new(self.throttled(request, seconds)))),
            };
            let (error, retry_after) = match result {
                Ok(response) => return Ok(response),
                Err(AttemptError::Permanent(error)) => return Err(error.after_ambiguous_attempt(ambiguous)),
                Err(AttemptError::Transient(error, retry_after)) => (*error, retry_after),
            };
            match retry::decide(attempt.number, retry_after, retry::jitter()) {
                RetryDecision::WaitTooLong(seconds) => {
                    return Err(self.wait_too_long(error, seconds).after_ambiguous_attempt(ambiguous));
                }
                _ if request.retries == Retries::ByCaller => return Err(not_repeated(error)),
                // An answer that does not begin, or does not end.
                _ if request.retries == Retries::Brief && error.status.is_none_or(|status| status < 400) => {
                    return Err(error);
                }
                RetryDecision::GiveUp => {
                    return Err(given_up(error, attempt.number).after_ambiguous_attempt(ambiguous));
                }
                // The rate limiter holds back all requests, this one as well.
                RetryDecision::RetryAfter(_) if error.status == Some(429) => {}
                RetryDecision::RetryAfter(wait) => {
                    let cause = self.cause_of_retry(&error);
                    self.report_wait(wait, cause.clone());
                    self.waits.during(attempt.began, sleep(wait), || cause.clone()).await;
                }
            }
            if request.verb == Verb::Deactivate && error.outcome_unknown() {
                ambiguous = Some(error);
            }
        }
    }

    /// Waits for the rate limiter; a write waits for that of writes first, where there is one.
    async fn permit(&self, verb: Verb, attempt: Attempt) -> Result<SendPermit<'_>, WaitTooLong> {
        let (came, limited) = (Instant::now(), || WaitCause::RateLimit { server: self.name });
        let permit = async {
            let report = |wait| self.report_wait(wait, limited());
            let write = match self.write_queue.as_ref().filter(|_| verb == Verb::Deactivate) {
                Some(queue) => Some(queue.acquire(report).await?),
                None => None,
            };
            Ok(SendPermit { any: self.queue.acquire(report).await?, write })
        };
        let permit = self.waits.during(attempt.began, permit, limited).await;
        log::permit(came.elapsed());
        permit
    }

    /// One request and its response.
    async fn send_once<T: ResponseBody>(
        &self,
        request: &OutgoingRequest<'_>,
        credential: &Credential<'_>,
        permit: SendPermit<'_>,
        attempt: Attempt,
    ) -> Result<ApiResponse<T>, AttemptError> {
        let (outgoing, secrets) = self.build(request, credential);
        let mut context = RequestContext {
            protocol: &self.protocol,
            server: self.name,
            verb: request.verb,
            target: request.target,
            secrets: &secrets,
            retry_after: None,
        };
        #[cfg(any(test, fuzzing))]
        if let Some(script) = self.script.get() {
            let response = script.next();
            let received = (response.status, &response.headers, Duration::ZERO);
            context.retry_after = self.record_response(permit, received, attempt);
            return response::decode(&context, response);
        }
        let sent = Instant::now();
        let in_flight = |part| self.response_in_flight(&context, part, attempt);
        let headers = self.waits.during(attempt.began, outgoing.send(), || in_flight(ResponsePart::Headers)).await;
        let mut received = match headers {
            Ok(received) => received,
            Err(error) => {
                let error = self.no_response(&context, &error.without_url());
                log::no_response(&context, &error, sent.elapsed(), attempt.number);
                return Err(error);
            }
        };
        let (status, headers) = (received.status(), std::mem::take(received.headers_mut()));
        let retry_after = self.record_response(permit, (status, &headers, sent.elapsed()), attempt);
        let mut buffer =
            self.waits.during(attempt.began, self.buffers.acquire(), || in_flight(ResponsePart::Body)).await;
        let body = response::read_body(&mut received, &mut buffer.bytes, self.protocol.max_body_bytes);
        let body = self.waits.during(attempt.began, body, || in_flight(ResponsePart::Body)).await;
        let response = RawResponse { status, headers, body };
        context.retry_after = retry_after;
        log::response(&context, &response, sent.elapsed(), attempt.number);
        response::decode(&context, response)
    }

    /// The request as it is sent, and every form of the credentials in it.
    #[expect(clippy::disallowed_methods, reason = "the one place that sends; its verbs are the closed list `Verb`")]
    fn build(&self, request: &OutgoingRequest<'_>, credential: &Credential<'_>) -> (reqwest::RequestBuilder, Secrets) {
        let outgoing = self.client.request(request.verb.method().clone(), self.base.join(request.target));
        let outgoing = outgoing.header(header::ACCEPT, self.protocol.accept);
        let outgoing = match credential {
            // Both parts are encoded as those of a form are (RFC 6749 section 2.3.1), so that a colon in the id ends nothing.
            Credential::Basic { id, secret } => {
                outgoing.basic_auth(url_component(id), Some(url_component(secret.expose_secret())))
            }
            Credential::Bearer(token) => outgoing.bearer_auth(token.expose_secret()),
        };
        let outgoing = match request.retries {
            Retries::Brief => outgoing.timeout(client::BRIEF_TIMEOUT),
            Retries::Automatic | Retries::ByCaller => outgoing,
        };
        let outgoing = match request.precondition {
            Some(entity_tag) => outgoing.header(header::IF_MATCH, entity_tag),
            None => outgoing,
        };
        let mut secrets = self.secrets.clone();
        secrets.0.extend(sent_credentials(&outgoing));
        let (media_type, body) = match &request.body {
            RequestBody::Empty => return (outgoing, secrets),
            RequestBody::Json(bytes) => (self.protocol.content_type, bytes.clone()),
            RequestBody::Form(text) => ("application/x-www-form-urlencoded", text.as_bytes().to_vec()),
        };
        (outgoing.header(header::CONTENT_TYPE, media_type).body(body), secrets)
    }

    /// Gives the permit back with what a response reports of the rate limit. Returns how long the server asks to wait,
    /// in seconds: after a 429 there is always a pause, and it holds for all requests.
    fn record_response(
        &self,
        permit: SendPermit<'_>,
        (status, headers, took): (StatusCode, &HeaderMap, Duration),
        attempt: Attempt,
    ) -> Option<u64> {
        let names = &self.protocol.rate_limit_headers;
        let limits = RateLimitHeaders::read(headers, names);
        let until_more = rate_limit::seconds_until_more(headers, names, Timestamp::now());
        let retry_after = retry::retry_after(headers);
        log::rate_limit(limits, retry_after);
        self.recorder.record((status, headers), limits, retry_after, took);
        if status != StatusCode::TOO_MANY_REQUESTS {
            permit.on_response(limits, until_more.map(Duration::from_secs));
            return retry_after;
        }
        let pause = limits.pause_after_429(attempt.number, retry_after.or(until_more));
        permit.on_response(limits, Some(Duration::from_secs(pause)));
        Some(pause)
    }

    /// The error of a request that got no response.
    fn no_response(&self, context: &RequestContext<'_>, error: &reqwest::Error) -> AttemptError {
        let host = self.base.host();
        let unreachable = |message| context.error(DirectoryErrorKind::Unreachable, message);
        if let Some(rejected) = client::rejected_certificate(error) {
            let message = format!("{host} could not prove its identity: {}", rejected.problem);
            return AttemptError::Permanent(Box::new(RequestError::new(unreachable(message).hint(rejected.hint))));
        }
        let cause = context.secrets.redact_line(&super::error::root_cause(error), 200);
        let message = match (error.is_timeout(), error.is_connect()) {
            _ if client::is_unencrypted(error) => format!("{host} does not speak TLS"),
            (true, true) => format!("{host} could not be reached in time"),
            (true, false) => format!("{host} did not answer in time"),
            (false, true) => match cause.strip_prefix("tunnel error: ") {
                Some(cause) => format!("the proxy opens no connection to {host}: {cause}"),
                None => format!("no connection to {host}: {cause}"),
            },
            (false, false) => format!("the connection to {host} broke: {cause}"),
        };
        if error.is_builder() {
            let hint = "check the credentials in the environment for stray characters";
            return AttemptError::Permanent(Box::new(RequestError::new(unreachable(message).hint(hint))));
        }
        AttemptError::Transient(Box::new(RequestError::new(unreachable(message))), None)
    }

    /// Reports a wait that begins; one of less than a second is only logged.
    fn report_wait(&self, wait: Duration, cause: WaitCause) {
        log::waiting(wait, &cause);
        if wait >= Duration::from_secs(1) {
            self.observer.notice(Notice::Waiting { seconds: retry::whole_seconds(wait), cause });
        }
    }

    fn cause_of_retry(&self, error: &RequestError) -> WaitCause {
        match error.status {
            Some(200..300) => WaitCause::UnreadableResponse { server: self.name },
            Some(status) => WaitCause::ErrorStatus { server: self.name, status },
            None => WaitCause::NoResponse { error: FreeText(error.error.message.clone()) },
        }
    }

    fn response_in_flight(&self, context: &RequestContext<'_>, part: ResponsePart, attempt: Attempt) -> WaitCause {
        WaitCause::InFlight {
            part,
            host: FreeText(self.base.host()),
            method: context.verb.method().as_str(),
            path: FreeText(context.path()),
            attempt: attempt.number,
            max_attempts: retry::MAX_ATTEMPTS,
        }
    }

    /// The error of a request that is not sent because the response to another one asked for a long pause.
    fn throttled(&self, request: &OutgoingRequest<'_>, seconds: u64) -> RequestError {
        let line = self.secrets.redact_line(&format!("{} {}", request.verb.method(), request.target), 200);
        let message = format!("{}'s rate limit is reached, and nothing was sent", self.name);
        let error = DirectoryError::new(DirectoryErrorKind::RateLimited, message);
        self.wait_too_long(RequestError::new(DirectoryError { request: Some(line), ..error }), seconds)
    }

    fn wait_too_long(&self, mut failed: RequestError, seconds: u64) -> RequestError {
        let (longest, asked) = (format_duration(retry::MAX_WAIT_SECONDS), format_duration(seconds));
        let (wait, hint) = if seconds > retry::MAX_PLAUSIBLE_WAIT_SECONDS {
            let hint = "no rate limit lasts that long: ask the operator of the gateway or proxy before the API; nothing more was sent";
            ("longer than any limit lasts".to_owned(), hint.to_owned())
        } else {
            (format!("{asked}, longer than {longest}"), format!("run again in {asked}"))
        };
        failed.error.message.push_str(&format!("; {} asks to wait {wait}", self.name));
        failed.error = failed.error.hint(hint);
        failed
    }
}

impl std::fmt::Debug for HostClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HostClient").field("base", &self.base.text()).field("name", &self.name).finish_non_exhaustive()
    }
}

/// The credentials as the header spells them: a response that echoes them is redacted.
fn sent_credentials(request: &reqwest::RequestBuilder) -> Option<SecretString> {
    let built = request.try_clone()?.build().ok()?;
    let value = built.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    value.split_once(' ').map(|(_, text)| SecretString::from(text))
}

fn given_up(mut failed: RequestError, attempts: u32) -> RequestError {
    failed.error.message.push_str(&format!("; tried {attempts} times"));
    failed
}

/// A 429 was not carried out: after the pause that the server asks for, the caller decides anew.
fn not_repeated(mut failed: RequestError) -> RequestError {
    if failed.status == Some(429) {
        failed.error.kind = DirectoryErrorKind::Throttled;
    }
    failed
}
