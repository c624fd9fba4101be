//! The organization as a SCIM server with some quirks shows it: which users there are, and the facts of each.

use std::borrow::Cow;

use jiff::Timestamp;

use super::user::{
    ENTERPRISE_SCHEMA, ScimActiveBody, ScimEmailBody, ScimEnterpriseBody, ScimMetaBody, ScimNameBody, ScimRoleBody,
    ScimUserBody, USER_SCHEMA,
};
use super::{BASE, ScimCall, etag};
use crate::model::State;
use crate::sandbox::faults::{Quirk, Quirks};
use crate::sandbox::org::{CreationPlace, EmailListing, Org, OrgUser, UserProfile};
use crate::text::{fold, url_component};

/// When the first user was created: 2026-01-01; the next ones follow a minute apart.
const FIRST_CREATED_SECOND: i64 = 1_767_225_600;
/// What `odd_ids` puts before an id. Decoding it twice gives another id.
const ODD_PREFIX: &str = "ä b/?#%41-";
const SCHEMAS: [&str; 2] = [USER_SCHEMA, ENTERPRISE_SCHEMA];

/// An organization with the quirks of the server.
pub(super) struct UserView<'a> {
    pub(super) org: &'a Org,
    quirks: &'a Quirks,
    /// The address of the sandbox.
    url: &'a str,
    /// The number of the request in the log.
    seq: u64,
    /// How many requests the quirks have been seen by, with this one.
    age: u64,
}

impl<'a> UserView<'a> {
    /// The organization as the request sees it.
    pub(super) fn new(call: &ScimCall<'a>, org: &'a Org) -> Self {
        let age = call.service.script_age(call.seq);
        Self { org, quirks: call.quirks, url: call.service.url(), seq: call.seq, age }
    }

