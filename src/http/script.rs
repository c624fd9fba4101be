//! Answers written down beforehand, in place of the network: for fuzzing and its corpus, and in no program.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::answer::{Broken, Heard};

/// One answer.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// The HTTP status; what is none counts as 500.
    pub status: u16,
    /// Its headers; what cannot be one is left out.
    pub headers: Vec<(Vec<u8>, Vec<u8>)>,
    /// Its body.
    pub body: Vec<u8>,
    /// Whether the connection broke off inside the body.
    pub broke_off: bool,
}

/// The answers, one a request. After the last one the server is unavailable.
#[derive(Debug, Default)]
pub struct Script {
    left: Mutex<VecDeque<Said>>,
    asked: Mutex<u64>,
}

impl Script {
    /// A script of these answers.
    #[must_use]
    pub fn new(answers: impl IntoIterator<Item = Said>) -> Self {
        Self { left: Mutex::new(answers.into_iter().collect()), asked: Mutex::new(0) }
    }

    /// How many requests there were so far.
    #[must_use]
    pub fn asked(&self) -> u64 {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to the next request.
    pub(super) fn next(&self) -> Heard<'static> {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        let said = self.left.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Said { status, headers, body, broke_off } = said.unwrap_or_else(|| Said { status: 503, ..Said::default() });
        let headers = headers.iter().filter_map(|(name, value)| {
            Some((HeaderName::from_bytes(name).ok()?, HeaderValue::from_bytes(value).ok()?))
        });
        Heard {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers: headers.collect::<HeaderMap>(),
            body: if broke_off { Err(Broken::Off("the script says so".to_owned())) } else { Ok(body.into()) },
        }
    }
}
