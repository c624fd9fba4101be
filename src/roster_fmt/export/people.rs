//! Which users can be declared, and how an entry is written.

use std::collections::HashMap;

use crate::model::{Division, Email, LiveUser, Unnameable};

use crate::text::is_hostile;

/// A user who is declared.
#[derive(Clone, Debug)]
pub struct ExportedUser<'a> {
    /// The live user.
    pub user: &'a LiveUser,
    /// The display name, sanitized.
    pub name: String,
}

/// A live user that no roster can declare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotExportable<'a> {
    /// The live user.
    pub user: &'a LiveUser,
    /// The reason.
    pub why: Unnameable,
}

/// The users among `users` that no roster can declare. Users who share an e-mail with another of the `active` users are
/// among them: even an entry with an id is refused when its e-mail matches several users.
#[must_use]
pub fn not_exportable<'a>(users: &[&'a LiveUser], active: &[LiveUser]) -> Vec<NotExportable<'a>> {
    let mut with_email: HashMap<&Email, usize> = HashMap::with_capacity(active.len());
    for user in active {
        *with_email.entry(&user.email).or_default() += 1;
    }
    let why = |user: &LiveUser| match Email::parse(user.email.as_str()) {
        Err(fault) => Some(Unnameable::Email(fault)),
        Ok(_) => with_email.get(&user.email).filter(|count| **count > 1).map(|count| Unnameable::Shared(count - 1)),
    };
    users.iter().filter_map(|user| why(user).map(|why| NotExportable { user, why })).collect()
}

impl<'a> ExportedUser<'a> {
    /// The division, when the directory reports it.
    pub(super) fn division(&self) -> Option<&'a Division> {
        self.user.division.as_deref()
    }

    /// The entry as a line, with the name as a trailing comment.
    pub(super) fn line(&self) -> String {
        let email = self.user.email.as_str();
        // Text always serializes; an empty line would be rejected when the result is read back.
        let email = serde_yaml::to_string(email).unwrap_or_default();
        let name = comment(&self.name);
        if name.is_empty() { email.trim_end().to_owned() } else { format!("{}  # {name}", email.trim_end()) }
    }
}

/// A text for a comment, without line breaks and without characters that YAML does not allow.
pub(super) fn comment(text: &str) -> String {
    let kept = |c| if is_hostile(c) || matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c };
    text.chars().map(kept).collect::<String>().trim().to_owned()
}
