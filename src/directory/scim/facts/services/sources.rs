//! Where the facts of the catalogue were read: the addresses of public pages, issues and source files. Pages of vendors
//! were read as stored copies; a file of a repository is named with its commit.

use jiff::civil::{Date, date};

/// The day on which the sources were read.
pub(crate) const READ_ON: Date = date(2026, 11, 24);

pub(super) const GENESYS_SWAGGER: &str = "https://api.mypurecloud.com/api/v2/docs/swagger";
pub(super) const CXONE: &str =
    "https://help.nice-incontact.com/content/admin/employees/provisionemployeeaccountswithscim/scim.htm";
pub(super) const GITHUB_DEPROVISIONING: &str = "https://github.com/github/docs/blob/02ac71c/content/admin/managing-iam/provisioning-user-accounts-with-scim/deprovisioning-and-reinstating-users.md";
pub(super) const GITHUB_REST: &str = "https://github.com/github/docs/blob/02ac71c/content/admin/managing-iam/provisioning-user-accounts-with-scim/provisioning-users-and-groups-with-scim-using-the-rest-api.md";
pub(super) const GITHUB_RATE: &str =
    "https://github.com/github/docs/blob/5ce330d/data/reusables/scim/emu-scim-rate-limit-details.md";
pub(super) const GITHUB_ORG: &str = "https://docs.rs/octorust/latest/octorust/scim/index.html";
pub(super) const SLACK_API: &str = "https://docs.slack.dev/reference/scim-api";
pub(super) const SLACK_RATE: &str = "https://docs.slack.dev/reference/scim-api/rate-limits";
pub(super) const NONE_FOUND: &str = "no statement of the vendor was found in public documentation";
pub(super) const LITERAL: &str = "the address as a literal in public source code, found by string search";
pub(super) const ATLASSIAN_USERS: &str =
    "https://support.atlassian.com/atlassian-cloud/kb/how-to-fetch-all-users-via-user-provisioning-scim-api";
pub(super) const ATLASSIAN_HIDDEN: &str = "https://jira.atlassian.com/browse/ACCESS-1293";
pub(super) const ATLASSIAN_FILTER: &str = "https://docs.go-atlassian.io/atlassian-admin-cloud/scim/users";
pub(super) const ATLASSIAN_UNDO: &str =
    "https://www.neteye-blog.com/2025/03/unlock-atlassian-users-reactivating-idp-synced-managed-accounts";
pub(super) const ATLASSIAN_EMAIL: &str = "https://jira.atlassian.com/browse/ACCESS-1396";
pub(super) const ZOOM_API: &str = "https://developers.zoom.us/docs/api/scim2";
pub(super) const ZOOM_RATE: &str = "https://developers.qodex.ai/zoom-public/zoom-scim2-api";
pub(super) const ZOOM_ADMINS: &str = "https://support.okta.com/help/s/article/zoom-deprovisioning-user-removed-from-zoom-application-in-okta-but-did-not-deactivate-in-zoom-side";
pub(super) const ENTRA_API: &str = "https://github.com/MicrosoftDocs/entra-docs/blob/04ecb1f/docs/identity/app-provisioning/entra-id-scim-api-reference.md";
pub(super) const ENTRA_SCHEMA: &str = "https://github.com/MicrosoftDocs/entra-docs/blob/22590c8/docs/identity/app-provisioning/entra-id-scim-api-schema-documentation.md";
pub(super) const AWS_LIST: &str = "https://docs.aws.amazon.com/singlesignon/latest/developerguide/listusers.html";
pub(super) const AWS_PATCH: &str = "https://docs.aws.amazon.com/singlesignon/latest/developerguide/patchuser.html";
pub(super) const AWS_LIMITS: &str = "https://docs.aws.amazon.com/singlesignon/latest/developerguide/limitations.html";
pub(super) const AWS_DISABLE: &str = "https://docs.aws.amazon.com/singlesignon/latest/userguide/disableuser.html";
pub(super) const AWS_CONFIG: &str =
    "https://docs.aws.amazon.com/singlesignon/latest/developerguide/serviceproviderconfig.html";
