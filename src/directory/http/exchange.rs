//! One address and the conversation with it: send, judge the answer, wait, send again.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Client, header};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep};

use super::answer::{self, Trouble};
use super::budget::{Budget, Reading};
use super::failure::{self, Failure, Secrets};
use super::hosts::Base;
use super::patience::{self, Next};
use super::{Body, Call, client};
use crate::directory::{Fault, FaultKind, Notice, Observer};

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
    budget: Mutex<Budget>,
    observer: Arc<dyn Observer>,
    /// Answers in place of the network.
    #[cfg(any(test, fuzzing))]
    pub(super) script: std::sync::OnceLock<Arc<super::script::Script>>,
}

impl Wire {
    /// Prepares a connection; nothing is sent.
    ///
    /// # Errors
    /// [`FaultKind::Unreachable`] when encryption cannot be prepared.
    pub(super) fn new(
        base: &Base,
        name: &'static str,
        secret: SecretString,
        observer: Arc<dyn Observer>,
    ) -> Result<Self, Fault> {
        let (client, budget) = (client::build(base)?, Mutex::new(Budget::new(Instant::now())));
        Ok(Self {
            base: base.clone(),
            client,
            name,
            secrets: Secrets(vec![secret]),
            budget,
            observer,
            #[cfg(any(test, fuzzing))]
            script: std::sync::OnceLock::new(),
        })
    }

    /// Sends until there is an answer that counts, or until trying again does not help.
    ///
    /// # Errors
    /// The last failure.
    pub(super) async fn persist<T: DeserializeOwned>(&self, call: &Call<'_>, pass: &Pass<'_>) -> Result<T, Failure> {
        let mut tried = 1;
        loop {
            self.stay_within_budget().await;
            let (failure, asked) = match self.once(call, pass).await {
                Ok(value) => return Ok(value),
                Err(Trouble::Lasting(failure)) => return Err(*failure),
                Err(Trouble::Passing(failure, asked)) => (*failure, asked),
            };
            match patience::next(tried, asked, patience::jitter()) {
                Next::Wait(wait) => self.wait(wait, why(self.name, &failure)).await,
                Next::GiveUp => return Err(given_up(failure, tried)),
                Next::TooLong(seconds) => return Err(self.too_long(failure, seconds)),
            }
            tried += 1;
        }
    }

    /// One request and its answer.
    async fn once<T: DeserializeOwned>(&self, call: &Call<'_>, pass: &Pass<'_>) -> Result<T, Trouble> {
        let (request, secrets) = self.request(call, pass);
        let context = answer::Context { name: self.name, verb: call.verb, target: call.target, secrets: &secrets };
        #[cfg(any(test, fuzzing))]
        if let Some(script) = self.script.get() {
            let heard = script.next();
            self.budget().hear(Instant::now(), Reading::of(&heard.headers));
            return answer::judge(&context, heard);
        }
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Err(self.no_answer(&context, &error.without_url())),
        };
        self.budget().hear(Instant::now(), Reading::of(response.headers()));
        answer::judge(&context, answer::hear(response).await)
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
        let cause = context.secrets.strike(&failure::deepest(error), 200);
        let message = match (error.is_timeout(), error.is_connect()) {
            (true, true) => format!("{place} could not be reached in time"),
            (true, false) => format!("{place} did not answer in time"),
            (false, true) => format!("no connection to {place}: {cause}"),
            (false, false) => format!("the connection to {place} broke: {cause}"),
        };
        let fault = context.fault(FaultKind::Unreachable, message);
        if failure::is_untrusted(error) {
            let hint = "its certificate is not one that this machine trusts; if a proxy or gateway of yours stands \
                        between, name its root certificate in SSL_CERT_FILE";
            return Trouble::lasting(fault.hint(hint));
        }
        if error.is_builder() {
            return Trouble::lasting(fault.hint("check the credentials in the environment for stray characters"));
        }
        Trouble::passing(fault.hint("check the network, the proxy settings and the address or region"), None)
    }

    async fn stay_within_budget(&self) {
        loop {
            let wait = self.budget().take(Instant::now());
            match wait {
                Some(wait) => self.wait(wait, format!("{}'s rate limit is reached", self.name)).await,
                None => return,
            }
        }
    }

    async fn wait(&self, wait: Duration, why: String) {
        if wait >= Duration::from_secs(1) {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            self.observer.notice(Notice::Waiting { seconds, why });
        }
        sleep(wait).await;
    }

    fn too_long(&self, mut failure: Failure, seconds: u64) -> Failure {
        let (asked, most) = (patience::in_words(seconds), patience::in_words(patience::LONGEST));
        failure.fault.message.push_str(&format!("; {} asks to wait {asked}, longer than {most}", self.name));
        failure.fault = failure.fault.hint(format!("run again in {asked}"));
        failure
    }

    fn budget(&self) -> std::sync::MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
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

fn why(name: &str, failure: &Failure) -> String {
    match failure.status {
        Some(429) => format!("{name}'s rate limit is reached"),
        Some(200..300) => format!("{name}'s answer could not be read"),
        Some(status) => format!("{name} answered {status}"),
        None => failure.fault.message.clone(),
    }
}
