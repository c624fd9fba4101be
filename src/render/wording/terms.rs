//! What a deactivation does in a directory, in words.

use crate::model::{DeactivationEffect, Reversibility};

/// What an effect means for the person, as a clause.
pub(in crate::render) fn effect_words(effect: DeactivationEffect) -> &'static str {
    match effect {
        DeactivationEffect::RemovesMembership => {
            "the person is removed from the organization, group or team, and has to be invited again"
        }
        DeactivationEffect::DeletesIdentity => "the link to the identity provider is deleted, and its id with it",
        DeactivationEffect::DeletesUser => "the user is deleted for good: the same account cannot be activated again",
        DeactivationEffect::ObfuscatesName => "the login name and the e-mail address are replaced by unreadable ones",
        DeactivationEffect::RemovesTeams => "the user is removed from teams",
        DeactivationEffect::DeletesForks90d => "private forks are deleted, and can be restored for 90 days only",
        DeactivationEffect::WipesDevices => "data is wiped from the person's devices",
        DeactivationEffect::RemovesRoles => "roles are removed, and do not come back with a reactivation",
        DeactivationEffect::HidesUser => "the user disappears from the list of users",
    }
}

/// A verdict for people.
pub(in crate::render) fn verdict_word(verdict: Reversibility) -> &'static str {
    match verdict {
        Reversibility::Safe => "safe",
        Reversibility::SafeWeak => "safe (weak)",
        Reversibility::Destructive => "destructive",
        Reversibility::Unknown => "unknown",
    }
}

/// What a verdict means, as a clause.
pub(in crate::render) fn verdict_words(verdict: Reversibility) -> &'static str {
    match verdict {
        Reversibility::Safe => "the vendor documents that a deactivation can be undone",
        Reversibility::SafeWeak => {
            "a deactivation is documented; that it can be undone is inferred, or not stated by the vendor"
        }
        Reversibility::Destructive => "a deactivation loses something; each of its codes has to be accepted by name",
        Reversibility::Unknown => {
            "no statement of the vendor was found; someone has to attest that a deactivation can be undone"
        }
    }
}
