//! Messages as values: a kind with typed arguments. `render` makes sentences of them, and `redact` replaces arguments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Email, Place, State, Unnameable, UserId};

/// The display name of a person, as a directory or a file spells it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(pub String);

/// Text that a person or a server wrote, which may name anybody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct FreeText(pub String);

/// The name or id that a directory gives to something that is not a person, such as a division. It is shown as it is, but
/// for addresses in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Label(pub String);

/// A path as it is printed; it may hold a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePath(pub String);

/// One argument of a message that can name a person.
#[derive(Debug)]
pub enum Argument<'a> {
    /// An address.
    Email(&'a mut Email),
    /// A display name.
    Name(&'a mut PersonName),
    /// Text that may name anybody.
    FreeText(&'a mut FreeText),
    /// A path.
    Path(&'a mut FilePath),
    /// The name of something that is not a person.
    Label(&'a mut Label),
    /// The id of a user, which in some directories is their e-mail or the name that they log in with.
    Id(&'a mut UserId),
}

/// A value with arguments that can name people.
pub trait Arguments {
    /// Passes each argument to `visit`, so that it can be replaced.
    fn visit_arguments(&mut self, visit: &mut dyn FnMut(Argument<'_>));
}

macro_rules! arguments {
    ($($type:ty => $variant:ident),+) => {$(
        impl Arguments for $type {
            fn visit_arguments(&mut self, visit: &mut dyn FnMut(Argument<'_>)) {
                visit(Argument::$variant(self));
            }
        }
    )+};
}

arguments!(Email => Email, PersonName => Name, FreeText => FreeText, FilePath => Path, Label => Label, UserId => Id);

macro_rules! no_arguments {
    ($($type:ty),+) => {$(
        impl $crate::model::Arguments for $type {
            fn visit_arguments(&mut self, _: &mut dyn FnMut($crate::model::Argument<'_>)) {}
        }
    )+};
}

// Numbers, times and words of the program itself name no person.
no_arguments!(
    bool,
    char,
    u8,
    u16,
    u32,
    u64,
    usize,
    i64,
    &'static str,
    &'static [&'static str],
    Place,
    State,
    Unnameable
);
no_arguments!(jiff::Timestamp, jiff::civil::Date);
pub(crate) use no_arguments;

impl<T: Arguments> Arguments for Option<T> {
    fn visit_arguments(&mut self, visit: &mut dyn FnMut(Argument<'_>)) {
        if let Some(value) = self {
            value.visit_arguments(visit);
        }
    }
}

impl<T: Arguments> Arguments for Vec<T> {
    fn visit_arguments(&mut self, visit: &mut dyn FnMut(Argument<'_>)) {
        for value in self {
            value.visit_arguments(visit);
        }
    }
}

impl<T: Arguments> Arguments for Box<T> {
    fn visit_arguments(&mut self, visit: &mut dyn FnMut(Argument<'_>)) {
        (**self).visit_arguments(visit);
    }
}

/// A value of each kind for tests, whose every argument holds [`SAMPLE_MARK`].
#[cfg(test)]
pub(crate) trait Sample: Sized {
    /// One value; of an enum made by [`messages`], each kind in turn.
    fn samples() -> Vec<Self>;
}

/// What every argument of a sample holds: no sentence of the program does.
#[cfg(test)]
pub(crate) const SAMPLE_MARK: &str = "zqxq";

#[cfg(test)]
mod samples {
    use std::sync::Arc;

    use super::*;

    macro_rules! sample {
        ($($type:ty => $value:expr),+ $(,)?) => {$(
            impl Sample for $type {
                fn samples() -> Vec<Self> {
                    vec![$value]
                }
            }
        )+};
    }

    sample! {
        Email => Email::reported("zqxq.mark@acme.example"),
        PersonName => PersonName("Zqxq Mark".to_owned()),
        FreeText => FreeText("zqxq mark wrote this".to_owned()),
        FilePath => FilePath("teams/zqxq.yaml".to_owned()),
        Label => Label("Team of zqxq.mark@acme.example".to_owned()),
        State => State::Deleted,
        Unnameable => Unnameable::Shared(2),
        crate::model::DeactivationEffect => crate::model::DeactivationEffect::DeletesUser,
        bool => true, char => 'x', u8 => 3, u16 => 3, u32 => 3, u64 => 3, usize => 3, i64 => 3,
        &'static str => "word", &'static [&'static str] => &["one", "two"],
        UserId => UserId::new("5c5ee2c3-7f0a-4d5a-9a53-0a6c2b0c7f11").unwrap(),
        Place => Place { file: Arc::from("roster.yaml"), line: 3, column: 5 },
        jiff::Timestamp => "2026-11-21T17:00:00Z".parse().unwrap(),
        jiff::civil::Date => "2026-11-21".parse().unwrap(),
    }

    impl<T: Sample> Sample for Option<T> {
        fn samples() -> Vec<Self> {
            T::samples().into_iter().map(Some).chain([None]).collect()
        }
    }

    impl<T: Sample> Sample for Vec<T> {
        fn samples() -> Vec<Self> {
            vec![T::samples()]
        }
    }

    impl<T: Sample> Sample for Box<T> {
        fn samples() -> Vec<Self> {
            T::samples().into_iter().map(Box::new).collect()
        }
    }
}

/// Declares an enum of messages: its kinds with named arguments, each of a type that has [`Arguments`].
///
/// The enum can be visited as [`Arguments`] itself, and tests get a value of each kind (`Sample`).
macro_rules! messages {
    (
        $(#[$meta:meta])* $visibility:vis enum $name:ident {
            $( $(#[$kind_meta:meta])* $kind:ident $({ $( $(#[$field_meta:meta])* $field:ident: $type:ty ),+ $(,)? })? ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        $visibility enum $name {
            $( $(#[$kind_meta])* $kind $({ $( $(#[$field_meta])* $field: $type ),+ })? ),+
        }

        impl $crate::model::Arguments for $name {
            fn visit_arguments(&mut self, visit: &mut dyn FnMut($crate::model::Argument<'_>)) {
                // An enum without arguments visits none.
                let _ = &visit;
                match self {
                    $( Self::$kind $({ $($field),+ })? => {
                        $( $( $crate::model::Arguments::visit_arguments($field, visit); )+ )?
                    } )+
                }
            }
        }

        #[cfg(test)]
        impl $crate::model::Sample for $name {
            fn samples() -> Vec<Self> {
                let mut all = Vec::new();
                $(
                    #[allow(unused_mut, reason = "a kind without arguments has one sample")]
                    let mut of_kind = vec![Self::$kind $({ $($field: <$type as $crate::model::Sample>::samples().swap_remove(0)),+ })?];
                    $( $(
                        // Every further sample of an argument, such as an option that is absent.
                        for sample in <$type as $crate::model::Sample>::samples().into_iter().skip(1) {
                            let mut other = of_kind[0].clone();
                            #[allow(irrefutable_let_patterns, unused_variables, reason = "an enum may have one kind")]
                            if let Self::$kind { $field, .. } = &mut other {
                                *$field = sample;
                            }
                            of_kind.push(other);
                        }
                    )+ )?
                    all.extend(of_kind);
                )+
                all
            }
        }
    };
}
pub(crate) use messages;

#[cfg(test)]
mod tests {
    use super::*;

    messages! {
        /// A message.
        #[derive(Clone, Debug, PartialEq, Eq)]
        enum Example {
            /// Nobody.
            Plain,
            /// Somebody, perhaps with a reason.
            Person { email: Email, reason: Option<FreeText>, count: u64 },
            /// Holds another message.
            Nested { inner: Box<Example2>, files: Vec<FilePath> },
        }
    }

    messages! {
        /// Another one.
        #[derive(Clone, Debug, PartialEq, Eq)]
        enum Example2 {
            /// A name.
            Name { name: PersonName },
        }
    }

    #[test]
    fn every_argument_of_every_kind_is_visited() {
        let mut counts = Vec::new();
        for mut sample in Example::samples() {
            let mut count = 0;
            sample.visit_arguments(&mut |argument| {
                count += 1;
                if let Argument::Email(email) = argument {
                    *email = Email::reported("user-1@redacted.invalid");
                }
            });
            if let Example::Person { email, .. } = &sample {
                assert_eq!(email.as_str(), "user-1@redacted.invalid");
            }
            counts.push(count);
        }
        assert_eq!(counts, [0, 2, 1, 2]);
    }
}
