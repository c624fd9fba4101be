//! The regions of Genesys Cloud: AWS name, domain, and the two hosts of each.

use crate::model::{DirectoryError, DirectoryErrorKind};
use crate::model::{REGIONS, closest_region};
use crate::text::masked_address;

/// The domain of a region that is named as AWS does or by its domain; case does not matter.
///
/// # Errors
/// [`DirectoryErrorKind::DisallowedBySettings`] for any other name, with the one that was surely meant as a hint.
pub(crate) fn domain(name: &str) -> Result<&'static str, DirectoryError> {
    let wanted = name.trim().to_lowercase();
    let known = REGIONS.iter().find(|(aws, domain)| *aws == wanted || *domain == wanted);
    known.map(|(_, domain)| *domain).ok_or_else(|| {
        let shown: String = masked_address(name).chars().take(60).collect();
        let fault = DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, format!("there is no Genesys Cloud region `{shown}`"));
        let fault = match closest_region(name) {
            Some(near) => fault.hint(format!("did you mean `{near}`?")),
            None => fault,
        };
        fault.hint("a region is an AWS name such as eu-central-1, or a domain such as mypurecloud.de: that of your organization")
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
    fn every_region_is_known_by_both_names_in_any_case() {
        for (aws, expected) in REGIONS {
            assert_eq!(domain(aws).unwrap(), expected);
            assert_eq!(domain(&expected.to_uppercase()).unwrap(), expected);
        }
        assert_eq!(hosts().count(), 36);
    }

    #[test]
    fn an_unknown_region_is_answered_with_a_name_only_where_it_was_surely_meant() {
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
