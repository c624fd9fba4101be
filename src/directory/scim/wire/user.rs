//! A user (RFC 7643 sections 4.1 and 4.3).

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::object::{FoldedObject, Object, Shape};
use super::scalar::Scalar;

/// What is read of a user.
#[derive(Debug, Default)]
pub(in crate::directory::scim) struct ScimUser<'a> {
    pub(in crate::directory::scim) id: Scalar<'a>,
    pub(in crate::directory::scim) user_name: Scalar<'a>,
    pub(in crate::directory::scim) display_name: Scalar<'a>,
    pub(in crate::directory::scim) active: Scalar<'a>,
    pub(in crate::directory::scim) user_type: Scalar<'a>,
    pub(in crate::directory::scim) external_id: Scalar<'a>,
    pub(in crate::directory::scim) emails: Emails<'a>,
    name: Object<ScimName<'a>>,
    /// The formatted name under a flat key, as GitLab sends it (gitlabhq/gitlabhq `doc/development/internal_api/_index.md`,
    /// read 2026-11-24).
    flat_name: Scalar<'a>,
    meta: Object<ScimMeta<'a>>,
    enterprise: Object<EnterpriseUser<'a>>,
}

impl ScimUser<'_> {
    /// The name for people; `None` when the service reports none.
    pub(in crate::directory::scim) fn shown_name(&self) -> Option<String> {
        let ScimName { formatted, given_name, family_name } = &self.name.value;
        let whole = self.display_name.text().or(formatted.text()).or(self.flat_name.text());
        whole.map(str::to_owned).or_else(|| {
            let parts: Vec<&str> = [given_name.text(), family_name.text()].into_iter().flatten().collect();
            Some(parts.join(" ")).filter(|name| !name.is_empty())
        })
    }

    /// `meta.version`.
    pub(in crate::directory::scim) fn version(&self) -> Option<&str> {
        self.meta.value.version.text()
    }

    /// `meta.created`.
    pub(in crate::directory::scim) fn created(&self) -> Option<&str> {
        self.meta.value.created.text()
    }

    /// The department of the enterprise extension.
    pub(in crate::directory::scim) fn department(&self) -> Option<&str> {
        self.enterprise.value.department.text()
    }

    /// Whether a part that decisions rest on is there twice.
    pub(in crate::directory::scim) fn is_ambiguous(&self) -> bool {
        let emails = match &self.emails {
            Emails::List(emails) => emails.iter().any(|email| email.shape == Shape::Ambiguous),
            Emails::Absent | Emails::Other => false,
        };
        emails || self.enterprise.shape == Shape::Ambiguous
    }
}

impl<'de> FoldedObject<'de> for ScimUser<'de> {
    const NAMES: &'static [&'static str] = &[
        "id",
        "userName",
        "displayName",
        "active",
        "userType",
        "emails",
        "name",
        "name.formatted",
        "meta",
        "externalId",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    ];

    fn take<A: MapAccess<'de>>(&mut self, name: usize, map: &mut A) -> Result<(), A::Error> {
        match name {
            0 => self.id = map.next_value()?,
            1 => self.user_name = map.next_value()?,
            2 => self.display_name = map.next_value()?,
            3 => self.active = map.next_value()?,
            4 => self.user_type = map.next_value()?,
            5 => self.emails = map.next_value()?,
            6 => self.name = map.next_value()?,
            7 => self.flat_name = map.next_value()?,
            8 => self.meta = map.next_value()?,
            9 => self.external_id = map.next_value()?,
            _ => self.enterprise = map.next_value()?,
        }
        Ok(())
    }
}

/// The e-mail addresses of a user.
#[derive(Debug, Default)]
pub(in crate::directory::scim) enum Emails<'a> {
    /// Absent, `null` or an empty list.
    #[default]
    Absent,
    /// A list of objects.
    List(Vec<Object<ScimEmail<'a>>>),
    /// Anything else.
    Other,
}

/// One e-mail address of a user.
#[derive(Debug, Default)]
pub(in crate::directory::scim) struct ScimEmail<'a> {
    pub(in crate::directory::scim) value: Scalar<'a>,
    pub(in crate::directory::scim) primary: Scalar<'a>,
}

impl<'de> FoldedObject<'de> for ScimEmail<'de> {
    const NAMES: &'static [&'static str] = &["value", "primary"];

    fn take<A: MapAccess<'de>>(&mut self, name: usize, map: &mut A) -> Result<(), A::Error> {
        match name {
            0 => self.value = map.next_value()?,
            _ => self.primary = map.next_value()?,
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Emails<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EmailsVisitor;
        impl<'de> Visitor<'de> for EmailsVisitor {
            type Value = Emails<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Emails<'de>, A::Error> {
                let mut emails = Vec::new();
                let mut is_list = true;
                while let Some(email) = list.next_element::<Object<ScimEmail<'de>>>()? {
                    is_list &= email.shape != Shape::OtherType;
                    emails.push(email);
                }
                Ok(match (is_list, emails.is_empty()) {
                    (false, _) => Emails::Other,
                    (true, true) => Emails::Absent,
                    (true, false) => Emails::List(emails),
                })
            }

            fn visit_unit<E>(self) -> Result<Emails<'de>, E> {
                Ok(Emails::Absent)
            }

            fn visit_str<E>(self, _: &str) -> Result<Emails<'de>, E> {
                Ok(Emails::Other)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Emails<'de>, E> {
                Ok(Emails::Other)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Emails<'de>, E> {
                Ok(Emails::Other)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Emails<'de>, E> {
                Ok(Emails::Other)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Emails<'de>, E> {
                Ok(Emails::Other)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Emails<'de>, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Emails::Other)
            }
        }
        deserializer.deserialize_any(EmailsVisitor)
    }
}

/// The parts of a user's name that are read.
#[derive(Debug, Default)]
struct ScimName<'a> {
    formatted: Scalar<'a>,
    given_name: Scalar<'a>,
    family_name: Scalar<'a>,
}

impl<'de> FoldedObject<'de> for ScimName<'de> {
    const NAMES: &'static [&'static str] = &["formatted", "givenName", "familyName"];

    fn take<A: MapAccess<'de>>(&mut self, name: usize, map: &mut A) -> Result<(), A::Error> {
        match name {
            0 => self.formatted = map.next_value()?,
            1 => self.given_name = map.next_value()?,
            _ => self.family_name = map.next_value()?,
        }
        Ok(())
    }
}

/// The metadata of a user that are read. `meta.location` is not: it can name another host.
#[derive(Debug, Default)]
struct ScimMeta<'a> {
    version: Scalar<'a>,
    created: Scalar<'a>,
}

impl<'de> FoldedObject<'de> for ScimMeta<'de> {
    const NAMES: &'static [&'static str] = &["version", "created"];

    fn take<A: MapAccess<'de>>(&mut self, name: usize, map: &mut A) -> Result<(), A::Error> {
        match name {
            0 => self.version = map.next_value()?,
            _ => self.created = map.next_value()?,
        }
        Ok(())
    }
}

/// The enterprise extension of a user.
#[derive(Debug, Default)]
struct EnterpriseUser<'a> {
    department: Scalar<'a>,
}

impl<'de> FoldedObject<'de> for EnterpriseUser<'de> {
    const NAMES: &'static [&'static str] = &["department"];

    fn take<A: MapAccess<'de>>(&mut self, _: usize, map: &mut A) -> Result<(), A::Error> {
        self.department = map.next_value()?;
        Ok(())
    }
}
