//! Versions: the `ETag` of a user, `meta.version`, and what `If-Match` is compared with (RFC 7644 section 3.14).

use crate::sandbox::faults::{Quirk, Quirks};
use crate::sandbox::http::ApiProblem;

/// The `ETag` of a version, unless the server has none.
pub(super) fn etag(version: u32, quirks: &Quirks) -> Option<String> {
    if quirks.has(Quirk::NoEtags) {
        None
    } else if quirks.has(Quirk::MalformedEtags) {
        Some(format!("W/{version}"))
    } else if quirks.has_any(&[Quirk::WeakEtags, Quirk::RefusesWeakEtags]) {
        Some(format!("W/\"{version}\""))
    } else {
        Some(format!("\"{version}\""))
    }
}

/// `meta.version`, which is the ETag (RFC 7643 section 3.1).
pub(super) fn meta_version(version: u32, quirks: &Quirks) -> Option<String> {
    match quirks.has(Quirk::EtagDiffersFromVersion) {
        true => Some(format!("W/\"{version}.0\"")),
        false => etag(version, quirks),
    }
}

/// Checks `If-Match` against the current version. Tags are compared as texts, weak ones too, as SCIM's own example
/// expects.
///
/// # Errors
/// 412, or what the quirks have in its place, when none of the tags is current.
pub(super) fn check(if_match: Option<&str>, version: u32, quirks: &Quirks) -> Result<(), ApiProblem> {
    let (Some(asked), Some(current)) = (if_match, etag(version, quirks)) else { return Ok(()) };
    let is_strong = quirks.has(Quirk::RefusesWeakEtags);
    let is_current = |tag: &str| tag == "*" || (tag == current && !(is_strong && tag.starts_with("W/")));
    if quirks.has(Quirk::IgnoresIfMatch) || asked.split(',').any(|tag| is_current(tag.trim())) {
        return Ok(());
    }
    let message = "The version in `If-Match` is not the current one.";
    Err(if quirks.has(Quirk::StaleAs409) {
        ApiProblem::new(409, "", message)
    } else if quirks.has(Quirk::StaleAsInvalidVers) {
        ApiProblem::bad("invalidVers", message)
    } else {
        ApiProblem::new(412, "", message)
    })
}
