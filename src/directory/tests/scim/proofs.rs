//! A complete list or none: each way in which services are known to answer only a part of it, by its name.

use super::*;

#[tokio::test(start_paused = true)]
async fn smaller_pages_than_asked_leave_nobody_out() {
    for cap in [1, 7, 99] {
        assert_eq!(list(people(120), Quirk::CapsPages(cap)).await.unwrap().users.len(), 120, "{cap}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_total_that_is_the_size_of_the_page_is_refused() {
    refused(people(250), Quirk::TotalIsPageSize, "`totalResults` is the size of the page").await;
}

#[tokio::test(start_paused = true)]
async fn an_ignored_start_index_is_refused() {
    refused(people(60), Quirk::IgnoresStartIndex, "`startIndex` is ignored").await;
    refused(people(250), Quirk::EchoesAnotherStartIndex, "`startIndex` 1 was answered").await;
}

#[tokio::test(start_paused = true)]
async fn the_first_page_again_past_the_end_adds_nobody() {
    assert_eq!(list(people(60), Quirk::RepeatsFirstPagePastEnd).await.unwrap().users.len(), 60);
}

#[tokio::test(start_paused = true)]
async fn other_users_past_the_end_are_refused() {
    refused(people(60), Quirk::OtherUsersPastEnd, "there is another one (id id-9999)").await;
}

#[tokio::test(start_paused = true)]
async fn overlapping_pages_are_refused() {
    refused(people(250), Quirk::OverlappingPages, "appears twice").await;
}

#[tokio::test(start_paused = true)]
async fn a_total_that_counts_users_who_are_not_listed_is_refused() {
    refused(people(250), Quirk::TotalCountsHidden(3), "the list ends after 250 of 253 users").await;
    refused(people(50), Quirk::TotalCountsHidden(1), "the list ends after 50 of 51 users").await;
}

#[tokio::test(start_paused = true)]
async fn a_total_that_changes_is_refused() {
    refused(people(250), Quirk::TotalChangesOnLastPage, "the total changed from 250 to 50").await;
}

#[tokio::test(start_paused = true)]
async fn a_service_that_is_known_for_the_total_of_its_last_page_is_read() {
    let fake = World::of(people(250), Quirk::TotalChangesOnLastPage).serve().await;
    let opened = open_with(&with(scim(&fake.url), &[("service", "coder")])).0;
    assert_eq!(opened.directory.active_users().await.unwrap().users.len(), 250);
}

#[tokio::test(start_paused = true)]
async fn a_missing_total_is_refused() {
    refused(people(250), Quirk::NoTotal, "has no `totalResults`").await;
    refused(people(250), Quirk::NoTotalOnLaterPages, "has no `totalResults`").await;
}

#[tokio::test(start_paused = true)]
async fn more_users_than_asked_for_are_refused() {
    refused(people(250), Quirk::MoreThanAsked, "100 users were asked for, and 101 were answered").await;
}

#[tokio::test(start_paused = true)]
async fn both_parameters_are_always_sent() {
    assert_eq!(list(people(250), Quirk::NeedsBothParameters).await.unwrap().users.len(), 250);
}

#[tokio::test(start_paused = true)]
async fn nobody_on_the_first_page_is_refused_and_never_means_that_everybody_left() {
    refused(Vec::new(), Quirk::None, "its first page has no users").await;
    refused(Vec::new(), Quirk::CursorOnly, "its first page has no users").await;
}

#[tokio::test(start_paused = true)]
async fn an_id_twice_is_read_once_more_and_then_refused() {
    let mut users = people(120);
    users[119] = users[3].clone();
    let fake = World::of(users, Quirk::None).serve().await;
    let (opened, ears) = open_with(&scim(&fake.url));
    let error = opened.directory.active_users().await.unwrap_err();
    assert!(error.message.contains("id id-4 appears twice; read 2 times"), "{error}");
    let firsts = fake.lines().iter().filter(|line| line.contains("startIndex=1&")).count();
    assert_eq!((firsts, ears.waits()), (2, vec![1]));
}

#[tokio::test(start_paused = true)]
async fn a_list_that_changes_once_is_read_once_more() {
    let mut world = World::of(people(120), Quirk::None);
    let fake = Fake::serve(move |seen| {
        if seen.target.contains("startIndex=101&") && world.users.len() == 120 {
            world.users.remove(3);
        }
        world.answer(seen)
    })
    .await;
    assert_eq!(open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap().users.len(), 119);
}

#[tokio::test(start_paused = true)]
async fn one_user_is_a_list_too() {
    let fake = World::of(people(1), Quirk::None).serve().await;
    assert_eq!(open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap().users.len(), 1);
    assert!(fake.lines().last().unwrap().ends_with("startIndex=2&count=1"), "the end probe");
}

#[tokio::test(start_paused = true)]
async fn a_state_that_the_list_leaves_out_is_read_by_id() {
    let fake = World::of(people(3), Quirk::HidesActive).serve().await;
    assert_eq!(open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap().users.len(), 3);
    assert_eq!(fake.lines().iter().filter(|line| line.contains("/Users/id-")).count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_state_that_is_absent_by_id_as_well_is_refused() {
    for absent in [Value::Null, json!([])] {
        let mut users = people(3);
        users[1]["active"] = absent;
        refused(users, Quirk::None, "the state of user id-2 is unknown").await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_user_who_cannot_be_used_is_named_and_ends_the_reading() {
    let mut users = people(3);
    users[1]["Active"] = false.into();
    refused(users, Quirk::None, "a user with an attribute that is there twice (id id-2)").await;
    let mut users = people(3);
    users[2]["active"] = "sometimes".into();
    refused(users, Quirk::None, "neither true nor false (id id-3)").await;
}
