//! One address and the conversation with it: send, judge the answer, wait, send again.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use reqwest::{Client, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep};

use super::answer::{self, Trouble};
use super::buffers::Buffers;
use super::distrust::{distrust, is_unencrypted};
use super::failure::{self, Failure};
use super::hosts::Base;
use super::patience::{self, Next};
use super::secrets::Secrets;
use super::silence::Silence;
use super::tell;
use super::turnstile::{Place, TooLong, Turnstile};
use super::vitals::{Listener, Vitals};
use super::word::Reading;
use super::{Answered, Body, Call, Repeat, Verb, client};
use crate::model::{DirectoryError, DirectoryErrorKind, Notice, Observer};

/// What proves who asks, as one request carries it.
#[derive(Debug)]
pub(super) enum Pass<'a> {
    Basic { id: &'a str, secret: &'a SecretString },
    Bearer(&'a SecretString),
}

/// A connection to one address.
pub(super) struct Wire {
    base: Base,
    client: Client,
    /// "the directory" or "the login host", for messages.
    name: &'static str,
    pub(super) secrets: Secrets,
    /// What this host allows: a request for a token is not one of the API's.
    turnstile: Turnstile,
    buffers: Buffers,
    silence: Silence,
    observer: Arc<dyn Observer>,
    listener: Listener,
    /// Answers in place of the network.
    #[cfg(any(test, fuzzing))]
    pub(super) script: std::sync::OnceLock<Arc<super::script::Script>>,
}

impl Wire {
    /// Prepares a connection; nothing is sent.
    ///
    /// # Errors
    /// [`DirectoryErrorKind::Unreachable`] when encryption cannot be prepared.
    pub(super) fn new(
        base: &Base,
        name: &'static str,
        secret: SecretString,
        observer: Arc<dyn Observer>,
    ) -> Result<Self, DirectoryError> {
        let (client, turnstile) = (client::build(base)?, Turnstile::new());
        Ok(Self {
            base: base.clone(),
            client,
            name,
            secrets: Secrets(vec![secret]),
            turnstile,
            buffers: Buffers::new(),
            silence: Silence::new(observer.clone()),
            observer,
            listener: Listener::default(),
            #[cfg(any(test, fuzzing))]
            script: std::sync::OnceLock::new(),
        })
    }

    /// What this address said so far beside its answers.
    pub(super) fn vitals(&self) -> Vitals {
        self.listener.vitals()
    }

