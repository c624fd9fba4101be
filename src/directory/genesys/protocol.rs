//! How Genesys Cloud speaks HTTP.

use std::borrow::Cow;

use serde::Deserialize;

use crate::http::{
    AddressHints, ApiError, CredentialVariables, Protocol, RateLimitHeaderNames, RequestRate, TokenEndpoint,
};

/// The HTTP API of Genesys Cloud.
pub(crate) const PROTOCOL: Protocol = Protocol {
    accept: "application/json",
    content_type: "application/json",
    max_body_bytes: 64 * 1024 * 1024,
    correlation_id_header: "inin-correlation-id",
    rate_limit_headers: RateLimitHeaderNames {
        limit: "inin-ratelimit-allowed",
        used: "inin-ratelimit-count",
        reset: "inin-ratelimit-reset",
        remaining: &[],
    },
    request_rate: RequestRate { requests_per_minute: 300, writes_per_minute: None },
    search_path: "/api/v2/users/search",
    token_endpoint: TokenEndpoint {
        path: Cow::Borrowed("/oauth/token"),
        form: Cow::Borrowed("grant_type=client_credentials"),
    },
    parse_error,
    variables: CredentialVariables {
        client_id: "GENESYSCLOUD_OAUTHCLIENT_ID",
        client_secret: "GENESYSCLOUD_OAUTHCLIENT_SECRET",
        access_token: "GENESYSCLOUD_ACCESS_TOKEN",
    },
    hints: AddressHints {
        redirected: "check the region, or `api_url` and `login_url`: they must name the API itself",
        no_token: "check the region, or `login_url`: it must name the login host",
        no_login: "check the network, the proxy settings, and the region or `login_url`",
        not_granted: "the region is the one of the client's organization",
        new_token_refused: "the API refuses even a new token: check that the login host and the API are of the same region",
    },
};

/// The body of an error response. Every field is optional, and so is the body; the login host has names of its own
/// (RFC 6749 section 5.2).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ErrorBody {
    message: LenientText,
    code: LenientText,
    #[serde(rename = "contextId")]
    context_id: LenientText,
    error: LenientText,
    error_description: LenientText,
    description: LenientText,
}

/// A text, or nothing when it is anything else: an unexpected form must not hide the error.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum LenientText {
    Text(String),
    #[default]
    #[serde(skip)]
    Absent,
    Other(serde::de::IgnoredAny),
}

impl LenientText {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }
}

fn parse_error(body: &[u8]) -> ApiError {
    let body: ErrorBody = serde_json::from_slice(body).unwrap_or_default();
    ApiError {
        message: body.message.text().or(body.error_description.text()).or(body.description.text()),
        code: body.code.text().or(body.error.text()),
        correlation_id: body.context_id.text(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(body: &str) -> [Option<String>; 3] {
        let ApiError { message, code, correlation_id } = parse_error(body.as_bytes());
        [message, code, correlation_id]
    }

    #[test]
    fn an_error_body_of_any_form_is_read_as_far_as_it_can_be() {
        for body in ["", "<html>", "[]", "null", "3", r#"{"message":7,"code":{"a":[1]},"contextId":null}"#] {
            assert_eq!(parsed(body), [None, None, None], "{body}");
        }
        let texts = |texts: [&str; 3]| texts.map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()));
        let body = r#"{"message":"No.","code":"not.found","contextId":"c1","errors":[{}]}"#;
        assert_eq!(parsed(body), texts(["No.", "not.found", "c1"]));
        let body = r#"{"error":"invalid_client","description":"client not found"}"#;
        assert_eq!(parsed(body), texts(["client not found", "invalid_client", ""]));
    }
}
