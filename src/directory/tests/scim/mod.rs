//! The promises of SCIM directories, over real sockets against a model of a service whose quirks are scripted.

use super::*;
use crate::model::directory_types::scim::SCIM;
use crate::model::{ActiveUsers, DirectorySetting, DirectorySettings, ReadingNote, State};

mod answers;
mod apart;
mod cursors;
mod examining;
mod finding;
mod identity;
mod listing;
mod proofs;
mod signing_in;
mod writing;

/// The credentials of every test but those about credentials.
const TOKEN: &str = "s3cr3t-bearer-token";

/// A user as a service holds one.
fn person(n: usize) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": format!("id-{n}"), "active": true,
        "userName": format!("u{n}@acme.example"), "displayName": format!("User {n}"),
        "emails": [{"value": format!("u{n}@acme.example"), "primary": true, "type": "work"}],
        "meta": {"resourceType": "User", "version": format!("W/\"{n}\""), "location": "https://evil.example/Users/1"}})
}

fn people(count: usize) -> Vec<Value> {
    (1..=count).map(person).collect()
}

/// What a service does otherwise than it should, by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Quirk {
    #[default]
    None,
    CapsPages(usize),
    TotalIsPageSize,
    IgnoresStartIndex,
    EchoesAnotherStartIndex,
    RepeatsFirstPagePastEnd,
    OtherUsersPastEnd,
    OverlappingPages,
    TotalCountsHidden(usize),
    TotalChangesOnLastPage,
    NoTotal,
    NoTotalOnLaterPages,
    NeedsBothParameters,
    ListsOnlyActive,
    HidesUsers(usize),
    HidesActive,
    IgnoresFilter,
    NoFilter,
    AnnouncesWithoutShowing,
    SaysNothingOfLookUps,
    MoreThanAsked,
    CursorOnly,
    CursorOnlyWithoutTotal,
    CursorRepeats,
    CursorListChanges,
    IgnoresCursor,
}

/// A service, as far as it is read.
#[derive(Clone)]
struct World {
    users: Vec<Value>,
    quirk: Quirk,
    /// How many lists were answered.
    lists: usize,
}

impl World {
    fn of(users: Vec<Value>, quirk: Quirk) -> Self {
        Self { users, quirk, lists: 0 }
    }

    async fn serve(mut self) -> Fake {
        Fake::serve(move |seen| self.answer(seen)).await
    }

    fn answer(&mut self, seen: &Seen) -> Reply {
        match seen.path() {
            "/scim/v2/ServiceProviderConfig" => Reply::json(200, &self.description()),
            "/scim/v2/Users" | "/scim/v2/users" => self.list(seen),
            "/scim/v2/Me" => Reply::text(501, ""),
            path => match path.strip_prefix("/scim/v2/Users/") {
                Some(id) => self.one(&decoded(id)),
                None => Reply::text(404, "<html>"),
            },
        }
    }

    fn description(&self) -> Value {
        match self.quirk {
            Quirk::CursorOnly | Quirk::CursorOnlyWithoutTotal | Quirk::CursorRepeats | Quirk::CursorListChanges => {
                json!({"patch": {"supported": true}, "pagination": {"cursor": true, "index": false}})
            }
            _ => json!({"patch": {"supported": true}, "etag": {"supported": false}, "filter": {"supported": true}}),
        }
    }

    fn one(&self, id: &str) -> Reply {
        let found = self.users.iter().find(|user| user["id"] == id);
        match found {
            Some(user) => Reply::json(200, user).with("etag", user["meta"]["version"].as_str().unwrap_or("")),
            None => Reply::json(404, &json!({"status": "404", "detail": "no such user"})),
        }
    }

    fn list(&mut self, seen: &Seen) -> Reply {
        self.lists += 1;
        if let Some(filter) = seen.query("filter") {
            return match decoded(filter).as_str() {
                "active eq false" if self.quirk == Quirk::ListsOnlyActive => {
                    let inactive = self.users.iter().filter(|user| user["active"] == false).cloned().collect();
                    Self::of(inactive, Quirk::None).page_by_index(seen)
                }
                "active eq false" if self.quirk == Quirk::IgnoresFilter => self.page_by_index(seen),
                filter => self.filtered(filter),
            };
        }
        match (seen.query("cursor"), self.description()["pagination"]["index"] == false) {
            (Some(cursor), true) => return self.page_by_cursor(&decoded(cursor), seen.number("count")),
            (None, true) => return Reply::json(501, &json!({"detail": "Pagination by index is not supported"})),
            (Some(_), false) if self.quirk != Quirk::IgnoresCursor => {
                return Reply::json(501, &json!({"detail": "Pagination by cursor is not supported"}));
            }
            _ => {}
        }
        self.page_by_index(seen)
    }

    fn listed(&self) -> Vec<Value> {
        let mut users = self.users.clone();
        match self.quirk {
            Quirk::ListsOnlyActive => users.retain(|user| user["active"] == true),
            Quirk::HidesUsers(count) => users.truncate(self.users.len() - count),
            Quirk::HidesActive => users.iter_mut().for_each(|user| _ = user.as_object_mut().unwrap().remove("active")),
            _ => {}
        }
        users
    }

