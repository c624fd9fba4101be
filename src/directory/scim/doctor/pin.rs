//! The `pin` that the doctor proposes: of a user who stays, according to the roster.

use crate::directory::scim::settings::ScimSettings;
use crate::directory::scim::wire::ListedUser;
use crate::model::{Desired, Email, State, Undeclared, UserId};

/// A `pin` that a roster can have as it is; `None` when none of these users is known to stay.
pub(super) fn proposed_pin(users: &[ListedUser], desired: &Desired, settings: &ScimSettings) -> Option<String> {
    let is_named = |user: &ListedUser, id: Option<&UserId>, email: Option<&Email>| match id {
        Some(id) => user.id == *id,
        None => email.is_some() && user.address(settings.addresses) == email,
    };
    let active = || users.iter().filter(|user| user.state.known() != Some(State::Inactive));
    let is_leaver =
        |user: &ListedUser| desired.leavers.iter().any(|entry| is_named(user, entry.id.as_ref(), Some(&entry.email)));
    let is_protected = |user: &ListedUser| {
        desired.protected.iter().any(|entry| is_named(user, entry.id.as_ref(), entry.email.as_ref()))
    };
    let is_declared = |user: &ListedUser| {
        let mut lasting = desired.users.iter().filter(|entry| entry.until.is_none());
        lasting.any(|entry| is_named(user, entry.id.as_ref(), Some(&entry.email)))
    };
    // Without a roster nobody is to be deactivated.
    let keeps_others = desired.undeclared == Undeclared::Report || *desired == Desired::default();
    let staying = || active().filter(|user| !is_leaver(user));
    let user = staying()
        .find(|user| is_protected(user))
        .or_else(|| staying().find(|user| is_declared(user)))
        .or_else(|| staying().find(|_| keeps_others))?;
    Some(pin_line(user.id.as_str(), user.user_name()?))
}

fn pin_line(id: &str, user_name: &Email) -> String {
    // A JSON text is a YAML text.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    format!("pin: {{user: {{id: {}, user_name: {}}}}}", quoted(id), quoted(user_name.as_str()))
}
