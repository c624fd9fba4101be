//! `directory`: which one, how it is reached, what a deactivation sends.

use std::path::{Path, PathBuf};

use crate::model::{Dialect, DirectoryKind, DirectorySpec, FilePath, FreeText, Roles, closest_region, is_region};
use crate::text::masked_address;

use super::super::folder::{Folder, check_spelling, suggestion};
use super::super::node::Node;
use super::super::{DirectoryProblem, MapOwner, PathProblem, ValueProblem, ValueRole};
use super::fields::{Field, MapFields, nearest_static};
use super::{DecodeCx, scalar};

/// The keys of `directory`.
pub(crate) const DIRECTORY_KEYS: &[&str] =
    &["type", "region", "organization_id", "api_url", "login_url", "deactivation", "strip_roles", "org"];
/// The types there are.
pub(crate) const TYPES: &[&str] = &["genesys-cloud", "sandbox"];

/// Decodes `directory`. `None` only when its type is not understood: other mistakes do not hide one another.
pub(super) fn decode(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>, folder: &Folder) -> Option<DirectorySpec> {
    let mut fields = MapFields::open(cx, field.node, MapOwner::Key { key: "directory" }, DIRECTORY_KEYS, |_| None)?;
    let kind = fields.required(cx, "type").and_then(|field| kind(cx, field.node));
    if let Some(kind) = kind {
        check_keys(cx, &mut fields, kind);
    }
    let region = fields.optional(cx, "region").and_then(|field| region(cx, field.node));
    let organization_id = fields.optional(cx, "organization_id");
    let organization_id =
        organization_id.and_then(|field| scalar::id(cx, ValueRole::Key { key: "organization_id" }, field.node));
    let mut url = |key: &'static str| fields.optional(cx, key).and_then(|field| url(cx, key, field.node));
    let (api_url, login_url) = (url("api_url"), url("login_url"));
    let dialect = dialect(cx, &mut fields);
    let org = match kind {
        Some(DirectoryKind::Sandbox) => fields.required(cx, "org"),
        _ => fields.optional(cx, "org"),
    };
    let org = org.and_then(|field| org_file(cx, field.node, folder));
    let organization_id = organization_id.map(|id| id.as_str().to_owned());
    Some(DirectorySpec { kind: kind?, region, organization_id, api_url, login_url, dialect, org })
}

fn kind(cx: &mut DecodeCx<'_>, node: &Node<'_>) -> Option<DirectoryKind> {
    let name = scalar::string(cx, ValueRole::Key { key: "type" }, node)?;
    match name {
        "genesys-cloud" => return Some(DirectoryKind::GenesysCloud),
        "sandbox" => return Some(DirectoryKind::Sandbox),
        "scim" => {
            cx.report(node, DirectoryProblem::TypeNotSupported);
        }
        _ => {
            let suggestion = nearest_static(name, TYPES);
            cx.report(node, DirectoryProblem::UnknownType { name: FreeText(name.to_owned()), suggestion });
        }
    }
    None
}

/// Reports the keys that mean nothing for this type, rather than ignoring them.
fn check_keys(cx: &mut DecodeCx<'_>, fields: &mut MapFields<'_, '_>, kind: DirectoryKind) {
    let foreign: &[&'static str] = match kind {
        DirectoryKind::GenesysCloud => &["org"],
        DirectoryKind::Sandbox => &["region", "api_url", "login_url"],
    };
    for key in foreign {
        if let Some(field) = fields.optional(cx, key) {
            cx.report(field.key_node, DirectoryProblem::KeyOfOtherType { key, kind: kind.as_str() });
        }
    }
}

fn region(cx: &mut DecodeCx<'_>, node: &Node<'_>) -> Option<String> {
    let text = scalar::string(cx, ValueRole::Key { key: "region" }, node)?;
    let plain =
        (1..=253).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    if !plain {
        let region = FreeText(masked_address(text).into_owned());
        cx.report(node, DirectoryProblem::BadRegion { region });
        return None;
    }
    if !is_region(text) {
        let suggestion = closest_region(text);
        cx.report(node, DirectoryProblem::UnknownRegion { region: FreeText(text.to_owned()), suggestion });
        return None;
    }
    Some(text.to_owned())
}

