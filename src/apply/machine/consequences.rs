//! What a deactivation does beside ending access: what is expected, and what the reading after the write shows.

use crate::model::{DeactivationEffect, DeactivationTerms, Label, UserRecord};

/// What a deactivation is expected to do, in a directory where it may do more than end access. There each user is read
/// back before the next one is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consequences {
    expected: Vec<DeactivationEffect>,
}

/// The attributes that changed with a write, beside the state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SideEffects {
    /// Those that an expected effect explains.
    pub(super) expected: Vec<Label>,
    /// The others.
    pub(super) unexpected: Vec<Label>,
}

impl Consequences {
    /// What users are deactivated with on these terms.
    #[must_use]
    pub fn of(terms: &DeactivationTerms) -> Self {
        Self { expected: terms.expected() }
    }

    /// Whether the directory may no longer show a user who was deactivated.
    pub(super) fn explain_absence(&self) -> bool {
        self.expected.iter().any(|effect| effect.explains_absence())
    }

    /// What changed between the record of an intent and the one that was read back. Without both, nothing is known.
    pub(super) fn side_effects(&self, before: Option<&UserRecord>, after: Option<&UserRecord>) -> SideEffects {
        let (Some(before), Some(after)) = (before, after) else { return SideEffects::default() };
        let (expected, unexpected) =
            before.differences(after).into_iter().map(Label).partition(|attribute| self.explain(&attribute.0));
        SideEffects { expected, unexpected }
    }

    /// Whether an expected effect changes this attribute. The names of attributes have no case (RFC 7643, section 2.1).
    fn explain(&self, attribute: &str) -> bool {
        let mut explained = self.expected.iter().flat_map(|effect| effect.explained_attributes());
        explained.any(|name| name.eq_ignore_ascii_case(attribute))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DeactivationTerms, Reversibility};

    fn terms(verdict: Reversibility, effects: &[DeactivationEffect], accepted: &[DeactivationEffect]) -> Consequences {
        Consequences::of(&DeactivationTerms {
            service: "example".to_owned(),
            title: "Example".to_owned(),
            verdict,
            effects: effects.to_vec(),
            accepted: accepted.to_vec(),
            attestation: None,
            source: String::new(),
            read_on: "2026-11-24".parse().unwrap(),
            notes: Vec::new(),
        })
    }

    #[test]
    fn absence_is_explained_by_accepted_effects_and_by_a_service_that_hides_users() {
        use DeactivationEffect::{DeletesIdentity, DeletesUser, HidesUser, ObfuscatesName, RemovesMembership};
        use Reversibility::{Destructive, Safe, SafeWeak, Unknown};
        for effect in [DeletesUser, RemovesMembership, DeletesIdentity, HidesUser] {
            assert!(terms(Destructive, &[effect], &[effect]).explain_absence(), "{effect:?}");
        }
        for verdict in [Safe, SafeWeak, Unknown] {
            assert!(terms(verdict, &[HidesUser], &[]).explain_absence(), "{verdict:?}");
            assert!(!terms(verdict, &[], &[]).explain_absence(), "{verdict:?}");
        }
        assert!(!terms(Destructive, &[ObfuscatesName], &[ObfuscatesName]).explain_absence());
        assert!(!terms(Unknown, &[DeletesUser], &[]).explain_absence(), "known is not accepted");
    }

    #[test]
    fn attributes_are_explained_by_the_effects_that_change_them_alone() {
        use DeactivationEffect::{DeletesUser, ObfuscatesName, RemovesMembership, RemovesRoles, RemovesTeams};
        let record = |json: &str| serde_json::from_str::<UserRecord>(json).unwrap();
        let before = record(
            r#"{"userName":"a","emails":[1],"displayname":"A","name":{},"groups":[1],"roles":[1],"entitlements":[1],"title":"x"}"#,
        );
        let after = record(r#"{"userName":"b","title":"y"}"#);
        let names = |labels: Vec<Label>| labels.into_iter().map(|label| label.0).collect::<Vec<_>>();
        for (effects, expected) in [
            (&[ObfuscatesName][..], &["displayname", "emails", "name", "userName"][..]),
            (&[RemovesTeams], &["groups"]),
            (&[RemovesMembership], &["groups"]),
            (&[RemovesRoles], &["entitlements", "roles"]),
            (&[DeletesUser], &[]),
        ] {
            let found = terms(Reversibility::Destructive, effects, effects).side_effects(Some(&before), Some(&after));
            assert_eq!(
                (names(found.expected), found.unexpected.len()),
                (expected.iter().map(|name| (*name).to_owned()).collect(), 8 - expected.len())
            );
        }
        let known = terms(Reversibility::Safe, &[RemovesRoles], &[]).side_effects(Some(&before), Some(&after));
        assert_eq!(names(known.expected), ["entitlements", "roles"], "what is known of a safe service is expected");
    }
}
