//! Progress and waits that long work reports while it runs.

use super::FreeText;
use super::message::{messages, no_arguments};

/// What a reading or a write reports while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Users are being read.
    Listed {
        /// Users read so far.
        done: u64,
        /// Users in all, as the directory counts them.
        total: u64,
    },
    /// A wait before the next attempt begins.
    Waiting {
        /// Its length in whole seconds, rounded up.
        seconds: u64,
        /// Its cause.
        cause: WaitCause,
    },
    /// A wait goes on.
    Pending {
        /// How long it has gone on, in whole seconds.
        seconds: u64,
        /// Its cause.
        cause: WaitCause,
    },
}

messages! {
    /// The cause of a wait.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum WaitCause {
        /// The rate limit of a server is reached.
        RateLimit {
            /// "the directory" or "the login host".
            server: &'static str,
        },
        /// A server answered with an error status; the request is sent again.
        ErrorStatus {
            /// "the directory" or "the login host".
            server: &'static str,
            /// The HTTP status.
            status: u16,
        },
        /// The response of a server could not be read; the request is sent again.
        UnreadableResponse {
            /// "the directory" or "the login host".
            server: &'static str,
        },
        /// A request got no response; it is sent again.
        NoResponse {
            /// The message of the error.
            error: FreeText,
        },
        /// The pages of a list do not add up; the list is read again.
        IncompleteList {
            /// What is listed, such as "active users".
            list: &'static str,
            /// What does not add up.
            flaw: FreeText,
        },
        /// A response in flight.
        InFlight {
            /// The part of it that is missing.
            part: ResponsePart,
            /// The host, and its port where that is not the usual one.
            host: FreeText,
            /// The HTTP method.
            method: &'static str,
            /// The path, without its query.
            path: FreeText,
            /// The number of this attempt, from 1.
            attempt: u32,
            /// The number of attempts that are made at most.
            max_attempts: u32,
        },
    }
}

impl WaitCause {
    /// A short name for logs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::RateLimit { .. } => "rate limit",
            Self::ErrorStatus { .. } => "error status",
            Self::UnreadableResponse { .. } => "unreadable response",
            Self::NoResponse { .. } => "no response",
            Self::IncompleteList { .. } => "incomplete list",
            Self::InFlight { .. } => "response in flight",
        }
    }
}

/// The part of a response that a request waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponsePart {
    /// All of it.
    Headers,
    /// The body.
    Body,
}

no_arguments!(ResponsePart);

#[cfg(test)]
impl super::Sample for ResponsePart {
    fn samples() -> Vec<Self> {
        vec![Self::Headers, Self::Body]
    }
}

/// Receives the notices; it must not block.
pub trait Observer: Send + Sync {
    /// Receives one notice.
    fn notice(&self, notice: Notice);
}
