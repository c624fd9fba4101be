//! What is kept of the users that services report, however they report them.

use serde_json::{Value, json};

use super::*;

fn listed(user: &Value) -> Result<ListedUser, String> {
    let text = user.to_string();
    ListedUser::accept(&serde_json::from_str::<Object<ScimUser<'_>>>(&text).unwrap())
}

fn address(user: Value, rule: AddressRule) -> Option<String> {
    listed(&user).unwrap().address(rule).map(ToString::to_string)
}

#[test]
fn the_address_is_the_primary_email_else_the_only_one_else_a_user_name_that_is_an_email() {
    let of = |user| address(user, AddressRule::Email);
    let two = |first: bool, second: bool| {
        json!({"id": "1", "userName": "log@x.example",
            "emails": [{"value": "a@x.example", "primary": first}, {"value": "b@x.example", "primary": second}]})
    };
    assert_eq!(of(two(false, true)).as_deref(), Some("b@x.example"));
    assert_eq!(
        of(json!({"id": "1", "userName": "u", "emails": [{"value": " a@x.example "}]})).as_deref(),
        Some("a@x.example")
    );
    assert_eq!(of(json!({"id": "1", "userName": "u@x.example", "emails": []})).as_deref(), Some("u@x.example"));
    assert_eq!(of(two(false, false)).as_deref(), Some("log@x.example"));
    assert_eq!(of(two(true, true)).as_deref(), Some("log@x.example"), "of two primary e-mails neither is");
    assert_eq!(of(json!({"id": "1", "userName": "ana"})), None);
    assert_eq!(of(json!({"id": "1", "emails": [{"value": ""}, {"type": "work"}, {"value": null}]})), None);
    assert_eq!(address(two(true, false), AddressRule::UserName).as_deref(), Some("log@x.example"));
    assert_eq!(
        address(json!({"id": "1", "userName": "ana", "emails": [{"value": "a@x.example"}]}), AddressRule::UserName),
        None
    );
}

#[test]
fn an_address_that_is_not_the_one_compared_is_kept_beside_it() {
    let user = json!({"id": "1", "userName": "log@x.example", "userType": "Guest",
        "emails": [{"value": "A@x.example", "primary": "true"}, {"value": "b@x.example"}, {"value": "a@X.example"}],
        "URN:ietf:params:scim:schemas:extension:enterprise:2.0:user": {"Department": "Support"}});
    let user = listed(&user).unwrap();
    let attributes = *user.clone().live(State::Active, AddressRule::Email).unwrap().attributes.unwrap();
    let texts = |addresses: &[Email]| addresses.iter().map(Email::to_string).collect::<Vec<_>>();
    assert_eq!(texts(&attributes.other_addresses), ["b@x.example", "log@x.example"]);
    assert_eq!(attributes.aliases, []);
    let by_any = *user.live(State::Active, AddressRule::AnyEmail).unwrap().attributes.unwrap();
    assert_eq!(
        (texts(&by_any.aliases), texts(&by_any.other_addresses)),
        (vec!["b@x.example".to_owned()], vec!["log@x.example".to_owned()])
    );
    assert_eq!((attributes.user_type.as_deref(), attributes.department.as_deref()), (Some("Guest"), Some("Support")));
}

#[test]
fn names_of_attributes_are_read_in_any_letter_case_and_twice_is_refused() {
    let user = json!({"ID": "1", "USERNAME": "a@x.example", "Active": true, "displayname": "Ana"});
    let user = listed(&user).unwrap();
    assert_eq!((user.id.as_str(), user.name(), user.state.known()), ("1", "Ana", Some(State::Active)));
    let twice = json!({"id": "1", "active": true, "Active": false});
    assert!(listed(&twice).unwrap_err().contains("twice"));
    let twice = json!({"id": "1", "emails": [{"value": "a@x.example", "Value": "b@x.example"}]});
    assert!(listed(&twice).unwrap_err().contains("twice"));
}

#[test]
fn null_absent_and_empty_are_the_same() {
    for user in [
        json!({"id": "1"}),
        json!({"id": "1", "userName": null, "emails": null, "active": null, "name": null, "meta": null}),
        json!({"id": "1", "userName": "", "emails": [], "active": [], "name": {}, "meta": {}}),
    ] {
        let user = listed(&user).unwrap();
        assert_eq!((user.state, user.address(AddressRule::Email)), (ReportedState::Absent, None));
    }
}

#[test]
fn the_state_is_a_boolean_or_its_text_and_nothing_else() {
    let state = |active: Value| listed(&json!({"id": "1", "active": active})).map(|user| user.state);
    assert_eq!(state(json!(false)), Ok(ReportedState::Literal(State::Inactive)));
    assert_eq!(state(json!("true")), Ok(ReportedState::Text(State::Active)));
    for odd in [json!("yes"), json!("True"), json!(1), json!(0), json!({"value": true}), json!([true]), json!("")] {
        assert!(state(odd.clone()).unwrap_err().contains("neither true nor false"), "{odd}");
    }
}

#[test]
fn a_user_who_cannot_be_identified_is_refused() {
    for odd in [
        json!({}),
        json!({"id": 7}),
        json!({"id": null}),
        json!({"id": ""}),
        json!({"id": ".."}),
        json!("a"),
        json!(null),
    ] {
        assert!(listed(&odd).is_err(), "{odd}");
    }
    assert!(listed(&json!({"id": "1", "emails": "a@x.example"})).is_err());
    assert!(listed(&json!({"id": "1", "emails": ["a@x.example"]})).is_err());
}
