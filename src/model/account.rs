//! What tells two accounts apart that have one id.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::message::no_arguments;

/// What identifies an account beside its id, in a directory where an id alone does not: it may be given anew, or the
/// account may be renamed. What a directory does not report is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountMarks {
    /// The name that the user logs in with, where it is not the e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    /// The id that an identity provider gave, where ids of the directory may change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// When the account was created, as the directory spells it, where ids of the directory may change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
}

/// A mark of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountMark {
    /// The name that the user logs in with.
    UserName,
    /// The id that an identity provider gave.
    ExternalId,
    /// When the account was created.
    Created,
}

no_arguments!(AccountMark);

impl AccountMarks {
    /// Whether the directory reported none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// A mark in which two readings of an account differ; one that only one of them has differs too.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<AccountMark> {
        let Self { user_name, external_id, created } = self;
        if *external_id != other.external_id {
            Some(AccountMark::ExternalId)
        } else if *created != other.created {
            Some(AccountMark::Created)
        } else {
            (*user_name != other.user_name).then_some(AccountMark::UserName)
        }
    }
}

#[cfg(test)]
impl super::Sample for AccountMark {
    fn samples() -> Vec<Self> {
        vec![Self::UserName, Self::ExternalId, Self::Created]
    }
}
