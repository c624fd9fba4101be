//! The bodies of the API's answers: types of the sandbox alone, so that a mistake in them is found by a client, and a
//! mistake of a client by them.

use jiff::civil::Date;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

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
    routing_status: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_summary: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_last_login: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_token_issued: Option<Value>,
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
        let (division, last_login) = (org.division_of(user), user.last_login);
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
            routing_status: expand.routing_status.then(|| routing_status(user)),
            conversation_summary: expand.conversation_summary.then(|| conversation_summary(user)),
            authorization: expand.authorization.then(|| authorization(org, user)),
            date_last_login: last_login.filter(|_| expand.date_last_login).map(fixed_time),
            last_token_issued: last_login
                .filter(|_| expand.last_token_issued)
                .map(|date| json!({"dateIssued": fixed_time(date)})),
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

fn routing_status(user: &OrgUser) -> Value {
    let status = match (user.interacting, user.state) {
        (true, _) => "INTERACTING",
        (false, State::Active) => "IDLE",
        (false, _) => "OFF_QUEUE",
    };
    json!({"userId": user.id, "status": status})
}

/// An interaction is a call of the contact centre; every other medium is idle.
fn conversation_summary(user: &OrgUser) -> Value {
    let medium =
        |active: u32| json!({"contactCenter": {"active": active, "acw": 0}, "enterprise": {"active": 0, "acw": 0}});
    json!({
        "userId": user.id, "call": medium(user.interacting.into()), "callback": medium(0), "email": medium(0),
        "message": medium(0), "chat": medium(0), "socialExpression": medium(0), "video": medium(0),
    })
}

/// The roles of a user; one that is granted in several divisions is listed once.
fn authorization(org: &Org, user: &OrgUser) -> Value {
    let mut roles: Vec<u16> = user.grants.iter().map(|grant| grant.role).collect();
    roles.sort_unstable();
    roles.dedup();
    let roles = roles.into_iter().filter_map(|at| org.roles.get(usize::from(at)));
    json!({"roles": roles.map(ReferenceBody::role).collect::<Vec<_>>()})
}

/// A day at 08:00 UTC: an org file has no time of day.
fn fixed_time(date: Date) -> String {
    format!("{date}T08:00:00.000Z")
}
