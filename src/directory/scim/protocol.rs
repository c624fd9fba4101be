//! How SCIM services speak HTTP (RFC 7644 sections 3.1 and 3.12).

use std::borrow::Cow;

use serde_json::Value;

use super::wire::folded;
use crate::http::{
    AddressHints, ApiError, CredentialVariables, Protocol, RateLimitHeaderNames, RequestRate, TokenEndpoint,
};
use crate::model::DirectorySpec;
use crate::text::url_component;

/// Where a token is requested, and for what.
#[derive(Default)]
pub(super) struct TokenRequest {
    /// The path of `token_url`.
    pub(super) path: String,
    /// The scope that is requested.
    pub(super) scope: Option<String>,
    /// The account that it is requested for, in place of the client itself.
    pub(super) account: Option<String>,
}

/// The environment variables of the OAuth client.
#[derive(Clone, Copy)]
pub(super) struct ClientVariables {
    pub(super) id: &'static str,
    pub(super) secret: &'static str,
}

impl ClientVariables {
    /// Those for a directory with these settings.
    pub(super) fn of(spec: &DirectorySpec) -> Self {
        let client = spec.account().environment.client;
        client.map_or(Self { id: "", secret: "" }, |[(id, _), (secret, _)]| Self { id, secret })
    }
}

impl TokenRequest {
    /// The form that is sent: the grant of RFC 6749 section 4.4.2, or Zoom's own (developers.zoom.us, Server-to-Server OAuth).
    fn form(&self) -> String {
        let grant = match &self.account {
            Some(account) => format!("grant_type=account_credentials&account_id={}", url_component(account)),
            None => "grant_type=client_credentials".to_owned(),
        };
        let scope = self.scope.as_deref().map(|scope| format!("&scope={}", url_component(scope))).unwrap_or_default();
        grant + &scope
    }
}

/// The HTTP API of one service.
pub(super) fn protocol(rate: RequestRate, token: Option<TokenRequest>, client: ClientVariables) -> Protocol {
    let token = token.unwrap_or_default();
    Protocol {
        // A service must accept the first and should accept the second (RFC 7644 section 3.8).
        accept: "application/scim+json, application/json",
        content_type: "application/scim+json",
        max_body_bytes: 32 * 1024 * 1024,
        correlation_id_header: "x-request-id",
        rate_limit_headers: RateLimitHeaderNames {
            limit: "",
            used: "",
            reset: "",
            remaining: &[
                ("x-ratelimit-remaining", "x-ratelimit-reset"),
                ("x-rate-limit-remaining", "x-rate-limit-reset"),
                ("ratelimit-remaining", "ratelimit-reset"),
            ],
        },
        request_rate: rate,
        // RFC 7644 section 3.4.3. No list is read by it: not every service has it.
        search_path: "/Users/.search",
        token_endpoint: TokenEndpoint { form: Cow::Owned(token.form()), path: Cow::Owned(token.path) },
        parse_error,
        variables: CredentialVariables {
            client_id: client.id,
            client_secret: client.secret,
            access_token: "ROSTERCTL_SCIM_TOKEN (or in ROSTERCTL_SCIM_READ_TOKEN, if that is set)",
        },
        hints: AddressHints {
            redirected: "check `url`: it must be the base address of the SCIM API itself, to which `/Users` is appended",
            no_token: "check `token_url` under `directory`: it must be the address where OAuth 2.0 tokens are requested",
            no_login: "check the network, the proxy settings and `token_url` under `directory`",
            not_granted: "`token_url` and `token_scope` belong to that client",
            new_token_refused: "the service refuses even a new token: check that `url` and `token_url` belong together, \
                                and that the client may use the SCIM API",
        },
    }
}

/// The body of an error response (RFC 7644 section 3.12), or that of a token endpoint (RFC 6749 section 5.2). `status` is
/// not read: services send it as a text or as a number.
fn parse_error(body: &[u8]) -> ApiError {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| {
        let text = folded(&body, name)?.as_str()?;
        (!text.trim().is_empty()).then(|| text.to_owned())
    };
    let message = text("detail").or_else(|| text("error_description")).or_else(|| text("message"));
    ApiError { message, code: text("scimType").or_else(|| text("error")), correlation_id: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(body: &str) -> [Option<String>; 2] {
        let ApiError { message, code, .. } = parse_error(body.as_bytes());
        [message, code]
    }

    #[test]
    fn an_error_body_of_any_form_is_read_as_far_as_it_can_be() {
        for body in ["", "<html>", "[]", "null", "3", r#"{"detail":7,"scimType":["a"],"status":404}"#] {
            assert_eq!(parsed(body), [None, None], "{body}");
        }
        let texts = |texts: [&str; 2]| texts.map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()));
        assert_eq!(parsed(r#"{"Detail":"No.","scimtype":"tooMany","status":"400"}"#), texts(["No.", "tooMany"]));
        assert_eq!(parsed(r#"{"detail":"No.","status":404}"#), texts(["No.", ""]));
        let body = r#"{"error":"invalid_client","error_description":"unknown client"}"#;
        assert_eq!(parsed(body), texts(["unknown client", "invalid_client"]));
    }

    #[test]
    fn a_scope_is_part_of_the_form_and_cannot_add_a_field_to_it() {
        let rate = RequestRate { requests_per_minute: 60, writes_per_minute: None };
        let form = |scope: Option<&str>| {
            let token =
                TokenRequest { path: "/t".to_owned(), scope: scope.map(str::to_owned), ..TokenRequest::default() };
            let client = ClientVariables { id: "", secret: "" };
            protocol(rate, Some(token), client).token_endpoint.form.into_owned()
        };
        let account = TokenRequest { account: Some("a&b".to_owned()), ..TokenRequest::default() };
        assert_eq!(account.form(), "grant_type=account_credentials&account_id=a%26b");
        assert_eq!(form(None), "grant_type=client_credentials");
        assert_eq!(form(Some("a b&grant_type=x")), "grant_type=client_credentials&scope=a%20b%26grant_type%3Dx");
    }
}
