//! Where the API leaves a choice, what this organization's server does; and the words of the files for it.

use serde::{Deserialize, Serialize};

use crate::model::State;

/// How this organization's server behaves where the API leaves a choice.
#[derive(Clone, Debug)]
pub(in crate::sandbox) struct Manners {
    /// Requests a minute that one token may send.
    pub(in crate::sandbox) rate_limit_per_minute: u32,
    /// How long a token lasts, in seconds.
    pub(in crate::sandbox) token_lifetime_seconds: u64,
    /// Which body deactivates.
    pub(in crate::sandbox) dialect: Dialect,
    /// How a stale version is answered.
    pub(in crate::sandbox) conflict: Conflict,
}

/// The body of a `PATCH` that deactivates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::sandbox) enum Dialect {
    /// `{"state":"inactive","version":N}`.
    #[default]
    State,
    /// `{"active":false}`, with or without `"roles":[]`.
    Active,
}

/// How a version that is not the current one is answered. All three have been seen of the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(in crate::sandbox) enum Conflict {
    /// 409 `general.conflict`.
    #[default]
    #[serde(rename = "status-409")]
    Status409,
    /// 400 `general.conflict`.
    #[serde(rename = "status-400")]
    Status400,
    /// 409 without a body.
    #[serde(rename = "empty-409")]
    Empty409,
}

/// A state as the API and the files spell it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::sandbox) enum StateWord {
    #[default]
    Active,
    Inactive,
    Deleted,
}

impl From<StateWord> for State {
    fn from(word: StateWord) -> Self {
        match word {
            StateWord::Active => Self::Active,
            StateWord::Inactive => Self::Inactive,
            StateWord::Deleted => Self::Deleted,
        }
    }
}

impl From<State> for StateWord {
    fn from(state: State) -> Self {
        match state {
            State::Active => Self::Active,
            State::Inactive => Self::Inactive,
            State::Deleted => Self::Deleted,
        }
    }
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            rate_limit_per_minute: 300,
            token_lifetime_seconds: 86_400,
            dialect: Dialect::default(),
            conflict: Conflict::default(),
        }
    }
}
