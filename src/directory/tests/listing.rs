//! A listing is complete or an error.

use std::time::Duration;

use super::*;

/// A server that pages `users`, never more than `cap` at once, and lets `bend` change each page.
async fn paged(users: Vec<Value>, cap: usize, mut bend: impl FnMut(&Seen, &mut Value) + Send + 'static) -> Fake {
    api(move |seen| {
        let size = seen.number("pageSize").min(cap);
        let mut page = page(&users, seen.number("pageNumber"), size);
        bend(seen, &mut page);
        Reply::json(200, &page)
    })
    .await
}

fn many(count: usize) -> Vec<Value> {
    (0..count).map(user).collect()
}

#[tokio::test(start_paused = true)]
async fn a_part_of_a_list_is_not_taken_for_the_list() {
    let fake = api(|seen| Reply::json(206, &page(&many(3), seen.number("pageNumber"), 500))).await;
    let fault = open(&fake).0.directory.active_users().await.map(|read| read.users).unwrap_err();
    assert_eq!(fault.kind, DirectoryErrorKind::Malformed);
    assert!(fault.message.contains("206 Partial Content: with a part"), "{fault}");
}

#[tokio::test(start_paused = true)]
async fn every_page_is_read_once_and_told() {
    let fake = paged(many(1201), 500, |_, _| {}).await;
    let (opened, ears) = open(&fake);
    let users = opened.directory.active_users().await.map(|read| read.users).unwrap();
    assert_eq!(users.len(), 1201);
    assert_eq!(
        (users[7].email.as_str(), users[7].version.clone(), users[7].name.as_str()),
        ("u7@acme.example", Version::number(8), "User 7")
    );
    assert_eq!(users[7].division, Some(Division { id: "d1".into(), name: "Support".into() }.into()));
    let expected = (1..=3).map(|n| format!("GET /api/v2/users?pageSize=500&pageNumber={n}&state=active"));
    let mut asked = fake.lines();
    asked[1..].sort();
    assert_eq!(asked, expected.collect::<Vec<_>>(), "the first alone, the others in any order");
    let told = ears.0.lock().unwrap();
    assert_eq!((told.len(), told.last()), (3, Some(&Notice::Listed { done: 1201, total: 1201 })));
}

