//! What the settings of a directory mean for reading and writing it.

use super::facts;
use super::facts::services::{IdStability, Paging, TotalCount, UserListing};
use super::wire::AddressRule;
use crate::http::RequestRate;
use crate::model::{DirectorySpec, Email, Hosting, PinnedUser, UserId};

/// Requests a minute to a service of which no limit is known.
const DEFAULT_REQUESTS_PER_MINUTE: u64 = 60;
/// Requests a minute that the embedded sandbox allows.
const SANDBOX_REQUESTS_PER_MINUTE: u64 = 300;
/// Users on a page of a service of which no limit is known.
const DEFAULT_PAGE_SIZE: u64 = 100;
/// Users on a page of the embedded sandbox.
const SANDBOX_PAGE_SIZE: u64 = 500;

/// What the settings of a directory mean.
#[derive(Clone, Debug)]
pub(super) struct ScimSettings {
    /// Which address of a user is compared with the roster.
    pub(super) addresses: AddressRule,
    /// The form of the write.
    pub(super) patch_form: PatchForm,
    /// How lists are read.
    pub(super) paging: PagingMode,
    /// Whether writes name the user's entity tag.
    pub(super) entity_tags: EntityTags,
    /// The user who proves that this is the right tenant.
    pub(super) pin: Option<PinnedUser>,
    /// Who owns the token.
    pub(super) token_owner: OwnerSetting,
    /// The address of users below the base, such as `/Users`.
    pub(super) users_path: String,
    /// How many users a page is asked for.
    pub(super) page_size: u64,
    /// Whether the id of a user can change.
    pub(super) ids: IdStability,
    /// Which users are listed.
    pub(super) lists: ListedStates,
    /// What the total of the last page is worth.
    pub(super) last_total: LastTotal,
    /// How many requests are sent.
    pub(super) rate: RequestRate,
}

/// The form of the write (RFC 7644 section 3.5.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PatchForm {
    /// `"path": "active", "value": false`.
    Path,
    /// `"value": {"active": false}`.
    Pathless,
}

/// How lists are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PagingMode {
    /// As the service supports it.
    Auto,
    /// By `startIndex` (RFC 7644 section 3.4.2.4).
    Index,
    /// By `cursor` (RFC 9865).
    Cursor,
}

/// Whether writes name the user's entity tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntityTags {
    /// Where there is one.
    Auto,
    /// Never.
    Off,
}

/// Which users a service lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListedStates {
    /// Users in every state, as far as is known.
    All,
    /// Active users alone.
    ActiveOnly,
    /// Active users; the inactive ones are a list of their own, by a filter.
    InactiveByFilter,
}

/// What the total of the last page is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LastTotal {
    /// It counts the whole list, as that of every page.
    Whole,
    /// Nothing: it counts the last page.
    OfItsPage,
}

/// Who owns the token, according to the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OwnerSetting {
    /// No user.
    Nobody,
    /// The user with this address.
    Address(Email),
    /// The user with this id.
    Id(UserId),
    /// The roster does not say.
    Unsaid,
}

impl ScimSettings {
    /// The meaning of these settings.
    pub(super) fn of(spec: &DirectorySpec) -> Self {
        let is_sandbox = spec.kind.hosting == Hosting::Embedded;
        let (requests, page_size) = if is_sandbox {
            (SANDBOX_REQUESTS_PER_MINUTE, SANDBOX_PAGE_SIZE)
        } else {
            (DEFAULT_REQUESTS_PER_MINUTE, DEFAULT_PAGE_SIZE)
        };
        let service = facts::service(spec);
        let requests = service.and_then(|service| service.rates.reads).map_or(requests, u64::from);
        Self {
            addresses: match spec.text("match") {
                Some("user_name") => AddressRule::UserName,
                Some("any_email") => AddressRule::AnyEmail,
                _ => AddressRule::Email,
            },
            patch_form: match spec.text("patch_form") {
                Some("pathless") => PatchForm::Pathless,
                _ => PatchForm::Path,
            },
            paging: match spec.text("paging") {
                Some("index") => PagingMode::Index,
                Some("cursor") => PagingMode::Cursor,
                _ => match service.map(|service| service.paging) {
                    Some(Paging::Index) => PagingMode::Index,
                    Some(Paging::Cursor) => PagingMode::Cursor,
                    Some(Paging::Auto) | None => PagingMode::Auto,
                },
            },
            entity_tags: match spec.text("etag") {
                Some("off") => EntityTags::Off,
                _ => EntityTags::Auto,
            },
            pin: spec.pinned(),
            token_owner: if is_sandbox { OwnerSetting::Nobody } else { token_owner(spec.text("token_owner")) },
            users_path: format!("/{}", service.map_or("Users", |service| service.users_path)),
            page_size: service.and_then(|service| service.page_cap).map_or(page_size, u64::from),
            ids: service.map_or(IdStability::Stable, |service| service.ids),
            lists: match service.map(|service| service.lists) {
                Some(UserListing::Active) => ListedStates::ActiveOnly,
                Some(UserListing::InactiveByFilter) => ListedStates::InactiveByFilter,
                Some(UserListing::All | UserListing::Unknown) | None => ListedStates::All,
            },
            last_total: match service.map(|service| service.total) {
                Some(TotalCount::LastPageLies) => LastTotal::OfItsPage,
                Some(TotalCount::Exact | TotalCount::Absent) | None => LastTotal::Whole,
            },
            rate: RequestRate {
                requests_per_minute: spec.settings().number("requests_per_minute").unwrap_or(requests),
                writes_per_minute: service.and_then(|service| service.rates.writes).map(u64::from),
            },
        }
    }
}

fn token_owner(text: Option<&str>) -> OwnerSetting {
    match text {
        None => OwnerSetting::Unsaid,
        Some("none") => OwnerSetting::Nobody,
        Some(text) => match (Email::parse(text), UserId::new(text)) {
            (Ok(email), _) => OwnerSetting::Address(email),
            (Err(_), Some(id)) => OwnerSetting::Id(id),
            (Err(_), None) => OwnerSetting::Unsaid,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DirectorySetting;
    use crate::model::directory_types::scim::SCIM;

    #[test]
    fn rates_page_sizes_and_paths_are_those_of_the_catalogue_and_the_roster_wins() {
        let spec = |service: &str| DirectorySpec::new(&SCIM).with_text("service", service);
        let of = |service: &str| ScimSettings::of(&spec(service));
        let rate = |settings: &ScimSettings| (settings.rate.requests_per_minute, settings.rate.writes_per_minute);
        assert_eq!(rate(&of("other")), (60, None));
        assert_eq!(rate(&of("slack")), (300, Some(120)));
        assert_eq!(of("other").page_size, 100);
        assert_eq!((of("other").users_path.as_str(), of("entra-id").users_path.as_str()), ("/Users", "/users"));
        assert_eq!((of("other").paging, of("entra-id").paging), (PagingMode::Auto, PagingMode::Cursor));
        let mut slower = spec("slack").with_text("paging", "index");
        slower.set("requests_per_minute", DirectorySetting::Number(30));
        assert_eq!(rate(&ScimSettings::of(&slower)), (30, Some(120)));
        assert_eq!(ScimSettings::of(&slower).paging, PagingMode::Index);
    }
}
