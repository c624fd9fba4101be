//! Communication, documents, and the administration of people and devices.

use super::sources as at;
use super::{
    BasePattern, Fact, HostPattern, Paging, Rates, ScimService, TenantChoice, TokenGrant, UserListing, read, service,
};
use crate::model::DeactivationEffect as Effect;
use crate::model::Reversibility::{Destructive, Safe, SafeWeak, Unknown};

pub(super) const SERVICES: &[ScimService] = &[
    ScimService {
        example: "https://api.slack.com/scim/v2",
        bases: &[
            BasePattern::vendor(HostPattern::AtOrBelow("slack.com"), "/scim/v2"),
            BasePattern::vendor(HostPattern::AtOrBelow("slack.com"), "/scim/v1"),
        ],
        tenant: TenantChoice::Token,
        outcome: "the user is deactivated (documented for a deletion; assumed for PATCH)",
        rates: Rates { reads: Some(300), writes: Some(120) },
        notes: &["the rate limit is shared with the identity provider and all other apps of the organization"],
        sources: &[read(&[Fact::Address, Fact::Deactivation], at::SLACK_API), read(&[Fact::Rate], at::SLACK_RATE)],
        ..service("slack", "Slack", SafeWeak)
    },
    ScimService {
        example: "https://api.atlassian.com/scim/directory/DIRECTORY",
        bases: &[BasePattern::vendor(HostPattern::Exact("api.atlassian.com"), "/scim/directory/*")],
        tenant: TenantChoice::Url,
        effects: &[Effect::HidesUser],
        outcome: "the managed account is deactivated, and disappears from the list of users",
        lists: UserListing::Active,
        paging: Paging::Index,
        page_cap: Some(100),
        notes: &[
            "the administration console cannot undo it while the directory is linked",
            "changes of an e-mail address can unlink a user without a message",
        ],
        sources: &[
            read(&[Fact::Address, Fact::Paging], at::ATLASSIAN_USERS),
            read(&[Fact::Deactivation], at::ATLASSIAN_UNDO),
            read(&[Fact::Listing], at::ATLASSIAN_HIDDEN),
            read(&[Fact::Filter], at::ATLASSIAN_FILTER),
            read(&[Fact::Id], at::ATLASSIAN_EMAIL),
        ],
        ..service("atlassian", "Atlassian Cloud", SafeWeak)
    },
    ScimService {
        example: "https://api.zoom.us/scim2",
        bases: &[BasePattern::vendor(HostPattern::AtOrBelow("zoom.us"), "/scim2")],
        tenant: TenantChoice::Token,
        outcome: "the user is deactivated, and activated again by the same call",
        rates: Rates { reads: Some(50), writes: Some(50) },
        grant: TokenGrant::Account("https://zoom.us/oauth/token"),
        notes: &[
            "administrators cannot be deactivated through SCIM: the request succeeds and they stay active",
            "needs a vanity URL and single sign-on, otherwise it answers 400",
        ],
        sources: &[
            read(&[Fact::Address, Fact::Deactivation], at::ZOOM_API),
            read(&[Fact::Rate], at::ZOOM_RATE),
            read(&[Fact::Write], at::ZOOM_ADMINS),
        ],
        ..service("zoom", "Zoom", SafeWeak)
    },
    ScimService {
        example: "https://miro.com/api/v1/scim",
        bases: &[BasePattern::vendor(HostPattern::AtOrBelow("miro.com"), "/api/v1/scim")],
        tenant: TenantChoice::Token,
        outcome: "the user cannot log in to the plan; data and permissions are kept, the licence is freed, and the user can \
                  be activated again",
        lists: UserListing::All,
        rates: Rates { reads: Some(300), writes: Some(150) },
        notes: &["guests and external users cannot be suspended"],
        sources: &[
            read(&[Fact::Address, Fact::Rate], at::MIRO_RATE),
            read(&[Fact::Deactivation, Fact::Listing], at::MIRO_DEACTIVATE),
            read(&[Fact::Write], at::MIRO_GUESTS),
        ],
        ..service("miro", "Miro", Safe)
    },
    ScimService {
        tenant: TenantChoice::Token,
        outcome: "the user is suspended",
        notes: &["administrators can no longer manage users by hand", "the settings of the workspace show the URL"],
        sources: &[read(&[Fact::Deactivation, Fact::Access], at::LINEAR)],
        ..service("linear", "Linear", SafeWeak)
    },
    ScimService {
        example: "https://HOST/scim/v2",
        tenant: TenantChoice::Host,
        outcome: "the user is suspended; the history of their devices is kept",
        sources: &[read(&[Fact::Deactivation], at::WIRE)],
        ..service("wire", "Wire", Safe)
    },
    ScimService {
        example: "https://scim.hive.com/v2/WORKSPACE",
        bases: &[
            BasePattern::vendor(HostPattern::Exact("scim.hive.com"), "/v2/*"),
            BasePattern::customer(HostPattern::AtOrBelow("hive.com"), "/scim"),
        ],
        tenant: TenantChoice::Url,
        effects: &[Effect::RemovesMembership],
        outcome: "the member is removed from the workspace; `active: true` restores them (documented for a replacement)",
        sources: &[read(&[Fact::Address, Fact::Deactivation], at::HIVE)],
        ..service("hive", "Hive", Destructive)
    },
    ScimService {
        example: "https://www.notion.so/scim/v2",
        bases: &[
            BasePattern::vendor(HostPattern::AtOrBelow("notion.so"), "/scim/v2"),
            BasePattern::vendor(HostPattern::AtOrBelow("notion.com"), "/scim/v2"),
        ],
        tenant: TenantChoice::Token,
        effects: &[Effect::RemovesMembership],
        outcome: "the vendor's page describes how members are created and removed; a removal is assumed",
        notes: &["guests are not listed"],
        sources: &[read(&[Fact::Address], at::LITERAL), read(&[Fact::Deactivation, Fact::Listing], at::NOTION)],
        ..service("notion", "Notion", Unknown)
    },
    ScimService {
        example: "https://www.figma.com/scim/v2/TENANT",
        bases: &[BasePattern::vendor(HostPattern::AtOrBelow("figma.com"), "/scim/v2/*")],
        tenant: TenantChoice::Url,
        notes: &["the version of a user is a weak timestamp"],
        sources: &[read(&[Fact::Address, Fact::Write], at::FIGMA)],
        ..service("figma", "Figma", Unknown)
    },
    ScimService {
        example: "https://iam.twilio.com/scim/v2",
        bases: &[
            BasePattern::vendor(HostPattern::Exact("iam.twilio.com"), "/scim/v2"),
            BasePattern::vendor(HostPattern::Exact("preview-iam.twilio.com"), "/Organizations/*/scim"),
        ],
        tenant: TenantChoice::Token,
        notes: &[
            "only users who are managed by the organization are listed",
            "a replacement is documented; PATCH is not",
        ],
        sources: &[read(&[Fact::Address, Fact::Listing, Fact::Write], at::TWILIO)],
        ..service("twilio", "Twilio", Unknown)
    },
    ScimService {
        example: "https://www.canva.com/_scim/v2",
        bases: &[BasePattern::vendor(HostPattern::AtOrBelow("canva.com"), "/_scim/v2")],
        tenant: TenantChoice::Token,
        outcome: "`active: false` is how users are deprovisioned; what happens to their data is not documented",
        sources: &[read(&[Fact::Address], at::BATON_PROVIDERS), read(&[Fact::Deactivation], at::CANVA)],
        ..service("canva", "Canva", Unknown)
    },
    ScimService {
        effects: &[Effect::WipesDevices],
        outcome: "what SCIM does is not documented; the vendor's own suspension wipes the person's devices unless told not to",
        sources: &[read(&[Fact::Deactivation], at::DROPBOX)],
        ..service("dropbox", "Dropbox", Unknown)
    },
    ScimService {
        outcome: "what SCIM does is not documented; the vendor's own deactivation keeps profile and history, but unassigns \
                  conversations and assets",
        sources: &[read(&[Fact::Deactivation], at::HUBSPOT)],
        ..service("hubspot", "HubSpot", Unknown)
    },
    ScimService { sources: &[read(&[Fact::Deactivation], at::NONE_FOUND)], ..service("zendesk", "Zendesk", Unknown) },
    ScimService {
        rates: Rates { reads: Some(150), writes: Some(150) },
        sources: &[read(&[Fact::Rate, Fact::Write], at::TORII)],
        ..service("torii", "Torii", Unknown)
    },
    ScimService { sources: &[read(&[Fact::Write], at::TEALIUM)], ..service("tealium", "Tealium", Unknown) },
    ScimService {
        notes: &["5 requests a second"],
        sources: &[read(&[Fact::Rate], at::DEEL)],
        ..service("deel", "Deel", Unknown)
    },
    ScimService {
        notes: &["25,000 requests an hour"],
        sources: &[read(&[Fact::Rate], at::PEAKON)],
        ..service("peakon", "Peakon", Unknown)
    },
    ScimService {
        notes: &["PATCH was not implemented yet"],
        sources: &[read(&[Fact::Write], at::PARABOL)],
        ..service("parabol", "Parabol", Unknown)
    },
    ScimService {
        outcome: "a user who is deactivated is answered with 404, which is not a deletion",
        sources: &[read(&[Fact::Listing], at::AGILITY)],
        ..service("agility", "Agility Credit", Unknown)
    },
];
