//! How a connection signs in, and where credentials may go.

use super::*;

fn client_credentials(fake: &Fake) -> Connection {
    let token_url = format!("{}/realm/token", fake.url);
    let settings = [("auth", "client_credentials"), ("token_url", token_url.as_str()), ("token_scope", "scim all")];
    Connection { credentials: Some(client()), ..with(scim(&fake.url), &settings) }
}

#[tokio::test(start_paused = true)]
async fn a_client_is_granted_a_token_and_renews_it_once() {
    let mut granted = 0;
    let fake = Fake::serve(move |seen| match (seen.path(), seen.header("authorization")) {
        ("/realm/token", _) => {
            granted += 1;
            Reply::json(200, &json!({"access_token": format!("token-{granted}"), "expires_in": 3600}))
        }
        (_, Some("Bearer token-2")) => Reply::json(200, &person(1)),
        _ => Reply::text(401, ""),
    })
    .await;
    let (opened, _) = open_with(&client_credentials(&fake));
    assert_eq!(opened.directory.read(&user_ids(&["id-1"])).await.unwrap().len(), 1);
    let log = fake.log();
    assert_eq!(
        fake.lines(),
        ["POST /realm/token", "GET /scim/v2/Users/id-1", "POST /realm/token", "GET /scim/v2/Users/id-1"]
    );
    assert_eq!(log[0].body, "grant_type=client_credentials&scope=scim%20all");
    assert_eq!(log[0].header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(log[0].header("authorization"), Some("Basic Y2xpZW50LWlkOnMzY3IzdC1vZi10aGUtY2xpZW50"));
    assert_eq!(opened.location.login_url, Some(format!("{}/realm/token", fake.url)));
}

#[tokio::test(start_paused = true)]
async fn a_token_of_another_type_than_bearer_is_not_used() {
    for (kind, is_used) in [("mac", false), ("Basic", false), ("bearer", true), ("Bearer", true)] {
        let fake = Fake::serve(move |seen| match seen.path() {
            "/realm/token" => Reply::json(200, &json!({"access_token": "token-1", "token_type": kind})),
            _ => Reply::json(200, &person(1)),
        })
        .await;
        let read = open_with(&client_credentials(&fake)).0.directory.read(&user_ids(&["id-1"])).await;
        assert_eq!(read.map_err(|error| error.kind).is_ok(), is_used, "{kind}");
        assert_eq!(fake.lines().len(), 1 + usize::from(is_used), "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_given_is_requested_nowhere() {
    let fake = Fake::serve(|_| Reply::text(401, "")).await;
    let error = open_with(&scim(&fake.url)).0.directory.read(&user_ids(&["id-1"])).await.unwrap_err();
    assert_eq!((error.kind, fake.lines().len()), (DirectoryErrorKind::Unauthorized, 1));
    assert!(error.hints[0].contains("ROSTERCTL_SCIM_TOKEN") && !format!("{error:?}").contains(TOKEN), "{error:?}");
}

#[test]
fn credentials_go_to_no_host_that_the_roster_alone_names() {
    let opens = |settings: &[(&'static str, &str)], hosts: &[&str]| {
        let allowed_hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
        let connection =
            Connection { credentials: Some(client()), allowed_hosts, ..with(scim("http://127.0.0.1:1"), settings) };
        reader(&connection, Arc::new(Ears::default())).map(drop).map_err(|error| error.kind)
    };
    let token = ("auth", "client_credentials");
    let [own, other] = ["https://scim.acme.example/v2", "https://login.acme.example/token"];
    let refused = Err(DirectoryErrorKind::DisallowedBySettings);
    assert_eq!(opens(&[("url", own), token, ("token_url", own)], &[]), refused);
    assert_eq!(opens(&[("url", own), token, ("token_url", other)], &["scim.acme.example"]), refused);
    assert_eq!(
        opens(&[("url", own), token, ("token_url", other)], &["scim.acme.example", "login.acme.example"]),
        Ok(())
    );
    assert_eq!(
        opens(
            &[("url", "http://scim.acme.example"), token, ("token_url", other)],
            &["scim.acme.example", "login.acme.example"]
        ),
        refused
    );
    assert_eq!(opens(&[token], &[]), refused, "a client needs to know where tokens are granted");
    let unauthorized = Err(DirectoryErrorKind::Unauthorized);
    assert_eq!(opens(&[], &[]), unauthorized, "a client without `auth: client_credentials`");
}

#[test]
fn the_secret_of_a_client_goes_to_no_other_path_of_a_vendor_than_its_login() {
    let opens = |service: &str, url: &str, token_url: &str, hosts: &[&str]| {
        let settings = [("service", service), ("url", url), ("auth", "client_credentials"), ("token_url", token_url)];
        let allowed_hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
        let settings = with(scim("http://127.0.0.1:1"), &settings);
        let connection = Connection { credentials: Some(client()), allowed_hosts, ..settings };
        reader(&connection, Arc::new(Ears::default())).map(drop).map_err(|error| error.kind)
    };
    let refused = Err(DirectoryErrorKind::DisallowedBySettings);
    let (tenant, url) = ("acme.my.salesforce.com", "https://acme.my.salesforce.com/services/scim/v2");
    for path in ["services/apexrest/other", "services/oauth2/token"] {
        let token_url = format!("https://{tenant}/{path}");
        assert_eq!(opens("salesforce", url, &token_url, &[]), refused);
        assert_eq!(opens("salesforce", url, &token_url, &[tenant]), Ok(()));
    }
    let [slack, hooks] = ["https://api.slack.com/scim/v2", "https://api.slack.com/services/T1/B1"];
    assert_eq!(opens("slack", slack, hooks, &[]), refused);
    let [zoom, login] = ["https://api.zoom.us/scim2", "https://zoom.us/oauth/token"];
    assert_eq!(opens("zoom", zoom, login, &[]), Ok(()), "the vendor's own login");
    assert_eq!(opens("zoom", zoom, "https://zoom.us/oauth/other", &[]), refused);
}

#[test]
fn credentials_go_to_the_hosts_that_the_catalogue_knows() {
    let opens = |service: &str, url: &str| {
        let connection = with(scim("http://127.0.0.1:1"), &[("service", service), ("url", url)]);
        reader(&connection, Arc::new(Ears::default())).map(drop).map_err(|error| error.kind)
    };
    assert_eq!(opens("slack", "https://api.slack.com/scim/v2"), Ok(()));
    let refused = Err(DirectoryErrorKind::DisallowedBySettings);
    for (service, url) in [
        ("slack", "https://api.slack.com:8443/scim/v2"),
        ("slack", "https://api.slack.com.evil.example/scim/v2"),
        ("slack", "https://api.slack.com/other"),
        ("other", "https://api.slack.com/scim/v2"),
        ("gitlab", "https://api.slack.com/scim/v2"),
    ] {
        assert_eq!(opens(service, url), refused, "{service} {url}");
    }
}

#[tokio::test(start_paused = true)]
async fn id_and_secret_of_a_client_are_encoded_as_those_of_a_form_are() {
    use base64::Engine;
    let fake = Fake::serve(|_| Reply::json(400, &json!({"error": "invalid_client"}))).await;
    let secret = SecretString::from("p%+:é~ s");
    let credentials = Some(Credentials::Client { id: "team:acme b".to_owned(), secret });
    let connection = Connection { credentials, ..client_credentials(&fake) };
    let error = open_with(&connection).0.directory.read(&user_ids(&["id-1"])).await.unwrap_err();
    assert_eq!(error.kind, DirectoryErrorKind::Unauthorized);
    let sent = base64::prelude::BASE64_STANDARD.encode("team%3Aacme%20b:p%25%2B%3A%C3%A9~%20s");
    assert_eq!(fake.log()[0].header("authorization"), Some(format!("Basic {sent}").as_str()));
}

#[tokio::test(start_paused = true)]
async fn a_failure_where_tokens_are_requested_is_about_token_url_and_not_about_url() {
    let answers = [
        Reply::text(404, ""),
        Reply::text(405, ""),
        Reply::text(302, "").with("location", "https://evil.example/login"),
        Reply::text(200, "<html>Sign in</html>"),
        Reply::json(200, &json!({"token": "other"})),
    ];
    for answer in answers {
        let fake = Fake::serve(move |_| answer.clone()).await;
        let error = open_with(&client_credentials(&fake)).0.directory.read(&user_ids(&["id-1"])).await.unwrap_err();
        let hints = error.hints.concat();
        assert!(hints.contains("`token_url`") && !hints.contains("`url`"), "{error:?}");
    }
    let fake = Fake::serve(|_| Reply::text(500, "")).await;
    let elsewhere = [("auth", "client_credentials"), ("token_url", "http://127.0.0.1:1/realm/token")];
    let connection = Connection { credentials: Some(client()), ..with(scim(&fake.url), &elsewhere) };
    let error = open_with(&connection).0.directory.read(&user_ids(&["id-1"])).await.unwrap_err();
    assert_eq!((error.kind, fake.log().len()), (DirectoryErrorKind::Unreachable, 0));
    assert!(error.hints[0].contains("`token_url`") && error.hints.len() == 1, "{error:?}");
}

#[test]
fn without_a_client_the_roster_that_asks_for_one_is_named() {
    let settings = [("auth", "client_credentials"), ("token_url", "http://127.0.0.1:1/token")];
    let connection = Connection { credentials: None, ..with(scim("http://127.0.0.1:1"), &settings) };
    let error = reader(&connection, Arc::new(Ears::default())).map(drop).unwrap_err();
    assert!(error.message.contains("the environment has no OAuth client"), "{error:?}");
    assert!(error.hints[0].contains("ROSTERCTL_SCIM_CLIENT_ID"), "{error:?}");
}

#[test]
fn a_vendors_own_login_is_known_by_its_service_alone() {
    let opens = |service: &str, url: &str, more: &[(&'static str, &str)]| {
        let settings = [&[("service", service), ("url", url), ("auth", "client_credentials")], more].concat();
        let connection = Connection { credentials: Some(client()), ..with(scim("http://127.0.0.1:1"), &settings) };
        reader(&connection, Arc::new(Ears::default()))
            .map(|opened| opened.location.login_url)
            .map_err(|error| error.kind)
    };
    let region = "https://api.mypurecloud.de/api/v2/scim/v2";
    let login = "https://login.mypurecloud.de/oauth/token";
    assert_eq!(opens("genesys-cloud", region, &[]), Ok(Some(login.to_owned())));
    assert_eq!(opens("genesys-cloud", region, &[("token_url", login)]), Ok(Some(login.to_owned())), "a saved plan");
    let zoom = opens("zoom", "https://api.zoom.us/scim2", &[("token_account", "a1")]);
    assert_eq!(zoom, Ok(Some("https://zoom.us/oauth/token".to_owned())));
    let refused = Err(DirectoryErrorKind::DisallowedBySettings);
    for login in ["https://login.acme.example/oauth/token", "https://login.mypurecloud.de.acme.example/oauth/token"] {
        assert_eq!(opens("genesys-cloud", region, &[("token_url", login)]), refused, "{login}");
    }
    assert_eq!(opens("slack", "https://api.slack.com/scim/v2", &[]), refused, "its vendor names no login");
    assert_eq!(opens("slack", "https://api.slack.com/scim/v2", &[("token_url", login)]), refused);
}

#[tokio::test(start_paused = true)]
async fn a_token_for_an_account_is_asked_for_by_the_grant_of_accounts() {
    let fake = Fake::serve(|seen| match seen.path() {
        "/realm/token" => Reply::json(200, &json!({"access_token": "token-1", "expires_in": 3600})),
        _ => Reply::json(200, &person(1)),
    })
    .await;
    let connection = with(client_credentials(&fake), &[("service", "zoom"), ("token_account", "a 1&x=2")]);
    open_with(&connection).0.directory.read(&user_ids(&["id-1"])).await.unwrap();
    let form = "grant_type=account_credentials&account_id=a%201%26x%3D2&scope=scim%20all";
    assert_eq!(fake.log()[0].body, form);
}

#[tokio::test(start_paused = true)]
async fn what_is_answered_where_tokens_are_requested_says_nothing_of_a_user() {
    for status in [400, 404, 405, 409] {
        let (mut asked, mut world) = (0, World::of(people(3), Quirk::None));
        let fake = Fake::serve(move |seen| {
            if seen.path() != "/realm/token" {
                return world.answer(seen);
            }
            asked += 1;
            match asked {
                1 => Reply::json(status, &json!({"error": "not_found", "error_description": "no such realm"})),
                _ => Reply::json(200, &json!({"access_token": "token-1"})),
            }
        })
        .await;
        let read = open_with(&client_credentials(&fake)).0.directory.read(&user_ids(&["id-1"])).await;
        let error = read.map(drop).expect_err("an error, and no absence");
        assert!(error.message.contains("the login host answered"), "{status}: {error:?}");
        assert_eq!(fake.lines(), ["POST /realm/token"], "{status}");
    }
}