    fn page_by_index(&self, seen: &Seen) -> Reply {
        let users = self.listed();
        let total = users.len();
        let start = seen.query("startIndex").map_or(1, |start| start.parse::<usize>().unwrap().max(1));
        let mut count = seen.query("count").map_or(total, |count| count.parse().unwrap());
        let (mut from, mut echo) = (start, start);
        match self.quirk {
            Quirk::CapsPages(cap) => count = count.min(cap),
            Quirk::IgnoresStartIndex => {
                (from, echo) = (1, 1);
                count = count.max(20);
            }
            Quirk::EchoesAnotherStartIndex if start > 2 => echo = 1,
            Quirk::RepeatsFirstPagePastEnd if start > total => from = 1,
            Quirk::OverlappingPages if start > 2 => from -= 1,
            Quirk::MoreThanAsked if start == 1 => count += 1,
            Quirk::NeedsBothParameters if seen.query("startIndex").is_none() || seen.query("count").is_none() => {
                count = 0
            }
            _ => {}
        }
        let mut page: Vec<Value> = users.into_iter().skip(from - 1).take(count).collect();
        if self.quirk == Quirk::OtherUsersPastEnd && start > total {
            page = vec![person(9_999)];
        }
        let is_last = start + page.len() > total && start > 2;
        let announced = match self.quirk {
            Quirk::TotalIsPageSize => Some(page.len()),
            Quirk::TotalCountsHidden(more) => Some(total + more),
            Quirk::TotalChangesOnLastPage if is_last => Some(page.len()),
            Quirk::NoTotal => None,
            Quirk::NoTotalOnLaterPages if start > 2 => None,
            _ => Some(total),
        };
        let mut body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "Resources": page,
            "startIndex": echo, "itemsPerPage": 7});
        if let Some(announced) = announced {
            body["totalResults"] = announced.into();
        }
        Reply::json(200, &body)
    }

    fn page_by_cursor(&mut self, cursor: &str, count: usize) -> Reply {
        if self.quirk == Quirk::CursorListChanges {
            self.users.push(person(500 + self.lists));
        }
        let start: usize = if cursor.is_empty() { 0 } else { cursor.strip_prefix("at=").unwrap().parse().unwrap() };
        let page: Vec<Value> = self.users.iter().skip(start).take(count.min(25)).cloned().collect();
        let next = start + page.len();
        let mut body = json!({"Resources": page});
        if self.quirk == Quirk::CursorOnly {
            body["totalResults"] = self.users.len().into();
        }
        if self.quirk == Quirk::CursorRepeats {
            body["nextCursor"] = "at=0".into();
        } else if next < self.users.len() {
            body["nextCursor"] = format!("at={next}").into();
        }
        Reply::json(200, &body)
    }

    fn filtered(&self, filter: &str) -> Reply {
        if let Some(email) = filter.strip_prefix("emails.value eq \"").and_then(|rest| rest.strip_suffix('"')) {
            let has_email = |user: &&Value| {
                user["emails"].as_array().is_some_and(|all| all.iter().any(|own| own["value"] == email))
            };
            let page: Vec<&Value> = self.users.iter().filter(has_email).collect();
            return Reply::json(200, &json!({"totalResults": page.len(), "Resources": page}));
        }
        let wanted = filter.strip_prefix("userName eq \"").and_then(|rest| rest.strip_suffix('"'));
        let wanted = wanted.map(|name| name.replace("\\\"", "\"").replace("\\\\", "\\"));
        let page: Vec<&Value> = match (self.quirk, wanted) {
            (Quirk::NoFilter, _) => return Reply::json(400, &json!({"scimType": "invalidFilter"})),
            (Quirk::AnnouncesWithoutShowing, _) => {
                return Reply::json(200, &json!({"totalResults": 1, "Resources": []}));
            }
            (Quirk::SaysNothingOfLookUps, _) => return Reply::json(200, &json!({"schemas": []})),
            (Quirk::IgnoresFilter, _) => self.users.iter().collect(),
            (_, Some(name)) => self.users.iter().filter(|user| user["userName"] == name.as_str()).collect(),
            (_, None) => return Reply::json(400, &json!({"scimType": "invalidFilter", "detail": filter})),
        };
        Reply::json(200, &json!({"totalResults": page.len(), "Resources": page}))
    }
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

fn scim(url: &str) -> Connection {
    let mut spec = DirectorySpec::new(&SCIM)
        .with_text("service", "other")
        .with_text("url", format!("{url}/scim/v2"))
        .with_text("token_owner", "none");
    spec.set("requests_per_minute", DirectorySetting::Number(100_000));
    let credentials = Some(Credentials::Token(SecretString::from(TOKEN)));
    Connection { spec, credentials, allowed_hosts: Vec::new(), region: None }
}

/// The same with a user who proves the tenant.
fn pinned(mut connection: Connection, id: &str, user_name: &str) -> Connection {
    let (mut pin, mut user) = (DirectorySettings::default(), DirectorySettings::default());
    user.set("id", DirectorySetting::Text(id.to_owned()));
    user.set("user_name", DirectorySetting::Text(user_name.to_owned()));
    pin.set("user", DirectorySetting::Map(user));
    connection.spec.set("pin", DirectorySetting::Map(pin));
    connection
}

fn with(mut connection: Connection, settings: &[(&'static str, &str)]) -> Connection {
    for (key, value) in settings {
        connection.spec = connection.spec.with_text(key, *value);
    }
    connection
}

/// The active users of a service with this quirk.
async fn list(users: Vec<Value>, quirk: Quirk) -> Result<ActiveUsers, DirectoryError> {
    let fake = World::of(users, quirk).serve().await;
    open_with(&scim(&fake.url)).0.directory.active_users().await
}

/// The refusal of a list, with its words.
async fn refused(users: Vec<Value>, quirk: Quirk, words: &str) {
    let error = list(users, quirk).await.expect_err(words);
    assert_eq!(error.kind, DirectoryErrorKind::Incomplete, "{error}");
    assert!(error.message.contains(words), "{error}");
    assert!(!error.hints.is_empty());
}