pub(super) const AWS_GROUPS: &str = "https://github.com/slashdevops/idp-scim-sync/blob/795386a/docs/Architecture.md";
pub(super) const DATABRICKS_ACCOUNT: &str = "https://databricks.helpjuice.com/en_US/administration/activate-or-deactivate-a-user-in-the-account-console-or-workspace-using-the-api";
pub(super) const DATABRICKS_REACTIVATE: &str = "https://kb.databricks.com/en_US/administration/reactivate-inactive-users-at-the-account-level-using-oauth-token-for-non-scim-scenarios";
pub(super) const DATABRICKS_WORKSPACE: &str = "https://docs.databricks.com/dev-tools/api/latest/scim/scim-users.html";
pub(super) const DATABRICKS_LIMITS: &str = "https://learn.microsoft.com/azure/databricks/reference/scim-2-1";
pub(super) const DATABRICKS_SDK: &str =
    "https://github.com/databricks/databricks-sdk-go/blob/01d49f0/service/iam/interface.go";
pub(super) const SNOWFLAKE: &str = "https://docs.snowflake.com/user-guide/scim-user-api-reference";
pub(super) const PAGERDUTY_DEACTIVATE: &str = "https://support.pagerduty.com/main/docs/assign-or-deactivate-users";
pub(super) const PAGERDUTY_SCIM: &str = "https://support.pagerduty.com/docs/scim-user-provisioning";
pub(super) const DATADOG_GUIDE: &str =
    "https://github.com/DataDog/documentation/blob/07d49c9/content/en/account_management/scim/_index.md";
pub(super) const DATADOG_API: &str = "https://docs.datadoghq.com/api/latest/scim";
pub(super) const DATADOG_NATIVE: &str = "https://docs.datadoghq.com/api/latest/users/update-a-user";
pub(super) const SALESFORCE: &str =
    "https://help.salesforce.com/s/articleView?id=xcloud.identity_scim_deactivate_reactivate_user.htm";
pub(super) const SERVICENOW_API: &str = "servicenow.com/docs (Zurich), page rest-apis/scim-api.html";
pub(super) const SERVICENOW_ROLE: &str = "docs.servicenow.com, page explore-scim-provider.html";
pub(super) const GITLAB_API: &str =
    "https://github.com/gitlabhq/gitlabhq/blob/03a752e/doc/development/internal_api/_index.md";
pub(super) const GITLAB_SETUP: &str =
    "https://github.com/gitlabhq/gitlabhq/blob/017a6c1/doc/administration/settings/scim_setup.md";
pub(super) const GITLAB_IDENTITY: &str = "https://gitlab.com/gitlab-org/gitlab/-/issues/208940";
pub(super) const GITLAB_NOT_BLOCKED: &str = "https://gitlab.com/gitlab-org/gitlab/-/issues/329918";
pub(super) const SENTRY_MEMBERS: &str =
    "https://github.com/getsentry/sentry/blob/16bb417/src/sentry/core/endpoints/scim/members.py";
pub(super) const SENTRY_UTILS: &str =
    "https://github.com/getsentry/sentry/blob/1a1b8e1/src/sentry/core/endpoints/scim/utils.py";
pub(super) const SENTRY_SEEN: &str = "https://github.com/getsentry/sentry/issues/115038";
pub(super) const SENTRY_API: &str = "https://docs.sentry.io/api/scim";
pub(super) const FLEET_OUTCOME: &str = "https://github.com/fleetdm/fleet/issues/52602";
pub(super) const FLEET_NO_STATE: &str = "https://github.com/fleetdm/fleet/issues/52591";
pub(super) const FLEET_RECORD: &str = "https://github.com/fleetdm/fleet/issues/38321";
pub(super) const FLEET_MATCH: &str = "https://github.com/fleetdm/fleet/issues/49560";
pub(super) const GRAFANA: &str = "https://github.com/grafana/grafana/blob/3c021cd/docs/sources/setup-grafana/configure-access/configure-scim-provisioning/manage-users-teams/_index.md";
pub(super) const MIRO_RATE: &str = "https://developers.miro.com/reference/rate-limits";
pub(super) const MIRO_DEACTIVATE: &str = "https://help.miro.com/hc/en-us/articles/360025025894";
pub(super) const MIRO_GUESTS: &str = "Lumos help article \"Miro FAQs\" (usepylon)";
pub(super) const ONEPASSWORD_SUSPEND: &str = "https://www.1password.community/discussion/143188";
pub(super) const ONEPASSWORD_GUIDE: &str = "https://support.1password.com/scim-best-practices";
pub(super) const ONEPASSWORD_MANAGER: &str = "https://github.com/1Password/scim-examples/blob/main/PREPARATION.md";
pub(super) const LINEAR: &str = "https://linear.app/docs/scim";
pub(super) const BITWARDEN_PATCH: &str =
    "https://github.com/bitwarden/server/blob/0074509/bitwarden_license/src/Scim/Users/PatchUserCommand.cs";
