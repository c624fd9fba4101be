//! A directory that exists only in the tests: users in memory, no divisions, no roles, versions that are texts.

use crate::model::{
    Capabilities, DeactivationEffect, DeactivationTerms, DirectoryEnvironment, DirectoryKey, DirectorySpec,
    DirectoryType, Hosting, KeyForm, Presence, Reversibility, SignIn, Support,
};

/// Users in memory.
pub(crate) const MEMORY: DirectoryType = DirectoryType {
    name: "memory",
    note: " in tests",
    keys: &[DirectoryKey {
        name: "tenant",
        description: "The name of the list of users.",
        form: KeyForm::Text { pattern: "^[a-z]+$", max_chars: 50, examples: &["acme"], check: |_| Ok(()) },
        presence: Presence::Required("`tenant: acme`"),
        only_with: None,
    }],
    environment: DirectoryEnvironment { client: None, token: None, read_token: None, region: None },
    hosting: Hosting::Remote,
    account: |spec| spec.kind,
    protocol: None,
    accepts_id: |_| true,
    terms,
    notes: |_| Vec::new(),
    reading_keys: &[],
    conflicts: |_| Vec::new(),
    pinned: |_| None,
    sign_in: |_| SignIn::Token,
    capabilities: |_| Capabilities {
        divisions: Support::Absent,
        roles: Support::Absent,
        interactions: Support::Absent,
        deleted_state: Support::Absent,
        read_batch: 1,
        ..Capabilities::ALL
    },
};

/// A tenant whose name begins like this has terms; the rest of its name is an effect that is known and accepted, without
/// underscores.
const ON_TERMS: &str = "onterms";

fn terms(spec: &DirectorySpec) -> Option<DeactivationTerms> {
    let address = spec.text("api_url").and_then(|url| url.strip_prefix("memory://"));
    let effect = spec.text("tenant").or(address)?.strip_prefix(ON_TERMS)?;
    let is_meant = |known: &DeactivationEffect| effect.contains(&known.as_str().replace('_', ""));
    let effects: Vec<_> = DeactivationEffect::ALL.into_iter().filter(is_meant).collect();
    Some(DeactivationTerms {
        service: "memory".to_owned(),
        title: "Memory".to_owned(),
        verdict: if effects.is_empty() { Reversibility::Safe } else { Reversibility::Destructive },
        accepted: effects.clone(),
        effects,
        attestation: None,
        source: "https://memory.example/deactivation".to_owned(),
        read_on: jiff::civil::date(2026, 11, 24),
        notes: Vec::new(),
    })
}
