//! Tools of software development and operations.

use super::sources as at;
use super::{
    BasePattern, Fact, HostPattern, IdStability, Paging, Rates, ScimService, TenantChoice, TotalCount, UserListing,
    read, service,
};
use crate::model::DeactivationEffect as Effect;
use crate::model::Reversibility::{Destructive, Safe, SafeWeak, Unknown};

pub(super) const SERVICES: &[ScimService] = &[
    ScimService {
        example: "https://api.github.com/scim/v2/organizations/ORG",
        bases: &[
            BasePattern::vendor(HostPattern::Exact("api.github.com"), "/scim/v2/organizations/*"),
            BasePattern::any_host("/scim/v2/organizations/*"),
        ],
        tenant: TenantChoice::Url,
        effects: &[Effect::RemovesMembership, Effect::DeletesIdentity],
        outcome: "the member is removed from the organization; the external identity and its SCIM id are deleted",
        notes: &["pending invitations are listed as users"],
        sources: &[read(&[Fact::Address, Fact::Deactivation, Fact::Listing, Fact::Write], at::GITHUB_ORG)],
        ..service("github-org", "GitHub organization without managed users", Destructive)
    },
    ScimService {
        example: "https://api.github.com/scim/v2/enterprises/ENTERPRISE",
        bases: &[
            BasePattern::vendor(HostPattern::Exact("api.github.com"), "/scim/v2/enterprises/*"),
            BasePattern::any_host("/scim/v2/enterprises/*"),
            BasePattern::any_host("/api/v3/scim/v2"),
        ],
        tenant: TenantChoice::Url,
        effects: &[Effect::ObfuscatesName, Effect::RemovesTeams, Effect::DeletesForks90d],
        outcome: "the account is suspended; its login and mostly its e-mail are obfuscated; it leaves mapped teams; private \
                  forks are deleted within 24 hours and can be restored for 90 days; `active: true` reinstates the account",
        lists: UserListing::All,
        rates: Rates { reads: None, writes: Some(15) },
        notes: &[
            "one writer only: a second one breaks the synchronization of the identity provider",
            "at most 1,000 users an hour",
        ],
        sources: &[
            read(&[Fact::Address, Fact::Listing, Fact::Access], at::GITHUB_REST),
            read(&[Fact::Deactivation], at::GITHUB_DEPROVISIONING),
            read(&[Fact::Rate], at::GITHUB_RATE),
        ],
        ..service("github-emu", "GitHub Enterprise Managed Users, GitHub Enterprise Server", Destructive)
    },
    ScimService {
        example: "https://gitlab.com/api/scim/v2/groups/GROUP",
        bases: &[
            BasePattern::vendor(HostPattern::Exact("gitlab.com"), "/api/scim/v2/groups/*"),
            BasePattern::any_host("/api/scim/v2/groups/*"),
        ],
        tenant: TenantChoice::Url,
        effects: &[Effect::RemovesMembership],
        outcome: "the member is removed from the group and the SCIM identity becomes inactive; the person's account on \
                  gitlab.com is not blocked",
        lists: UserListing::All,
        paging: Paging::Index,
        ids: IdStability::Mutable,
        notes: &[
            "personal access to gitlab.com, with tokens and other groups, stays",
            "an internal API: it may change without notice; the id is that of the identity provider",
        ],
        sources: &[
            read(&[Fact::Address, Fact::Paging, Fact::Id, Fact::Write], at::GITLAB_API),
            read(&[Fact::Deactivation, Fact::Listing], at::GITLAB_IDENTITY),
            read(&[Fact::Access], at::GITLAB_NOT_BLOCKED),
        ],
        ..service("gitlab-com", "GitLab.com group", Destructive)
    },
    ScimService {
        example: "https://HOST/api/scim/v2/application",
        bases: &[BasePattern::any_host("/api/scim/v2/application")],
        tenant: TenantChoice::Host,
        outcome: "the user is blocked; the link to the identity stays, and a reactivation restores the user",
        paging: Paging::Index,
        ids: IdStability::Mutable,
        notes: &["an internal API: it may change without notice; the id is that of the identity provider"],
        sources: &[
            read(&[Fact::Address, Fact::Paging, Fact::Id, Fact::Write], at::GITLAB_API),
            read(&[Fact::Deactivation], at::GITLAB_SETUP),
        ],
        ..service("gitlab", "GitLab, self-managed", Safe)
    },
    ScimService {
        example: "https://sentry.io/api/0/organizations/ORG/scim/v2",
        bases: &[
            BasePattern::vendor(HostPattern::AtOrBelow("sentry.io"), "/api/0/organizations/*/scim/v2"),
            BasePattern::any_host("/api/0/organizations/*/scim/v2"),
        ],
        tenant: TenantChoice::Url,
        effects: &[Effect::RemovesMembership],
        outcome: "the row of the membership is deleted",
        paging: Paging::Index,
        page_cap: Some(100),
        notes: &[
            "invited people are listed as users",
            "the only owner of an organization is refused; any other PATCH is answered with 400",
            "users were still seen after they were deprovisioned",
        ],
        sources: &[
            read(&[Fact::Address], at::SENTRY_API),
            read(&[Fact::Deactivation, Fact::Listing, Fact::Write], at::SENTRY_MEMBERS),
            read(&[Fact::Paging, Fact::Filter], at::SENTRY_UTILS),
            read(&[Fact::Access], at::SENTRY_SEEN),
        ],
        ..service("sentry", "Sentry", Destructive)
    },
    ScimService {
        example: "https://HOST/api/v1/fleet/scim",
        bases: &[BasePattern::any_host("/fleet/scim")],
        tenant: TenantChoice::Host,
        effects: &[Effect::DeletesUser],
        outcome: "the matching Fleet user is deleted: there is no inactive state; the SCIM record stays",
        notes: &["the user is matched by userName or e-mail of the stored record"],
        sources: &[
            read(&[Fact::Address], at::LITERAL),
            read(&[Fact::Deactivation], at::FLEET_OUTCOME),
            read(&[Fact::Deactivation], at::FLEET_NO_STATE),
            read(&[Fact::Listing], at::FLEET_RECORD),
            read(&[Fact::Id], at::FLEET_MATCH),
        ],
        ..service("fleet", "Fleet", Destructive)
    },
    ScimService {
        example: "https://HOST/apis/scim.grafana.app/v0alpha1/namespaces/STACK",
        bases: &[BasePattern::any_host("/apis/scim.grafana.app")],
        tenant: TenantChoice::Host,
        outcome: "the user is deactivated; users who come from SCIM cannot be deleted at all",
        notes: &["the synchronization must be switched on"],
        sources: &[read(&[Fact::Address, Fact::Deactivation], at::GRAFANA)],
        ..service("grafana", "Grafana", SafeWeak)
    },
    ScimService {
        example: "https://HOST/scim/v2",
        tenant: TenantChoice::Host,
        outcome: "the user is suspended, and comes back as dormant",
        lists: UserListing::All,
        paging: Paging::Index,
        page_cap: Some(100),
        total: TotalCount::LastPageLies,
        sources: &[read(&[Fact::Deactivation, Fact::Listing, Fact::Paging], at::CODER)],
        ..service("coder", "Coder", Safe)
    },
    ScimService {
        example: "https://api.pagerduty.com/scim/v2",
        bases: &[BasePattern::vendor(HostPattern::AtOrBelow("pagerduty.com"), "/scim/v2")],
        tenant: TenantChoice::Token,
        effects: &[Effect::DeletesUser],
        outcome: "the user is deleted; the same user cannot be activated again",
        notes: &["refused while incidents are assigned to the user, unless reassignment is switched on"],
        sources: &[
            read(&[Fact::Address], at::LITERAL),
            read(&[Fact::Deactivation], at::PAGERDUTY_DEACTIVATE),
            read(&[Fact::Write], at::PAGERDUTY_SCIM),
        ],
        ..service("pagerduty", "PagerDuty", Destructive)
    },
    ScimService {
        example: "https://api.datadoghq.com/api/v2/scim",
        bases: &[
            BasePattern::vendor(HostPattern::Below("datadoghq.com"), "/api/v2/scim"),
            BasePattern::vendor(HostPattern::Below("datadoghq.eu"), "/api/v2/scim"),
            BasePattern::vendor(HostPattern::Below("ddog-gov.com"), "/api/v2/scim"),
        ],
        tenant: TenantChoice::Token,
        outcome: "what SCIM does is not documented; the vendor's own API disables the user, who cannot log in",
        notes: &["deactivating the owner of the key revokes it and ends SCIM for good: name them as `token_owner`"],
        sources: &[
            read(&[Fact::Address, Fact::Access], at::DATADOG_GUIDE),
            read(&[Fact::Address], at::DATADOG_API),
            read(&[Fact::Deactivation], at::DATADOG_NATIVE),
        ],
        ..service("datadog", "Datadog", Unknown)
    },
    ScimService {
        example: "https://api.getpostman.com/scim/v2",
        bases: &[BasePattern::vendor(HostPattern::AtOrBelow("getpostman.com"), "/scim/v2")],
        tenant: TenantChoice::Token,
        effects: &[Effect::RemovesMembership],
        outcome: "the member is removed from the team and deactivated",
        notes: &["documents the pathless form of the request (`patch_form: pathless`)"],
        sources: &[read(&[Fact::Address, Fact::Deactivation, Fact::Write], at::POSTMAN)],
        ..service("postman", "Postman", Destructive)
    },
    ScimService {
        sources: &[read(&[Fact::Write], at::LAUNCHDARKLY)],
        ..service("launchdarkly", "LaunchDarkly", Unknown)
    },
    ScimService { sources: &[read(&[Fact::Write], at::STATSIG)], ..service("statsig", "Statsig", Unknown) },
    ScimService {
        outcome: "what a deactivation does is not documented; deleted users are kept in an audit log",
        sources: &[read(&[Fact::Deactivation], at::UNLEASH)],
        ..service("unleash", "Unleash", Unknown)
    },
];
