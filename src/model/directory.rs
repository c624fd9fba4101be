//! Which directory, and what a deactivation sends there.

use std::path::PathBuf;

/// The kind of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectoryKind {
    /// A Genesys Cloud organization.
    GenesysCloud,
    /// The embedded directory.
    Sandbox,
}

impl DirectoryKind {
    /// The roster's own word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GenesysCloud => "genesys-cloud",
            Self::Sandbox => "sandbox",
        }
    }
}

/// The body that a deactivation sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// `{"state":"inactive","version":N}`, the API's own.
    #[default]
    State,
    /// `{"active":false}`, with `"roles":[]` when asked for: what some gateways speak.
    Active(Roles),
}

/// What the older dialect says of roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Roles {
    /// Nothing.
    #[default]
    Unmentioned,
    /// `"roles": []`.
    Stripped,
}

/// Which directory a roster speaks of, as written there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectorySpec {
    /// Its kind.
    pub kind: DirectoryKind,
    /// AWS region or domain.
    pub region: Option<String>,
    /// The only organization accepted.
    pub organization_id: Option<String>,
    /// The API's address, for a gateway or a test server.
    pub api_url: Option<String>,
    /// The login host's address, likewise.
    pub login_url: Option<String>,
    /// What a deactivation sends.
    pub dialect: Dialect,
    /// The sandbox's org file, from the current folder.
    pub org: Option<PathBuf>,
}

/// The regions of Genesys Cloud: AWS name and domain, as the platform's page of regions lists them.
pub const REGIONS: [(&str, &str); 18] = [
    ("us-east-1", "mypurecloud.com"),
    ("us-east-2", "use2.us-gov-pure.cloud"),
    ("us-west-2", "usw2.pure.cloud"),
    ("ca-central-1", "cac1.pure.cloud"),
    ("mx-central-1", "mxc1.pure.cloud"),
    ("sa-east-1", "sae1.pure.cloud"),
    ("eu-west-1", "mypurecloud.ie"),
    ("eu-west-2", "euw2.pure.cloud"),
    ("eu-central-1", "mypurecloud.de"),
    ("eu-central-2", "euc2.pure.cloud"),
    ("eusc-de-east-1", "edee1.eusc-pure.cloud"),
    ("me-central-1", "mec1.pure.cloud"),
    ("ap-south-1", "aps1.pure.cloud"),
    ("ap-southeast-1", "apse1.pure.cloud"),
    ("ap-southeast-2", "mypurecloud.com.au"),
    ("ap-northeast-1", "mypurecloud.jp"),
    ("ap-northeast-2", "apne2.pure.cloud"),
    ("ap-northeast-3", "apne3.pure.cloud"),
];

/// Whether this is the name of a region, in whichever letter case.
#[must_use]
pub fn is_region(text: &str) -> bool {
    region_names().any(|name| name.eq_ignore_ascii_case(text))
}

/// The name of a region that somebody surely meant who typed this: one letter is off, and no other region is as close.
///
/// A digit is never taken for another one: `eu-west-3` is no misspelling of `eu-west-2`, but another country.
#[must_use]
pub fn closest_region(typed: &str) -> Option<&'static str> {
    // What is much longer than any name resembles none.
    let typed = letters(typed).filter(|letters| letters.len() <= 60)?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let distance = |name: &str| {
        let name = letters(name).filter(|name| digits(name) == digits(&typed))?;
        Some(strsim::osa_distance(&name, &typed)).filter(|distance| *distance <= 1)
    };
    let mut close: Vec<(usize, &str)> = region_names().filter_map(|name| Some((distance(name)?, name))).collect();
    close.sort_unstable();
    match close.as_slice() {
        [(_, only)] => Some(only),
        [(best, first), (next, _), ..] if best < next => Some(first),
        _ => None,
    }
}

fn region_names() -> impl Iterator<Item = &'static str> {
    REGIONS.iter().flat_map(|(aws, domain)| [*aws, *domain])
}

/// A name without what separates its parts.
fn letters(name: &str) -> Option<String> {
    let letters: String = name.trim().chars().filter(|c| !"-. _".contains(*c)).collect();
    (!letters.is_empty()).then(|| letters.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_suggested_only_where_it_was_surely_meant() {
        for (typed, meant) in [
            ("eu-central1", "eu-central-1"),
            ("EU_CENTRAL_1", "eu-central-1"),
            ("eu-cental-1", "eu-central-1"),
            ("us-esat-1", "us-east-1"),
            ("mypurecloud.dee", "mypurecloud.de"),
            ("my-purecloud.de", "mypurecloud.de"),
            ("usw2.purecloud", "usw2.pure.cloud"),
        ] {
            assert_eq!(closest_region(typed), Some(meant), "{typed}");
        }
        for typed in [
            "",
            "x",
            "mars",
            "eu",
            "eu-west-3",
            "eu-central-3",
            "us-east-3",
            "mypurecloud.ee",
            "mypurecloud",
            "ap-southeast-9",
            "de",
            "cloud",
            "1",
            "-",
        ] {
            assert_eq!(closest_region(typed), None, "{typed}");
        }
        assert_eq!(closest_region(&"é".repeat(100_000)), None);
    }
}
