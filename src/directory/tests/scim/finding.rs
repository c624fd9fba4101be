//! Look-ups: what is found of inactive users, and that the service knows nobody whom it did not list.

use super::*;

/// A reading, and then the users with these e-mails and ids.
async fn find(
    users: Vec<Value>,
    quirk: Quirk,
    emails: &[&str],
    ids: &[&str],
) -> (Result<Vec<String>, DirectoryError>, Fake) {
    let fake = World::of(users, quirk).serve().await;
    let (opened, _) = open_with(&scim(&fake.url));
    opened.directory.active_users().await.unwrap();
    let emails: Vec<Email> = emails.iter().map(|email| Email::reported(email)).collect();
    let found = opened.directory.find(&emails, &user_ids(ids)).await;
    (found.map(|users| users.into_iter().map(|user| format!("{} {}", user.id, user.state.as_str())).collect()), fake)
}

fn look_ups(fake: &Fake) -> Vec<String> {
    fake.lines().into_iter().filter(|line| line.contains("filter=")).collect()
}

#[tokio::test(start_paused = true)]
async fn an_inactive_user_is_found_in_the_list_without_a_request() {
    let mut users = people(3);
    users[1]["active"] = false.into();
    let (found, fake) = find(users, Quirk::None, &["U2@acme.example"], &["id-2"]).await;
    assert_eq!((found.unwrap(), look_ups(&fake)), (vec!["id-2 inactive".to_owned()], Vec::new()));
}

#[tokio::test(start_paused = true)]
async fn a_declared_address_that_is_not_listed_is_asked_for_and_escaped() {
    let (found, fake) = find(people(3), Quirk::None, &["a\"b\\c@acme.example"], &["gone"]).await;
    assert_eq!(found.unwrap(), [""; 0]);
    let expected =
        "GET /scim/v2/Users?filter=userName%20eq%20%22a%5C%22b%5C%5Cc%40acme.example%22&startIndex=1&count=10";
    assert_eq!(look_ups(&fake), [expected]);
    assert_eq!(fake.lines().last().unwrap(), "GET /scim/v2/Users/gone");
}

#[tokio::test(start_paused = true)]
async fn a_user_whom_the_service_finds_and_did_not_list_is_refused() {
    for (emails, ids) in [(["u60@acme.example"].as_slice(), [].as_slice()), (&[], &["id-60"])] {
        let (found, _) = find(people(60), Quirk::HidesUsers(10), emails, ids).await;
        let error = found.unwrap_err();
        assert_eq!(error.kind, DirectoryErrorKind::Incomplete);
        assert!(error.message.contains("(id id-60), who is not in the list"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_ignores_the_filter_answers_with_strangers_who_are_not_taken() {
    let (found, fake) = find(people(3), Quirk::IgnoresFilter, &["missing@acme.example"], &[]).await;
    assert_eq!((found.unwrap().len(), look_ups(&fake).len()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_look_up_that_is_not_answered_is_noted_and_one_that_finds_nobody_is_not() {
    for (quirk, expected) in [
        (Quirk::None, Vec::new()),
        (Quirk::NoFilter, vec![ReadingNote::UncheckedAbsences { users: 2 }]),
        (Quirk::IgnoresFilter, vec![ReadingNote::UncheckedAbsences { users: 2 }]),
        (Quirk::AnnouncesWithoutShowing, vec![ReadingNote::UncheckedAbsences { users: 2 }]),
        (Quirk::SaysNothingOfLookUps, vec![ReadingNote::UncheckedAbsences { users: 2 }]),
    ] {
        let fake = World::of(people(3), quirk).serve().await;
        let (opened, _) = open_with(&scim(&fake.url));
        opened.directory.active_users().await.unwrap();
        let missing = ["missing@acme.example", "u2@acme.example", "gone@acme.example"].map(Email::reported);
        let found = opened.directory.find(&missing[..1], &[]).await.unwrap();
        assert_eq!(found, []);
        opened.directory.find(&[missing[0].clone(), missing[2].clone()], &[]).await.unwrap();
        assert_eq!(opened.directory.look_up_notes(), expected, "{quirk:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn where_the_user_name_is_no_address_users_are_asked_for_by_e_mail_too() {
    let mut users = people(60);
    for (number, user) in users.iter_mut().enumerate() {
        user["userName"] = format!("login{number}").into();
        user["emails"] = json!([{"value": format!("p{number}@acme.example"), "primary": true}]);
    }
    let (found, _) = find(users.clone(), Quirk::HidesUsers(10), &["p55@acme.example"], &[]).await;
    let error = found.unwrap_err();
    assert_eq!(error.kind, DirectoryErrorKind::Incomplete);
    assert!(error.message.contains("who is not in the list"), "{error}");
    let (found, fake) = find(users, Quirk::None, &["missing@acme.example"], &[]).await;
    assert_eq!((found.unwrap().len(), look_ups(&fake).len()), (0, 2));
}

#[tokio::test(start_paused = true)]
async fn a_user_who_is_listed_under_another_address_is_not_a_contradiction() {
    let mut users = people(3);
    users[1]["emails"] = json!([{"value": "work@acme.example", "primary": true}]);
    let (found, fake) = find(users, Quirk::None, &["u2@acme.example"], &[]).await;
    assert_eq!((found.unwrap().len(), look_ups(&fake).len()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn where_only_active_users_are_listed_an_inactive_one_is_found_by_look_up() {
    let mut users = people(3);
    users[1]["active"] = false.into();
    let fake = World::of(users, Quirk::ListsOnlyActive).serve().await;
    let (opened, _) = open_with(&with(scim(&fake.url), &[("service", "atlassian")]));
    let listed = opened.directory.active_users().await.unwrap();
    assert_eq!((ids(&listed.users), listed.notes), (vec!["id-1", "id-3"], vec![ReadingNote::OnlyActiveListed]));
    let email = Email::reported("u2@acme.example");
    for (emails, asked) in [(vec![email], user_ids(&[])), (Vec::new(), user_ids(&["id-2"]))] {
        let found = opened.directory.find(&emails, &asked).await.unwrap();
        assert_eq!((ids(&found), found[0].state), (vec!["id-2"], State::Inactive));
    }
}
