//! The variables of the environment that belong to one organization of a fleet, and those that belong to none of its
//! business: the credentials of every other one.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use crate::error::{Error, Kind, Result};
use crate::model::DIRECTORY_TYPES;

/// The variables of one organization: those of the types of directory, each behind the prefix of the organization. The
/// variables without a prefix belong to nobody and are not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationVariables {
    prefix: String,
}

/// This program with the same arguments, in an environment without the credentials of others.
#[derive(Debug)]
pub struct Replacement {
    /// The program.
    pub program: PathBuf,
    /// The environment.
    pub environment: Vec<(OsString, OsString)>,
}

impl OrganizationVariables {
    /// The variables behind this prefix.
    #[must_use]
    pub fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned() }
    }

    /// The value of a variable: of one that belongs to an organization, the value behind the prefix.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        if names().any(|known| known == name) { super::variable(&self.name(name)) } else { super::variable(name) }
    }

    /// A text in which each variable of an organization has its prefix, for what is printed.
    #[must_use]
    pub fn named_in(&self, text: &str) -> String {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut named = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(is_part) {
            let (before, word) = rest.split_at(start);
            let (word, after) = word.split_at(word.find(|c| !is_part(c)).unwrap_or(word.len()));
            named.push_str(before);
            match names().any(|known| known == word) {
                true => named.push_str(&self.name(word)),
                false => named.push_str(word),
            }
            rest = after;
        }
        named + rest
    }

    /// An error in whose text each variable of an organization has its prefix.
    #[must_use]
    pub fn named_in_error(&self, error: Error) -> Error {
        error.reworded(|text| self.named_in(text))
    }

    /// This program in an environment without the credentials of others, if the present one has any.
    ///
    /// # Errors
    /// When the program cannot be found.
    pub fn replacement(&self) -> Result<Option<Replacement>> {
        let (environment, foreign): (Vec<_>, Vec<_>) = env::vars_os().partition(|(name, _)| !self.is_foreign(name));
        if foreign.is_empty() {
            return Ok(None);
        }
        let program = env::current_exe().map_err(|error| {
            Error::new(
                Kind::Usage,
                "the environment has credentials of other organizations, and the program could not be found to start it \
                 without them",
            )
            .because(error)
            .hint("set the credentials of this organization alone; nothing was sent")
        })?;
        Ok(Some(Replacement { program, environment }))
    }

    /// Whether a variable may hold the credentials of another organization, of this fleet or of any other: its name ends
    /// like theirs, and is not one of this organization.
    fn is_foreign(&self, name: &OsStr) -> bool {
        let name = name.to_string_lossy().to_ascii_uppercase();
        let known = names()
            .find(|known| name.strip_suffix(known).is_some_and(|prefix| prefix.is_empty() || prefix.ends_with('_')));
        known.is_some_and(|known| name != self.name(known))
    }

    fn name(&self, variable: &str) -> String {
        format!("{}_{variable}", self.prefix)
    }
}

/// The variables of the types of directory.
fn names() -> impl Iterator<Item = &'static str> {
    DIRECTORY_TYPES.iter().flat_map(|kind| kind.environment.variables()).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_prefixes_make_one_variable_of_two() {
        let all: Vec<&str> = names().collect();
        assert!(all.len() >= 8, "{all:?}");
        for name in &all {
            let ends_like = |other: &&&str| other.ends_with(&format!("_{name}"));
            assert_eq!(all.iter().find(ends_like), None, "{name}");
        }
    }

    #[test]
    fn what_ends_like_a_credential_is_of_others_unless_the_prefix_is_our_own() {
        let own = OrganizationVariables::new("ACME");
        for name in names() {
            for prefix in " ACME_DE_ OTHER_ X_ACME_ acme_de_ _ TF_VAR_".split(' ') {
                assert!(own.is_foreign(OsStr::new(&format!("{prefix}{name}"))), "{prefix}{name}");
            }
            assert!(!own.is_foreign(OsStr::new(&format!("ACME_{name}"))), "{name}");
            assert!(!own.is_foreign(OsStr::new(&format!("ACME_{name}_FILE"))), "{name}");
        }
        let others = "PATH HOME ROSTERCTL_ALLOWED_HOSTS ROSTERCTL_REDACT_KEY HTTPS_PROXY JOB_COMPLETION_INDEX";
        for name in others.split(' ') {
            assert!(!own.is_foreign(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn a_printed_variable_gets_its_prefix_once() {
        let own = OrganizationVariables::new("ACME");
        let all: Vec<&str> = names().collect();
        let text = format!("set {} and {}, or {}=x (or in {})", all[0], all[1], all[2], all[3]);
        let expected = format!("set ACME_{} and ACME_{}, or ACME_{}=x (or in ACME_{})", all[0], all[1], all[2], all[3]);
        assert_eq!(own.named_in(&text), expected);
        assert_eq!(own.named_in(&expected), expected);
        assert_eq!(own.named_in("ROSTERCTL_ALLOWED_HOSTS: é"), "ROSTERCTL_ALLOWED_HOSTS: é");
    }
}
