//! An object whose names are compared without regard to case.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The attributes that are read of an object.
pub(in crate::directory::scim) trait FoldedObject<'de>: Default {
    /// Their names, at most 32.
    const NAMES: &'static [&'static str];

    /// Takes the value of the attribute with this place in [`FoldedObject::NAMES`].
    ///
    /// # Errors
    /// When the answer is not JSON.
    fn take<A: MapAccess<'de>>(&mut self, name: usize, map: &mut A) -> Result<(), A::Error>;
}

/// What was read of an object.
#[derive(Debug, Default)]
pub(in crate::directory::scim) struct Object<T> {
    /// Its attributes.
    pub(in crate::directory::scim) value: T,
    /// Whether they can be relied on.
    pub(in crate::directory::scim) shape: Shape,
}

/// Whether what was read of an object can be relied on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::directory::scim) enum Shape {
    /// It was absent.
    #[default]
    Absent,
    /// It was an object.
    Plain,
    /// An attribute was there twice, in the same or in another spelling.
    Ambiguous,
    /// It was something else than an object.
    OtherType,
}

impl<'de, T: FoldedObject<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<T: Default> ObjectVisitor<T> {
    fn other() -> Object<T> {
        Object { value: T::default(), shape: Shape::OtherType }
    }
}

impl<'de, T: FoldedObject<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<T>, A::Error> {
        let mut object = Object { value: T::default(), shape: Shape::Plain };
        let mut seen = 0_u32;
        while let Some(NamePlace(place)) = map.next_key_seed(NameSeed(T::NAMES))? {
            let Some(place) = place else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if seen & (1 << place) != 0 {
                object.shape = Shape::Ambiguous;
            }
            seen |= 1 << place;
            object.value.take(place, &mut map)?;
        }
        Ok(object)
    }

    fn visit_unit<E>(self) -> Result<Object<T>, E> {
        Ok(Object::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Object<T>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::other())
    }

    fn visit_str<E>(self, _: &str) -> Result<Object<T>, E> {
        Ok(Self::other())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Object<T>, E> {
        Ok(Self::other())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Object<T>, E> {
        Ok(Self::other())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Object<T>, E> {
        Ok(Self::other())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Object<T>, E> {
        Ok(Self::other())
    }
}

/// The place of a name in a list of names; `None` for another name.
struct NamePlace(Option<usize>);

struct NameSeed(&'static [&'static str]);

impl<'de> serde::de::DeserializeSeed<'de> for NameSeed {
    type Value = NamePlace;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<NamePlace, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed {
    type Value = NamePlace;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, text: &str) -> Result<NamePlace, E> {
        Ok(NamePlace(self.0.iter().position(|name| name.len() == text.len() && name.eq_ignore_ascii_case(text))))
    }
}
