//! The bodies of the API's answers: types of the sandbox alone, so that a mistake in them is found by a client, and a
//! mistake of a client by them.

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use super::org::{Org, OrgRole, OrgUser};
use crate::model::{Division, State};

/// A user as `GET /api/v2/users/{id}` returns them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ApiUserBody<'a> {
    id: &'a str,
    name: &'a str,
    division: ReferenceBody<'a>,
    chat: ChatBody<'a>,
    department: &'a str,
    email: &'a str,
    primary_contact_info: [ContactBody<'a>; 1],
    addresses: [(); 0],
    state: &'static str,
    title: &'static str,
    username: &'a str,
    images: [ImageBody<'a>; 2],
    version: u32,
    certifications: [(); 0],
    preferred_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    routing_status: Option<RoutingStatusBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_summary: Option<ConversationSummaryBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization: Option<AuthorizationBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_last_login: Option<FixedTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_token_issued: Option<LastTokenBody>,
    acd_auto_answer: bool,
    self_uri: Joined<'a>,
}

/// The fields to return in addition (the `expand` parameter).
#[derive(Clone, Copy, Default)]
pub(super) struct Expand {
    routing_status: bool,
    conversation_summary: bool,
    authorization: bool,
    date_last_login: bool,
    last_token_issued: bool,
}

impl Expand {
    /// The fields with these names; those that the sandbox does not have are left out, as the API may do with any.
    pub(super) fn of(names: &[String]) -> Self {
        let is_named = |name: &str| names.iter().any(|known| known == name);
        Self {
            routing_status: is_named("routingStatus"),
            conversation_summary: is_named("conversationSummary"),
            authorization: is_named("authorization"),
            date_last_login: is_named("dateLastLogin"),
            last_token_issued: is_named("lasttokenissued"),
        }
    }
}

impl<'a> ApiUserBody<'a> {
    pub(super) fn new(org: &'a Org, user: &'a OrgUser, expand: Expand) -> Self {
        let id = &*user.id;
        let division = org.division_of(user);
        Self {
            id,
            name: &user.name,
            division: division.map_or(ReferenceBody::default(), ReferenceBody::division),
            chat: ChatBody { jabber_id: Joined(["", id, "@sandbox.orgspan.com"]) },
            department: division.map_or("", |division| &division.name),
            email: &user.email,
            primary_contact_info: [ContactBody { address: &user.email, media_type: "EMAIL", r#type: "PRIMARY" }],
            addresses: [],
            state: user.state.as_str(),
            title: "Agent",
            username: &user.email,
            images: [ImageBody::new(id, "x96", "/x96.jpg"), ImageBody::new(id, "x200", "/x200.jpg")],
            version: user.version,
            certifications: [],
            preferred_name: &user.name,
            routing_status: expand.routing_status.then(|| RoutingStatusBody::new(user)),
            conversation_summary: expand.conversation_summary.then(|| ConversationSummaryBody::new(user)),
            authorization: expand.authorization.then(|| AuthorizationBody::new(org, user)),
            date_last_login: user.last_login.filter(|_| expand.date_last_login).map(FixedTime),
            last_token_issued: user
                .last_login
                .filter(|_| expand.last_token_issued)
                .map(|date| LastTokenBody { date_issued: FixedTime(date) }),
            acd_auto_answer: false,
            self_uri: Joined(["/api/v2/users/", id, ""]),
        }
    }
}

/// The id, name and address of something else.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReferenceBody<'a> {
    id: &'a str,
    name: &'a str,
    self_uri: Joined<'a>,
}

impl Default for ReferenceBody<'_> {
    fn default() -> Self {
        Self::new("", "", "")
    }
}

impl<'a> ReferenceBody<'a> {
    fn new(path: &'static str, id: &'a str, name: &'a str) -> Self {
        Self { id, name, self_uri: Joined([path, id, ""]) }
    }

    pub(super) fn division(division: &'a Division) -> Self {
        Self::new("/api/v2/authorization/divisions/", &division.id, &division.name)
    }

    pub(super) fn role(role: &'a OrgRole) -> Self {
        Self::new("/api/v2/authorization/roles/", &role.id, &role.name)
    }
}

/// A division as lists of divisions and grants describe it; the API requires a description.
#[derive(Serialize)]
pub(super) struct DescribedDivision<'a> {
    #[serde(flatten)]
    division: ReferenceBody<'a>,
    description: &'static str,
}

