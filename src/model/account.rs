//! What tells two accounts apart that have one id.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::message::no_arguments;
use crate::text::fold;

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

    /// A mark in which two readings of an account differ; one that only one of them has differs too. A user name has no
    /// case (RFC 7643, section 4.1.1).
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<AccountMark> {
        let Self { user_name, external_id, created } = self;
        if *external_id != other.external_id {
            Some(AccountMark::ExternalId)
        } else if !is_same_moment(created.as_deref(), other.created.as_deref()) {
            Some(AccountMark::Created)
        } else {
            (user_name.as_deref().map(fold) != other.user_name.as_deref().map(fold)).then_some(AccountMark::UserName)
        }
    }
}

/// Whether two texts are one moment, however each is spelled.
fn is_same_moment(one: Option<&str>, two: Option<&str>) -> bool {
    let moment = |text: Option<&str>| text.and_then(|text| text.parse::<Timestamp>().ok());
    one == two || moment(one).is_some_and(|moment_of_one| moment(two) == Some(moment_of_one))
}

#[cfg(test)]
impl super::Sample for AccountMark {
    fn samples() -> Vec<Self> {
        vec![Self::UserName, Self::ExternalId, Self::Created]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_account_differs_and_not_another_spelling() {
        let marks = |user_name: &str, external_id: &str, created: &str| AccountMarks {
            user_name: Some(user_name.to_owned()),
            external_id: Some(external_id.to_owned()),
            created: Some(created.to_owned()),
        };
        let planned = marks("Ana", "E1", "2020-01-01T00:00:00Z");
        assert_eq!(planned.difference(&marks("ana", "E1", "2020-01-01T01:00:00.000+01:00")), None);
        assert_eq!(planned.difference(&marks("Ana", "e1", "2020-01-01T00:00:00Z")), Some(AccountMark::ExternalId));
        assert_eq!(planned.difference(&marks("Ana", "E1", "2020-01-01T00:00:01Z")), Some(AccountMark::Created));
        assert_eq!(planned.difference(&marks("Zoe", "E1", "2020-01-01T00:00:00Z")), Some(AccountMark::UserName));
        assert_eq!(planned.difference(&AccountMarks::default()), Some(AccountMark::ExternalId));
    }
}
