//! On which terms users of a service are deactivated, and which settings go with them.

use super::services::{self, OTHER, READ_ON, ScimService, TenantChoice, TokenGrant};
use crate::model::{
    Attestation, ConflictKind, DeactivationEffect, DeactivationTerms, DirectorySpec, FreeText, ReadingNote,
    Reversibility, SettingsConflict,
};

/// The service of a directory, when the catalogue has it.
pub(crate) fn service(spec: &DirectorySpec) -> Option<&'static ScimService> {
    services::find(spec.text("service")?)
}

/// The terms of the catalogue for the service that these settings name, with what the roster accepts and attests.
pub(super) fn terms(spec: &DirectorySpec) -> Option<DeactivationTerms> {
    let given = DeactivationTerms { accepted: accepted(spec), attestation: attestation(spec), ..other() };
    let Some(service) = service(spec) else { return Some(given) };
    let source = service.deactivation_source();
    let outcome = format!("A deactivation there: {}.", service.outcome);
    let notes = service.notes.iter().map(|note| format!("Note: {note}."));
    Some(DeactivationTerms {
        service: service.name.to_owned(),
        title: service.title.to_owned(),
        verdict: service.verdict,
        effects: service.effects.to_vec(),
        source: source.map(|source| source.at.to_owned()).unwrap_or_default(),
        read_on: source.map_or(READ_ON, |source| source.read_on),
        notes: std::iter::once(outcome).chain(notes).collect(),
        ..given
    })
}

/// The terms of the embedded sandbox: it keeps whom it deactivates.
pub(super) fn terms_of_sandbox() -> DeactivationTerms {
    DeactivationTerms {
        service: "sandbox".to_owned(),
        title: "the embedded sandbox".to_owned(),
        verdict: Reversibility::Safe,
        source: "rosterctl itself".to_owned(),
        ..other()
    }
}

/// What is known of a service that the catalogue does not have: nothing.
fn other() -> DeactivationTerms {
    DeactivationTerms {
        service: OTHER.to_owned(),
        title: "a service that the catalogue does not have".to_owned(),
        verdict: Reversibility::Unknown,
        effects: Vec::new(),
        accepted: Vec::new(),
        attestation: None,
        source: String::new(),
        read_on: READ_ON,
        notes: Vec::new(),
    }
}

/// The settings that do not go together: the address of another service, other codes than those of the catalogue, an
/// attestation of what is known, a tenant that only the token decides, a client without an address for tokens.
pub(super) fn conflicts(spec: &DirectorySpec) -> Vec<SettingsConflict> {
    let mut found = Vec::new();
    let mut conflict = |key, kind| found.push(SettingsConflict { key, kind });
    let (service, written) = (service(spec), spec.text("service").unwrap_or_default());
    let recognized = spec.text("url").map(services::recognize).unwrap_or_default();
    if !recognized.is_empty() && recognized.iter().all(|known| known.name != written) {
        let recognized = recognized.iter().map(|known| known.name).collect();
        conflict("url", ConflictKind::AnotherService { written: FreeText(written.to_owned()), recognized });
    }
    // What the vendor says of its service holds at its own addresses: behind others anything may answer.
    if let Some(named) =
        service.filter(|service| matches!(service.verdict, Reversibility::Safe | Reversibility::SafeWeak))
        && recognized.is_empty()
        && spec.text("url").is_some_and(|url| !services::may_be_at(named, url))
    {
        conflict("url", ConflictKind::NotItsAddress { service: named.name });
    }
    let is_given = |key| spec.settings().iter().any(|(given, _)| given == key);
    if is_given("accept") {
        let (accepted, expected) = (accepted(spec), terms(spec).map(|terms| terms.to_accept().to_vec()));
        let expected = expected.unwrap_or_default();
        for effect in expected.iter().filter(|effect| !accepted.contains(effect)) {
            let service = service.map_or(OTHER, |service| service.name);
            conflict("accept", ConflictKind::EffectNotAccepted { service, effect: *effect });
        }
        for effect in accepted.iter().filter(|effect| !expected.contains(effect)) {
            let service = FreeText(written.to_owned());
            conflict("accept", ConflictKind::EffectNotExpected { service, effect: *effect });
        }
    }
    if let Some(known) = service.filter(|service| service.verdict != Reversibility::Unknown)
        && is_given("attest")
    {
        conflict("attest", ConflictKind::AttestationNotExpected { service: known.name });
    }
    if let Some(known) = service.filter(|service| service.tenant == TenantChoice::Token)
        && !is_given("pin")
    {
        conflict("service", ConflictKind::PinMissing { service: known.name });
    }
    let last_segment = spec.text("url").and_then(|url| url.trim_end_matches('/').rsplit('/').next());
    if last_segment.is_some_and(|segment| segment.eq_ignore_ascii_case("users")) {
        conflict("url", ConflictKind::UsersInUrl);
    }
    let signs_in = spec.text("auth") == Some("client_credentials");
    if signs_in && token_url(spec).is_none() {
        conflict("auth", ConflictKind::TokenUrlMissing);
    }
    let accounted = service.filter(|service| matches!(service.grant, TokenGrant::Account(_)));
    match (accounted, is_given("token_account")) {
        (Some(known), false) if signs_in => conflict("auth", ConflictKind::TokenAccountMissing { service: known.name }),
        (None, true) => conflict("token_account", ConflictKind::TokenAccountUnused),
        _ => {}
    }
    found
}

