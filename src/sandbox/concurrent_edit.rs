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
        user.version += 1;
        Ok(user)
    }
}