impl<'a> DescribedDivision<'a> {
    pub(super) fn new(division: &'a Division) -> Self {
        Self { division: ReferenceBody::division(division), description: "" }
    }
}

/// A text of three parts, joined as it is written: a page has thousands of them.
pub(super) struct Joined<'a>(pub(super) [&'a str; 3]);

impl Serialize for Joined<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self([prefix, id, suffix]) = self;
        serializer.collect_str(&format_args!("{prefix}{id}{suffix}"))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChatBody<'a> {
    jabber_id: Joined<'a>,
}

/// A picture of a user. Its address leads nowhere; clients have to read past it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ImageBody<'a> {
    resolution: &'static str,
    image_uri: Joined<'a>,
}

impl<'a> ImageBody<'a> {
    fn new(id: &'a str, resolution: &'static str, file: &'static str) -> Self {
        Self { resolution, image_uri: Joined(["https://images.sandbox.orgspan.com/profile/", id, file]) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ContactBody<'a> {
    address: &'a str,
    media_type: &'static str,
    r#type: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RoutingStatusBody<'a> {
    user_id: &'a str,
    status: &'static str,
}

impl<'a> RoutingStatusBody<'a> {
    fn new(user: &'a OrgUser) -> Self {
        let status = match (user.interacting, user.state) {
            (true, _) => "INTERACTING",
            (false, State::Active) => "IDLE",
            (false, _) => "OFF_QUEUE",
        };
        Self { user_id: &user.id, status }
    }
}

/// An interaction is a call of the contact centre; every other medium is idle.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConversationSummaryBody<'a> {
    user_id: &'a str,
    call: MediumBody,
    callback: MediumBody,
    email: MediumBody,
    message: MediumBody,
    chat: MediumBody,
    social_expression: MediumBody,
    video: MediumBody,
}

#[derive(Clone, Copy, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct MediumBody {
    contact_center: CountBody,
    enterprise: CountBody,
}

#[derive(Clone, Copy, Default, Serialize)]
struct CountBody {
    active: u32,
    acw: u32,
}

impl<'a> ConversationSummaryBody<'a> {
    fn new(user: &'a OrgUser) -> Self {
        let idle = MediumBody::default();
        let call = MediumBody { contact_center: CountBody { active: u32::from(user.interacting), acw: 0 }, ..idle };
        Self {
            user_id: &user.id,
            call,
            callback: idle,
            email: idle,
            message: idle,
            chat: idle,
            social_expression: idle,
            video: idle,
        }
    }
}

#[derive(Serialize)]
struct AuthorizationBody<'a> {
    roles: Vec<ReferenceBody<'a>>,
}

impl<'a> AuthorizationBody<'a> {
    /// The roles of a user; one that is granted in several divisions is listed once.
    fn new(org: &'a Org, user: &OrgUser) -> Self {
        let mut roles: Vec<u16> = user.grants.iter().map(|grant| grant.role).collect();
        roles.sort_unstable();
        roles.dedup();
        let roles = roles.into_iter().filter_map(|at| org.roles.get(usize::from(at)));
        Self { roles: roles.map(ReferenceBody::role).collect() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LastTokenBody {
    date_issued: FixedTime,
}

/// A day at 08:00 UTC: an org file has no time of day.
struct FixedTime(Date);

impl Serialize for FixedTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}T08:00:00.000Z", self.0))
    }
}
