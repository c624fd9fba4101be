//! The arguments of diagnostics as text: what is quoted from a roster, and words of its language, in backticks.

use crate::model::{Email, EmailError, FilePath, FreeText};
use crate::roster::{
    ExpectedContent, ExternalMessage, FoundValue, IncludeRefusal, MapOwner, PathSuggestion, PatternError, PeopleList,
    PersonReference, ValueRole,
};
use crate::text::{alternatives, quote};

/// An argument of a diagnostic.
pub(super) trait Shown {
    /// Text, or a number.
    type As;
    /// The argument as it is printed.
    fn shown(&self) -> Self::As;
}

macro_rules! shown {
    ($($type:ty: $value:ident => $shown:expr;)+) => {$(
        impl Shown for $type {
            type As = String;
            fn shown(&self) -> String {
                let $value = self;
                $shown
            }
        }
    )+};
}

macro_rules! number {
    ($($type:ty),+) => {$(
        impl Shown for $type {
            type As = Self;
            fn shown(&self) -> Self {
                *self
            }
        }
    )+};
}

number!(u8, u64, usize);

impl<T: Shown> Shown for Option<T> {
    type As = Option<T::As>;
    fn shown(&self) -> Self::As {
        self.as_ref().map(T::shown)
    }
}

shown! {
    FreeText: text => quote(&text.0);
    FilePath: path => quote(&path.0);
    Email: email => quote(email.as_str());
    char: character => quote(character.encode_utf8(&mut [0; 4]));
    &'static str: word => quote(word);
    &'static [&'static str]: words => alternatives(words);
    ExternalMessage: message => message.0.clone();
    EmailError: error => error.to_string();
    PeopleList: list => quote(list.key());
    PersonReference: person => match person {
        PersonReference::Email { email } => email.shown(),
        PersonReference::Id { id } => format!("the id {}", id.shown()),
    };
    FoundValue: value => match value {
        FoundValue::Nothing => "nothing".to_owned(),
        FoundValue::Boolean { value } => format!("the boolean `{value}`"),
        FoundValue::Number { spelling } => format!("the number {}", spelling.shown()),
        FoundValue::Text { text } => format!("the text {}", text.shown()),
        FoundValue::List => "a list".to_owned(),
        FoundValue::Map => "a map of keys".to_owned(),
    };
    ValueRole: role => match role {
        ValueRole::Key { key } => key.shown(),
        ValueRole::Division => "a division".to_owned(),
        ValueRole::UserType => "a type of users".to_owned(),
        ValueRole::Department => "a department".to_owned(),
        ValueRole::EmailDomain => "an e-mail domain".to_owned(),
        ValueRole::Include => "an entry of `include`".to_owned(),
        ValueRole::Label => "the value of a label".to_owned(),
        ValueRole::Address => "this e-mail".to_owned(),
    };
    MapOwner: owner => match owner {
        MapOwner::Roster => "a roster".to_owned(),
        MapOwner::IncludedFile => "an included file".to_owned(),
        MapOwner::Fleet => "a fleet".to_owned(),
        MapOwner::Organization => "an organization".to_owned(),
        MapOwner::User => "a user".to_owned(),
        MapOwner::Leaver => "a leaver".to_owned(),
        MapOwner::ProtectedUser => "a protected user".to_owned(),
        MapOwner::Key { key } => key.shown(),
    };
    ExpectedContent: expected => match expected {
        ExpectedContent::Roster => "a roster starts with `version: 1`, `directory:` and `users:`",
        ExpectedContent::IncludedFile => "a team without people is written `users: []`",
        ExpectedContent::Either => "a roster has `users:`",
        ExpectedContent::Fleet => "a fleet starts with `version: 1` and `organizations:`",
    }.to_owned();
    PathSuggestion: suggestion => match suggestion {
        PathSuggestion::BrokenLink => {
            "it is a link to a file that does not exist: correct the link, or name another file".to_owned()
        }
        PathSuggestion::SimilarFile { path } => format!("did you mean {}?", path.shown()),
    };
    PatternError: error => match error {
        PatternError::TooDeep { limit } => format!("it is more than {limit} folders deep"),
        PatternError::DoubleStar => "`**` must be alone between slashes".to_owned(),
        PatternError::Syntax { error } => error.shown(),
    };
    IncludeRefusal: reason => match reason {
        IncludeRefusal::OutsideFolder => "it is a link that leads out of the roster's folder".to_owned(),
        IncludeRefusal::TooDeep { limit } => format!("it is more than {limit} folders deep"),
        IncludeRefusal::TooManyNames { limit } => format!("it searches more than {limit} names"),
        IncludeRefusal::NameNotUtf8 => "its name is not UTF-8".to_owned(),
        IncludeRefusal::Unreadable { error } => error.shown(),
    };
}
