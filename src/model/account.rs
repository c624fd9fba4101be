//! What tells two accounts apart that have one id.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::message::no_arguments;
use crate::text::fold;

/// What identifies an account beside its id, in a directory where an id alone does not: it may be given anew, or the
/// account may be renamed. What a directory does not report is absent. The type of user and the department belong to it where
/// they are why the scope of a roster covers the user.
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
    /// The type of user, where the scope asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_type: Option<String>,
    /// The department, where the scope asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
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
    /// The type of user.
    UserType,
    /// The department.
    Department,
}

no_arguments!(AccountMark);

impl AccountMarks {
    /// Whether the directory reported none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// A mark in which a later reading of an account differs; one that only one of them has differs too, but for what the
    /// scope does not ask for. A user name has no case (RFC 7643, section 4.1.1), and neither has what a scope lists.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<AccountMark> {
        let Self { user_name, external_id, created, user_type, department } = self;
        let is_same = |one: &Option<String>, two: &Option<String>| one.as_deref().map(fold) == two.as_deref().map(fold);
        let has_left = |planned: &Option<String>, now: &Option<String>| planned.is_some() && !is_same(planned, now);
        if *external_id != other.external_id {
            Some(AccountMark::ExternalId)
        } else if !is_same_moment(created.as_deref(), other.created.as_deref()) {
            Some(AccountMark::Created)
        } else if !is_same(user_name, &other.user_name) {
            Some(AccountMark::UserName)
        } else if has_left(user_type, &other.user_type) {
            Some(AccountMark::UserType)
        } else {
            has_left(department, &other.department).then_some(AccountMark::Department)
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
        vec![Self::UserName, Self::ExternalId, Self::Created, Self::UserType, Self::Department]
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
            ..AccountMarks::default()
        };
        let planned = marks("Ana", "E1", "2020-01-01T00:00:00Z");
        assert_eq!(planned.difference(&marks("ana", "E1", "2020-01-01T01:00:00.000+01:00")), None);
        assert_eq!(planned.difference(&marks("Ana", "e1", "2020-01-01T00:00:00Z")), Some(AccountMark::ExternalId));
        assert_eq!(planned.difference(&marks("Ana", "E1", "2020-01-01T00:00:01Z")), Some(AccountMark::Created));
        assert_eq!(planned.difference(&marks("Zoe", "E1", "2020-01-01T00:00:00Z")), Some(AccountMark::UserName));
        assert_eq!(planned.difference(&AccountMarks::default()), Some(AccountMark::ExternalId));
    }

    #[test]
    fn what_the_scope_asks_for_differs_as_soon_as_it_is_another_or_unknown() {
        let [none, employee, service] = [None, Some("Employee"), Some("Service")]
            .map(|text| AccountMarks { user_type: text.map(str::to_owned), ..AccountMarks::default() });
        let small = AccountMarks { user_type: Some("employee".to_owned()), ..AccountMarks::default() };
        assert_eq!(employee.difference(&small), None);
        assert_eq!(none.difference(&service), None, "the scope asks for no type");
        for now in [&service, &none] {
            assert_eq!(employee.difference(now), Some(AccountMark::UserType));
        }
        let [support, sales] = ["Support", "Sales"]
            .map(|text| AccountMarks { department: Some(text.to_owned()), ..AccountMarks::default() });
        assert_eq!(support.difference(&sales), Some(AccountMark::Department));
        assert_eq!(support.difference(&none), Some(AccountMark::Department));
    }
}
