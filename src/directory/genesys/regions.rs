//! The regions of Genesys Cloud: AWS name, domain, and the two hosts of each.

use similar::TextDiff;

use crate::directory::{Fault, FaultKind};
use crate::model::REGIONS;

/// The domain of a region that is named as AWS does or by its domain; case does not matter.
///
/// # Errors
/// [`FaultKind::Forbade`] for any other name, with the nearest one as a hint.
pub(crate) fn domain(name: &str) -> Result<&'static str, Fault> {
    let wanted = name.trim().to_lowercase();
    let known = REGIONS.iter().find(|(aws, domain)| *aws == wanted || *domain == wanted);
    known.map(|(_, domain)| *domain).ok_or_else(|| {
        let shown: String = name.chars().take(60).collect();
        Fault::new(FaultKind::Forbade, format!("there is no Genesys Cloud region `{shown}`"))
            .hint(format!("did you mean `{}`?", nearest(&wanted)))
            .hint("a region is an AWS name such as eu-central-1, or a domain such as mypurecloud.de")
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

fn nearest(wanted: &str) -> &'static str {
    // Long texts cost time in comparing and resemble nothing.
    let wanted: String = wanted.chars().take(60).collect();
    let likeness = |name: &str| TextDiff::from_chars(wanted.as_str(), name).ratio();
    let names = REGIONS.iter().flat_map(|(aws, domain)| [*aws, *domain]);
    names.max_by(|a, b| likeness(a).total_cmp(&likeness(b))).unwrap_or("us-east-1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_is_known_by_both_names_in_any_case() {
        for (aws, expected) in REGIONS {
            assert_eq!(domain(aws).unwrap(), expected);
            assert_eq!(domain(&expected.to_uppercase()).unwrap(), expected);
        }
        assert_eq!(hosts().count(), 36);
    }

    #[test]
    fn an_unknown_region_is_answered_with_the_nearest_name() {
        for (typed, meant) in [
            ("eu-central1", "eu-central-1"),
            ("mypurecloud.dee", "mypurecloud.de"),
            ("usw2.purecloud", "usw2.pure.cloud"),
        ] {
            let fault = domain(typed).unwrap_err();
            assert!(fault.message.contains(typed) && fault.hints[0].contains(&format!("`{meant}`")), "{fault:?}");
        }
        assert!(domain("").is_err());
        assert!(domain(&"é".repeat(100_000)).unwrap_err().message.len() < 200);
    }
}
