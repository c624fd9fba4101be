//! What the API's answers hold. The sandbox's own types, shared with no client, so that a mistake in one is caught
//! by the other.

use std::fmt;

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use super::org::{Org, User};
use crate::model::{Division, State};

/// A user as `GET /api/v2/users/{id}` gives them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserBody<'a> {
    id: &'a str,
    name: &'a str,
    division: Reference<'a>,
    chat: Chat<'a>,
    department: &'a str,
    email: &'a str,
    primary_contact_info: [Contact<'a>; 1],
    addresses: [(); 0],
    state: &'static str,
    title: &'static str,
    username: &'a str,
    images: [Image<'a>; 2],
    version: u32,
    certifications: [(); 0],
    preferred_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    routing_status: Option<RoutingStatus<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_summary: Option<ConversationSummary<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization: Option<Authorization<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_last_login: Option<Morning>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_token_issued: Option<LastToken>,
    acd_auto_answer: bool,
    self_uri: Uri<'a>,
}

/// What to give beside the plain fields (the `expand` parameter).
#[derive(Clone, Copy, Default)]
pub(super) struct Expand {
    routing_status: bool,
    conversation_summary: bool,
    authorization: bool,
    date_last_login: bool,
    last_token_issued: bool,
}

impl Expand {
    /// What the names ask for; the many that the sandbox does not have are left out, as the API does at its discretion.
    pub(super) fn of(names: &[String]) -> Self {
        let asked = |name: &str| names.iter().any(|known| known == name);
        Self {
            routing_status: asked("routingStatus"),
            conversation_summary: asked("conversationSummary"),
            authorization: asked("authorization"),
            date_last_login: asked("dateLastLogin"),
            last_token_issued: asked("lasttokenissued"),
        }
    }
}

impl<'a> UserBody<'a> {
    pub(super) fn new(org: &'a Org, user: &'a User, expand: Expand) -> Self {
        let id = &*user.id;
        let division = org.division_of(user);
        Self {
            id,
            name: &user.name,
            division: division.map_or(Reference::default(), Reference::division),
            chat: Chat { jabber_id: (id, "@sandbox.orgspan.com") },
            department: division.map_or("", |division| &division.name),
            email: &user.email,
            primary_contact_info: [Contact { address: &user.email, media_type: "EMAIL", r#type: "PRIMARY" }],
            addresses: [],
            state: user.state.as_str(),
            title: "Agent",
            username: &user.email,
            images: [Image::new(id, "x96", "/x96.jpg"), Image::new(id, "x200", "/x200.jpg")],
            version: user.version,
            certifications: [],
            preferred_name: &user.name,
            routing_status: expand.routing_status.then(|| RoutingStatus::new(user)),
            conversation_summary: expand.conversation_summary.then(|| ConversationSummary::new(user)),
            authorization: expand.authorization.then(|| Authorization::new(org, user)),
            date_last_login: user.last_login.filter(|_| expand.date_last_login).map(Morning),
            last_token_issued: user
                .last_login
                .filter(|_| expand.last_token_issued)
                .map(|date| LastToken { date_issued: Morning(date) }),
            acd_auto_answer: false,
            self_uri: Uri("/api/v2/users/", id),
        }
    }
}

/// An id with its name and address.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reference<'a> {
    id: &'a str,
    name: &'a str,
    self_uri: Uri<'a>,
}

impl Default for Reference<'_> {
    fn default() -> Self {
        Self { id: "", name: "", self_uri: Uri("", "") }
    }
}

impl<'a> Reference<'a> {
    pub(super) fn division(division: &'a Division) -> Self {
        let Division { id, name } = division;
        Self { id, name, self_uri: Uri("/api/v2/authorization/divisions/", id) }
    }

    pub(super) fn role(id: &'a str, name: &'a str) -> Self {
        Self { id, name, self_uri: Uri("/api/v2/authorization/roles/", id) }
    }
}

/// A host-relative address: a fixed part and an id.
pub(super) struct Uri<'a>(pub(super) &'static str, pub(super) &'a str);

impl Serialize for Uri<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}{}", self.0, self.1))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Chat<'a> {
    #[serde(serialize_with = "joined")]
    jabber_id: (&'a str, &'static str),
}

/// A picture of a user: there is none behind the address, but clients have to read past it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Image<'a> {
    resolution: &'static str,
    image_uri: Address<'a>,
}

impl<'a> Image<'a> {
    fn new(id: &'a str, resolution: &'static str, file: &'static str) -> Self {
        Self { resolution, image_uri: Address(id, file) }
    }
}

struct Address<'a>(&'a str, &'static str);

impl Serialize for Address<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("https://images.sandbox.orgspan.com/profile/{}{}", self.0, self.1))
    }
}

fn joined<S: Serializer>(parts: &(&str, &str), serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{}{}", parts.0, parts.1))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Contact<'a> {
    address: &'a str,
    media_type: &'static str,
    r#type: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RoutingStatus<'a> {
    user_id: &'a str,
    status: &'static str,
}

impl<'a> RoutingStatus<'a> {
    fn new(user: &'a User) -> Self {
        let status = match (user.interacting, user.state) {
            (true, _) => "INTERACTING",
            (false, State::Active) => "IDLE",
            (false, _) => "OFF_QUEUE",
        };
        Self { user_id: &user.id, status }
    }
}

/// Who is on an interaction is on a call of the contact centre; every other medium is idle.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConversationSummary<'a> {
    user_id: &'a str,
    call: Medium,
    callback: Medium,
    email: Medium,
    message: Medium,
    chat: Medium,
    social_expression: Medium,
    video: Medium,
}

#[derive(Clone, Copy, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Medium {
    contact_center: Count,
    enterprise: Count,
}

#[derive(Clone, Copy, Default, Serialize)]
struct Count {
    active: u32,
    acw: u32,
}

impl<'a> ConversationSummary<'a> {
    fn new(user: &'a User) -> Self {
        let idle = Medium::default();
        let call = Medium { contact_center: Count { active: u32::from(user.interacting), acw: 0 }, ..idle };
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
struct Authorization<'a> {
    roles: Vec<Reference<'a>>,
}

impl<'a> Authorization<'a> {
    /// A role held in several divisions is named once.
    fn new(org: &'a Org, user: &User) -> Self {
        let mut roles: Vec<u16> = user.grants.iter().map(|grant| grant.role).collect();
        roles.sort_unstable();
        roles.dedup();
        let roles = roles.into_iter().filter_map(|at| org.roles.get(usize::from(at)));
        Self { roles: roles.map(|role| Reference::role(&role.id, &role.name)).collect() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LastToken {
    date_issued: Morning,
}

/// Eight o'clock UTC of a day: an org file knows the day alone.
struct Morning(Date);

impl fmt::Display for Morning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T08:00:00.000Z", self.0)
    }
}

impl Serialize for Morning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
