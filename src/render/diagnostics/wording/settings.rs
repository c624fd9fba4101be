//! Settings of a directory that do not go together.

use super::shown::Shown;
use super::{Sentences, sentences};
use crate::model::ConflictKind;
use crate::render::wording::effect_words;
use crate::text::alternatives;

pub(super) fn settings(kind: &ConflictKind) -> Sentences {
    sentences!(kind, ConflictKind {
        @ ConflictKind::AnotherService { written, recognized } => (
            format!("this is the address of the service {}, not of {}", alternatives(recognized), written.shown()),
            "name that service: `rosterctl services NAME` prints what a deactivation does there".to_owned(),
        );
        @ ConflictKind::EffectNotAccepted { service, effect } => (
            format!("a deactivation in `{service}` has an effect that is not accepted: `{}`", effect.as_str()),
            format!("add it if that is intended: {}", effect_words(*effect)),
        );
        @ ConflictKind::EffectNotExpected { service, effect } => (
            format!("`{}` does not have to be accepted for {}", effect.as_str(), service.shown()),
            "remove it: `accept` lists exactly the codes that `rosterctl services NAME` prints".to_owned(),
        );
        AttestationNotExpected { service } => "what a deactivation in {service} does is known, so it cannot be attested",
            "remove `attest`";
        PinMissing { service } => "{service} needs `pin`: with another token, the same URL is another tenant",
            "add `pin: {user: {id: …, user_name: …}}`; `rosterctl doctor` prints it";
        NotItsAddress { service } => "this is not an address of {service}: what its vendor documents need not hold there",
            "correct `url` or `service`; for a gateway write `service: other` with `attest`";
        UsersInUrl => "`/Users` is appended to `url`, which already ends with it",
            "remove `/Users`: `url` is the base address of the SCIM API";
        TokenAccountMissing { service } => "{service} grants tokens for an account, and `token_account` does not name it",
            "add `token_account: …`, the account id that the service shows for the OAuth client";
        TokenAccountUnused => "this service does not grant tokens for an account", "remove `token_account`";
        TokenUrlMissing => "`auth: client_credentials` needs `token_url`", "add the address where tokens are requested";
    })
}
