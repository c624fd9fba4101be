//! A service that lists its inactive users apart, by the filter `active eq false`.

use super::*;

/// 60 users, of whom these are inactive.
fn some_inactive(inactive: &[usize]) -> Vec<Value> {
    let mut users = people(60);
    inactive.iter().for_each(|n| users[n - 1]["active"] = false.into());
    users
}

async fn read(users: Vec<Value>, quirk: Quirk) -> (Result<ActiveUsers, DirectoryError>, ReadConnection, Fake) {
    let fake = World::of(users, quirk).serve().await;
    let connection = with(scim(&fake.url), &[("service", "genesys-cloud")]);
    let opened = (backend(&SCIM).unwrap().open)(&connection, Arc::new(Ears::default())).unwrap();
    (opened.directory.active_users().await, opened, fake)
}

#[tokio::test(start_paused = true)]
async fn both_lists_are_read_whole_and_an_inactive_user_is_not_missing() {
    let (listed, opened, fake) = read(some_inactive(&[2, 31, 60]), Quirk::ListsOnlyActive).await;
    let listed = listed.unwrap();
    assert_eq!((listed.users.len(), listed.notes), (57, Vec::new()));
    let filter = "filter=active%20eq%20false";
    assert!(fake.lines().contains(&format!("GET /scim/v2/users?startIndex=1&count=25&{filter}")), "{:?}", fake.lines());
    let asked = fake.lines().len();
    let emails = [Email::reported("u31@acme.example"), Email::reported("u60@acme.example")];
    let found = opened.directory.find(&emails, &[]).await.unwrap();
    assert!(found.len() == 2 && found.iter().all(|user| user.state == State::Inactive), "{found:?}");
    assert_eq!(fake.lines().len(), asked, "nobody is looked up");
}

#[tokio::test(start_paused = true)]
async fn nobody_has_to_be_inactive() {
    let (listed, ..) = read(people(60), Quirk::ListsOnlyActive).await;
    assert_eq!(listed.unwrap().users.len(), 60);
}

#[tokio::test(start_paused = true)]
async fn an_ignored_filter_is_refused() {
    let (listed, ..) = read(some_inactive(&[2]), Quirk::IgnoresFilter).await;
    let error = listed.unwrap_err();
    assert_eq!(error.kind, DirectoryErrorKind::Incomplete);
    assert!(error.message.contains("is active, and answered to the filter `active eq false`"), "{error}");
}
