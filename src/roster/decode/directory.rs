//! `directory`: which one, how it is reached, what a deactivation sends.

use std::path::{Path, PathBuf};

use crate::model::{Dialect, DirectoryKind, DirectorySpec, Roles, closest_region, is_region};
use crate::text::masked_address;

use super::super::folder::{Folder, check_spelling, did_you_mean};
use super::super::node::Node;
use super::fields::{Field, Fields};
use super::{Page, scalar};
use crate::text::{nearest, quote};

/// The keys of `directory`.
pub(crate) const DIRECTORY_KEYS: &[&str] =
    &["type", "region", "organization_id", "api_url", "login_url", "deactivation", "strip_roles", "org"];
/// The types there are.
pub(crate) const TYPES: &[&str] = &["genesys-cloud", "sandbox"];

/// Decodes `directory`. `None` only when its type is not understood: other mistakes do not hide one another.
pub(super) fn decode(page: &mut Page<'_>, field: &Field<'_, '_>, folder: &Folder) -> Option<DirectorySpec> {
    let mut fields = Fields::open(page, field.node, "`directory`", DIRECTORY_KEYS, |_| None)?;
    let kind = fields.required(page, "type").and_then(|field| kind(page, field.node));
    if let Some(kind) = kind {
        check_keys(page, &mut fields, kind);
    }
    let region = fields.optional(page, "region").and_then(|field| region(page, field.node));
    let organization_id = fields.optional(page, "organization_id");
    let organization_id = organization_id.and_then(|field| scalar::id(page, "`organization_id`", field.node));
    let mut url = |key| fields.optional(page, key).and_then(|field| url(page, key, field.node));
    let (api_url, login_url) = (url("api_url"), url("login_url"));
    let dialect = dialect(page, &mut fields);
    let org = match kind {
        Some(DirectoryKind::Sandbox) => fields.required(page, "org"),
        _ => fields.optional(page, "org"),
    };
    let org = org.and_then(|field| org_file(page, field.node, folder));
    let organization_id = organization_id.map(|id| id.as_str().to_owned());
    Some(DirectorySpec { kind: kind?, region, organization_id, api_url, login_url, dialect, org })
}

fn kind(page: &mut Page<'_>, node: &Node<'_>) -> Option<DirectoryKind> {
    let name = scalar::string(page, "`type`", node)?;
    match name {
        "genesys-cloud" => return Some(DirectoryKind::GenesysCloud),
        "sandbox" => return Some(DirectoryKind::Sandbox),
        "scim" => {
            let help = "use `genesys-cloud` or `sandbox`; SCIM directories come in a later version";
            page.mistake("unknown-value", node, "this version of rosterctl does not speak SCIM", help);
        }
        _ => {
            let help = match nearest(name, TYPES.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "the types are `genesys-cloud` and `sandbox`".to_owned(),
            };
            page.mistake("unknown-value", node, format!("there is no type of directory {}", quote(name)), help);
        }
    }
    None
}

/// Reports the keys that mean nothing for this type, rather than ignoring them.
fn check_keys(page: &mut Page<'_>, fields: &mut Fields<'_, '_>, kind: DirectoryKind) {
    let foreign: &[&'static str] = match kind {
        DirectoryKind::GenesysCloud => &["org"],
        DirectoryKind::Sandbox => &["region", "api_url", "login_url"],
    };
    for key in foreign {
        if let Some(field) = fields.optional(page, key) {
            let message = format!("`{key}` means nothing for a directory of type `{}`", kind.as_str());
            page.mistake("wrong-key", field.key_node, message, "remove it, or change `type`");
        }
    }
}

fn region(page: &mut Page<'_>, node: &Node<'_>) -> Option<String> {
    let text = scalar::string(page, "`region`", node)?;
    let plain =
        (1..=253).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    if !plain {
        let help = "write an AWS region such as `eu-central-1`, or a domain such as `mypurecloud.de`";
        page.mistake("bad-text", node, format!("{} is not a region", quote(&masked_address(text))), help);
        return None;
    }
    if !is_region(text) {
        let help = match closest_region(text) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write an AWS region such as `eu-central-1`, or a domain such as `mypurecloud.de`".to_owned(),
        };
        page.mistake("unknown-value", node, format!("there is no Genesys Cloud region {}", quote(text)), help);
        return None;
    }
    Some(text.to_owned())
}

