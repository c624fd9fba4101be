//! Directories and cloud platforms: services that other services sign people in with.

use jiff::civil::date;

use super::sources as at;
use super::{
    BasePattern, Fact, HostPattern, Paging, Rates, ScimService, TenantChoice, TokenGrant, TotalCount, UserListing,
    read, service,
};
use crate::model::DeactivationEffect as Effect;
use crate::model::Reversibility::{Destructive, Safe, SafeWeak, Unknown};

pub(super) const SERVICES: &[ScimService] = &[
    ScimService {
        example: "https://api.mypurecloud.de/api/v2/scim/v2",
        bases: &[BasePattern::vendor(HostPattern::GenesysApi, "/api/v2/scim/v2")],
        users_path: "users",
        tenant: TenantChoice::Token,
        grant: TokenGrant::RegionalLogin,
        effects: &[Effect::RemovesRoles],
        outcome: "the user becomes inactive; roles that were assigned directly are removed for good",
        lists: UserListing::InactiveByFilter,
        page_cap: Some(25),
        notes: &[
            "prefer `type: genesys-cloud`, which records the roles before it removes them",
            "an outdated `If-Match` is answered with 400 `invalidVers`; the ETag is the user's version",
        ],
        sources: &[read(&[Fact::Address, Fact::Deactivation, Fact::Listing, Fact::Paging], at::GENESYS_SWAGGER)],
        ..service("genesys-cloud", "Genesys Cloud", Safe)
    },
    ScimService {
        outcome: "the vendor describes a deactivation through SCIM, not what it does",
        notes: &["changes flow one way, from the identity provider"],
        sources: &[read(&[Fact::Deactivation], at::CXONE)],
        ..service("nice-cxone", "NICE CXone", Unknown)
    },
    ScimService {
        example: "https://graph.microsoft.com/rp/scim",
        bases: &[BasePattern::vendor(HostPattern::Exact("graph.microsoft.com"), "/rp/scim")],
        users_path: "users",
        tenant: TenantChoice::Token,
        outcome: "`active` is `accountEnabled`: the account is blocked everywhere it is used to sign in",
        paging: Paging::Cursor,
        page_cap: Some(100),
        total: TotalCount::Absent,
        notes: &[
            "it signs people in to every other service of the tenant: attest that this is intended",
            "the core `userType` is the employee type; Member or Guest is in the vendor's own extension",
            "the page size is documented as 100 and as 1000",
        ],
        sources: &[read(&[Fact::Address, Fact::Paging], at::ENTRA_API), read(&[Fact::Deactivation], at::ENTRA_SCHEMA)],
        ..service("entra-id", "Microsoft Entra ID, as the directory that is written to", Unknown)
    },
    ScimService {
        example: "https://scim.eu-central-1.amazonaws.com/TENANT/scim/v2",
        bases: &[BasePattern::vendor(HostPattern::Between("scim.", ".amazonaws.com"), "/*/scim/v2")],
        tenant: TenantChoice::Url,
        outcome: "the user can no longer sign in, which is meant as temporary",
        paging: Paging::Cursor,
        page_cap: Some(100),
        total: TotalCount::Absent,
        notes: &[
            "role sessions that are already open stay valid until they end: revoke them separately",
            "users who are disabled cannot be edited until they are enabled again",
        ],
        sources: &[
            read(&[Fact::Address], at::AWS_CONFIG),
            read(&[Fact::Deactivation, Fact::Access], at::AWS_DISABLE),
            read(&[Fact::Paging], at::AWS_LIST),
            read(&[Fact::Write], at::AWS_PATCH),
            read(&[Fact::Filter], at::AWS_LIMITS),
            read(&[Fact::Listing], at::AWS_GROUPS),
        ],
        ..service("aws-identity-center", "AWS IAM Identity Center", Safe)
    },
    ScimService {
        example: "https://accounts.cloud.databricks.com/api/2.0/accounts/ACCOUNT/scim/v2",
        bases: &[
            BasePattern::vendor(HostPattern::Below("databricks.com"), "/api/2.0/accounts/*/scim/v2"),
            BasePattern::vendor(HostPattern::Below("azuredatabricks.net"), "/api/2.0/accounts/*/scim/v2"),
            BasePattern::any_host("/api/2.0/accounts/*/scim/v2"),
        ],
        tenant: TenantChoice::Url,
        outcome: "the user becomes inactive in the account and in all its workspaces, and can be activated again in the \
                  account",
        notes: &["needs a token of an account admin: others are not shown whether a user is active"],
        sources: &[
            read(&[Fact::Address], at::DATABRICKS_ACCOUNT),
            read(&[Fact::Deactivation, Fact::Write], at::DATABRICKS_REACTIVATE),
            read(&[Fact::Filter], at::DATABRICKS_LIMITS),
            read(&[Fact::Write], at::DATABRICKS_SDK),
        ],
        ..service("databricks-account", "Databricks account", Safe)
    },
    ScimService {
        example: "https://INSTANCE.cloud.databricks.com/api/2.0/preview/scim/v2",
        bases: &[
            BasePattern::vendor(HostPattern::Below("databricks.com"), "/api/2.0/preview/scim/v2"),
            BasePattern::vendor(HostPattern::Below("azuredatabricks.net"), "/api/2.0/preview/scim/v2"),
            BasePattern::any_host("/api/2.0/preview/scim/v2"),
        ],
        tenant: TenantChoice::Host,
        outcome: "the user is locked out of the workspace, which is meant as temporary",
        notes: &["needs a token of an admin: others are not shown whether a user is active"],
        sources: &[read(&[Fact::Address, Fact::Deactivation, Fact::Listing], at::DATABRICKS_WORKSPACE)],
        ..service("databricks-workspace", "Databricks workspace", SafeWeak)
    },
    ScimService {
        example: "https://ACCOUNT.snowflakecomputing.com/scim/v2",
        bases: &[BasePattern::vendor(HostPattern::Below("snowflakecomputing.com"), "/scim/v2")],
        tenant: TenantChoice::Host,
        outcome: "the user is disabled",
        notes: &["attributes with several values are not supported"],
        sources: &[read(&[Fact::Address, Fact::Deactivation], at::SNOWFLAKE)],
        ..service("snowflake", "Snowflake", SafeWeak)
    },
    ScimService {
        example: "https://DOMAIN.my.salesforce.com/services/scim/v2",
        bases: &[
            BasePattern::vendor(HostPattern::Below("my.salesforce.com"), "/services/scim/v2"),
            BasePattern::any_host("/services/scim/v2"),
        ],
        tenant: TenantChoice::Host,
        outcome: "the user cannot log in; the record stays, and is activated again in the same way",
        lists: UserListing::All,
        notes: &["documents the pathless form of the request (`patch_form: pathless`)"],
        sources: &[read(&[Fact::Address, Fact::Deactivation, Fact::Listing, Fact::Write], at::SALESFORCE)],
        ..service("salesforce", "Salesforce", Safe)
    },
    ScimService {
        example: "https://INSTANCE.service-now.com/api/now/scim",
        bases: &[
            BasePattern::customer(HostPattern::Below("service-now.com"), "/api/now/scim"),
            BasePattern::any_host("/api/now/scim"),
        ],
        tenant: TenantChoice::Host,
        outcome: "`sys_user.active` becomes false; rules of the instance may do more",
        notes: &["the role scim_admin is as powerful as admin"],
        sources: &[read(&[Fact::Deactivation], at::SERVICENOW_API), read(&[Fact::Access], at::SERVICENOW_ROLE)],
        ..service("servicenow", "ServiceNow", Unknown)
    },
    ScimService {
        outcome: "no statement of the vendor about SCIM servers was found; its pages describe it as a client",
        sources: &[read(&[Fact::Deactivation], at::OKTA)],
        ..service("okta", "Okta, as the directory that is written to", Unknown)
    },
    ScimService {
        outcome: "no SCIM server was found: tools read it through its own API",
        sources: &[read(&[Fact::Listing], at::AWS_GROUPS)],
        ..service("google-workspace", "Google Workspace", Unknown)
    },
    ScimService { sources: &[read(&[Fact::Deactivation], at::NONE_FOUND)], ..service("workday", "Workday", Unknown) },
    ScimService {
        outcome: "users of workforce pools are read-only copies for looking up groups: deactivating one may end nothing",
        sources: &[read(&[Fact::Deactivation], at::GOOGLE_POOLS)],
        ..service("google-workforce", "Google Cloud workforce identity federation", Unknown)
    },
    ScimService {
        outcome: "earlier versions ignored `active: false`; what current ones do was not found",
        sources: &[read(&[Fact::Deactivation], at::FUSIONAUTH)],
        ..service("fusionauth", "FusionAuth", Unknown)
    },
    ScimService {
        outcome: "what a deactivation does is not documented",
        notes: &["50 requests a second; `/Schemas` and its like need no token"],
        sources: &[read(&[Fact::Rate, Fact::Access], at::ZSCALER)],
        ..service("zscaler", "Zscaler ZIdentity", Unknown)
    },
    ScimService {
        example: "https://DOMAIN/scim",
        tenant: TenantChoice::Host,
        outcome: "the user is suspended, and restored by the identity provider or with provisioning paused",
        notes: &["guests are not covered", "never touch the account of the Provision Manager: protect it"],
        sources: &[
            read(&[Fact::Deactivation], at::ONEPASSWORD_SUSPEND),
            read(&[Fact::Listing], at::ONEPASSWORD_GUIDE),
            read(&[Fact::Access], at::ONEPASSWORD_MANAGER),
        ],
        ..service("1password-bridge", "1Password SCIM Bridge", Safe)
    },
    ScimService {
        example: "https://scim.bitwarden.com/v2/ORGANIZATION",
        bases: &[BasePattern::vendor(HostPattern::Exact("scim.bitwarden.com"), "/v2/*")],
        tenant: TenantChoice::Url,
        outcome: "the member is revoked, and can be restored",
        lists: UserListing::All,
        paging: Paging::Index,
        notes: &["a request that it does not understand is answered with 2xx and has no effect"],
        sources: &[
            read(&[Fact::Address, Fact::Paging], at::BITWARDEN_PAGES),
            read(&[Fact::Deactivation, Fact::Write], at::BITWARDEN_PATCH),
            read(&[Fact::Listing, Fact::Filter], at::BITWARDEN_LIST),
        ],
        ..service("bitwarden", "Bitwarden", Safe)
    },
    ScimService {
        example: "https://HOST/access/api/v1/scim/v2",
        bases: &[BasePattern::any_host("/access/api/v1/scim/v2")],
        tenant: TenantChoice::Host,
        outcome: "the user is disabled, and enabled again by the same call",
        ids: super::IdStability::Mutable,
        notes: &["the id is the e-mail address"],
        sources: &[read(&[Fact::Address, Fact::Deactivation, Fact::Write, Fact::Id], at::JFROG)],
        ..service("jfrog", "JFrog Platform", Safe)
    },
    ScimService {
        example: "https://app.terraform.io/scim/v2/CONFIGURATION",
        bases: &[BasePattern::vendor(HostPattern::Exact("app.terraform.io"), "/scim/v2/*")],
        tenant: TenantChoice::Url,
        page_cap: Some(200),
        sources: &[read(&[Fact::Address, Fact::Paging, Fact::Filter], at::HCP_TERRAFORM)],
        ..service("hcp-terraform", "HCP Terraform", Unknown)
    },
    ScimService {
        rates: Rates { reads: None, writes: None },
        notes: &["750 requests a minute"],
        sources: &[read(&[Fact::Rate], at::INSTACLUSTR)],
        ..service("instaclustr", "Instaclustr", Unknown)
    },
    ScimService {
        outcome: "the member is removed from the organization (multi-tenant cloud) and must be added again; dedicated and \
                  self-managed deployments keep the user",
        example: "https://api.wandb.ai/scim",
        bases: &[BasePattern::vendor(HostPattern::Exact("api.wandb.ai"), "/scim")],
        tenant: TenantChoice::Token,
        effects: &[Effect::RemovesMembership],
        notes: &["the key of an admin of several organizations acts on the one chosen in that person's settings"],
        sources: &[
            read(&[Fact::Write, Fact::Access], at::WANDB),
            super::Source { read_on: date(2026, 11, 29), ..read(&[Fact::Deactivation], at::WANDB_DEACTIVATE) },
        ],
        ..service("wandb", "Weights & Biases, multi-tenant cloud", Destructive)
    },
    ScimService {
        outcome: "the user is deactivated, and their record is kept",
        example: "https://ACME.wandb.io/scim",
        bases: &[BasePattern::customer(HostPattern::Below("wandb.io"), "/scim")],
        tenant: TenantChoice::Host,
        notes: &["the key of an admin of several organizations acts on the one chosen in that person's settings"],
        sources: &[
            read(&[Fact::Write, Fact::Access], at::WANDB),
            super::Source { read_on: date(2026, 11, 29), ..read(&[Fact::Deactivation], at::WANDB_DEACTIVATE) },
        ],
        ..service("wandb-dedicated", "Weights & Biases, dedicated cloud", SafeWeak)
    },
];
