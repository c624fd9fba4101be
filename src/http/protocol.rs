//! What differs between the HTTP APIs of directories, as one value that the backend of each directory defines.

use std::borrow::Cow;

/// The names, forms and limits that a connection to a directory keeps to. A backend makes one for each connection.
#[derive(Clone, Debug)]
pub(crate) struct Protocol {
    /// Media types of the responses that are accepted, as the header `Accept` lists them.
    pub(crate) accept: &'static str,
    /// Media type of request bodies.
    pub(crate) content_type: &'static str,
    /// The longest body of a response that is read, in bytes after decompression.
    pub(crate) max_body_bytes: usize,
    /// Response header with the id of the exchange, which the directory's support asks for.
    pub(crate) correlation_id_header: &'static str,
    /// Response headers that report the rate limit.
    pub(crate) rate_limit_headers: RateLimitHeaderNames,
    /// How many requests are sent where the server does not report its limit.
    pub(crate) request_rate: RequestRate,
    /// The one path of the API that a `POST` may be sent to: a search, which only reads.
    pub(crate) search_path: &'static str,
    /// Where tokens are requested.
    pub(crate) token_endpoint: TokenEndpoint,
    /// Reads the body of an error response, as far as it can be read.
    pub(crate) parse_error: fn(&[u8]) -> ApiError,
    /// The environment variables of the credentials, for hints.
    pub(crate) variables: CredentialVariables,
    /// What users can do about the addresses, for hints.
    pub(crate) hints: AddressHints,
}

/// How many requests are sent to a server that does not report its limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestRate {
    /// Requests a minute, writes included.
    pub(crate) requests_per_minute: u64,
    /// Writes a minute, where they have a limit of their own.
    pub(crate) writes_per_minute: Option<u64>,
}

/// Hints about the addresses of a directory, in the words of its settings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AddressHints {
    /// After a redirect.
    pub(crate) redirected: &'static str,
    /// After a response to a token request that has no token, or that points elsewhere.
    pub(crate) no_token: &'static str,
    /// After a token request without a response.
    pub(crate) no_login: &'static str,
    /// After refused credentials: the end of "check ID and SECRET, and that …".
    pub(crate) not_granted: &'static str,
    /// After the API refused a token that was just granted.
    pub(crate) new_token_refused: &'static str,
}

/// Names of the response headers that report the rate limit, in lower case; empty where there is none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RateLimitHeaderNames {
    /// Requests a minute.
    pub(crate) limit: &'static str,
    /// Requests counted in the current window.
    pub(crate) used: &'static str,
    /// Seconds until the current window ends.
    pub(crate) reset: &'static str,
    /// Pairs of headers: how many requests are left, and when there are more, in seconds or as a Unix time. They are read
    /// only once none is left, since what they count differs from server to server.
    pub(crate) remaining: &'static [(&'static str, &'static str)],
}

/// An OAuth 2.0 token endpoint. The client authenticates by HTTP Basic (RFC 6749 section 2.3.1).
#[derive(Clone, Debug)]
pub(crate) struct TokenEndpoint {
    /// Its path below the address of the login host.
    pub(crate) path: Cow<'static, str>,
    /// The form that is sent.
    pub(crate) form: Cow<'static, str>,
}

/// Names of the environment variables that hold the credentials.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CredentialVariables {
    /// The OAuth client's id.
    pub(crate) client_id: &'static str,
    /// The OAuth client's secret.
    pub(crate) client_secret: &'static str,
    /// An access token, used in place of a client.
    pub(crate) access_token: &'static str,
}

/// What the body of an error response says; every part is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ApiError {
    /// The directory's message.
    pub(crate) message: Option<String>,
    /// The directory's code, such as `general.conflict`.
    pub(crate) code: Option<String>,
    /// The id of the exchange, where the body has it.
    pub(crate) correlation_id: Option<String>,
}

impl ApiError {
    /// The clause after "answered 400": `: message [code]`, or nothing.
    pub(super) fn clause(&self) -> String {
        match (&self.message, &self.code) {
            (Some(message), Some(code)) => format!(": {message} [{code}]"),
            (Some(words), None) | (None, Some(words)) => format!(": {words}"),
            (None, None) => String::new(),
        }
    }
}