/// Looks at the form of an address only; to which hosts credentials may go is decided where they are sent.
fn url(page: &mut Page<'_>, key: &str, node: &Node<'_>) -> Option<String> {
    let text = scalar::string(page, &format!("`{key}`"), node)?;
    if let Err((message, help)) = check_url(text) {
        page.mistake("bad-url", node, format!("{} {message}", quote(&masked_address(text))), help);
        return None;
    }
    Some(text.to_owned())
}

fn check_url(text: &str) -> Result<(), (&'static str, &'static str)> {
    const HELP: &str = "write it as in `https://api.mypurecloud.de`";
    let (secure, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return Err(("does not start with `https://`", HELP)),
    };
    if text.chars().any(|c| c.is_whitespace() || crate::text::is_invisible(c)) || text.contains('\\') {
        return Err(("has a character that does not belong in an address", HELP));
    }
    if text.contains(['?', '#']) {
        return Err(("has a query or a fragment", "end it with the host or a path"));
    }
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.contains('@') {
        return Err(("has a user name in it", "write the host only: credentials come from the environment"));
    }
    let host = authority.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map_or(authority, |(host, _)| host);
    if host.is_empty() {
        return Err(("has no host", HELP));
    }
    let loopback =
        host == "localhost" || host == "[::1]" || host.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback());
    // What the HTTP client will read; port 0 is none.
    match url::Url::parse(text) {
        Err(_) => return Err(("has a host or a port that cannot be", HELP)),
        Ok(url) if url.port() == Some(0) => return Err(("has the port 0, on which nothing can be reached", HELP)),
        Ok(_) => {}
    }
    if !secure && !loopback {
        return Err(("is not encrypted", "write `https://`; `http://` is for this machine (127.0.0.1) only"));
    }
    Ok(())
}

fn dialect(page: &mut Page<'_>, fields: &mut Fields<'_, '_>) -> Dialect {
    let stripped = fields.has("strip_roles");
    let active = fields.optional(page, "deactivation").and_then(|field| {
        let name = scalar::string(page, "`deactivation`", field.node)?;
        if !matches!(name, "state" | "active") {
            let help = "write `state` (the API's own, the default) or `active`";
            page.mistake("unknown-value", field.node, format!("there is no deactivation {}", quote(name)), help);
        }
        Some(name != "state")
    });
    let active = active.unwrap_or_default();
    let Some(field) = fields.optional(page, "strip_roles") else {
        return if active && !stripped { Dialect::Active(Roles::Unmentioned) } else { Dialect::State };
    };
    if !active {
        let help = "remove it: the API's own deactivation ends the roles by itself";
        page.mistake(
            "wrong-key",
            field.key_node,
            "`strip_roles` means something only with `deactivation: active`",
            help,
        );
        return Dialect::State;
    }
    match scalar::boolean(page, field.key, field.node) {
        Some(true) => Dialect::Active(Roles::Stripped),
        _ => Dialect::Active(Roles::Unmentioned),
    }
}

fn org_file(page: &mut Page<'_>, node: &Node<'_>, folder: &Folder) -> Option<PathBuf> {
    let text = scalar::text(page, "`org`", node)?;
    if let Err((code, message, help)) = check_spelling(&text) {
        page.mistake(code, node, message, help);
        return None;
    }
    let path = folder.join(Path::new(&text));
    let (code, message, help) = match folder.resolve(Path::new(&text)) {
        Ok(Some(real)) if real.is_file() => return Some(path),
        Ok(Some(_)) => {
            ("bad-path", format!("{} is not a file", quote(&text)), "name the organization's file".to_owned())
        }
        Ok(None) => {
            let message = format!("{} is a link that leads out of the roster's folder", quote(&text));
            ("bad-path", message, "put the file itself into the folder".to_owned())
        }
        Err(_) => {
            let help = did_you_mean(&path).unwrap_or_else(|| "create it, or name the organization's file".to_owned());
            ("file-missing", format!("there is no file {}", quote(&text)), help)
        }
    };
    page.mistake(code, node, message, help);
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
