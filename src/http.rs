//! The transport, and the only importer of the HTTP client: verbs, tokens, retries, the rate budget, redaction.
//!
//! Deliberately absent: any way to say `DELETE` or `PUT`, to follow a redirect, or to write with a [`Reader`].

use std::sync::Arc;

use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::{DirectoryError, DirectoryErrorKind, Observer};
use crate::settings::Credentials;

mod answer;
mod budget;
mod buffers;
mod client;
mod distrust;
mod exchange;
mod failure;
mod hosts;
mod patience;
#[cfg(any(test, fuzzing))]
mod script;
mod secrets;
mod silence;
mod tell;
#[cfg(test)]
mod tests;
mod token;
mod turnstile;
mod vitals;
mod word;

pub(crate) use failure::Failure;
pub(crate) use hosts::{Base, Reach, Trust};
pub(crate) use patience::in_words;
pub(crate) use vitals::Vitals;

#[cfg(any(test, fuzzing))]
pub use script::{Said, Script};

use exchange::Wire;
use token::Tokens;

/// Every request that the program can make of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    /// Reads.
    Get,
    /// Asks the login host for a token.
    Token,
    /// Reads by a query in the body.
    Search,
    /// The one write.
    Deactivate,
}

impl Verb {
    /// The only place that names HTTP methods.
    fn method(self) -> reqwest::Method {
        match self {
            Self::Get => reqwest::Method::GET,
            Self::Token | Self::Search => reqwest::Method::POST,
            Self::Deactivate => reqwest::Method::PATCH,
        }
    }
}

/// One request, before anything is sent.
#[derive(Debug)]
struct Call<'a> {
    verb: Verb,
    /// Path, and query after `?`, below the base address. It holds no secret.
    target: &'a str,
    body: Body,
    repeat: Repeat,
}

/// When a request that failed in passing is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// By itself, after a pause: it can do nothing twice.
    Alone,
    /// Not before whatever it is about was read again: nothing in it keeps it from overwriting a change.
    AfterReading,
}

/// What a request carries.
#[derive(Debug)]
enum Body {
    Nothing,
    Json(Vec<u8>),
    Form(&'static str),
}

impl Body {
    fn json(value: &impl Serialize) -> Result<Self, serde_json::Error> {
        serde_json::to_vec(value).map(Self::Json)
    }
}

fn unwritable(error: serde_json::Error) -> Failure {
    Failure::new(DirectoryError::new(DirectoryErrorKind::Rejected, format!("a request could not be written: {error}")))
}

/// A value, and what the directory calls the exchange that brought it.
#[derive(Debug)]
pub(crate) struct Answered<T> {
    /// What was asked for.
    pub(crate) value: T,
    /// The answer's `ININ-Correlation-Id`: at most 80 characters, struck of secrets.
    pub(crate) correlation_id: Option<String>,
}

/// What readers and writers share: connections, the token, the rate budget.
///
/// A process makes one. Its clones of readers and writers keep to one budget; two transports would each believe that
/// the other's requests are those of somebody else.
#[derive(Debug)]
pub(crate) struct Transport {
    api: Wire,
    tokens: Tokens,
}

impl Transport {
    /// Prepares the connections to two addresses that passed [`Base::check`]; nothing is sent.
    ///
    /// # Errors
    /// [`DirectoryErrorKind::Unreachable`] when encryption cannot be prepared.
    pub(crate) fn new(
        api: &Base,
        login: &Base,
        credentials: Credentials,
        observer: Arc<dyn Observer>,
    ) -> Result<Arc<Self>, DirectoryError> {
        let login = Wire::new(login, "the login host", secret_of(&credentials), observer.clone())?;
        let api = Wire::new(api, "the directory", secret_of(&credentials), observer)?;
        Ok(Arc::new(Self { api, tokens: Tokens::new(login, credentials) }))
    }

    /// From now on a script answers in place of both hosts.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn hear(&self, script: &Arc<Script>) {
        for wire in [&self.api, &self.tokens.login] {
            let _ = wire.script.set(script.clone());
        }
    }

