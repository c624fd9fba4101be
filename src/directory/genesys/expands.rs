//! What the API expands of a user: last login, roles, interaction. Expands are "best effort, not guaranteed": what is
//! absent is unknown.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value;

use super::wire::WireNamed;
use crate::model::{Impact, Reported};

/// The expands that [`Expanded::impact`] needs.
pub(super) const IMPACT: &[&str] =
    &["authorization", "dateLastLogin", "lasttokenissued", "routingStatus", "conversationSummary"];

/// The expands that [`Expanded::interaction`] needs.
pub(super) const INTERACTION: &[&str] = &["routingStatus", "conversationSummary"];

/// The expands of a user. Their types are not trusted: an unexpected value makes one fact unknown, and does not fail the
/// reading.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Expanded {
    #[serde(default)]
    authorization: Value,
    #[serde(default)]
    date_last_login: Value,
    #[serde(default)]
    last_token_issued: Value,
    #[serde(default)]
    routing_status: Value,
    #[serde(default)]
    conversation_summary: Value,
}

impl Expanded {
    /// What a deactivation of the user with this id would affect.
    pub(super) fn impact(&self, id: &str) -> Impact {
        Impact { last_login: self.last_login(), roles: self.roles(), interaction: self.interaction(id) }
    }

    /// The later of the last password login and the last token, which single sign-on moves too. In UTC.
    fn last_login(&self) -> Reported<Option<Date>> {
        let moments = [&self.date_last_login, &self.last_token_issued["dateIssued"]];
        let dates = moments.into_iter().filter_map(|moment| {
            let moment: jiff::Timestamp = moment.as_str()?.parse().ok()?;
            Some(moment.to_zoned(TimeZone::UTC).date())
        });
        dates.max().map_or(Reported::Unknown, |date| Reported::Known(Some(date)))
    }

    /// Role names in the directory's order; a role without a name is named by its id, one without either makes all unknown.
    fn roles(&self) -> Reported<Vec<String>> {
        let roles = Vec::<WireNamed>::deserialize(&self.authorization["roles"]).ok();
        let names = roles.and_then(|roles| roles.into_iter().map(|role| role.name.or(role.id)).collect());
        names.map_or(Reported::Unknown, Reported::Known)
    }

    /// Whether the user with this id is on an interaction. Either source suffices for yes; no needs both. A fact about
    /// another user is ignored.
    pub(super) fn interaction(&self, id: &str) -> Reported<bool> {
        let is_theirs = |fact: &Value| fact["userId"].as_str().is_none_or(|other| other.eq_ignore_ascii_case(id));
        let busy = self.is_busy().filter(|_| is_theirs(&self.routing_status));
        let conversing = self.is_conversing().filter(|_| is_theirs(&self.conversation_summary));
        match (busy, conversing) {
            (Some(true), _) | (_, Some(true)) => Reported::Known(true),
            (Some(false), Some(false)) => Reported::Known(false),
            _ => Reported::Unknown,
        }
    }

    fn is_busy(&self) -> Option<bool> {
        match self.routing_status["status"].as_str()? {
            "INTERACTING" | "COMMUNICATING" => Some(true),
            "OFF_QUEUE" | "IDLE" | "NOT_RESPONDING" => Some(false),
            _ => None,
        }
    }

