//! A change that another administrator makes while rosterctl works: of one user, by a test or by a scripted fault.

use serde::Deserialize;

use super::http::ApiProblem;
use super::org::{Org, OrgGrant, OrgUser, StateWord};

/// The fields to change; the others stay as they are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConcurrentEdit {
    name: Option<String>,
    email: Option<String>,
    state: Option<StateWord>,
    /// By name or id.
    division: Option<String>,
    /// By name or id, granted in the user's division.
    roles: Option<Vec<String>>,
    interacting: Option<bool>,
    history: Option<bool>,
    user_name: Option<Box<str>>,
    user_type: Option<Box<str>>,
    department: Option<Box<str>>,
    external_id: Option<Box<str>>,
    other_emails: Option<Vec<Box<str>>>,
}

impl ConcurrentEdit {
    /// The user after the edit, with the next version.
    ///
    /// # Errors
    /// 400 for a division or role that the organization does not have.
    pub(super) fn apply(&self, org: &Org, user: &OrgUser) -> Result<OrgUser, ApiProblem> {
        let unknown = |what: &str, name: &str| ApiProblem::bad("bad.request", format!("there is no {what} `{name}`"));
        let mut user = user.clone();
        if let Some(division) = &self.division {
            user.division = org.division(division).ok_or_else(|| unknown("division", division))?;
        }
        if let Some(state) = self.state {
            user.set_state(state.into());
        }
        if let Some(roles) = &self.roles {
            let division = user.division;
            let grant = |name: &String| match org.role(name) {
                Some(role) => Ok(OrgGrant { role, division }),
                None => Err(unknown("role", name)),
            };
            user.grants = roles.iter().map(grant).collect::<Result<_, _>>()?;
        }
        user.name = self.name.as_deref().map_or(user.name, Into::into);
        user.email = self.email.as_deref().map_or(user.email, Into::into);
        user.interacting = self.interacting.unwrap_or(user.interacting);
        user.history = self.history.unwrap_or(user.history);
        let mut profile = user.profile.take().map(|profile| *profile).unwrap_or_default();
        profile.user_name = self.user_name.clone().or(profile.user_name);
        profile.user_type = self.user_type.clone().or(profile.user_type);
        profile.department = self.department.clone().or(profile.department);
        profile.external_id = self.external_id.clone().or(profile.external_id);
        profile.other_emails = self.other_emails.clone().unwrap_or(profile.other_emails);
        user.profile = profile.boxed();
        user.version += 1;
        Ok(user)
    }
}
