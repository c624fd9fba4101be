//! The sorts of directories that the simulation runs over: versions that are numbers, texts or absent, and writes that do
//! what is known of them, less, or more.

use super::random::Random;
use crate::apply::Consequences;
use crate::model::{DeactivationEffect, DeactivationTerms, Reversibility, UserRecord, Version};

/// A sort of directory.
#[derive(Clone, Debug)]
pub(super) struct Service {
    versions: Versions,
    /// What is known of its deactivations; `None` where nothing but the end of access is possible.
    pub(super) expected: Option<Vec<DeactivationEffect>>,
    /// How the write works for its users, each of whom has one of these.
    pub(super) works: Vec<WriteWorks>,
}

#[derive(Clone, Copy, Debug)]
enum Versions {
    Numbers,
    Texts,
    Absent,
}

/// What a write does to a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WriteWorks {
    /// It ends the access.
    Plainly,
    /// It is accepted, and changes nothing.
    NotAtAll,
    /// It ends the access, and an attribute is gone.
    AndRemovesGroups,
    /// It ends the access, and the user is shown no more.
    AndHides,
}

impl Service {
    /// The one of version 0.1.0: numbered versions, no terms.
    pub(super) fn plain() -> Self {
        Self { versions: Versions::Numbers, expected: None, works: vec![WriteWorks::Plainly] }
    }

    /// Any other: versioned by text or not at all, on terms that its writes keep or not.
    pub(super) fn any(random: &mut Random) -> Self {
        use DeactivationEffect::{HidesUser, RemovesTeams};
        use WriteWorks::{AndHides, AndRemovesGroups, NotAtAll, Plainly};
        let works = [
            vec![Plainly],
            vec![Plainly, Plainly, NotAtAll],
            vec![NotAtAll],
            vec![AndHides],
            vec![AndRemovesGroups],
            vec![Plainly, AndHides, AndRemovesGroups, NotAtAll],
        ];
        let expected = [vec![], vec![HidesUser], vec![RemovesTeams], vec![HidesUser, RemovesTeams]];
        Self {
            versions: [Versions::Numbers, Versions::Texts, Versions::Absent][random.below(3)],
            expected: Some(expected[random.below(expected.len())].clone()),
            works: works[random.below(works.len())].clone(),
        }
    }

    /// What a plan for it knows of a deactivation.
    pub(super) fn consequences(&self) -> Option<Consequences> {
        let accepted = self.expected.clone()?;
        Some(Consequences::of(&DeactivationTerms {
            service: "example".to_owned(),
            title: "Example".to_owned(),
            verdict: Reversibility::Destructive,
            effects: accepted.clone(),
            accepted,
            attestation: None,
            source: String::new(),
            read_on: "2026-11-24".parse().unwrap(),
            notes: Vec::new(),
        }))
    }

    /// Whether the terms are known, and this effect is not among them.
    pub(super) fn lacks(&self, effect: DeactivationEffect) -> bool {
        self.expected.as_ref().is_some_and(|expected| !expected.contains(&effect))
    }

    /// The record of the user of this number, where the directory reports records.
    pub(super) fn record(&self, user: usize) -> Option<UserRecord> {
        let json = format!(r#"{{"title":"{user}","groups":["support"]}}"#);
        self.expected.as_ref().map(|_| serde_json::from_str(&json).unwrap())
    }

    pub(super) fn first_version(&self, random: &mut Random) -> Version {
        match self.versions {
            Versions::Numbers => Version::number(1 + random.below(9) as u64),
            Versions::Texts => Version::text("W/\"a\""),
            Versions::Absent => Version::absent(),
        }
    }
}