    /// Active or after-call work of any medium, including media that this program does not know.
    fn is_conversing(&self) -> Option<bool> {
        let media = BTreeMap::<String, Value>::deserialize(&self.conversation_summary).ok()?;
        let sides = media.values().flat_map(|medium| [&medium["contactCenter"], &medium["enterprise"]]);
        let counts: Vec<&Value> =
            sides.flat_map(|side| [&side["active"], &side["acw"]]).filter(|n| !n.is_null()).collect();
        if counts.iter().any(|count| count.as_f64().is_some_and(|n| n > 0.0)) {
            return Some(true);
        }
        let all_zero = !counts.is_empty() && counts.iter().all(|count| count.as_i64() == Some(0));
        all_zero.then_some(false)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn impact(user: Value) -> Impact {
        serde_json::from_value::<Expanded>(user).unwrap().impact("a")
    }

    fn interaction(status: Value, summary: Value) -> Reported<bool> {
        impact(json!({"id": "a", "routingStatus": status, "conversationSummary": summary})).interaction
    }

    #[test]
    fn what_is_absent_or_odd_is_unknown() {
        let unknown =
            Impact { last_login: Reported::Unknown, roles: Reported::Unknown, interaction: Reported::Unknown };
        assert_eq!(impact(json!({"id": "a"})), unknown);
        let nulls = json!({"id": "a", "authorization": null, "dateLastLogin": null, "lastTokenIssued": null,
            "routingStatus": null, "conversationSummary": null});
        assert_eq!(impact(nulls), unknown);
        let odd = json!({"id": "a", "authorization": {"roles": [{}]}, "dateLastLogin": "yesterday",
            "lastTokenIssued": 3, "routingStatus": {"status": "NEW_WORD"}, "conversationSummary": [1]});
        assert_eq!(impact(odd), unknown);
    }

    #[test]
    fn the_last_login_is_the_later_of_password_and_token() {
        let login = |user| impact(user).last_login;
        let both = json!({"dateLastLogin": "2026-01-02T10:00:00.000Z", "lastTokenIssued": {"dateIssued": "2026-10-02T23:59:59Z"}});
        assert_eq!(login(both), Reported::Known(Some(jiff::civil::date(2026, 10, 2))));
        let one = json!({"dateLastLogin": "2026-01-02T10:00:00.000Z", "lastTokenIssued": null});
        assert_eq!(login(one), Reported::Known(Some(jiff::civil::date(2026, 1, 2))));
    }

    #[test]
    fn roles_are_named() {
        let roles = impact(json!({"authorization": {"roles": [{"id": "r1", "name": "Agent"}, {"id": "r2"}]}})).roles;
        assert_eq!(roles, Reported::Known(vec!["Agent".into(), "r2".into()]));
        assert_eq!(impact(json!({"authorization": {"roles": []}})).roles, Reported::Known(vec![]));
    }

    #[test]
    fn what_is_said_of_another_user_is_unknown_of_this_one() {
        let of = |status: &str, summary: &str| {
            let quiet = json!({"userId": summary, "call": {"contactCenter": {"active": 0, "acw": 0}}});
            interaction(json!({"userId": status, "status": "IDLE"}), quiet)
        };
        assert_eq!(of("a", "A"), Reported::Known(false));
        assert_eq!((of("b", "a"), of("a", "b")), (Reported::Unknown, Reported::Unknown));
    }

    #[test]
    fn either_source_can_say_busy_and_only_both_can_say_idle() {
        let (idle, quiet) =
            (json!({"status": "IDLE"}), json!({"userId": "a", "call": {"contactCenter": {"active": 0, "acw": 0}}}));
        let call = json!({"call": {"contactCenter": {"active": 1}}});
        let acw = json!({"workitem": {"enterprise": {"active": 0, "acw": 1}}});
        for busy in ["INTERACTING", "COMMUNICATING"] {
            assert_eq!(interaction(json!({"status": busy}), Value::Null), Reported::Known(true));
        }
        assert_eq!(interaction(idle.clone(), call), Reported::Known(true));
        assert_eq!(interaction(Value::Null, acw), Reported::Known(true));
        assert_eq!(interaction(idle.clone(), quiet.clone()), Reported::Known(false));
        assert_eq!(interaction(json!({"status": "OFF_QUEUE"}), quiet.clone()), Reported::Known(false));
        assert_eq!(interaction(Value::Null, quiet), Reported::Unknown);
        assert_eq!(interaction(idle.clone(), Value::Null), Reported::Unknown);
        assert_eq!(
            interaction(idle.clone(), json!({})),
            Reported::Unknown,
            "a summary that counts nothing says nothing"
        );
        assert_eq!(interaction(idle, json!({"call": {"contactCenter": {"active": -1}}})), Reported::Unknown);
    }
}
