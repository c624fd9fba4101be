//! Filters (RFC 7644 section 3.4.2.2), of which one comparison by `eq` is supported.

use std::borrow::Cow;

use serde_json::Value;

use super::user::USER_SCHEMA;
use super::view::UserView;
use crate::model::State;
use crate::sandbox::faults::{Quirk, Quirks};
use crate::sandbox::http::{ApiProblem, ApiRequest};
use crate::sandbox::org::{CreationPlace, OrgUser};
use crate::text::fold;

/// A comparison that the sandbox can answer.
pub(super) enum UserFilter {
    UserName(String),
    Email(String),
    ExternalId(String),
    Id(String),
    Active(bool),
}

impl UserFilter {
    /// The filter of a request, if it has one.
    ///
    /// # Errors
    /// 400 `invalidFilter` for anything but `userName`, `emails.value`, `emails`, `externalId`, `id` or `active`, `eq`
    /// and a value.
    pub(super) fn of(request: &ApiRequest) -> Result<Option<Self>, ApiProblem> {
        let Some(text) = request.parameter("filter") else { return Ok(None) };
        let unknown = || ApiProblem::bad("invalidFilter", format!("The sandbox cannot evaluate the filter `{text}`."));
        let mut parts = text.trim().splitn(3, ' ');
        let (attribute, operator) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let value: Value = parts.next().and_then(|value| serde_json::from_str(value).ok()).ok_or_else(unknown)?;
        if !operator.eq_ignore_ascii_case("eq") {
            return Err(unknown());
        }
        // Names of attributes and URNs are not case-sensitive (RFC 7644 section 3.10).
        let attribute = attribute.to_ascii_lowercase();
        let urn = format!("{}:", USER_SCHEMA.to_ascii_lowercase());
        let filter = match (attribute.strip_prefix(&urn).unwrap_or(&attribute), value) {
            ("username", Value::String(text)) => Self::UserName(text),
            ("emails" | "emails.value", Value::String(text)) => Self::Email(text),
            ("externalid", Value::String(text)) => Self::ExternalId(text),
            ("id", Value::String(text)) => Self::Id(text),
            ("active", Value::Bool(value)) => Self::Active(value),
            _ => return Err(unknown()),
        };
        Ok(Some(filter))
    }

    /// The users that match, in the order of creation.
    pub(super) fn find<'a>(&self, view: &UserView<'a>, quirks: &Quirks) -> Cow<'a, [CreationPlace]> {
        let among = |text: &str, matches: &dyn Fn(&OrgUser) -> bool| {
            let found = view.org.with_alias(text).into_iter();
            let found = found.filter(|at| view.shows(*at) && matches(view.user(*at)));
            Cow::Owned(found.collect())
        };
        match self {
            _ if quirks.has(Quirk::EmptyOnFilter) => Cow::Borrowed(&[]),
            Self::UserName(text) if quirks.has(Quirk::CaseSensitiveUserName) => {
                among(text, &|user| view.user_name(user) == **text)
            }
            Self::UserName(text) => among(text, &|user| fold(&view.user_name(user)) == fold(text)),
            Self::Email(text) => among(text, &|user| view.has_email(user, text)),
            Self::ExternalId(text) => {
                among(text, &|user| user.profile.as_ref().is_some_and(|p| p.external_id.as_deref() == Some(text)))
            }
            Self::Id(text) => Cow::Owned(view.place(text).into_iter().collect()),
            Self::Active(true) => Cow::Borrowed(view.org.places(Some(State::Active))),
            Self::Active(false) if quirks.has(Quirk::AtlassianHidesUser) => Cow::Borrowed(&[]),
            Self::Active(false) => Cow::Borrowed(view.org.places(Some(State::Inactive))),
        }
    }
}