#[tokio::test(start_paused = true)]
async fn an_empty_organization_and_a_full_last_page_need_no_further_page() {
    for (count, requests) in [(0, 1), (1, 1), (500, 1), (1000, 2)] {
        let fake = paged(many(count), 500, |_, _| {}).await;
        assert_eq!(open(&fake).0.directory.active_users().await.map(|read| read.users).unwrap().len(), count);
        assert_eq!(fake.lines().len(), requests);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_caps_the_page_size_is_read_whole() {
    let fake = paged(many(130), 25, |_, _| {}).await;
    assert_eq!(open(&fake).0.directory.active_users().await.map(|read| read.users).unwrap().len(), 130);
    assert_eq!(fake.lines().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn an_answer_too_large_is_asked_for_in_smaller_pages() {
    let refusals = [
        Reply::json(400, &json!({"code": "response.entity.too.large"})),
        Reply::text(413, ""),
        Reply::json(400, &json!({"message": "Page size must be 100 or less", "code": "bad.request"})),
    ];
    for refusal in refusals {
        let fake = api(move |seen| match seen.number("pageSize") {
            size @ ..=100 => Reply::json(200, &page(&many(130), seen.number("pageNumber"), size)),
            _ => refusal.clone(),
        })
        .await;
        assert_eq!(open(&fake).0.directory.active_users().await.map(|read| read.users).unwrap().len(), 130);
        let sizes: Vec<usize> = fake.log().iter().skip(1).map(|seen| seen.number("pageSize")).collect();
        assert_eq!(sizes, [500, 250, 125, 100, 100]);
    }
    let fake = api(|_| Reply::json(400, &json!({"code": "response.entity.too.large"}))).await;
    assert_eq!(
        open(&fake).0.directory.active_users().await.map(|read| read.users).unwrap_err().kind,
        DirectoryErrorKind::Rejected
    );
    assert_eq!(fake.lines().len(), 6);
}

/// What is said when page 2 of 600 users is always bent like this; three attempts must have been made.
async fn refusal(bend: impl Fn(&mut Value) + Send + 'static) -> String {
    let fake = paged(many(600), 500, move |seen, page| {
        if seen.number("pageNumber") == 2 {
            bend(page);
        }
    })
    .await;
    let (opened, ears) = open(&fake);
    let fault = opened.directory.active_users().await.map(|read| read.users).unwrap_err();
    assert_eq!((fault.kind, fake.lines().len()), (DirectoryErrorKind::Incomplete, 6), "{fault}");
    assert_eq!((ears.waits(), fault.hints.len()), (vec![1, 2], 1));
    fault.message
}

#[tokio::test(start_paused = true)]
async fn each_failed_proof_is_read_again_and_then_refused_by_name() {
    let without =
        |key: &'static str| move |page: &mut Value| drop(page["entities"][3].as_object_mut().unwrap().remove(key));
    let set = |key: &'static str, value: Value| move |page: &mut Value| page[key] = value.clone();
    assert!(refusal(set("total", 601.into())).await.contains("the total changed from 600 to 601 at page 2"));
    assert!(refusal(set("total", Value::Null)).await.contains("page 2 has no total"));
    assert!(refusal(set("pageNumber", 1.into())).await.contains("page 2 was requested and page 1 arrived"));
    assert!(refusal(set("pageCount", 3.into())).await.contains("another page size or page count"));
    assert!(refusal(set("pageSize", 100.into())).await.contains("another page size or page count"));
    assert!(refusal(set("entities", json!([]))).await.contains("page 2 has 0 entities, 100 expected"));
    assert!(refusal(set("entities", Value::Null)).await.contains("page 2 has no list of entities"));
    assert!(refusal(without("id")).await.contains("a user without an id"));
    assert!(refusal(without("email")).await.contains("a user without an e-mail (id u503)"));
    assert!(refusal(without("version")).await.contains("a user without a version (id u503)"));
    assert!(refusal(without("state")).await.contains("a user without a state (id u503)"));
    assert!(
        refusal(|page| page["entities"][3]["state"] = "inactive".into())
            .await
            .contains("a user who is inactive (id u503)")
    );
    assert!(
        refusal(|page| page["entities"][3]["state"] = "odd".into())
            .await
            .contains("a state that the API does not have")
    );
    assert!(refusal(|page| page["entities"][3]["id"] = "u7".into()).await.contains("id u7 appears twice"));
    assert!(refusal(|page| page["entities"][3]["id"] = "../me".into()).await.contains("characters that no id has"));
    assert!(
        refusal(|page| drop(page["entities"].as_array_mut().unwrap().pop()))
            .await
            .contains("has 99 entities, 100 expected")
    );
    assert!(
        refusal(|page| page["entities"].as_array_mut().unwrap().push(user(900)))
            .await
            .contains("has 101 entities, 100")
    );
}

#[tokio::test(start_paused = true)]
async fn a_reading_that_adds_up_the_second_time_is_accepted() {
    let mut asked = 0;
    let fake = paged(many(600), 500, move |_, page| {
        asked += 1;
        if asked == 2 {
            page["total"] = 599.into();
        }
    })
    .await;
    assert_eq!(open(&fake).0.directory.active_users().await.map(|read| read.users).unwrap().len(), 600);
    assert_eq!(fake.lines().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_never_comes_whole_is_refused() {
    for reply in [Reply::json(200, &page(&many(3), 1, 500)).cut_off(), Reply::text(500, ""), Reply::text(200, "<html>")]
    {
        let fake = api(move |_| reply.clone()).await;
        assert!(open(&fake).0.directory.active_users().await.map(|read| read.users).is_err());
        assert_eq!(fake.lines().len(), 5);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_with_always_more_pages_comes_to_an_end() {
    let endless = |total: Value| {
        api(move |seen| {
            let number = seen.number("pageNumber");
            let users: Vec<Value> = ((number - 1) * 500..number * 500).map(user).collect();
            Reply::json(
                200,
                &json!({"entities": users, "pageSize": 500, "pageNumber": number, "total": total,
                "nextUri": "/api/v2/users?more"}),
            )
        })
    };
    let fault =
        open(&endless(json!(u64::MAX)).await).0.directory.active_users().await.map(|read| read.users).unwrap_err();
    assert_eq!(fault.kind, DirectoryErrorKind::Incomplete);
    let fake = endless(json!(1000)).await;
    assert_eq!(open(&fake).0.directory.active_users().await.map(|read| read.users).unwrap().len(), 1000);
    assert_eq!(fake.lines().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn divisions_are_read_with_the_same_proof() {
    let divisions: Vec<Value> =
        (0..130).map(|n| json!({"id": format!("d{n}"), "name": format!("Division {n}")})).collect();
    let kept = divisions.clone();
    let fake = paged(divisions, 100, |_, _| {}).await;
    let read = open(&fake).0.directory.division_reader().unwrap().divisions().await.unwrap();
    assert_eq!((read.len(), read[129].name.as_str()), (130, "Division 129"));
    assert_eq!(fake.lines()[1], "GET /api/v2/authorization/divisions?pageSize=100&pageNumber=2");
    let fake = paged(kept, 100, |_, page| page["total"] = 131.into()).await;
    let fault = open(&fake).0.directory.division_reader().unwrap().divisions().await.unwrap_err();
    assert_eq!(fault.kind, DirectoryErrorKind::Incomplete);
}

#[tokio::test(start_paused = true)]
async fn hostile_texts_are_kept_as_they_are() {
    let mut odd = user(0);
    odd["name"] = "\u{1b}[31m\u{202e}Eve\n".into();
    odd["email"] = "Ünï Code@ACME.example".into();
    odd["division"] = Value::Null;
    let fake = paged(vec![odd], 500, |_, _| {}).await;
    let users = open(&fake).0.directory.active_users().await.map(|read| read.users).unwrap();
    assert_eq!((users[0].name.as_str(), users[0].email.as_str()), ("\u{1b}[31m\u{202e}Eve\n", "Ünï Code@ACME.example"));
    assert_eq!(users[0].division, None);
}

#[tokio::test(start_paused = true)]
async fn pages_are_asked_for_side_by_side_and_never_more_than_twenty() {
    let second = Duration::from_secs(1);
    let arrivals = Arc::new(Mutex::new(Vec::new()));
    let noted = arrivals.clone();
    let fake = api(move |seen| {
        noted.lock().unwrap().push(tokio::time::Instant::now());
        Reply::json(200, &page(&many(1500), seen.number("pageNumber"), 25)).after(second)
    })
    .await;
    let users = open(&fake).0.directory.active_users().await.map(|read| read.users).unwrap();
    assert_eq!((users.len(), users[1499].id.as_str()), (1500, "u1499"), "in the order of the pages");
    let arrivals = arrivals.lock().unwrap();
    let unanswered =
        |at: &tokio::time::Instant| arrivals.iter().filter(|other| **other <= *at && **other + second > *at).count();
    assert_eq!(arrivals.iter().filter(|at| **at < arrivals[0] + second).count(), 1, "the first goes alone");
    assert!((2..=20).contains(&arrivals.iter().map(unanswered).max().unwrap()));
}

#[tokio::test(start_paused = true)]
async fn the_first_flaw_ends_a_reading_with_the_pages_that_are_still_out() {
    let fake = api(|seen| {
        let number = seen.number("pageNumber");
        let mut page = page(&many(100), number, 25);
        if number == 3 {
            page["total"] = 7.into();
            return Reply::json(200, &page);
        }
        Reply::json(200, &page).after(Duration::from_secs(if number == 1 { 0 } else { 5 }))
    })
    .await;
    let fault = open(&fake).0.directory.active_users().await.map(|read| read.users).unwrap_err();
    assert!(fault.message.contains("the total changed from 100 to 7 at page 3"), "{fault}");
    assert_eq!(fake.lines().len(), 12);
}
