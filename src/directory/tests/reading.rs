//! Organization, identity, users by id, impacts.

use super::*;
use crate::model::{CurrentUser, Identity, Impact, Reported};

/// Answers reads by id from `users`.
async fn by_id(users: Vec<Value>) -> Fake {
    api(move |seen| {
        let asked = seen.all("id");
        let found: Vec<Value> =
            users.iter().filter(|user| asked.contains(&user["id"].as_str().unwrap())).cloned().collect();
        Reply::json(200, &page(&found, seen.number("pageNumber"), seen.number("pageSize")))
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn an_organization_without_an_id_is_malformed() {
    for body in [json!({"name": "Acme"}), json!({"id": ""}), json!({"id": null})] {
        let fake = api(move |_| Reply::json(200, &body)).await;
        assert_eq!(open(&fake).0.directory.organization().await.unwrap_err().kind, DirectoryErrorKind::Malformed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_is_known_without_asking() {
    let fake = api(|_| organization()).await;
    assert_eq!(open(&fake).0.directory.identity().await.unwrap(), Identity::Client);
    assert!(fake.log().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_access_token_is_asked_whose_it_is() {
    let cases = [
        (Reply::json(200, &user(3)), Identity::User(UserId::new("u3").unwrap())),
        (Reply::json(400, &json!({"code": "not.a.user"})), Identity::Client),
        (Reply::json(400, &json!({"code": "bad.request"})), Identity::Unknown),
        (Reply::json(200, &json!({"name": "?"})), Identity::Unknown),
        (Reply::text(403, ""), Identity::Unknown),
        (Reply::text(500, ""), Identity::Unknown),
    ];
    for (reply, expected) in cases {
        let fake = api(move |_| reply.clone()).await;
        let mut connection = connection(&fake.url);
        connection.credentials = Some(Credentials::Token(SecretString::from("given")));
        assert_eq!(open_with(&connection).0.directory.identity().await.unwrap(), expected);
        assert_eq!(fake.lines()[0], "GET /api/v2/users/me");
    }
}

#[tokio::test(start_paused = true)]
async fn users_are_read_by_id_in_any_state_and_in_the_order_asked() {
    let fake = by_id(vec![user(1), user_in(2, "inactive"), user_in(3, "deleted")]).await;
    let users = open(&fake).0.directory.read(&user_ids(&["u3", "u1", "gone", "u2", "u1"])).await.unwrap();
    assert_eq!(users.iter().map(|fresh| fresh.user.id.as_str()).collect::<Vec<_>>(), ["u3", "u1", "u2"]);
    let expand = "&expand=routingStatus&expand=conversationSummary";
    assert_eq!(
        fake.lines(),
        [format!("GET /api/v2/users?id=u3&id=u1&id=gone&id=u2&state=any&pageSize=100&pageNumber=1{expand}")]
    );
}

#[tokio::test(start_paused = true)]
async fn no_id_is_no_request_and_a_hundred_is_the_most_for_one() {
    let fake = by_id((0..250).map(user).collect()).await;
    let (opened, _) = open(&fake);
    assert!(opened.directory.read(&[]).await.unwrap().is_empty());
    assert!(impacts(&*opened.directory, &[]).await.unwrap().is_empty());
    assert!(fake.log().is_empty());
    let asked: Vec<UserId> = (0..250).map(|n| UserId::new(&format!("u{n}")).unwrap()).collect();
    assert_eq!(opened.directory.read(&asked).await.unwrap().len(), 250);
    let sizes: Vec<usize> = fake.log().iter().skip(1).map(|seen| seen.all("id").len()).collect();
    assert_eq!(sizes, [100, 100, 50]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_caps_the_page_size_leaves_nobody_out() {
    let fake = api(|seen| {
        let all: Vec<Value> = (0..60).map(user).collect();
        Reply::json(200, &page(&all, seen.number("pageNumber"), 25))
    })
    .await;
    let asked: Vec<UserId> = (0..60).map(|n| UserId::new(&format!("u{n}")).unwrap()).collect();
    assert_eq!(open(&fake).0.directory.read(&asked).await.unwrap().len(), 60);
    assert_eq!(fake.lines().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn answers_that_do_not_fit_the_question_are_refused() {
    let cases = [
        (
            json!({"entities": [user(1), user(9)]}),
            DirectoryErrorKind::Malformed,
            "a user who was not requested (id u9)",
        ),
        (json!({"entities": [user(1), user(1)]}), DirectoryErrorKind::Malformed, "twice the same user (id u1)"),
        (json!({"entities": [{"id": "u1"}]}), DirectoryErrorKind::Malformed, "a user without a state"),
        (json!({"entities": [{"name": "?"}]}), DirectoryErrorKind::Malformed, "a user without an id"),
        (json!({"total": 2}), DirectoryErrorKind::Malformed, "no list of users"),
        (
            json!({"entities": [user(1)], "total": 2}),
            DirectoryErrorKind::Incomplete,
            "1 arrived where the directory counts 2",
        ),
    ];
    for (body, kind, words) in cases {
        let fake = api(move |_| Reply::json(200, &body)).await;
        let fault = open(&fake).0.directory.read(&user_ids(&["u1", "u2"])).await.unwrap_err();
        assert_eq!(fault.kind, kind, "{fault}");
        assert!(fault.message.contains(words), "{fault}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_deleted_user_may_lack_an_e_mail() {
    let mut deleted = user_in(1, "deleted");
    deleted.as_object_mut().unwrap().remove("email");
    let fake = by_id(vec![deleted]).await;
    assert_eq!(open(&fake).0.directory.read(&user_ids(&["u1"])).await.unwrap()[0].user.email.as_str(), "");
}

#[tokio::test(start_paused = true)]
async fn whether_a_user_is_on_an_interaction_is_read_and_unknown_stays_unknown() {
    let idle = json!({"call": {"contactCenter": {"active": 0, "acw": 0}, "enterprise": {"active": 0, "acw": 0}}});
    let busy = json!({"chat": {"contactCenter": {"active": 0, "acw": 1}}});
    let (queue, talking) = (json!({"status": "IDLE"}), json!({"status": "INTERACTING"}));
    let cases = [
        (queue.clone(), idle.clone(), Reported::Known(false)),
        (talking.clone(), idle.clone(), Reported::Known(true)),
        (queue.clone(), busy.clone(), Reported::Known(true)),
        (talking, json!(null), Reported::Known(true)),
        (json!(null), busy, Reported::Known(true)),
        (queue.clone(), json!(null), Reported::Unknown),
        (json!(null), idle.clone(), Reported::Unknown),
        (json!({"status": "SOMETHING_NEW"}), idle.clone(), Reported::Unknown),
        (json!("IDLE"), idle, Reported::Unknown),
        (queue.clone(), json!({}), Reported::Unknown),
        (queue, json!({"call": {"contactCenter": {"active": "0"}}}), Reported::Unknown),
        (json!(null), json!(null), Reported::Unknown),
    ];
    let users = cases.iter().enumerate().map(|(n, (status, summary, _))| {
        let mut user = user(n);
        user["routingStatus"] = status.clone();
        user["conversationSummary"] = summary.clone();
        user
    });
    let mut users: Vec<Value> = users.collect();
    users.push(user(cases.len()));
    let fake = by_id(users).await;
    let asked: Vec<UserId> = (0..=cases.len()).map(|n| UserId::new(&format!("u{n}")).unwrap()).collect();
    let found: Vec<CurrentUser> = open(&fake).0.directory.read(&asked).await.unwrap();
    let expected = cases.iter().map(|(_, _, known)| known.clone()).chain([Reported::Unknown]);
    for ((fresh, expected), case) in found.iter().zip(expected).zip(0..) {
        assert_eq!(fresh.interaction, expected, "case {case}");
    }
    assert_eq!(found.len(), cases.len() + 1);
    assert_eq!(fake.log()[1].all("expand"), ["routingStatus", "conversationSummary"]);
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_is_too_large_for_the_server_is_halved_until_it_fits() {
    let refusals = [Reply::json(400, &json!({"code": "response.entity.too.large"})), Reply::text(413, "")];
    for refusal in refusals {
        let fake = api(move |seen| {
            let asked = seen.all("id");
            if asked.len() > 30 {
                return refusal.clone();
            }
            let found: Vec<Value> = asked.iter().map(|id| user(id[1..].parse().unwrap())).collect();
            Reply::json(200, &page(&found, 1, 100))
        })
        .await;
        let asked: Vec<UserId> = (0..120).map(|n| UserId::new(&format!("u{n}")).unwrap()).collect();
        let found = open(&fake).0.directory.read(&asked).await.unwrap();
        assert_eq!(found.into_iter().map(|fresh| fresh.user.id).collect::<Vec<_>>(), asked);
        let sizes = fake.log().iter().skip(1).map(|seen| seen.all("id").len()).collect::<Vec<_>>();
        assert_eq!(sizes, [100, 50, 25, 25, 25, 25, 20]);
    }
}

#[tokio::test(start_paused = true)]
async fn one_user_who_is_too_large_for_the_server_ends_the_reading() {
    let fake = api(|_| Reply::json(400, &json!({"code": "response.entity.too.large", "message": "too large"}))).await;
    let fault = open(&fake).0.directory.read(&user_ids(&["u1", "u2", "u3"])).await.unwrap_err();
    assert_eq!((fault.kind, fake.lines().len()), (DirectoryErrorKind::Rejected, 2));
    let fake = api(|_| Reply::json(400, &json!({"code": "max.user.ids"}))).await;
    assert!(open(&fake).0.directory.read(&user_ids(&["u1", "u2"])).await.is_err());
    assert_eq!(fake.lines().len(), 1, "another refusal is no reason to ask for less");
}

#[tokio::test(start_paused = true)]
async fn impacts_are_read_with_every_expand() {
    let mut busy = user(1);
    busy["authorization"] = json!({"roles": [{"id": "r", "name": "Agent"}]});
    busy["routingStatus"] = json!({"status": "INTERACTING"});
    let fake = by_id(vec![busy, user(2)]).await;
    let impacts = impacts(&*open(&fake).0.directory, &user_ids(&["u2", "u1", "u3"])).await.unwrap();
    let unknown = Impact { last_login: Reported::Unknown, roles: Reported::Unknown, interaction: Reported::Unknown };
    assert_eq!(impacts[0], (UserId::new("u2").unwrap(), unknown.clone()));
    let known = Impact { roles: Reported::Known(vec!["Agent".into()]), interaction: Reported::Known(true), ..unknown };
    assert_eq!(impacts[1], (UserId::new("u1").unwrap(), known));
    assert_eq!(impacts.len(), 2);
    let expand = ["authorization", "dateLastLogin", "lasttokenissued", "routingStatus", "conversationSummary"];
    assert_eq!(fake.log()[1].all("expand"), expand);
}
