//! What is known of a deactivation in a service: whether it can be taken back, what goes with it, and who vouches for it.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::no_arguments;

/// On which terms users of a directory are deactivated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeactivationTerms {
    /// The name of the service, as the roster gives it.
    pub service: String,
    /// Its name for people.
    pub title: String,
    /// Whether a deactivation can be taken back.
    pub verdict: Reversibility,
    /// What a deactivation does beside ending access.
    pub effects: Vec<DeactivationEffect>,
    /// The effects that the roster accepts.
    pub accepted: Vec<DeactivationEffect>,
    /// Who vouches for it, where no statement of the vendor is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attestation: Option<Attestation>,
    /// Where the verdict was read: an address; empty when nothing was found.
    pub source: String,
    /// When it was read.
    #[schemars(with = "String", extend("format" = "date"))]
    pub read_on: Date,
    /// What else an approver should know, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Whether a deactivation can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reversibility {
    /// It can, and data is kept, according to the vendor.
    Safe,
    /// It can, as far as the sources say: the way back is inferred, or the source is not the vendor.
    SafeWeak,
    /// An account, a membership or data goes with it.
    Destructive,
    /// No statement of the vendor is known.
    Unknown,
}

/// Something that a deactivation does beside ending access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeactivationEffect {
    /// The user is removed from the organization, workspace or group.
    RemovesMembership,
    /// The link between the user and the identity provider is deleted.
    DeletesIdentity,
    /// The user's account is deleted.
    DeletesUser,
    /// The user's name and address are replaced.
    ObfuscatesName,
    /// The user leaves their teams.
    RemovesTeams,
    /// The user's private forks are deleted, and can be restored for 90 days.
    #[serde(rename = "deletes_forks_90d")]
    DeletesForks90d,
    /// The user's devices are wiped.
    WipesDevices,
    /// The roles that the user holds directly are removed.
    RemovesRoles,
    /// The user is not shown any more: a user who is not found is not known to be deleted.
    HidesUser,
}

/// Who vouches that a deactivation can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attestation {
    /// Whether it can be taken back.
    pub reversible: bool,
    /// The page or ticket that says so.
    pub evidence: String,
    /// Who looked.
    pub by: String,
    /// When they looked.
    #[schemars(with = "String", extend("format" = "date"))]
    pub date: Date,
}

impl DeactivationTerms {
    /// The effects that have to be accepted by name before anybody is deactivated: those of a destructive service, and those
    /// that have to be assumed of an unknown one.
    #[must_use]
    pub fn to_accept(&self) -> &[DeactivationEffect] {
        match self.verdict {
            Reversibility::Destructive | Reversibility::Unknown => &self.effects,
            Reversibility::Safe | Reversibility::SafeWeak => &[],
        }
    }

    /// The effects that have to be accepted and are not.
    #[must_use]
    pub fn unaccepted(&self) -> Vec<DeactivationEffect> {
        self.to_accept().iter().filter(|effect| !self.accepted.contains(effect)).copied().collect()
    }

    /// Whether somebody has to attest that a deactivation can be taken back, and nobody does.
    #[must_use]
    pub fn lacks_attestation(&self) -> bool {
        self.verdict == Reversibility::Unknown && !self.attestation.as_ref().is_some_and(|given| given.reversible)
    }

    /// How many effects are not accepted and attestations are missing; with 0, users may be deactivated.
    #[must_use]
    pub fn open_questions(&self) -> u64 {
        self.unaccepted().len() as u64 + u64::from(self.lacks_attestation())
    }

    /// The effects that are no surprise: those that the roster accepts, and those that are known of a service in which
    /// none needs to be accepted. That users are hidden is known of a service with any verdict.
    #[must_use]
    pub fn expected(&self) -> Vec<DeactivationEffect> {
        let is_safe = matches!(self.verdict, Reversibility::Safe | Reversibility::SafeWeak);
        let is_known = |effect: &&DeactivationEffect| is_safe || **effect == DeactivationEffect::HidesUser;
        let mut expected: Vec<_> = self.accepted.iter().chain(self.effects.iter().filter(is_known)).copied().collect();
        expected.sort_unstable();
        expected.dedup();
        expected
    }
}

impl Reversibility {
    /// The word in saved plans and in the list of services.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::SafeWeak => "safe_weak",
            Self::Destructive => "destructive",
            Self::Unknown => "unknown",
        }
    }
}

no_arguments!(DeactivationEffect);

impl DeactivationEffect {
    /// The effect with this code.
    #[must_use]
    pub fn with_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effect| effect.as_str() == code)
    }

    /// Whether the directory may no longer show a user after a deactivation with this effect.
    #[must_use]
    pub fn explains_absence(self) -> bool {
        matches!(self, Self::RemovesMembership | Self::DeletesIdentity | Self::DeletesUser | Self::HidesUser)
    }

    /// The attributes that a deactivation with this effect changes (RFC 7643, sections 4.1 and 3.1).
    #[must_use]
    pub fn explained_attributes(self) -> &'static [&'static str] {
        match self {
            Self::ObfuscatesName => &["userName", "emails", "displayName", "name"],
            Self::RemovesTeams | Self::RemovesMembership => &["groups"],
            Self::RemovesRoles => &["roles", "entitlements"],
            Self::DeletesIdentity
            | Self::DeletesUser
            | Self::DeletesForks90d
            | Self::WipesDevices
            | Self::HidesUser => &[],
        }
    }

    /// Every effect.
    pub const ALL: [Self; 9] = [
        Self::RemovesMembership,
        Self::DeletesIdentity,
        Self::DeletesUser,
        Self::ObfuscatesName,
        Self::RemovesTeams,
        Self::DeletesForks90d,
        Self::WipesDevices,
        Self::RemovesRoles,
        Self::HidesUser,
    ];

    /// The code in a roster and in saved plans.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RemovesMembership => "removes_membership",
            Self::DeletesIdentity => "deletes_identity",
            Self::DeletesUser => "deletes_user",
            Self::ObfuscatesName => "obfuscates_name",
            Self::RemovesTeams => "removes_teams",
            Self::DeletesForks90d => "deletes_forks_90d",
            Self::WipesDevices => "wipes_devices",
            Self::RemovesRoles => "removes_roles",
            Self::HidesUser => "hides_user",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_verdicts_are_spelled_as_they_are_serialized() {
        for effect in DeactivationEffect::ALL {
            assert_eq!(serde_json::to_value(effect).unwrap(), effect.as_str());
        }
        for verdict in
            [Reversibility::Safe, Reversibility::SafeWeak, Reversibility::Destructive, Reversibility::Unknown]
        {
            assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.as_str());
        }
    }
}
