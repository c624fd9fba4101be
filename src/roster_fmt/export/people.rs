//! Who can be declared, and how one is written.

use std::collections::HashMap;

use crate::model::{Division, Email, LiveUser, Unnameable};

use crate::text::is_hostile;

/// A user who is declared.
#[derive(Clone, Debug)]
pub struct Listed<'a> {
    /// Who.
    pub user: &'a LiveUser,
    /// The display name, made harmless.
    pub name: String,
}

/// A live user whom no roster can declare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlistable<'a> {
    /// Who.
    pub user: &'a LiveUser,
    /// Why.
    pub why: Unnameable,
}

/// Those of `users` whom no roster can declare. Whoever bears an e-mail that another of the `active` users bears is
/// one of them: an entry with an id is refused as well when its e-mail does not name one person.
#[must_use]
pub fn unlistable<'a>(users: &[&'a LiveUser], active: &[LiveUser]) -> Vec<Unlistable<'a>> {
    let mut bearers: HashMap<&Email, usize> = HashMap::with_capacity(active.len());
    for user in active {
        *bearers.entry(&user.email).or_default() += 1;
    }
    let why = |user: &LiveUser| match Email::parse(user.email.as_str()) {
        Err(fault) => Some(Unnameable::Email(fault)),
        Ok(_) => bearers.get(&user.email).filter(|count| **count > 1).map(|count| Unnameable::Shared(count - 1)),
    };
    users.iter().filter_map(|user| why(user).map(|why| Unlistable { user, why })).collect()
}

impl<'a> Listed<'a> {
    /// The division, when the directory said which.
    pub(super) fn division(&self) -> Option<&'a Division> {
        self.user.division.as_deref()
    }

    /// The entry on its line, the name as a comment that ends with the line.
    pub(super) fn line(&self) -> String {
        let email = self.user.email.as_str();
        // Text always serializes; without it the line would be no entry and the reading back would refuse it.
        let email = serde_yaml::to_string(email).unwrap_or_default();
        let name = comment(&self.name);
        if name.is_empty() { email.trim_end().to_owned() } else { format!("{}  # {name}", email.trim_end()) }
    }
}

/// A text as it stands in a comment: nothing in it ends the line, and YAML allows each of its characters.
pub(super) fn comment(text: &str) -> String {
    let kept = |c| if is_hostile(c) || matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c };
    text.chars().map(kept).collect::<String>().trim().to_owned()
}
