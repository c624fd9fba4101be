//! Laws of the catalogue, and spellings of addresses.

use std::collections::BTreeSet;

use super::*;

#[test]
fn every_entry_has_a_unique_name_and_dated_sources_and_states_its_verdict() {
    let mut names = BTreeSet::new();
    for service in catalogue() {
        let name = service.name;
        assert!(names.insert(name) && name != OTHER, "{name}");
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{name}");
        assert!(!service.title.is_empty() && !service.outcome.is_empty() && !service.outcome.ends_with('.'), "{name}");
        assert!(!service.sources.is_empty(), "{name}");
        for source in service.sources {
            assert!(!source.facts.is_empty() && !source.at.is_empty(), "{name}");
            assert!(source.read_on >= READ_ON, "{name}: {}", source.read_on);
        }
        // A verdict other than unknown is what a source says of a deactivation.
        if service.verdict != Reversibility::Unknown {
            let source = service.deactivation_source().unwrap();
            assert!(source.facts.contains(&Fact::Deactivation), "{name}");
        }
        if service.verdict == Reversibility::Destructive {
            assert!(!service.effects.is_empty(), "{name}");
        }
        // The address is what a source gives, and its own example is recognized.
        if !service.bases.is_empty() {
            let url = service.example.replace("HOST", "host.acme.example");
            assert!(recognize(&url).iter().any(|known| known.name == name), "{name}: {url}");
        }
        let effects: BTreeSet<&str> = service.effects.iter().map(|effect| effect.as_str()).collect();
        assert_eq!(effects.len(), service.effects.len(), "{name}");
    }
    assert!(names.len() > 50);
}

#[test]
fn services_that_remove_people_are_destructive() {
    for name in ["github-org", "github-emu", "gitlab-com", "sentry", "fleet", "pagerduty", "postman", "hive", "wandb"] {
        assert_eq!(find(name).map(|service| service.verdict), Some(Reversibility::Destructive), "{name}");
    }
    for name in ["nice-cxone", "datadog", "servicenow", "notion", "entra-id", "dropbox"] {
        assert_eq!(find(name).map(|service| service.verdict), Some(Reversibility::Unknown), "{name}");
    }
}

fn names(url: &str) -> Vec<&'static str> {
    recognize(url).into_iter().map(|service| service.name).collect()
}