    /// The user at a place, as this reading shows them: a write may become visible later.
    pub(super) fn user(&self, at: CreationPlace) -> &'a OrgUser {
        self.org.indexed(at, self.seq)
    }

    /// The users that the server lists, in the order of creation.
    pub(super) fn listed(&self) -> &'a [CreationPlace] {
        let places = match self.quirks.has_any(&[Quirk::ListsOnlyActive, Quirk::AtlassianHidesUser]) {
            true => self.org.places(Some(State::Active)),
            false => self.org.present(),
        };
        let lagging = usize::from(self.quirks.has(Quirk::ReplicasDiffer) && self.age.is_multiple_of(2));
        let wall = self.quirks.quiet_wall().unwrap_or(usize::MAX).min(places.len().saturating_sub(lagging));
        places.get(..wall).unwrap_or(places)
    }

    /// The user with this id, if the server shows them.
    pub(super) fn place(&self, id: &str) -> Option<CreationPlace> {
        self.known(id).filter(|at| self.shows(*at))
    }

    /// The user with this id, even one that the server hides.
    pub(super) fn known(&self, id: &str) -> Option<CreationPlace> {
        let id = match self.quirks.has(Quirk::OddIds) {
            true => id.strip_prefix(ODD_PREFIX)?,
            false => id,
        };
        self.org.place(id).filter(|at| self.org.user(*at).state != State::Deleted)
    }

    /// Whether the user can be read and found.
    pub(super) fn shows(&self, at: CreationPlace) -> bool {
        match self.user(at).state {
            State::Active => true,
            State::Inactive => !self.quirks.has(Quirk::AtlassianHidesUser),
            State::Deleted => false,
        }
    }

    /// The id in the answers.
    pub(super) fn id<'b>(&self, user: &'b OrgUser) -> Cow<'b, str> {
        if self.quirks.has(Quirk::OddIds) { format!("{ODD_PREFIX}{}", user.id).into() } else { Cow::Borrowed(&user.id) }
    }

    /// `userName`.
    pub(super) fn user_name<'b>(&self, user: &'b OrgUser) -> Cow<'b, str> {
        let own = user.profile.as_ref().and_then(|profile| profile.user_name.as_deref());
        self.in_tenant(own.unwrap_or(&user.email))
    }

    /// Whether one of `emails` is this address.
    pub(super) fn has_email(&self, user: &OrgUser, address: &str) -> bool {
        self.emails(user).iter().any(|email| fold(&email.value) == fold(address))
    }

    /// `meta.location`, percent-encoded.
    pub(super) fn location(&self, user: &OrgUser) -> String {
        let host = if self.quirks.has(Quirk::ForeignLocation) {
            "https://scim.elsewhere.example"
        } else if self.quirks.has(Quirk::RelativeLocation) {
            ""
        } else {
            self.url
        };
        format!("{host}{BASE}/Users/{}", url_component(&self.id(user)))
    }

    /// The whole user at this place, in the current or an earlier state.
    pub(super) fn body<'b>(&'b self, at: CreationPlace, user: &'b OrgUser) -> ScimUserBody<'b> {
        let profile = user.profile.as_deref();
        let text = |field: fn(&UserProfile) -> Option<&str>| profile.and_then(field);
        let enterprise =
            text(|profile| profile.department.as_deref()).map(|department| ScimEnterpriseBody { department });
        let schemas: &[&str] = if enterprise.is_some() { &SCHEMAS } else { &SCHEMAS[..1] };
        let created = FIRST_CREATED_SECOND + 60 * i64::from(at.number());
        let second = |second: i64| Timestamp::from_second(second).unwrap_or_default();
        ScimUserBody {
            schemas,
            id: self.id(user),
            external_id: text(|profile| profile.external_id.as_deref()),
            user_name: self.user_name(user),
            name: ScimNameBody { formatted: &user.name },
            display_name: &user.name,
            user_type: text(|profile| profile.user_type.as_deref()),
            active: self.active(user),
            emails: self.emails(user),
            roles: self.roles(user),
            enterprise,
            meta: ScimMetaBody {
                resource_type: "User",
                created: second(created),
                last_modified: second(created + i64::from(user.version)),
                location: self.location(user),
                version: etag::meta_version(user.version, self.quirks),
            },
        }
    }

    fn active(&self, user: &OrgUser) -> Option<ScimActiveBody> {
        let is_active = user.state == State::Active;
        if self.quirks.has(Quirk::HidesActive) {
            None
        } else if self.quirks.has(Quirk::ActiveNull) {
            Some(ScimActiveBody::Null)
        } else if self.quirks.has(Quirk::ActiveAsText) {
            Some(ScimActiveBody::Text(if is_active { "true" } else { "false" }))
        } else {
            Some(ScimActiveBody::Flag(is_active))
        }
    }

    fn emails<'b>(&self, user: &'b OrgUser) -> Vec<ScimEmailBody<'b>> {
        let profile = user.profile.as_deref();
        let first = |primary| Some(ScimEmailBody { value: self.in_tenant(&user.email), r#type: "work", primary });
        let first = match profile.map(|profile| profile.scim_email).unwrap_or_default() {
            EmailListing::Primary => first(Some(true)),
            EmailListing::Unmarked => first(None),
            EmailListing::Hidden => None,
        };
        let others = profile.into_iter().flat_map(|profile| &profile.other_emails);
        let others = others.map(|email| ScimEmailBody { value: self.in_tenant(email), r#type: "other", primary: None });
        first.into_iter().chain(others).collect()
    }

    /// Each role once, without its divisions, which SCIM does not have.
    fn roles(&self, user: &OrgUser) -> Vec<ScimRoleBody<'a>> {
        let mut roles: Vec<u16> = user.grants.iter().map(|grant| grant.role).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
            .into_iter()
            .filter_map(|at| self.org.roles.get(usize::from(at)))
            .map(|role| ScimRoleBody { value: &role.name })
            .collect()
    }

    /// A name of the tenant that answers: the other one has the same users at another domain.
    fn in_tenant<'b>(&self, name: &'b str) -> Cow<'b, str> {
        let is_other_tenant = self.quirks.moves_tenant().is_some_and(|after| self.age > after);
        match (is_other_tenant, name.split_once('@')) {
            (false, _) => name.into(),
            (true, Some((local_part, _))) => format!("{local_part}@other-tenant.example").into(),
            (true, None) => format!("other-tenant-{name}").into(),
        }
    }
}
