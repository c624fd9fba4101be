//! The roles that a user holds, each in its division.

use super::*;
use crate::model::Grant;

async fn grants(reply: Reply) -> (Result<Vec<Grant>, DirectoryError>, Fake) {
    let fake = api(move |_| reply.clone()).await;
    let answer = super::super::grants(&*open(&fake).0.directory, &UserId::new("u7").unwrap()).await;
    (answer, fake)
}

fn grant(role: Value, division: Value) -> Value {
    json!({"role": role, "division": division, "grantMadeAt": "2026-01-01T00:00:00Z", "subjectId": "u7"})
}

#[tokio::test(start_paused = true)]
async fn every_role_comes_with_its_division_in_the_directorys_order() {
    let body = json!({"id": "u7", "name": "User 7", "grants": [
        grant(json!({"id": "r2", "name": "Supervisor"}), json!({"id": "d1", "name": "Support"})),
        grant(json!({"id": "r1", "name": "Agent", "policies": [{}]}), json!({"id": "d2", "name": "Sales"})),
        grant(json!({"id": "r1"}), json!({"id": "*", "name": null})),
    ], "version": 3});
    let (answer, fake) = grants(Reply::json(200, &body)).await;
    let held: Vec<[String; 4]> = answer
        .unwrap()
        .into_iter()
        .map(|grant| [grant.role_id, grant.role_name, grant.division_id, grant.division_name])
        .collect();
    let expected = [["r2", "Supervisor", "d1", "Support"], ["r1", "Agent", "d2", "Sales"], ["r1", "", "*", ""]];
    assert_eq!(held, expected);
    assert_eq!(fake.lines(), ["GET /api/v2/authorization/subjects/u7"]);
}

#[tokio::test(start_paused = true)]
async fn a_user_without_roles_is_not_a_user_whose_roles_are_unknown() {
    assert_eq!(grants(Reply::json(200, &json!({"id": "u7", "grants": []}))).await.0.unwrap(), []);
    for body in [json!({"id": "u7"}), json!({"id": "u7", "grants": null}), json!({})] {
        assert_eq!(grants(Reply::json(200, &body)).await.0.unwrap_err().kind, DirectoryErrorKind::Malformed, "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_record_with_a_gap_is_no_record() {
    let (role, division) = (json!({"id": "r1", "name": "Agent"}), json!({"id": "d1", "name": "Support"}));
    let whole = grant(role.clone(), division.clone());
    let gaps = [
        grant(json!(null), division.clone()),
        grant(role.clone(), json!(null)),
        grant(json!({"name": "Agent"}), division.clone()),
        grant(role.clone(), json!({"name": "Support"})),
        grant(json!({"id": ""}), division),
        grant(role, json!({"id": ""})),
        json!({}),
    ];
    for gap in gaps {
        let (answer, fake) = grants(Reply::json(200, &json!({"grants": [whole, gap]}))).await;
        let fault = answer.unwrap_err();
        assert_eq!((fault.kind, fake.lines().len()), (DirectoryErrorKind::Malformed, 1), "{gap}");
        assert!(fault.message.contains("lack a role or a division"), "{fault}");
        assert_eq!(fault.request.as_deref(), Some("GET /api/v2/authorization/subjects/u7"));
    }
}

#[tokio::test(start_paused = true)]
async fn roles_of_another_user_are_not_recorded_as_this_ones() {
    let body = |id: &str| json!({"id": id, "grants": [grant(json!({"id": "r1"}), json!({"id": "d1"}))]});
    assert_eq!(grants(Reply::json(200, &body("U7"))).await.0.unwrap().len(), 1, "the same in other capitals");
    let fault = grants(Reply::json(200, &body("u8"))).await.0.unwrap_err();
    assert_eq!(fault.kind, DirectoryErrorKind::Malformed);
    assert!(fault.message.contains("another user"), "{fault}");
}

#[tokio::test(start_paused = true)]
async fn a_missing_permission_is_named() {
    let fault = grants(Reply::json(403, &json!({"code": "missing.permissions"}))).await.0.unwrap_err();
    assert_eq!(fault.kind, DirectoryErrorKind::Forbidden);
    assert!(fault.hints.iter().any(|hint| hint.contains("authorization:grant:view")), "{fault:?}");
}

#[tokio::test(start_paused = true)]
async fn a_user_who_is_gone_is_not_found() {
    assert_eq!(grants(Reply::text(404, "")).await.0.unwrap_err().kind, DirectoryErrorKind::NotFound);
}
