//! How the server behaves where the API leaves a choice, and the words for it in the files.

use serde::{Deserialize, Serialize};

use crate::model::State;

/// How the server of an organization behaves where the API leaves a choice.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::sandbox) struct ServerOptions {
    /// The requests that one token may send per minute.
    pub(in crate::sandbox) rate_limit_per_minute: u32,
    /// The lifetime of a token, in seconds.
    pub(in crate::sandbox) token_lifetime_seconds: u64,
    /// The body that deactivates.
    pub(in crate::sandbox) dialect: PatchDialect,
    /// The answer to a stale version.
    pub(in crate::sandbox) conflict: ConflictReply,
    /// The e-mail of the owner of the stock access token; the first user by default.
    pub(in crate::sandbox) token_user: Option<String>,
}

/// The body of a `PATCH` that deactivates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::sandbox) enum PatchDialect {
    /// `{"state":"inactive","version":N}`.
    #[default]
    State,
    /// `{"active":false}`, with or without `"roles":[]`.
    Active,
}

/// The answer to a version that is not the current one. The API has been seen to give all three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(in crate::sandbox) enum ConflictReply {
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

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            rate_limit_per_minute: 300,
            token_lifetime_seconds: 86_400,
            dialect: PatchDialect::default(),
            conflict: ConflictReply::default(),
            token_user: None,
        }
    }
}
