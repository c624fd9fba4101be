//! The regions of Genesys Cloud: AWS name, domain, and the two hosts of each.

use crate::model::{DirectoryError, DirectoryErrorKind};
use crate::text::masked_address;

/// The regions of Genesys Cloud: AWS name and domain, as the platform's page of regions lists them.
pub(crate) const REGIONS: [(&str, &str); 18] = [
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

/// Whether this is the name of a region, in any letter case.
pub(crate) fn is_region(text: &str) -> bool {
    region_names().any(|name| name.eq_ignore_ascii_case(text))
}

/// The region that was clearly meant by a misspelled name: one letter is off, and no other region is as close.
///
/// A digit is never taken for another one: `eu-west-3` is not a misspelling of `eu-west-2`, but another country.
pub(crate) fn closest_region(typed: &str) -> Option<&'static str> {
    // A text much longer than any name resembles none.
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

/// A name without its separators.
fn letters(name: &str) -> Option<String> {
    let letters: String = name.trim().chars().filter(|c| !"-. _".contains(*c)).collect();
    (!letters.is_empty()).then(|| letters.to_lowercase())
}

/// The domain of a region, given by its AWS name or its domain, in any letter case.
///
/// # Errors
/// [`DirectoryErrorKind::DisallowedBySettings`] for any other name, with the region that was clearly meant as a hint.
pub(crate) fn domain(name: &str) -> Result<&'static str, DirectoryError> {
    let wanted = name.trim().to_lowercase();
    let known = REGIONS.iter().find(|(aws, domain)| *aws == wanted || *domain == wanted);
    known.map(|(_, domain)| *domain).ok_or_else(|| {
        let shown: String = masked_address(name).chars().take(60).collect();
        let error = DirectoryError::new(
            DirectoryErrorKind::DisallowedBySettings,
            format!("there is no Genesys Cloud region `{shown}`"),
        );
        let error = match closest_region(name) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        };
        error.hint(
            "use the region of your organization: an AWS name such as eu-central-1, or a domain such as mypurecloud.de",
        )
    })
}

/// `api.<domain>` and `login.<domain>` of every region.
pub(crate) fn hosts() -> impl Iterator<Item = String> {
    REGIONS.iter().flat_map(|(_, domain)| [format!("api.{domain}"), format!("login.{domain}")])
}

/// The address of a region's API.
pub(crate) fn api_url(domain: &str) -> String {
    format!("https://api.{domain}")
}

/// The address of a region's login host.
pub(crate) fn login_url(domain: &str) -> String {
    format!("https://login.{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_suggested_only_where_it_was_clearly_meant() {
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

    #[test]
    fn every_region_is_known_by_both_names_in_any_case() {
        for (aws, expected) in REGIONS {
            assert_eq!(domain(aws).unwrap(), expected);
            assert_eq!(domain(&expected.to_uppercase()).unwrap(), expected);
        }
        assert_eq!(hosts().count(), 36);
    }

    #[test]
    fn an_unknown_region_is_answered_with_a_name_only_where_it_was_clearly_meant() {
        let fault = domain("eu-central1").unwrap_err();
        assert!(fault.message.contains("eu-central1") && fault.hints[0].contains("`eu-central-1`"), "{fault:?}");
        for typed in ["", "x", "mars", "eu-west-3"] {
            let fault = domain(typed).unwrap_err();
            assert!(fault.hints.len() == 1 && !fault.hints[0].contains("did you mean"), "{fault:?}");
        }
        assert!(domain(&"é".repeat(100_000)).unwrap_err().message.len() < 200);
        let fault = domain("https://bo:hunter2@mypurecloud.de").unwrap_err();
        assert!(!format!("{fault:?}").contains("hunter2"), "{fault:?}");
    }
}
