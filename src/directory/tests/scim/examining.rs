//! The doctor: what a service says against what it answers, and the verdict.

use super::*;
use crate::model::{Check, Declared, Desired, Health, Leaver, LookupKeys, Place};

async fn examined(connection: Connection) -> Vec<Check> {
    examined_with(connection, &[]).await
}

/// The checks, where a plan looks up users with these e-mails.
async fn examined_with(connection: Connection, emails: &[&str]) -> Vec<Check> {
    let keys = LookupKeys { emails: emails.iter().map(|email| Email::reported(email)).collect(), ids: Vec::new() };
    examined_for(connection, Desired::default(), keys).await
}

/// The checks with a roster that declares this, and of which a plan looks up these users.
async fn examined_for(connection: Connection, desired: Desired, keys: LookupKeys) -> Vec<Check> {
    let examination = Examination {
        connection,
        blocked: None,
        unusable_credentials: None,
        desired,
        lookup: Box::new(move |_| keys.clone()),
        observer: Arc::new(Ears::default()),
    };
    let mut checks = Vec::new();
    let backend = backend(&SCIM).unwrap();
    (backend.examine)(examination, &mut checks).await;
    assert_eq!(checks.iter().map(|check| check.name).collect::<Vec<_>>(), (backend.check_names)());
    assert!(checks.iter().all(|check| (check.health == Health::Ok) == check.fix.is_none()), "{checks:?}");
    checks
}

async fn examine(users: Vec<Value>, quirk: Quirk) -> (Vec<Check>, Fake) {
    let fake = World::of(users, quirk).serve().await;
    (examined(scim(&fake.url)).await, fake)
}

fn of<'c>(checks: &'c [Check], name: &str) -> &'c Check {
    checks.iter().find(|check| check.name == name).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_service_that_keeps_to_the_protocol_is_trusted_after_get_requests_alone() {
    let (checks, fake) = examine(people(120), Quirk::CapsPages(50)).await;
    let verdict = checks.last().unwrap();
    assert_eq!((verdict.name, verdict.health), ("verdict", Health::Ok));
    assert!(verdict.found.starts_with("a plan here can be trusted"), "{verdict:?}");
    let paging = &of(&checks, "paging").found;
    let expected = "by index: 50 of 100 users asked for on the first page, a total of 120; `startIndex=2` gives the second \
                    user; past the end there is nobody";
    assert_eq!(paging, expected);
    assert_eq!(of(&checks, "users").found, "120 users, proven complete: 120 active, 0 inactive");
    assert!(of(&checks, "service").found.contains("PATCH yes; filters yes; entity tags no; paging not said"));
    assert!(of(&checks, "entity tags").found.contains("weak ones, although the service says that it has none"));
    assert!(fake.log().iter().all(|seen| seen.method == "GET"));
}

#[tokio::test(start_paused = true)]
async fn a_service_that_hides_a_user_of_the_roster_from_its_list_is_not_trusted() {
    let examine = async |quirk, email| {
        let fake = World::of(people(60), quirk).serve().await;
        let checks = examined_with(scim(&fake.url), &[email]).await;
        (of(&checks, "users").clone(), checks.last().unwrap().health)
    };
    let (users, verdict) = examine(Quirk::HidesUsers(10), "u60@acme.example").await;
    assert_eq!((users.health, verdict), (Health::Failed, Health::Failed));
    assert!(users.found.contains("(id id-60), who is not in the list"), "{users:?}");
    for quirk in [Quirk::NoFilter, Quirk::IgnoresFilter, Quirk::AnnouncesWithoutShowing] {
        let (users, verdict) = examine(quirk, "u61@acme.example").await;
        assert_eq!((users.health, verdict), (Health::Unknown, Health::Unknown), "{quirk:?}");
        assert!(users.found.contains("does not answer whether it has 1 user of the roster"), "{users:?}");
    }
    let (users, verdict) = examine(Quirk::None, "u61@acme.example").await;
    assert_eq!((users.found.as_str(), verdict), ("60 users, proven complete: 60 active, 0 inactive", Health::Ok));
}

