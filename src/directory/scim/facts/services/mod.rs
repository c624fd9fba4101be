//! The catalogue of SCIM services: what `active: false` does at each, how its users are listed, and which page says so.
//!
//! It is compiled in and not a file, so that a pull request to a roster cannot turn a destructive service into a safe one.
//! What no source says is left unknown. An address is recognized in `address.rs`.

mod address;
mod collaboration;
mod development;
mod identity;
mod sources;
#[cfg(test)]
mod tests;

use jiff::civil::Date;

use crate::model::{DeactivationEffect, Reversibility};

pub(crate) use self::address::{BasePattern, HostPattern, known_host, login_url, may_be_at, recognize};
pub(crate) use self::sources::READ_ON;

/// The value of `service` for a service that is not in the catalogue.
pub(crate) const OTHER: &str = "other";

/// A service that speaks SCIM 2.0.
#[derive(Debug)]
pub(crate) struct ScimService {
    /// The value of `service` in a roster.
    pub(crate) name: &'static str,
    /// The name of the product.
    pub(crate) title: &'static str,
    /// An example of its base URL, with placeholders in capital letters; empty when unknown.
    pub(crate) example: &'static str,
    /// By which addresses it is recognized.
    pub(crate) bases: &'static [BasePattern],
    /// The last segment of the address of its users: `Users` (RFC 7644, section 3.2), or `users` where that is documented.
    pub(crate) users_path: &'static str,
    /// What decides which tenant answers.
    pub(crate) tenant: TenantChoice,
    /// Whether a deactivation can be undone.
    pub(crate) verdict: Reversibility,
    /// What a deactivation does beyond ending access. Of an entry with the verdict unknown: what has to be assumed.
    pub(crate) effects: &'static [DeactivationEffect],
    /// What a deactivation does, as a clause.
    pub(crate) outcome: &'static str,
    /// Which users it lists.
    pub(crate) lists: UserListing,
    /// How it pages.
    pub(crate) paging: Paging,
    /// The most users on a page.
    pub(crate) page_cap: Option<u16>,
    /// What its `totalResults` is.
    pub(crate) total: TotalCount,
    /// Whether the id of a user can change.
    pub(crate) ids: IdStability,
    /// How many requests a minute it allows.
    pub(crate) rates: Rates,
    /// How it grants tokens to an OAuth client.
    pub(crate) grant: TokenGrant,
    /// Whether it honours `attributes=` (RFC 7644, section 3.4.2.5).
    pub(crate) projection: ProjectionUse,
    /// What else to know, as clauses: access that outlives a deactivation, who else may write, users it cannot deactivate.
    pub(crate) notes: &'static [&'static str],
    /// Where its facts were read.
    pub(crate) sources: &'static [Source],
}

/// What decides which tenant of a service answers (RFC 7644, section 6, leaves it to the service).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TenantChoice {
    /// The path of the URL.
    Url,
    /// The host.
    Host,
    /// The token: with another one the same URL is another tenant.
    Token,
    /// Not known.
    Unknown,
}

/// Which users a service lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UserListing {
    /// Active and inactive ones.
    All,
    /// Active ones only, so that an inactive user looks like a missing one.
    Active,
    /// Active ones, and the inactive ones by the filter `active eq false`.
    InactiveByFilter,
    /// Not known.
    Unknown,
}

/// How a service pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paging {
    /// By `startIndex` (RFC 7644, section 3.4.2.4).
    Index,
    /// By `cursor` (RFC 9865).
    Cursor,
    /// Not known: the answers decide.
    Auto,
}

/// What the `totalResults` of a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TotalCount {
    /// The number of users, as far as known.
    Exact,
    /// Correct on every page but the last.
    LastPageLies,
    /// Left out.
    Absent,
}

/// Whether the id of a user can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdStability {
    /// It is issued once (RFC 7643, section 3.1), as far as known.
    Stable,
    /// It can be changed, or is the e-mail.
    Mutable,
}

/// How many requests a minute a service allows, below its own limit where others share that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rates {
    /// `GET`.
    pub(crate) reads: Option<u32>,
    /// `PATCH`.
    pub(crate) writes: Option<u32>,
}

/// How a service grants tokens to an OAuth client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenGrant {
    /// By `client_credentials` (RFC 6749, section 4.4), at an address that only its customers know.
    Client,
    /// By `account_credentials` at this address, for one account of the client.
    Account(&'static str),
    /// By `client_credentials` at the login host of its region.
    RegionalLogin,
}

/// Whether a service honours `attributes=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProjectionUse {
    /// It does, as its documentation says.
    Honoured,
    /// It does not, or it is not known.
    Unused,
}

/// A page, issue or source file that states facts of an entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    /// Which facts.
    pub(crate) facts: &'static [Fact],
    /// Its address, or how it was found.
    pub(crate) at: &'static str,
    /// When it was read.
    pub(crate) read_on: Date,
}

/// What a source states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// The base URL.
    Address,
    /// What a deactivation does.
    Deactivation,
    /// Which users are listed, and with which attributes.
    Listing,
    /// How lists are paged and counted.
    Paging,
    /// Which filters are honoured.
    Filter,
    /// The rate limit.
    Rate,
    /// The form of the write and its answers.
    Write,
    /// What the id of a user is.
    Id,
    /// Who may use the API, and which access stays after a deactivation.
    Access,
}

impl Fact {
    /// The fact as a noun.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Deactivation => "deactivation",
            Self::Listing => "listing",
            Self::Paging => "paging",
            Self::Filter => "filters",
            Self::Rate => "rate limit",
            Self::Write => "write",
            Self::Id => "ids",
            Self::Access => "access",
        }
    }
}

impl ScimService {
    /// The source of what a deactivation does; every entry has one, or one of another fact.
    pub(crate) fn deactivation_source(&self) -> Option<&'static Source> {
        let states = |source: &&Source| source.facts.contains(&Fact::Deactivation);
        self.sources.iter().find(states).or(self.sources.first())
    }
}

/// Every service by name.
pub(crate) fn catalogue() -> Vec<&'static ScimService> {
    let groups = [identity::SERVICES, development::SERVICES, collaboration::SERVICES];
    let mut all: Vec<&ScimService> = groups.into_iter().flatten().collect();
    all.sort_by_key(|service| service.name);
    all
}

/// The service with this name.
pub(crate) fn find(name: &str) -> Option<&'static ScimService> {
    catalogue().into_iter().find(|service| service.name == name)
}

/// A service of which nothing is known but its name and verdict.
const fn service(name: &'static str, title: &'static str, verdict: Reversibility) -> ScimService {
    ScimService {
        name,
        title,
        example: "",
        bases: &[],
        users_path: "Users",
        tenant: TenantChoice::Unknown,
        verdict,
        effects: &[],
        outcome: "what a deactivation does is not documented",
        lists: UserListing::Unknown,
        paging: Paging::Auto,
        page_cap: None,
        total: TotalCount::Exact,
        ids: IdStability::Stable,
        rates: Rates { reads: None, writes: None },
        grant: TokenGrant::Client,
        projection: ProjectionUse::Unused,
        notes: &[],
        sources: &[],
    }
}

/// A source that was read when the catalogue was made.
const fn read(facts: &'static [Fact], at: &'static str) -> Source {
    Source { facts, at, read_on: READ_ON }
}