    /// Sends until there is an answer that counts, or until trying again does not help.
    ///
    /// It ends by itself: after [`patience::TRIES`] tries of [`client::WHOLE`] each, with waits between them of less
    /// than ten seconds, or of up to three minutes where the server asks for them. A server that is silent is given up
    /// after some five minutes, and one that drips after some ten. Waiting for a place in the budget comes on top. Each
    /// half minute of it is told.
    ///
    /// # Errors
    /// The last failure. That of a write keeps in its kind that an earlier try may have taken effect.
    pub(super) async fn persist<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        pass: &Pass<'_>,
    ) -> Result<Answered<T>, Failure> {
        let mut earlier = None;
        let (mut tried, began) = (0, Instant::now());
        loop {
            tried += 1;
            let came = Instant::now();
            let turn = self.turnstile.pass(|wait| self.tell(wait, self.limit_is_reached()));
            let place = self.silence.broken_while(began, turn, || self.limit_is_reached()).await;
            tell::waited(came.elapsed());
            let trouble = match place {
                Ok(place) => self.once(call, pass, place, (tried, began)).await,
                Err(TooLong(seconds)) => Err(Trouble::Lasting(Box::new(self.held_back(call, seconds)))),
            };
            let (failure, asked) = match trouble {
                Ok(answered) => return Ok(answered),
                Err(Trouble::Lasting(failure)) => return Err(failure.after(earlier)),
                Err(Trouble::Passing(failure, asked)) => (*failure, asked),
            };
            match patience::next(tried, asked, patience::jitter()) {
                Next::TooLong(seconds) => return Err(self.too_long(failure, seconds).after(earlier)),
                _ if call.repeat == Repeat::AfterReading => return Err(not_repeated(failure)),
                // The turnstile holds everybody back, this request as well.
                Next::Wait(_) if failure.status == Some(429) => {}
                Next::Wait(wait) => {
                    let why = why(self.name, &failure);
                    self.tell(wait, why.clone());
                    self.silence.broken_while(began, sleep(wait), || why.clone()).await;
                }
                Next::GiveUp => return Err(given_up(failure, tried).after(earlier)),
            }
            if call.verb == Verb::Deactivate && failure.is_open() {
                earlier = Some(failure);
            }
        }
    }

    /// One request and its answer.
    async fn once<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        pass: &Pass<'_>,
        place: Place<'_>,
        (tried, began): (u32, Instant),
    ) -> Result<Answered<T>, Trouble> {
        let (request, secrets) = self.request(call, pass);
        let Call { verb, target, .. } = *call;
        let mut context = answer::Context { name: self.name, verb, target, secrets: &secrets, asked: None };
        #[cfg(any(test, fuzzing))]
        if let Some(script) = self.script.get() {
            let heard = script.next();
            context.asked = take_note(place, heard.status, &heard.headers, tried);
            return answer::judge(&context, heard);
        }
        let sent = Instant::now();
        let path = secrets.strike(target.split('?').next().unwrap_or_default(), 200);
        let what = |missing: &str| {
            let (place, method, tries) = (self.base.place(), verb.method(), patience::TRIES);
            format!("{missing} from {place} to {method} {path}, try {tried} of {tries}")
        };
        let response = match self.silence.broken_while(began, request.send(), || what("no answer")).await {
            Ok(response) => response,
            Err(error) => {
                let trouble = self.no_answer(&context, &error.without_url());
                tell::unanswered(&context, &trouble, sent.elapsed(), tried);
                return Err(trouble);
            }
        };
        self.listener.note(response.status(), response.headers(), sent.elapsed());
        context.asked = take_note(place, response.status(), response.headers(), tried);
        let mut buffer = self.silence.broken_while(began, self.buffers.take(), || what("room for the answer")).await;
        let heard = answer::hear(response, &mut buffer.bytes);
        let heard = self.silence.broken_while(began, heard, || what("the rest of the answer")).await;
        tell::answered(&context, &heard, sent.elapsed(), tried);
        answer::judge(&context, heard)
    }

    /// The request as it is sent, and every spelling of the credentials that it carries.
    #[expect(clippy::disallowed_methods, reason = "the one place that sends; its verbs are the closed list `Verb`")]
    fn request(&self, call: &Call<'_>, pass: &Pass<'_>) -> (reqwest::RequestBuilder, Secrets) {
        let request = self.client.request(call.verb.method(), self.base.at(call.target));
        let request = request.header(header::ACCEPT, "application/json");
        let request = match pass {
            Pass::Basic { id, secret } => request.basic_auth(id, Some(secret.expose_secret())),
            Pass::Bearer(token) => request.bearer_auth(token.expose_secret()),
        };
        let mut secrets = self.secrets.clone();
        secrets.0.extend(sent_credentials(&request));
        let (kind, body) = match &call.body {
            Body::Nothing => return (request, secrets),
            Body::Json(bytes) => ("application/json", bytes.clone()),
            Body::Form(text) => ("application/x-www-form-urlencoded", text.as_bytes().to_vec()),
        };
        (request.header(header::CONTENT_TYPE, kind).body(body), secrets)
    }

    fn no_answer(&self, context: &answer::Context<'_>, error: &reqwest::Error) -> Trouble {
        let place = self.base.place();
        if let Some(why) = distrust(error) {
            let message = format!("{place} could not prove who it is: {}", why.words);
            return Trouble::lasting(context.fault(DirectoryErrorKind::Unreachable, message).hint(why.hint));
        }
        let cause = context.secrets.strike(&failure::deepest(error), 200);
        let message = match (error.is_timeout(), error.is_connect()) {
            _ if is_unencrypted(error) => format!("{place} does not speak TLS"),
            (true, true) => format!("{place} could not be reached in time"),
            (true, false) => format!("{place} did not answer in time"),
            (false, true) => match cause.strip_prefix("tunnel error: ") {
                Some(cause) => format!("the proxy makes no connection to {place}: {cause}"),
                None => format!("no connection to {place}: {cause}"),
            },
            (false, false) => format!("the connection to {place} broke: {cause}"),
        };
        let fault = context.fault(DirectoryErrorKind::Unreachable, message);
        if error.is_builder() {
            return Trouble::lasting(fault.hint("check the credentials in the environment for stray characters"));
        }
        Trouble::passing(fault, None)
    }

    /// Waits of less than a second are not worth a word, but for the log's.
    fn tell(&self, wait: Duration, why: String) {
        tell::waiting(wait, &why);
        if wait >= Duration::from_secs(1) {
            self.observer.notice(Notice::Waiting { seconds: patience::rounded_up(wait), why });
        }
    }

    fn limit_is_reached(&self) -> String {
        format!("{}'s rate limit is reached", self.name)
    }

    fn too_long(&self, mut failure: Failure, seconds: u64) -> Failure {
        let most = patience::in_words(patience::LONGEST);
        if seconds > patience::NEVER {
            failure.fault.message.push_str(&format!("; {} asks to wait longer than any limit lasts", self.name));
            failure.fault = failure.fault.hint(
                "no limit of the API lasts for so long: ask whoever runs the gateway or proxy before it; nothing more was sent",
            );
            return failure;
        }
        let asked = patience::in_words(seconds);
        failure.fault.message.push_str(&format!("; {} asks to wait {asked}, longer than {most}", self.name));
        failure.fault = failure.fault.hint(format!("run again in {asked}"));
        failure
    }

    /// What a request ends with that is not sent, because the answer to another one asked for a long silence.
    fn held_back(&self, call: &Call<'_>, seconds: u64) -> Failure {
        let request = self.secrets.strike(&format!("{} {}", call.verb.method(), call.target), 200);
        let fault = DirectoryError::new(
            DirectoryErrorKind::RateLimited,
            format!("{}, and nothing was sent", self.limit_is_reached()),
        );
        self.too_long(Failure::new(DirectoryError { request: Some(request), ..fault }), seconds)
    }
}

