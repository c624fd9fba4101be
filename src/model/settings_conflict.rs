//! Settings of a directory that do not go together.

use super::{DeactivationEffect, FreeText, messages};

/// Settings of a directory that do not go together, and the key at which that is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsConflict {
    /// A key of the roster.
    pub key: &'static str,
    /// What does not go together.
    pub kind: ConflictKind,
}

messages! {
    /// What does not go together.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum ConflictKind {
        /// The address is that of another service.
        AnotherService {
            /// The service that the roster names.
            written: FreeText,
            /// The services whose address it may be.
            recognized: Vec<&'static str>
        },
        /// A deactivation has an effect that the list of accepted ones lacks.
        EffectNotAccepted {
            /// The service.
            service: &'static str,
            /// The effect.
            effect: DeactivationEffect
        },
        /// An effect is accepted that a deactivation does not have.
        EffectNotExpected {
            /// The service.
            service: FreeText,
            /// The effect.
            effect: DeactivationEffect
        },
        /// There is an attestation for a service of which the effect of a deactivation is known.
        AttestationNotExpected {
            /// The service.
            service: &'static str
        },
        /// The token alone decides which tenant answers, and nothing pins the tenant.
        PinMissing {
            /// The service.
            service: &'static str
        },
        /// The address is not one of the service, which is offered at the vendor's own addresses alone.
        NotItsAddress {
            /// The service.
            service: &'static str
        },
        /// The address is that of the users, and not the one below which they are.
        UsersInUrl,
        /// Tokens are requested, and no address says where.
        TokenUrlMissing,
        /// The service grants tokens for an account, and none is named.
        TokenAccountMissing {
            /// The service.
            service: &'static str
        },
        /// An account is named, and the service does not ask for one.
        TokenAccountUnused,
    }
}
