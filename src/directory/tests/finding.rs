//! Users found by e-mail or id, without a listing of the inactive ones.

use super::*;

/// Which states a search shows without being asked for them.
const SHOWN: [&str; 1] = ["active"];

/// A directory whose index is `index` and whose truth is `truth`.
async fn directory(index: Vec<Value>, truth: Vec<Value>) -> Fake {
    api(move |seen| {
        if seen.path() == "/api/v2/users/search" {
            let body = seen.json();
            let values = |n: usize| body["query"][n]["values"].as_array().cloned();
            let states = values(1).unwrap_or_else(|| SHOWN.map(Value::from).to_vec());
            let hits = index
                .iter()
                .filter(|user| values(0).unwrap().contains(&user["email"]) && states.contains(&user["state"]));
            let hits: Vec<Value> = hits.cloned().collect();
            let (number, size) = (body["pageNumber"].as_u64().unwrap(), body["pageSize"].as_u64().unwrap());
            let mut page = page(&hits, number as usize, size as usize);
            let results = page.as_object_mut().unwrap().remove("entities").unwrap();
            if hits.is_empty() {
                page["types"] = json!(["users"])
            } else {
                page["results"] = results
            }
            return Reply::json(200, &page);
        }
        let asked = seen.all("id");
        let found: Vec<Value> =
            truth.iter().filter(|user| asked.contains(&user["id"].as_str().unwrap())).cloned().collect();
        Reply::json(200, &page(&found, 1, 100))
    })
    .await
}

fn emails(texts: &[&str]) -> Vec<Email> {
    texts.iter().map(|text| Email::parse(text).unwrap()).collect()
}

async fn find(fake: &Fake, wanted: &[&str], by_id: &[&str]) -> Vec<crate::model::LiveUser> {
    open(fake).0.directory.find(&emails(wanted), &user_ids(by_id)).await.unwrap()
}

fn searches(fake: &Fake) -> Vec<String> {
    fake.log().into_iter().filter(|seen| seen.path() == "/api/v2/users/search").map(|seen| seen.body).collect()
}

#[tokio::test(start_paused = true)]
async fn nothing_wanted_is_nothing_sent() {
    let fake = directory(vec![], vec![]).await;
    assert!(find(&fake, &[], &[]).await.is_empty());
    assert!(fake.log().is_empty());
}

#[tokio::test(start_paused = true)]
async fn active_inactive_and_deleted_users_are_found_with_two_searches() {
    let users = vec![user(1), user_in(2, "inactive"), user_in(3, "deleted")];
    let fake = directory(users.clone(), users).await;
    let found = find(&fake, &["u1@acme.example", "U2@Acme.example", "u3@acme.example", "u4@acme.example"], &[]).await;
    assert_eq!(ids(&found), ["u1", "u2", "u3"]);
    let bodies = searches(&fake);
    assert_eq!(
        bodies,
        [
            r#"{"pageSize":100,"pageNumber":1,"query":[{"type":"EXACT","fields":["email"],"values":["U2@Acme.example","u1@acme.example","u2@acme.example","u3@acme.example","u4@acme.example"]}]}"#,
            r#"{"pageSize":100,"pageNumber":1,"query":[{"type":"EXACT","fields":["email"],"values":["U2@Acme.example","u2@acme.example","u3@acme.example","u4@acme.example"]},{"type":"EXACT","fields":["state"],"values":["inactive","deleted"]}]}"#,
        ]
    );
    let methods = ["GET", "POST"];
    assert!(fake.log().iter().all(|seen| methods.contains(&seen.method.as_str())));
}

#[tokio::test(start_paused = true)]
async fn fifty_e_mails_are_the_most_for_one_search() {
    let users: Vec<Value> = (0..120).map(user).collect();
    let wanted: Vec<String> = (0..120).map(|n| format!("u{n}@acme.example")).collect();
    let fake = directory(users.clone(), users).await;
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    assert_eq!(find(&fake, &wanted, &[]).await.len(), 120);
    assert_eq!(searches(&fake).len(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_index_proposes_and_the_reading_by_id_decides() {
    // The index still has u1 as active and u2 under an old address, and u3 and u4 are gone.
    let index = vec![user(1), user(2), user_in(3, "deleted"), user_in(4, "inactive")];
    let mut renamed = user(2);
    renamed["email"] = "new@acme.example".into();
    let fake = directory(index, vec![user_in(1, "inactive"), renamed]).await;
    let wanted = ["u1@acme.example", "u2@acme.example", "u3@acme.example", "u4@acme.example"];
    let found = find(&fake, &wanted, &[]).await;
    assert_eq!(ids(&found), ["u1", "u3"]);
    assert_eq!(found[0].state, crate::model::State::Inactive);
    assert_eq!(found[1].state, crate::model::State::Deleted);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_matches_loosely_is_not_trusted() {
    let fake = api(|seen| {
        let mut all = page(&[user(1), user(2)], 1, 100);
        if seen.path() == "/api/v2/users/search" {
            all["results"] = all.as_object_mut().unwrap().remove("entities").unwrap();
            return Reply::json(200, &all);
        }
        assert_eq!(seen.all("id"), ["u1"], "only the user who was meant is read");
        Reply::json(200, &page(&[user(1)], 1, 100))
    })
    .await;
    assert_eq!(ids(&find(&fake, &["U1@ACME.example"], &[]).await), ["u1"]);
}

#[tokio::test(start_paused = true)]
async fn ids_are_read_without_a_search_and_nobody_comes_twice() {
    let users = vec![user(1), user_in(2, "inactive")];
    let fake = directory(users.clone(), users.clone()).await;
    assert_eq!(ids(&find(&fake, &[], &["u2", "u9"]).await), ["u2"]);
    assert!(searches(&fake).is_empty());
    let fake = directory(users.clone(), users).await;
    assert_eq!(ids(&find(&fake, &["u1@acme.example"], &["u1", "u2"]).await), ["u1", "u2"]);
}

#[tokio::test(start_paused = true)]
async fn a_search_that_does_not_add_up_is_refused() {
    let fake = api(|_| {
        Reply::json(200, &json!({"results": [user(1)], "total": 2, "pageSize": 100, "pageNumber": 1, "pageCount": 1}))
    })
    .await;
    let fault = open(&fake).0.directory.find(&emails(&["u1@acme.example"]), &[]).await.unwrap_err();
    assert_eq!((fault.kind, fake.lines().len()), (DirectoryErrorKind::Incomplete, 3));
    assert!(fault.message.contains("has 1 entities, 2 expected"), "{fault}");
}