/// Where tokens are requested, for a directory that signs in as an OAuth 2.0 client: as the roster says, or else the vendor.
pub(crate) fn token_url(spec: &DirectorySpec) -> Option<String> {
    let login = || services::login_url(service(spec)?, spec.text("url")?);
    spec.text("token_url").map(str::to_owned).or_else(login)
}

/// A tenant that nothing pins: another URL or token is only noticed by its users.
pub(super) fn notes(spec: &DirectorySpec) -> Vec<ReadingNote> {
    if spec.settings().map("pin").is_some() { Vec::new() } else { vec![ReadingNote::Unpinned] }
}

fn accepted(spec: &DirectorySpec) -> Vec<DeactivationEffect> {
    spec.settings().words("accept").iter().filter_map(|code| DeactivationEffect::with_code(code)).collect()
}

fn attestation(spec: &DirectorySpec) -> Option<Attestation> {
    let given = spec.settings().map("attest")?;
    Some(Attestation {
        reversible: given.flag("reversible"),
        evidence: given.text("evidence")?.to_owned(),
        by: given.text("by")?.to_owned(),
        date: given.day("date")?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{SANDBOX, SCIM};
    use super::*;
    use crate::model::{DirectorySetting, DirectorySettings};

    fn spec(service: &str, url: &str) -> DirectorySpec {
        DirectorySpec::new(&SCIM).with_text("service", service).with_text("url", url)
    }

    fn accepting(mut spec: DirectorySpec, codes: &[&str]) -> DirectorySpec {
        spec.set("accept", DirectorySetting::Words(codes.iter().map(|code| (*code).to_owned()).collect()));
        spec
    }

    fn attesting(mut spec: DirectorySpec, reversible: bool) -> DirectorySpec {
        let mut given = DirectorySettings::default();
        given.set("reversible", DirectorySetting::Flag(reversible));
        given.set("evidence", DirectorySetting::Text("https://tickets.acme.example/1".to_owned()));
        given.set("by", DirectorySetting::Text("it@acme.example".to_owned()));
        given.set("date", DirectorySetting::Day(READ_ON));
        spec.set("attest", DirectorySetting::Map(given));
        spec
    }

    fn open(spec: &DirectorySpec) -> u64 {
        spec.terms().unwrap().open_questions()
    }

    #[test]
    fn a_vendors_word_holds_at_its_own_addresses_alone() {
        let pin = |spec: DirectorySpec| -> Vec<ConflictKind> {
            found(&spec)
                .into_iter()
                .map(|(_, kind)| kind)
                .filter(|kind| !matches!(kind, ConflictKind::PinMissing { .. }))
                .collect()
        };
        for service in ["miro", "slack", "bitwarden", "aws-identity-center"] {
            let elsewhere = pin(spec(service, "https://gw.acme.example/scim/v2"));
            assert_eq!(elsewhere, [ConflictKind::NotItsAddress { service: services::find(service).unwrap().name }]);
            assert_eq!(pin(spec(service, "http://127.0.0.1:8080/scim/v2")), []);
        }
        assert_eq!(pin(spec("slack", "https://api.slack.com/scim/v2")), []);
        // What customers run themselves is anywhere.
        assert_eq!(pin(spec("gitlab", "https://git.acme.example/api/scim/v2/application")), []);
    }

    #[test]
    fn destructive_services_are_recognized_at_their_other_addresses() {
        for url in ["https://acme.wandb.io/scim", "https://prod-gql.hive.com/scim"] {
            let found = found(&spec(OTHER, url));
            assert!(matches!(found[0].1, ConflictKind::AnotherService { .. }), "{url}: {found:?}");
        }
    }

    fn found(spec: &DirectorySpec) -> Vec<(&'static str, ConflictKind)> {
        spec.conflicts().into_iter().map(|conflict| (conflict.key, conflict.kind)).collect()
    }

    const ORG: &str = "https://api.github.com/scim/v2/organizations/acme";

    #[test]
    fn users_are_deactivated_only_on_terms_that_are_known_accepted_or_attested() {
        assert_eq!(open(&spec("gitlab", "https://git.acme.example/api/scim/v2/application")), 0);
        assert_eq!(open(&spec("github-org", ORG)), 2);
        assert_eq!(open(&accepting(spec("github-org", ORG), &["removes_membership"])), 1);
        assert_eq!(open(&accepting(spec("github-org", ORG), &["deletes_identity", "removes_membership"])), 0);
        assert_eq!(open(&spec("other", "https://scim.acme.example")), 1);
        assert_eq!(open(&attesting(spec("other", "https://scim.acme.example"), false)), 1);
        assert_eq!(open(&attesting(spec("other", "https://scim.acme.example"), true)), 0);
        assert_eq!(open(&attesting(spec("dropbox", "https://scim.acme.example"), true)), 1);
        // A name that the catalogue does not have is never known.
        assert_eq!(open(&spec("gitlap", "https://scim.acme.example")), 1);
        assert_eq!(open(&DirectorySpec::new(&SCIM)), 1);
        assert_eq!(open(&DirectorySpec::new(&SANDBOX)), 0);
    }

    #[test]
    fn other_cannot_hide_a_destructive_service() {
        for written in ["other", "gitlab", "slack"] {
            let written_name = FreeText(written.to_owned());
            let kind = ConflictKind::AnotherService { written: written_name, recognized: vec!["github-org"] };
            let conflicts = found(&attesting(spec(written, ORG), true));
            assert!(conflicts.contains(&("url", kind)), "{conflicts:?}");
        }
        assert!(found(&spec("github-org", ORG)).is_empty());
    }

    #[test]
    fn one_code_missing_or_one_too_many_is_a_conflict() {
        let not_accepted = |effect| ("accept", ConflictKind::EffectNotAccepted { service: "github-org", effect });
        let not_expected =
            |effect| ("accept", ConflictKind::EffectNotExpected { service: FreeText("github-org".to_owned()), effect });
        assert_eq!(
            found(&accepting(spec("github-org", ORG), &["removes_membership"])),
            [not_accepted(DeactivationEffect::DeletesIdentity)]
        );
        assert_eq!(
            found(&accepting(spec("github-org", ORG), &["removes_membership", "deletes_identity", "hides_user"])),
            [not_expected(DeactivationEffect::HidesUser)]
        );
        let safe = accepting(spec("gitlab", "https://git.acme.example/api/scim/v2/application"), &["deletes_user"]);
        assert_eq!(found(&safe).len(), 1);
        assert!(found(&accepting(spec("github-org", ORG), &["deletes_identity", "removes_membership"])).is_empty());
    }

    #[test]
    fn a_tenant_that_the_token_chooses_needs_a_pin_and_a_client_an_address_for_tokens() {
        let slack = spec("slack", "https://api.slack.com/scim/v2");
        assert_eq!(found(&slack), [("service", ConflictKind::PinMissing { service: "slack" })]);
        let mut pinned = slack.clone();
        pinned.set("pin", DirectorySetting::Map(DirectorySettings::default()));
        assert!(found(&pinned).is_empty());
        let client = pinned.with_text("auth", "client_credentials");
        assert_eq!(found(&client), [("auth", ConflictKind::TokenUrlMissing)]);
        assert!(found(&client.with_text("token_url", "https://login.acme.example/token")).is_empty());
    }

    #[test]
    fn an_account_is_named_where_tokens_are_granted_for_one_and_nowhere_else() {
        let mut zoom = spec("zoom", "https://api.zoom.us/scim2").with_text("auth", "client_credentials");
        zoom.set("pin", DirectorySetting::Map(DirectorySettings::default()));
        assert_eq!(found(&zoom), [("auth", ConflictKind::TokenAccountMissing { service: "zoom" })]);
        assert!(found(&zoom.with_text("token_account", "a1")).is_empty());
        let elsewhere =
            spec("gitlab", "https://git.acme.example/api/scim/v2/application").with_text("token_account", "a1");
        assert_eq!(found(&elsewhere), [("token_account", ConflictKind::TokenAccountUnused)]);
    }

    #[test]
    fn a_service_with_a_login_of_its_vendor_takes_the_credentials_of_that() {
        let mut regional = spec("genesys-cloud", "https://api.mypurecloud.de/api/v2/scim/v2");
        regional.set("pin", DirectorySetting::Map(DirectorySettings::default()));
        assert_eq!(regional.account().name, "scim", "a bearer token is one of SCIM");
        let client = regional.with_text("auth", "client_credentials");
        assert_eq!((client.account().name, found(&client)), ("genesys-cloud", Vec::new()));
        let other =
            spec("gitlab", "https://git.acme.example/api/scim/v2/application").with_text("auth", "client_credentials");
        assert_eq!(other.account().name, "scim");
    }

    #[test]
    fn the_base_address_is_not_that_of_the_users() {
        for url in ["https://git.acme.example/api/scim/v2/application/Users", "https://git.acme.example/users//"] {
            assert_eq!(found(&spec("gitlab", url)), [("url", ConflictKind::UsersInUrl)], "{url}");
        }
        assert!(found(&spec("gitlab", "https://users.acme.example/api/scim/v2/application")).is_empty());
    }

    #[test]
    fn what_is_known_is_not_attested() {
        let conflicts = found(&attesting(spec("github-org", ORG), true));
        assert_eq!(conflicts, [("attest", ConflictKind::AttestationNotExpected { service: "github-org" })]);
        assert!(found(&attesting(spec("nice-cxone", "https://scim.acme.example"), true)).is_empty());
    }
}
