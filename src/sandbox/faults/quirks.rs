//! Quirks: how SCIM servers and services differ from the RFCs, one name each.
//!
//! A script lists them beside its faults; they last until the next script. A quirk with a number is written as
//! `page_cap: 10`. They change SCIM answers alone.
//!
//! ```yaml
//! quirks: [weak_etags, page_cap: 10, sentry.deletes_membership]
//! ```
//!
//! | lists of users | |
//! |---|---|
//! | `ignores_start_index` | every page is the first one, with `startIndex: 1` |
//! | `first_page_as_asked` | every page is the first one, with the `startIndex` that was asked for |
//! | `page_cap: N` | no page has more than N users |
//! | `total_is_page_size` | `totalResults` is the number of users on the page |
//! | `repeats_first_page_past_end` | a page after the last one is the first one, with the `startIndex` that was asked for |
//! | `other_users_past_end` | `totalResults` is one too small; the last user is listed on the page after the end |
//! | `overlapping_pages` | a page that starts after the second user starts one user too early |
//! | `total_counts_hidden` | every seventh user, from the fourth, is counted but not listed |
//! | `total_changes_on_last_page` | `totalResults` of the last page is the number of users on it |
//! | `no_total` | `totalResults` is left out |
//! | `index_only` | the parameter `cursor` is ignored |
//! | `cursor_only` | the parameter `startIndex` is ignored; every page but the last has a `nextCursor` |
//! | `rejects_index`, `rejects_cursor` | a list request with `startIndex`, or with `cursor`, is answered with 501 |
//! | `cursor_repeats` | from the second page on, `nextCursor` is the cursor that was sent |
//! | `items_per_page_as_asked` | `itemsPerPage` is the `count` that was asked for |
//! | `needs_both_parameters` | without `startIndex` and `count`, no user is listed |
//! | `replicas_differ` | every other request is answered without the last user |
//! | `lists_only_active` | only active users are listed; a filter finds the others |
//! | `quiet_wall: N` | the list and its total end after N users; a filter finds the others |
//! | `hides_active` | `active` is left out everywhere |
//! | `hides_active_in_lists` | `active` is left out in lists |
//! | `ignores_filter` | a filter is ignored |
//! | `empty_on_filter` | a filter matches no user |
//! | `case_sensitive_user_name` | a filter on `userName` finds only its own spelling |
//! | `lower_case_keys` | all keys are in lower case |
//! | `wrong_content_type` | the JSON is labelled `text/plain` |
//! | `big_page` | a list answer is 10 MB larger |
//! | `repeated_id` | the last user of the list has the id of the first |
//! | `odd_ids` | ids contain a space, a slash, `?`, `#`, `%` and a letter that is not ASCII |
//! | `active_null` | `active` is `null` |
//! | `active_as_text` | `active` is `"true"` or `"false"` |
//! | `foreign_location`, `relative_location` | `meta.location` is on another host, or has no host |
//! | `moves_tenant: N` | after N more requests another tenant answers: the same ids, other names and addresses |
//!
//! | the write, ETags, errors | |
//! |---|---|
//! | `weak_etags` | ETags are weak, and accepted in `If-Match` |
//! | `refuses_weak_etags` | ETags are weak, and `If-Match` is compared strongly, so that no tag is ever current |
//! | `malformed_etags` | ETags are `W/` and a number without quotes |
//! | `no_etags` | no ETags and no `meta.version`; `If-Match` is ignored |
//! | `ignores_if_match` | a stale `If-Match` is not refused |
//! | `etag_differs_from_version` | `meta.version` is another text than the ETag |
//! | `stale_as_409` | a stale `If-Match` is answered with 409 |
//! | `stale_as_invalid_vers` | a stale `If-Match` is answered with 400 `invalidVers` |
//! | `answers_204` | a `PATCH` is answered with 204 |
//! | `patch_without_effect` | a `PATCH` is answered as if it had worked |
//! | `no_patch` | a `PATCH` is answered with 501, and `patch.supported` is false |
//! | `rejects_pathless`, `rejects_path` | a `PATCH` operation without a path, or with one, is answered with 400 |
//! | `html_errors` | errors are HTML pages labelled as SCIM |
//! | `numeric_status` | `status` in errors is a number |
//! | `retry_after_date` | `Retry-After` is a date |
//! | `no_retry_after` | 429 has no `Retry-After` |
//! | `rate_limit_headers` | answers have `X-RateLimit-Limit`, `-Remaining` and `-Reset` (seconds) |
//! | `no_discovery` | `/ServiceProviderConfig`, `/Schemas` and `/ResourceTypes` are answered with 404 |
//! | `active_read_only` | in `/Schemas`, `active` is read-only |
//! | `answers_me` | `/Me` is the organization's `token_user` |
//! | `redirects_me` | `/Me` is answered with 308 and the address of that user |
//!
//! What services do, named after where it was read on 2026-11-24; the list ends with the source:
//!
//! | service | |
//! |---|---|
//! | `atlassian.hides_user` | inactive users are not listed, found or read (jira.atlassian.com/browse/ACCESS-1293) |
//! | `bitwarden.ignores_patch` | a literal takes effect only without a path, a text only with one; anything else is answered with 204 and ignored (bitwarden/server `bitwarden_license/src/Scim/Users/PatchUserCommand.cs`) |
//! | `coder.total_changes_on_last_page` | as the quirk of that name (coder/coder `enterprise/coderd/scim/scimusers.go`) |
//! | `fleet.deletes_user` | the record stays, inactive; that the user behind it is gone is not visible in SCIM (fleetdm/fleet#38321) |
//! | `genesys.removes_roles` | `roles` is emptied (Genesys Cloud's help page on SCIM) |
//! | `github_emu.obfuscates_name` | `userName` and e-mail become others (github/docs `content/admin/managing-iam/provisioning-user-accounts-with-scim/deprovisioning-and-reinstating-users.md`) |
//! | `github_org.deletes_identity` | the user is deleted: 404, not listed (GitHub's REST API, "Update an attribute for a SCIM user") |
//! | `gitlab.removes_membership` | 204; the identity stays, inactive; the membership is not visible in SCIM (gitlab-org/gitlab#208940) |
//! | `pagerduty.deletes_user` | the user is deleted (support.pagerduty.com/main/docs/assign-or-deactivate-users) |
//! | `sentry.deletes_membership` | 204; the user is deleted (getsentry/sentry `src/sentry/core/endpoints/scim/members.py`) |
//! | `zoom.admin_stays_active` | 204, but a user with the role `Admin` stays active (Okta's help page on Zoom deprovisioning) |

