//! A list of users (RFC 7644 section 3.4.2, RFC 9865), each accepted or rejected as it is read.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::listed::ListedUser;
use super::object::{FoldedObject, Object};
use super::scalar::Scalar;
use crate::directory::completeness::{PageEntities, UnfitEntity};

/// The envelope of a list. `itemsPerPage` is not read: services answer the count that was asked, or leave it out.
#[derive(Debug, Default)]
pub(in crate::directory::scim) struct ListBody {
    /// `totalResults`.
    pub(in crate::directory::scim) total: Option<u64>,
    /// Whether `totalResults` is something else than a whole number, which is not the same as none.
    pub(in crate::directory::scim) has_unusable_total: bool,
    /// `startIndex`.
    pub(in crate::directory::scim) start_index: Option<u64>,
    /// `nextCursor`.
    pub(in crate::directory::scim) next_cursor: NextCursor,
    /// `Resources`; `None` when it is absent.
    pub(in crate::directory::scim) resources: Option<PageEntities<ListedUser>>,
}

impl<'de> FoldedObject<'de> for ListBody {
    const NAMES: &'static [&'static str] = &["totalResults", "startIndex", "nextCursor", "Resources"];

    fn take<A: MapAccess<'de>>(&mut self, name: usize, map: &mut A) -> Result<(), A::Error> {
        match name {
            0 => {
                let total = map.next_value::<Scalar<'de>>()?;
                (self.total, self.has_unusable_total) =
                    (total.number(), !matches!(total, Scalar::Absent | Scalar::Number(_)));
            }
            1 => self.start_index = map.next_value::<Scalar<'de>>()?.number(),
            2 => self.next_cursor = map.next_value::<Scalar<'de>>()?.into(),
            _ => self.resources = map.next_value::<Resources>()?.0,
        }
        Ok(())
    }
}

/// Where the next page is (RFC 9865 section 2).
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::directory::scim) enum NextCursor {
    /// There is none.
    #[default]
    Absent,
    /// It begins at this cursor.
    Text(String),
    /// There is a value that no request can send: a blank text, or something else than a text.
    Unusable,
}

impl From<Scalar<'_>> for NextCursor {
    fn from(value: Scalar<'_>) -> Self {
        match (&value, value.text()) {
            (Scalar::Absent, _) => Self::Absent,
            (_, Some(text)) => Self::Text(text.to_owned()),
            (_, None) => Self::Unusable,
        }
    }
}

struct Resources(Option<PageEntities<ListedUser>>);

impl<'de> Deserialize<'de> for Resources {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ResourcesVisitor)
    }
}

struct ResourcesVisitor;

impl<'de> Visitor<'de> for ResourcesVisitor {
    type Value = Resources;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Resources, A::Error> {
        let (mut count, mut accepted) = (0, Ok(Vec::with_capacity(list.size_hint().unwrap_or(0))));
        while let Some(user) = list.next_element::<Object<_>>()? {
            count += 1;
            if let Ok(kept) = &mut accepted {
                match ListedUser::accept(&user) {
                    Ok(user) => kept.push(user),
                    Err(flaw) => accepted = Err(UnfitEntity::from(flaw)),
                }
            }
        }
        Ok(Resources(Some(PageEntities { count, accepted })))
    }

    fn visit_unit<E>(self) -> Result<Resources, E> {
        Ok(Resources(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Resources, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Resources(None))
    }
}
