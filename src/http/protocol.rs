//! What differs between the HTTP APIs of directories, as one value that the backend of each directory defines.

/// The names and forms that one kind of directory uses. A backend defines it as a constant.
#[derive(Debug)]
pub(crate) struct Protocol {
    /// Media type of request bodies and of the responses that are accepted.
    pub(crate) media_type: &'static str,
    /// Response header with the id of the exchange, which the directory's support asks for.
    pub(crate) correlation_id_header: &'static str,
    /// Response headers that report the rate limit.
    pub(crate) rate_limit_headers: RateLimitHeaderNames,
    /// The one path of the API that a `POST` may be sent to: a search, which only reads.
    pub(crate) search_path: &'static str,
    /// Where tokens are requested.
    pub(crate) token_endpoint: TokenEndpoint,
    /// Reads the body of an error response, as far as it can be read.
    pub(crate) parse_error: fn(&[u8]) -> ApiError,
    /// The environment variables of the credentials, for hints.
    pub(crate) variables: CredentialVariables,
}

/// Names of the response headers that report the rate limit, in lower case.
#[derive(Debug)]
pub(crate) struct RateLimitHeaderNames {
    /// Requests a minute.
    pub(crate) limit: &'static str,
    /// Requests counted in the current window.
    pub(crate) used: &'static str,
    /// Seconds until the current window ends.
    pub(crate) reset: &'static str,
}

/// An OAuth 2.0 token endpoint. The client authenticates by HTTP Basic (RFC 6749 section 2.3.1).
#[derive(Debug)]
pub(crate) struct TokenEndpoint {
    /// Its path below the address of the login host.
    pub(crate) path: &'static str,
    /// The form that is sent.
    pub(crate) form: &'static str,
}

/// Names of the environment variables that hold the credentials.
#[derive(Debug)]
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