#[test]
fn no_spelling_of_an_address_hides_a_service() {
    for (url, expected) in [
        ("https://sentry.io/api/0/organizations/acme/scim/v2", "sentry"),
        ("https://SENTRY.io/api/0/organizations/acme/scim/v2", "sentry"),
        ("https://sentry.io./api/0/organizations/acme/scim/v2", "sentry"),
        ("https://sentry.io:443/anything", "sentry"),
        ("https://sentry.io:8443/", "sentry"),
        ("https://us.sentry.io/", "sentry"),
        ("https://acme@sentry.io/", "sentry"),
        ("https://ｓentry.io/", "sentry"),
        ("https://errors.acme.example/api/0/organizations/acme/scim/v2/", "sentry"),
        ("https://acme.example/fleet/scim", "fleet"),
        ("https://acme.example/api/latest/fleet/scim", "fleet"),
        ("https://acme.example//api//v1/FLEET//scim", "fleet"),
        ("https://acme.example/api/v1/%66leet/scim", "fleet"),
        ("https://acme.example/api/v1/%2566leet/scim", "fleet"),
        ("https://acme.example/api/v1%2Ffleet%2fscim", "fleet"),
        ("https://acme.example/api/v1/x/../fleet/./scim", "fleet"),
        ("https://acme.example/api/v1/x/%2e%2e/fleet/scim", "fleet"),
        ("https://acme.example/api/v1/x%2F..%2Ffleet/scim", "fleet"),
        ("https://acme.example/api/v1/fleet;v=1/scim;x", "fleet"),
        ("https://acme.example\\fleet\\scim", "fleet"),
        ("https://acme.example/gitlab/api/scim/v2/application", "gitlab"),
        ("https://gitlab.com/api/scim/v2/application", "gitlab-com"),
        ("https://gitlab.com/api/scim/v2/groups/acme", "gitlab-com"),
        ("https://git.acme.example/api/scim/v2/groups/acme", "gitlab-com"),
        ("https://git.acme.example/api/v3/scim/v2", "github-emu"),
        ("https://api.github.com/scim/v2/enterprises/acme", "github-emu"),
        ("https://api.github.com/scim/v2/organizations/acme", "github-org"),
        ("https://api.acme.ghe.com/scim/v2/enterprises/acme", "github-emu"),
        ("https://scim.eu-central-1.amazonaws.com/x/scim/v2", "aws-identity-center"),
        ("https://acme.wandb.io/scim", "wandb-dedicated"),
        ("https://api.wandb.ai/scim", "wandb"),
        ("https://prod-gql.hive.com/scim", "hive"),
        ("https://api.mypurecloud.de/api/v2/scim/v2", "genesys-cloud"),
    ] {
        assert_eq!(names(url), [expected], "{url}");
    }
    // A host of several services with another path is one of them.
    assert_eq!(names("https://api.github.com/"), ["github-emu", "github-org"]);
    for url in [
        "https://scim.acme.example/v2",
        "https://acme.example/scim/v2",
        "https://notsentry.io/scim/v2",
        "https://sentry.io.acme.example/",
        "https://acme.example/fleet/x/scim",
        "https://acme.example/sentry.io",
        "https://scim.a.b.amazonaws.com/scim",
        "not an address",
        "",
        "https://%",
    ] {
        assert!(names(url).is_empty(), "{url}: {:?}", names(url));
    }
}

#[test]
fn credentials_are_sent_only_to_a_vendors_address_as_the_catalogue_writes_it() {
    let known = |name: &str, url: &str| known_host(find(name).unwrap(), url);
    for (name, url) in [
        ("slack", "https://api.slack.com/scim/v2"),
        ("slack", "https://api.slack.com/scim/v2/"),
        ("slack", "https://API.slack.com:443/scim/v2"),
        ("github-org", "https://api.github.com/scim/v2/organizations/acme"),
        ("sentry", "https://sentry.io/api/0/organizations/acme/scim/v2"),
        ("aws-identity-center", "https://scim.eu-central-1.amazonaws.com/a1b2/scim/v2"),
        ("snowflake", "https://acme.snowflakecomputing.com/scim/v2/7f0a-4d5a"),
    ] {
        assert!(known(name, url), "{url}");
    }
    for (name, url) in [
        ("slack", "http://api.slack.com/scim/v2"),
        ("slack", "https://api.slack.com:8443/scim/v2"),
        ("slack", "https://api.slack.com./scim/v2"),
        ("slack", "https://me@api.slack.com/scim/v2"),
        ("slack", "https://api.slack.com/proxy"),
        ("slack", "https://api.slack.com/x/scim/v2"),
        ("slack", "https://api.slack.com//scim/v2"),
        ("slack", "https://api.slack.com/%73cim/v2"),
        ("slack", "https://api.slack.com/scim/v2?x=1"),
        ("slack", "https://api.slack.com.acme.example/scim/v2"),
        ("slack", "https://evilslack.com/scim/v2"),
        ("slack", "https://sentry.io/api/0/organizations/acme/scim/v2"),
        ("sentry", "https://errors.acme.example/api/0/organizations/acme/scim/v2"),
        ("gitlab", "https://git.acme.example/api/scim/v2/application"),
        ("servicenow", "https://acme.service-now.com/api/now/scim"),
        ("github-org", "https://api.github.com/scim/v2/organizations/"),
        ("wire", "https://wire.acme.example/scim/v2"),
        ("slack", "nonsense"),
    ] {
        assert!(!known(name, url), "{url}");
    }
}