/// Looks at the form of an address only; to which hosts credentials may go is decided where they are sent.
fn url(cx: &mut DecodeCx<'_>, key: &'static str, node: &Node<'_>) -> Option<String> {
    let text = scalar::string(cx, ValueRole::Key { key }, node)?;
    if let Err(problem) = check_url(text) {
        cx.report(node, problem);
        return None;
    }
    Some(text.to_owned())
}

fn check_url(text: &str) -> Result<(), DirectoryProblem> {
    let url = FreeText(masked_address(text).into_owned());
    let (secure, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return Err(DirectoryProblem::UrlWithoutScheme { url }),
    };
    if text.chars().any(|c| c.is_whitespace() || crate::text::is_invisible(c)) || text.contains('\\') {
        return Err(DirectoryProblem::UrlCharacter { url });
    }
    if text.contains(['?', '#']) {
        return Err(DirectoryProblem::UrlQuery { url });
    }
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.contains('@') {
        return Err(DirectoryProblem::UrlUserName { url });
    }
    let host = authority.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map_or(authority, |(host, _)| host);
    if host.is_empty() {
        return Err(DirectoryProblem::UrlWithoutHost { url });
    }
    let loopback =
        host == "localhost" || host == "[::1]" || host.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback());
    // What the HTTP client will read; port 0 is none.
    match url::Url::parse(text) {
        Err(_) => return Err(DirectoryProblem::UrlHost { url }),
        Ok(parsed) if parsed.port() == Some(0) => return Err(DirectoryProblem::UrlPortZero { url }),
        Ok(_) => {}
    }
    if !secure && !loopback {
        return Err(DirectoryProblem::UrlNotEncrypted { url });
    }
    Ok(())
}

fn dialect(cx: &mut DecodeCx<'_>, fields: &mut MapFields<'_, '_>) -> Dialect {
    let stripped = fields.has("strip_roles");
    let active = fields.optional(cx, "deactivation").and_then(|field| {
        let name = scalar::string(cx, ValueRole::Key { key: "deactivation" }, field.node)?;
        if !matches!(name, "state" | "active") {
            let (key, text) = (field.key, FreeText(name.to_owned()));
            cx.report(field.node, ValueProblem::UnknownValue { key, text, suggestion: None });
        }
        Some(name != "state")
    });
    let active = active.unwrap_or_default();
    let Some(field) = fields.optional(cx, "strip_roles") else {
        return if active && !stripped { Dialect::Active(Roles::Unmentioned) } else { Dialect::State };
    };
    if !active {
        cx.report(field.key_node, DirectoryProblem::StripRolesAlone);
        return Dialect::State;
    }
    match scalar::boolean(cx, field.key, field.node) {
        Some(true) => Dialect::Active(Roles::Stripped),
        _ => Dialect::Active(Roles::Unmentioned),
    }
}

fn org_file(cx: &mut DecodeCx<'_>, node: &Node<'_>, folder: &Folder) -> Option<PathBuf> {
    let text = scalar::text(cx, ValueRole::Key { key: "org" }, node)?;
    if let Err(problem) = check_spelling(&text) {
        cx.report(node, problem);
        return None;
    }
    let path = folder.join(Path::new(&text));
    let shown = FilePath(text.clone());
    let problem = match folder.resolve(Path::new(&text)) {
        Ok(Some(real)) if real.is_file() => return Some(path),
        Ok(Some(_)) => PathProblem::NotAFile { path: shown },
        Ok(None) => PathProblem::LinkOutside { path: shown },
        Err(_) => PathProblem::Missing { path: shown, suggestion: suggestion(&path) },
    };
    cx.report(node, problem);
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_encrypted_or_on_this_machine() {
        for good in [
            "https://api.acme.example",
            "https://gw.acme.example:8443/genesys",
            "http://127.0.0.1:8080",
            "http://localhost",
            "http://[::1]:9/",
        ] {
            assert!(check_url(good).is_ok(), "{good}");
        }
        let bad = [
            "http://api.acme.example",
            "api.acme.example",
            "https://",
            "https://:80",
            "https://a@b",
            "https://a?b",
            "http://127.0.0.1.evil.example",
            "https://a b",
            "http://localhost@evil",
            "http://[::1",
        ];
        for bad in bad {
            assert!(check_url(bad).is_err(), "{bad}");
        }
    }
}
