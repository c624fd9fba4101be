//! Which addresses are used, and what is refused before anything is sent.

use super::*;
use crate::model::Support;

fn of(edit: impl FnOnce(&mut Connection)) -> Result<DirectoryLocation, DirectoryError> {
    let mut connection = Connection { spec: DirectorySpec::new(DIRECTORY_TYPES[0]), ..connection("unused") };
    edit(&mut connection);
    endpoints(&connection)
}

fn set(connection: &mut Connection, key: &'static str, text: &str) {
    connection.spec = connection.spec.clone().with_text(key, text);
}

fn urls(edit: impl FnOnce(&mut Connection)) -> (String, String) {
    let DirectoryLocation { api_url, login_url, .. } = of(edit).unwrap();
    (api_url.unwrap(), login_url.unwrap())
}

fn pair(api: &str, login: &str) -> (String, String) {
    (api.into(), login.into())
}

#[test]
fn a_region_gives_both_hosts_and_the_rosters_wins() {
    let germany = pair("https://api.mypurecloud.de", "https://login.mypurecloud.de");
    assert_eq!(urls(|c| set(c, "region", "eu-central-1")), germany);
    assert_eq!(urls(|c| set(c, "region", "mypurecloud.de")), germany);
    assert_eq!(urls(|c| c.region = Some("EU-Central-1".into())), germany);
    let both = |c: &mut Connection| {
        c.region = Some("us-east-1".into());
        set(c, "region", "eu-central-1");
    };
    assert_eq!(urls(both), germany);
}

#[test]
fn a_lone_address_brings_its_other_half() {
    assert_eq!(
        urls(|c| set(c, "api_url", "https://api.usw2.pure.cloud/")),
        pair("https://api.usw2.pure.cloud", "https://login.usw2.pure.cloud")
    );
    assert_eq!(
        urls(|c| set(c, "login_url", "https://login.usw2.pure.cloud")),
        pair("https://api.usw2.pure.cloud", "https://login.usw2.pure.cloud")
    );
    let gateway = |c: &mut Connection| {
        c.allowed_hosts = vec!["gw.acme.example".into()];
        set(c, "api_url", "https://gw.acme.example/genesys/");
        c.region = Some("us-east-1".into());
    };
    assert_eq!(urls(gateway), pair("https://gw.acme.example/genesys", "https://gw.acme.example/genesys"));
}

#[test]
fn a_missing_or_unknown_region_is_reported() {
    let fault = of(|_| {}).unwrap_err();
    assert!(fault.hints[0].contains("GENESYSCLOUD_REGION"));
    assert!(of(|c| set(c, "region", "eu-central-7")).unwrap_err().hints[0].contains("eu-central-"));
}

#[tokio::test]
async fn either_forbidden_address_stops_everything() {
    let fake = api(|_| organization()).await;
    for (api, login) in [(fake.url.as_str(), "https://evil.example"), ("https://evil.example", fake.url.as_str())] {
        let mut connection = connection(api);
        set(&mut connection, "login_url", login);
        let fault = reader(&connection, Arc::new(Ears::default())).unwrap_err();
        assert_eq!(fault.kind, DirectoryErrorKind::DisallowedBySettings);
        assert!(fault.message.contains("evil.example") && fault.hints[0].contains("ROSTERCTL_ALLOWED_HOSTS"));
    }
    assert!(fake.log().is_empty());
}

#[test]
fn missing_credentials_name_the_variables() {
    let connection = Connection { credentials: None, ..connection("http://127.0.0.1:1") };
    let fault = reader(&connection, Arc::new(Ears::default())).unwrap_err();
    assert_eq!(fault.kind, DirectoryErrorKind::Unauthorized);
    for name in ["GENESYSCLOUD_OAUTHCLIENT_ID", "GENESYSCLOUD_OAUTHCLIENT_SECRET", "GENESYSCLOUD_ACCESS_TOKEN"] {
        assert!(fault.hints[0].contains(name));
    }
}

#[test]
fn a_sandbox_is_on_loopback_only() {
    let sandbox = |url: &str| {
        let mut connection = connection(url);
        connection.spec.kind = DIRECTORY_TYPES[1];
        endpoints(&connection)
    };
    assert!(sandbox("http://127.0.0.1:4711").is_ok());
    assert_eq!(sandbox("https://api.mypurecloud.de").unwrap_err().kind, DirectoryErrorKind::DisallowedBySettings);
}

#[test]
fn another_organization_than_the_rosters_is_refused_by_both_ids() {
    let organization = Organization { id: "abc-1".into(), name: "Acme".into() };
    let mut spec = spec("unused");
    assert!(check_organization(&spec, &organization).is_ok());
    spec.organization_id = Some("ABC-1".into());
    assert!(check_organization(&spec, &organization).is_ok());
    spec.organization_id = Some("abc-2".into());
    let fault = check_organization(&spec, &organization).unwrap_err();
    assert!(fault.message.contains("abc-1") && fault.message.contains("abc-2"));
}

#[tokio::test(start_paused = true)]
async fn a_path_prefix_and_the_name_localhost_reach_the_server() {
    let fake = Fake::serve(|seen| match seen.target.as_str() {
        "/gw/oauth/token" => Reply::json(200, &json!({"access_token": "t"})),
        "/gw/api/v2/organizations/me" => organization(),
        other => panic!("{other}"),
    })
    .await;
    let port = fake.url.rsplit_once(':').unwrap().1.to_owned();
    let (opened, _) = open_with(&connection(&format!("http://LocalHost:{port}/gw/")));
    assert_eq!(opened.directory.organization().await.unwrap().id, "org-1");
}

#[test]
fn a_directory_reads_what_its_capabilities_announce_and_nothing_else() {
    for kind in DIRECTORY_TYPES.iter().filter(|kind| kind.key("service").is_none() && kind.protocol != Some("scim")) {
        let mut connection = connection("http://127.0.0.1:1");
        connection.spec.kind = kind;
        let opened = open_with(&connection).0.directory;
        let capabilities = opened.capabilities();
        assert_eq!(capabilities, connection.spec.capabilities(), "{kind:?}");
        assert_eq!(opened.division_reader().is_some(), capabilities.divisions == Support::Supported, "{kind:?}");
        assert_eq!(opened.role_reader().is_some(), capabilities.roles == Support::Supported, "{kind:?}");
        assert!(capabilities.read_batch >= 1, "{kind:?}");
    }
}