pub(super) const BITWARDEN_LIST: &str =
    "https://github.com/bitwarden/server/blob/0a01051/bitwarden_license/src/Scim/Users/GetUsersListQuery.cs";
pub(super) const BITWARDEN_PAGES: &str = "https://github.com/bitwarden/server/issues/4034";
pub(super) const CODER: &str = "https://github.com/coder/coder/blob/130db62/enterprise/coderd/scim/scimusers.go";
pub(super) const WIRE: &str = "https://github.com/wireapp/wire-server/pull/2720";
pub(super) const JFROG: &str = "https://jfrog.com/help/r/jfrog-rest-apis/disable-user";
pub(super) const POSTMAN: &str = "https://developers.qodex.ai/postman-public";
pub(super) const HIVE: &str = "https://developers.hive.com/v2.0/reference/replaceuser";
pub(super) const NOTION: &str = "https://www.notion.com/help/provision-users-and-groups-with-scim";
pub(super) const FIGMA: &str = "https://developers.figma.com/docs/rest-api/scim";
pub(super) const WANDB: &str = "https://docs.wandb.ai/guides/hosting/iam/scim";
pub(super) const WANDB_DEACTIVATE: &str = "https://docs.wandb.ai/guides/hosting/iam/automate_iam/";
pub(super) const TWILIO: &str = "https://www.twilio.com/docs/iam/scim/api-reference";
pub(super) const BATON_PROVIDERS: &str =
    "https://github.com/ConductorOne/baton-scim/tree/29c5c71/pkg/config/service_providers";
pub(super) const CANVA: &str = "https://www.canva.dev/docs/scim/delete-user";
pub(super) const DROPBOX: &str = "docs.pingidentity.com, PingFederate Dropbox connector, page of supported attributes";
pub(super) const HUBSPOT: &str = "https://knowledge.hubspot.com/user-management/deactivate-hubspot-users";
pub(super) const OKTA: &str =
    "https://github.com/okta/okta-developer-docs, guide scim-provisioning-integration-prepare, commit 05e2f48";
pub(super) const GOOGLE_POOLS: &str = "https://docs.cloud.google.com/iam/docs/workforce-identity-federation-scim";
pub(super) const HCP_TERRAFORM: &str = "https://developer.hashicorp.com/terraform/cloud-docs/api-docs/scim/users";
pub(super) const FUSIONAUTH: &str = "https://github.com/FusionAuth/fusionauth-issues/issues/1871";
pub(super) const LAUNCHDARKLY: &str = "https://launchdarkly.com/docs/home/account/scim-user-requests";
pub(super) const TORII: &str = "https://developers.toriihq.com/reference/patchscimv2usersiduser";
pub(super) const TEALIUM: &str = "docs.tealium.com, page scim-api/patch-user-api";
pub(super) const STATSIG: &str = "https://docs.statsig.com/api-reference/scim-users/patch-scimusers";
pub(super) const ZSCALER: &str = "https://help.zscaler.com/zidentity/scim-api-examples";
pub(super) const DEEL: &str = "https://developers.deel.com/docs/rate-limits";
pub(super) const PEAKON: &str = "https://developers.peakon.com/reference/rate-limiting-1";
pub(super) const INSTACLUSTR: &str = "https://instaclustr.redoc.ly, section User Management and SCIM";
pub(super) const UNLEASH: &str = "https://docs.getunleash.io, reference page \"Provisioning\"";
pub(super) const PARABOL: &str = "https://github.com/ParabolInc/parabol/issues/12557";
pub(super) const AGILITY: &str = "https://apidocs.agilitycredit.com/sso/scim-api/users";
