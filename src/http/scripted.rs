//! Prepared responses in place of the network: for fuzzing and its corpus, and in no release.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::response::{BodyError, RawResponse};

/// One prepared response.
#[derive(Clone, Debug, Default)]
pub struct ScriptedResponse {
    /// The HTTP status; an invalid one counts as 500.
    pub status: u16,
    /// The headers; invalid ones are left out.
    pub headers: Vec<(Vec<u8>, Vec<u8>)>,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the connection breaks off inside the body.
    pub is_interrupted: bool,
}

/// Prepared responses, one a request. After the last one the server is unavailable.
#[derive(Debug, Default)]
pub struct ResponseScript {
    left: Mutex<VecDeque<ScriptedResponse>>,
    requests: Mutex<u64>,
}

impl ResponseScript {
    /// A script of these responses.
    #[must_use]
    pub fn new(responses: impl IntoIterator<Item = ScriptedResponse>) -> Self {
        Self { left: Mutex::new(responses.into_iter().collect()), requests: Mutex::new(0) }
    }

    /// The number of requests so far.
    #[must_use]
    pub fn requests(&self) -> u64 {
        *self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The response to the next request.
    pub(super) fn next(&self) -> RawResponse<'static> {
        *self.requests.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        let next = self.left.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let unavailable = || ScriptedResponse { status: 503, ..ScriptedResponse::default() };
        let ScriptedResponse { status, headers, body, is_interrupted } = next.unwrap_or_else(unavailable);
        let headers = headers.iter().filter_map(|(name, value)| {
            Some((HeaderName::from_bytes(name).ok()?, HeaderValue::from_bytes(value).ok()?))
        });
        let interrupted = || Err(BodyError::Interrupted("the script says so".to_owned()));
        RawResponse {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers: headers.collect::<HeaderMap>(),
            body: if is_interrupted { interrupted() } else { Ok(body.into()) },
        }
    }
}