    /// Sends a request to the API; a token that the API refuses is renewed once.
    async fn call<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<Answered<T>, Failure> {
        let token = self.tokens.current().await?;
        let refusal = match self.api.persist(call, &token.pass()).await {
            Err(failure) if failure.status == Some(401) => failure,
            answer => return answer,
        };
        let earlier = Some(refusal.clone()).filter(Failure::is_open);
        let again = async {
            let token = self.tokens.instead_of(&token, refusal).await?;
            self.api.persist(call, &token.pass()).await.map_err(token::refused_again)
        };
        again.await.map_err(|failure| failure.after(earlier))
    }
}

fn secret_of(credentials: &Credentials) -> SecretString {
    match credentials {
        Credentials::Client { secret, .. } | Credentials::Token(secret) => secret.clone(),
    }
}

/// Can read, and nothing else.
#[derive(Clone, Debug)]
pub(crate) struct Reader(Arc<Transport>);

impl Reader {
    /// A reader over a shared transport.
    pub(crate) fn new(transport: Arc<Transport>) -> Self {
        Self(transport)
    }

    /// What an answer made this program say, on one line and without the credentials that the answer may repeat.
    pub(crate) fn strike(&self, text: &str) -> String {
        self.secrets().strike(text, 500)
    }

    /// A text of an answer without the credentials that it may repeat.
    pub(crate) fn redacted(&self, text: &str) -> String {
        self.secrets().redacted(text)
    }

    fn secrets(&self) -> secrets::Secrets {
        let mut secrets = self.0.api.secrets.clone();
        secrets.0.extend(self.0.tokens.known());
        secrets
    }

    /// Asks for a token, unless one was given or is there already.
    ///
    /// # Errors
    /// What is left after every retry.
    pub(crate) async fn sign_in(&self) -> Result<(), Failure> {
        self.0.tokens.current().await.map(drop)
    }

    /// What the API's answers said so far of its clock and of the rate limit, or else the login host's.
    pub(crate) fn vitals(&self) -> Vitals {
        let (api, login) = (self.0.api.vitals(), self.0.tokens.login.vitals());
        Vitals { ahead: api.ahead.or(login.ahead), silence: api.silence.or(login.silence), ..api }
    }

    /// `GET`; `target` is a path with its query.
    ///
    /// # Errors
    /// What is left after every retry.
    pub(crate) async fn get<T: DeserializeOwned>(&self, target: &str) -> Result<T, Failure> {
        let answered =
            self.0.call(&Call { verb: Verb::Get, target, body: Body::Nothing, repeat: Repeat::Alone }).await?;
        Ok(answered.value)
    }

    /// `POST /api/v2/users/search`, a read whose query is its body.
    ///
    /// # Errors
    /// What is left after every retry.
    pub(crate) async fn search<T: DeserializeOwned>(&self, query: &impl Serialize) -> Result<T, Failure> {
        let body = Body::json(query).map_err(unwritable)?;
        let answered = self
            .0
            .call(&Call { verb: Verb::Search, target: "/api/v2/users/search", body, repeat: Repeat::Alone })
            .await?;
        Ok(answered.value)
    }
}

/// Can send the one write.
#[derive(Clone, Debug)]
pub(crate) struct Writer(Arc<Transport>);

impl Writer {
    /// A writer over a shared transport.
    pub(crate) fn new(transport: Arc<Transport>) -> Self {
        Self(transport)
    }

    /// Sends one deactivation. Called from `genesys/deactivate.rs` and nowhere else.
    ///
    /// A try that got no answer, a 429 or a 5xx is repeated: the version in the body makes a repeat meet the conflict
    /// when the first one took effect. Without a version nothing is repeated: a 429 is a conflict then, and whoever
    /// decides reads the user again. A 2xx that cannot be read is not repeated either.
    ///
    /// # Errors
    /// What is left after every retry. When any try may have taken effect, the kind says so.
    pub(crate) async fn deactivate<T: DeserializeOwned>(
        &self,
        target: &str,
        body: &impl Serialize,
        repeat: Repeat,
    ) -> Result<Answered<T>, Failure> {
        let body = Body::json(body).map_err(unwritable)?;
        self.0.call(&Call { verb: Verb::Deactivate, target, body, repeat }).await
    }
}
