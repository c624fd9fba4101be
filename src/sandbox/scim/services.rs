//! What services do to a user whose `active` becomes false; [`Quirk`] names the source of each.

use crate::model::State;
use crate::sandbox::faults::{Quirk, Quirks};
use crate::sandbox::org::{Org, OrgUser};

/// The user after a deactivation, with the version of before.
pub(super) fn deactivated(user: &OrgUser, org: &Org, quirks: &Quirks) -> OrgUser {
    let mut user = user.clone();
    let is_admin = |role: u16| org.roles.get(usize::from(role)).is_some_and(|role| role.name == "Admin");
    if quirks.has(Quirk::ZoomAdminStaysActive) && user.grants.iter().any(|grant| is_admin(grant.role)) {
        return user;
    }
    let deleting = [Quirk::SentryDeletesMembership, Quirk::GithubOrgDeletesIdentity, Quirk::PagerdutyDeletesUser];
    user.state = if quirks.has_any(&deleting) { State::Deleted } else { State::Inactive };
    if quirks.has(Quirk::GenesysRemovesRoles) {
        user.grants = Box::default();
    }
    if quirks.has(Quirk::GithubEmuObfuscatesName) && !user.email.starts_with("obfuscated-") {
        user.email = format!("obfuscated-{}@users.noreply.example", user.id).into();
        let mut profile = user.profile.take().map(|profile| *profile).unwrap_or_default();
        profile.user_name = Some(format!("obfuscated-{}", user.id).into());
        profile.other_emails.clear();
        user.profile = profile.boxed();
    }
    user
}

/// Whether a `PATCH` is answered without a body.
pub(super) fn answers_204(quirks: &Quirks) -> bool {
    quirks.has_any(&[
        Quirk::Answers204,
        Quirk::BitwardenIgnoresPatch,
        Quirk::GitlabRemovesMembership,
        Quirk::SentryDeletesMembership,
        Quirk::ZoomAdminStaysActive,
    ])
}
