//! The rate limit of a token, and the headers that report it.

use super::*;

#[test]
fn each_answer_has_the_rate_limit_and_a_correlation_id() {
    let sandbox = Sandbox::stock();
    for count in 1..=3 {
        let answer = sandbox.get("/api/v2/users/me");
        assert_eq!(answer.header("inin-ratelimit-allowed"), Some("300"));
        assert_eq!(answer.header("inin-ratelimit-count"), Some(count.to_string().as_str()));
        let reset: u64 = answer.header("inin-ratelimit-reset").and_then(|text| text.parse().ok()).expect("seconds");
        assert!((1..=60).contains(&reset), "{reset}");
        assert!(answer.header("ININ-Correlation-Id").is_some_and(|id| id.len() == 36));
    }
}

#[test]
fn beyond_the_rate_limit_of_the_org_file_a_429_has_the_seconds_to_wait() {
    let sandbox = Sandbox::of(&format!("options: {{rate_limit_per_minute: 2}}\n{ORG}"));
    assert_eq!(sandbox.get("/api/v2/users").status, 200);
    assert_eq!(sandbox.patch("u5", json!({"state": "inactive", "version": 1})).status, 200);
    let refused = sandbox.patch("u1", json!({"state": "inactive", "version": 7}));
    assert_eq!(refused.status, 429);
    let seconds = refused.header("Retry-After").expect("seconds").to_owned();
    let body = refused.json();
    assert_eq!(body["code"], "too.many.requests.retry.after");
    assert_eq!(body["message"], format!("Rate limit exceeded the maximum. Retry the request in [{seconds}] seconds"));
    assert_eq!(body["contextId"].as_str(), refused.header("inin-correlation-id"));
    // Another token has its own limit, and the refused write changed nothing.
    let token = login(&sandbox, CLIENT_SECRET).json()["access_token"].as_str().expect("a token").to_owned();
    let bearer = format!("Bearer {token}");
    let url = format!("{}/api/v2/users/u1", sandbox.url);
    let user = wire::request("GET", &url, &[("Authorization", &bearer)], None).expect("an answer").json();
    assert_eq!(user["state"], "active");
}

#[test]
fn the_rate_limit_of_the_command_line_overrides_that_of_the_org_file() {
    let folder = TempDir::new().expect("a folder");
    let org = format!("options: {{rate_limit_per_minute: 1}}\n{ORG}");
    std::fs::write(folder.path().join("org.yaml"), org).expect("an org file");
    let sandbox = Sandbox::with(folder, |options| options.rate_limit_per_minute = Some(5000));
    assert_eq!([(); 3].map(|()| sandbox.get("/api/v2/users").status), [200; 3]);
}
