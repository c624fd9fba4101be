//! The facts of a user that only SCIM returns: user name, type, department, other addresses.

use serde::{Deserialize, Serialize};

/// The facts of a user that only SCIM returns; most users have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::sandbox) struct UserProfile {
    /// `userName`; the e-mail by default.
    pub(in crate::sandbox) user_name: Option<Box<str>>,
    /// `userType`.
    pub(in crate::sandbox) user_type: Option<Box<str>>,
    /// `department` of the enterprise extension.
    pub(in crate::sandbox) department: Option<Box<str>>,
    /// `externalId`.
    pub(in crate::sandbox) external_id: Option<Box<str>>,
    /// `emails` beside the e-mail; none of them is primary.
    pub(in crate::sandbox) other_emails: Vec<Box<str>>,
    /// How `emails` lists the e-mail.
    pub(in crate::sandbox) scim_email: EmailListing,
}

/// How `emails` lists the e-mail of a user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::sandbox) enum EmailListing {
    /// With `"primary": true`.
    #[default]
    Primary,
    /// Without `primary`.
    Unmarked,
    /// Not at all.
    Hidden,
}

impl UserProfile {
    /// The profile, unless it is empty.
    pub(in crate::sandbox) fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }

    /// The texts by which a filter finds the user, beside the e-mail.
    pub(in crate::sandbox) fn aliases(&self) -> impl Iterator<Item = &str> {
        self.user_name.iter().chain(&self.external_id).chain(&self.other_emails).map(|text| &**text)
    }
}