/// Gives the place back with what the answer says of the budget. Returns how long the server asks to wait, in seconds:
/// after a 429 somebody always does, and then everybody waits.
fn take_note(place: Place<'_>, status: StatusCode, headers: &HeaderMap, tried: u32) -> Option<u64> {
    let mut reading = Reading::of(headers);
    let asked = headers
        .get(header::RETRY_AFTER)
        .and_then(|value| patience::retry_after(value.to_str().ok()?, Timestamp::now()));
    tell::rate(reading, asked);
    if status != StatusCode::TOO_MANY_REQUESTS {
        place.answered(reading, None);
        return asked;
    }
    let seconds = asked.or(reading.reset).unwrap_or_else(|| patience::silence(tried));
    reading.reset = Some(seconds);
    place.answered(reading, Some(Duration::from_secs(seconds)));
    Some(seconds)
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wire").field("base", &self.base.text()).field("name", &self.name).finish_non_exhaustive()
    }
}

/// The credentials as the header spells them: an answer that echoes them is struck of them.
fn sent_credentials(request: &reqwest::RequestBuilder) -> Option<SecretString> {
    let built = request.try_clone()?.build().ok()?;
    let value = built.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    value.split_once(' ').map(|(_, text)| SecretString::from(text))
}

fn given_up(mut failure: Failure, tried: u32) -> Failure {
    failure.fault.message.push_str(&format!("; tried {tried} times"));
    failure
}

/// A 429 was not carried out: after the wait that the server asks for, it is to be decided anew.
fn not_repeated(mut failure: Failure) -> Failure {
    if failure.status == Some(429) {
        failure.fault.kind = DirectoryErrorKind::Conflict;
    }
    failure
}

fn why(name: &str, failure: &Failure) -> String {
    match failure.status {
        Some(200..300) => format!("{name}'s answer could not be read"),
        Some(status) => format!("{name} answered {status}"),
        None => failure.fault.message.clone(),
    }
}