#[tokio::test(start_paused = true)]
async fn a_ready_pin_is_printed_where_the_roster_has_none() {
    let mut users = people(3);
    users[0]["id"] = "a \"b\"".into();
    let (checks, _) = examine(users, Quirk::None).await;
    let tenant = of(&checks, "tenant");
    assert_eq!(tenant.health, Health::Unknown);
    let fix = tenant.fix.as_ref().unwrap();
    assert!(fix.ends_with(r#"pin: {user: {id: "a \"b\"", user_name: "u1@acme.example"}}"#), "{fix}");
}

#[tokio::test(start_paused = true)]
async fn the_pin_that_is_proposed_is_of_a_user_whom_the_roster_keeps() {
    let at = Place { file: "r".into(), line: 1, column: 1 };
    let email = |n: usize| Email::parse(&format!("u{n}@acme.example")).unwrap();
    let leaver = Leaver { email: email(1), id: None, reason: "left".to_owned(), ticket: None, at: at.clone() };
    let declared = Declared { email: email(3), id: None, was: None, until: None, note: None, at };
    let fake = World::of(people(3), Quirk::None).serve().await;
    let leavers = Desired { leavers: vec![leaver], ..Desired::default() };
    let checks =
        examined_for(scim(&fake.url), Desired { users: vec![declared], ..leavers.clone() }, LookupKeys::default())
            .await;
    let fix = of(&checks, "tenant").fix.as_ref().unwrap();
    assert!(fix.ends_with(r#"pin: {user: {id: "id-3", user_name: "u3@acme.example"}}"#), "{fix}");
    // Where nobody is known to stay, nobody is proposed.
    let checks = examined_for(scim(&fake.url), leavers, LookupKeys::default()).await;
    let fix = of(&checks, "tenant").fix.as_ref().unwrap();
    assert!(fix.contains("user_name: …"), "{fix}");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_refused_as_too_long_is_not_a_wrong_address() {
    let fake = Fake::serve(|seen| match seen.path() {
        "/scim/v2/Users" => Reply::json(400, &json!({"scimType": "tooMany", "detail": "too many"})),
        _ => Reply::text(404, ""),
    })
    .await;
    let checks = examined(scim(&fake.url)).await;
    let fix = of(&checks, "paging").fix.as_deref().unwrap();
    assert!(fix.contains("refuses even one page of its users") && !fix.contains("`url`"), "{fix}");
}

#[tokio::test(start_paused = true)]
async fn of_another_tenant_no_user_is_read() {
    let fake = World::of(people(3), Quirk::None).serve().await;
    let checks = examined(pinned(scim(&fake.url), "id-9", "u9@acme.example")).await;
    assert_eq!(of(&checks, "tenant").health, Health::Failed);
    for name in ["paging", "users", "states", "look-up", "entity tags", "token owner"] {
        assert_eq!(of(&checks, name).health, Health::Skipped, "{name}");
    }
    assert_eq!(checks.last().unwrap().found, "a plan here cannot be trusted, because of `tenant`");
}

#[tokio::test(start_paused = true)]
async fn a_service_whose_list_cannot_be_proven_is_not_trusted_and_the_reason_is_said() {
    for (quirk, words) in [
        (Quirk::IgnoresStartIndex, "`startIndex` is ignored"),
        (Quirk::TotalIsPageSize, "`totalResults` is the size of the page"),
        (Quirk::NoTotal, "no `totalResults`"),
    ] {
        let (checks, _) = examine(people(120), quirk).await;
        let paging = of(&checks, "paging");
        assert!(paging.health == Health::Failed && paging.found.contains(words), "{paging:?}");
        let verdict = checks.last().unwrap();
        assert_eq!(verdict.found, "a plan here cannot be trusted, because of `paging`, `users`", "{quirk:?}");
    }
    let (checks, _) = examine(Vec::new(), Quirk::None).await;
    assert!(of(&checks, "paging").found.contains("has no users"));
    assert_eq!(checks.last().unwrap().health, Health::Failed);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_pages_by_cursor_is_named_as_such() {
    let (checks, _) = examine(people(60), Quirk::CursorOnlyWithoutTotal).await;
    let expected = "by cursor: 25 of 100 users asked for on the first page, no total, a next cursor; the list is read twice \
                    and compared";
    assert_eq!(of(&checks, "paging").found, expected);
    assert_eq!(of(&checks, "look-up").health, Health::Ok, "{checks:?}");
    assert_eq!(checks.last().unwrap().health, Health::Ok);
}

#[tokio::test(start_paused = true)]
async fn ignored_filters_are_said_and_do_not_fail() {
    for (quirk, words) in [(Quirk::IgnoresFilter, "filters are ignored"), (Quirk::NoFilter, "filters are refused")] {
        let (checks, _) = examine(people(3), quirk).await;
        let found = of(&checks, "look-up");
        assert!(found.health == Health::Unknown && found.found.starts_with(words), "{found:?}");
        assert!(checks.last().unwrap().found.contains("`look-up`"), "{checks:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_skips_everything_that_needs_it() {
    let fake = Fake::serve(|_| Reply::text(401, "")).await;
    let checks = examined(scim(&fake.url)).await;
    assert_eq!(of(&checks, "credentials").health, Health::Failed);
    for name in ["service", "tenant", "paging", "users"] {
        assert_eq!(of(&checks, name).health, Health::Skipped, "{name}");
    }
    let without = Connection { credentials: None, ..scim(&fake.url) };
    let checks = examined(without).await;
    assert!(of(&checks, "credentials").fix.as_ref().unwrap().contains("ROSTERCTL_SCIM_TOKEN"));
}

#[tokio::test(start_paused = true)]
async fn a_long_list_is_left_to_the_plan() {
    let (checks, fake) = examine(people(5_001), Quirk::None).await;
    assert_eq!(of(&checks, "users").health, Health::Unknown);
    assert!(checks.last().unwrap().found.contains("is not known, because of `users`"), "{checks:?}");
    assert!(fake.lines().len() < 15);
}