use std::num::NonZeroUsize;

use serde::Deserialize;

/// The quirks of a script.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(in crate::sandbox) struct Quirks(Vec<Quirk>);

/// One way in which a server differs; the table at the top describes each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::sandbox) enum Quirk {
    IgnoresStartIndex,
    FirstPageAsAsked,
    PageCap(NonZeroUsize),
    TotalIsPageSize,
    RepeatsFirstPagePastEnd,
    OtherUsersPastEnd,
    OverlappingPages,
    TotalCountsHidden,
    #[serde(alias = "coder.total_changes_on_last_page")]
    TotalChangesOnLastPage,
    NoTotal,
    IndexOnly,
    CursorOnly,
    CursorRepeats,
    RejectsIndex,
    RejectsCursor,
    ItemsPerPageAsAsked,
    NeedsBothParameters,
    ReplicasDiffer,
    ListsOnlyActive,
    QuietWall(NonZeroUsize),
    HidesActive,
    HidesActiveInLists,
    IgnoresFilter,
    EmptyOnFilter,
    CaseSensitiveUserName,
    LowerCaseKeys,
    WrongContentType,
    BigPage,
    RepeatedId,
    OddIds,
    ActiveNull,
    ActiveAsText,
    ForeignLocation,
    RelativeLocation,
    MovesTenant(u64),
    WeakEtags,
    RefusesWeakEtags,
    MalformedEtags,
    NoEtags,
    IgnoresIfMatch,
    EtagDiffersFromVersion,
    #[serde(rename = "stale_as_409")]
    StaleAs409,
    StaleAsInvalidVers,
    #[serde(rename = "answers_204")]
    Answers204,
    PatchWithoutEffect,
    NoPatch,
    RejectsPathless,
    RejectsPath,
    HtmlErrors,
    NumericStatus,
    RetryAfterDate,
    NoRetryAfter,
    RateLimitHeaders,
    NoDiscovery,
    ActiveReadOnly,
    AnswersMe,
    RedirectsMe,
    #[serde(rename = "atlassian.hides_user")]
    AtlassianHidesUser,
    #[serde(rename = "bitwarden.ignores_patch")]
    BitwardenIgnoresPatch,
    #[serde(rename = "fleet.deletes_user")]
    FleetDeletesUser,
    #[serde(rename = "genesys.removes_roles")]
    GenesysRemovesRoles,
    #[serde(rename = "github_emu.obfuscates_name")]
    GithubEmuObfuscatesName,
    #[serde(rename = "github_org.deletes_identity")]
    GithubOrgDeletesIdentity,
    #[serde(rename = "gitlab.removes_membership")]
    GitlabRemovesMembership,
    #[serde(rename = "pagerduty.deletes_user")]
    PagerdutyDeletesUser,
    #[serde(rename = "sentry.deletes_membership")]
    SentryDeletesMembership,
    #[serde(rename = "zoom.admin_stays_active")]
    ZoomAdminStaysActive,
}

impl Quirks {
    /// Whether the server has this quirk.
    pub(in crate::sandbox) fn has(&self, quirk: Quirk) -> bool {
        self.0.contains(&quirk)
    }

    /// Whether the server has one of these quirks.
    pub(in crate::sandbox) fn has_any(&self, quirks: &[Quirk]) -> bool {
        quirks.iter().any(|quirk| self.has(*quirk))
    }

    /// Whether there are none.
    pub(in crate::sandbox) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of users on a page, at most.
    pub(in crate::sandbox) fn page_cap(&self) -> Option<usize> {
        self.0.iter().find_map(|quirk| if let Quirk::PageCap(count) = quirk { Some(count.get()) } else { None })
    }

    /// The number of users after which the list ends.
    pub(in crate::sandbox) fn quiet_wall(&self) -> Option<usize> {
        self.0.iter().find_map(|quirk| if let Quirk::QuietWall(count) = quirk { Some(count.get()) } else { None })
    }

    /// The number of requests after which another tenant answers.
    pub(in crate::sandbox) fn moves_tenant(&self) -> Option<u64> {
        self.0.iter().find_map(|quirk| if let Quirk::MovesTenant(count) = quirk { Some(*count) } else { None })
    }
}
