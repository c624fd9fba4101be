//! What the settings of a directory mean for reading and writing it.

use super::wire::AddressRule;
use crate::http::RequestRate;
use crate::model::{DirectorySpec, Email, Hosting, UserId};

/// Requests a minute to a service of which no limit is known.
const DEFAULT_REQUESTS_PER_MINUTE: u64 = 60;
/// Requests a minute to the embedded sandbox: more than it is ever sent.
const SANDBOX_REQUESTS_PER_MINUTE: u64 = 1_000_000;
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
}

/// What the total of the last page is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LastTotal {
    /// It counts the whole list, as that of every page.
    Whole,
    /// Nothing: it counts the last page.
    OfItsPage,
}

/// The user who proves that this is the right tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PinnedUser {
    pub(super) id: UserId,
    pub(super) user_name: String,
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
        Self {
            addresses: match spec.text("match") {
                Some("user_name") => AddressRule::UserName,
                _ => AddressRule::Email,
            },
            patch_form: match spec.text("patch_form") {
                Some("pathless") => PatchForm::Pathless,
                _ => PatchForm::Path,
            },
            paging: match spec.text("paging") {
                Some("index") => PagingMode::Index,
                Some("cursor") => PagingMode::Cursor,
                _ => PagingMode::Auto,
            },
            entity_tags: match spec.text("etag") {
                Some("off") => EntityTags::Off,
                _ => EntityTags::Auto,
            },
            pin: pinned_user(spec),
            token_owner: if is_sandbox { OwnerSetting::Nobody } else { token_owner(spec.text("token_owner")) },
            users_path: "/Users".to_owned(),
            page_size,
            lists: ListedStates::All,
            last_total: LastTotal::Whole,
            rate: RequestRate {
                requests_per_minute: spec.settings().number("requests_per_minute").unwrap_or(requests),
                writes_per_minute: None,
            },
        }
    }
}

fn pinned_user(spec: &DirectorySpec) -> Option<PinnedUser> {
    let user = spec.settings().map("pin")?.map("user")?;
    Some(PinnedUser { id: UserId::new(user.text("id")?)?, user_name: user.text("user_name")?.to_owned() })
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
