//! `directory`: which one, how it is reached, what a deactivation sends. Each type of directory brings its keys
//! ([`DIRECTORY_TYPES`]); here they are read and checked alike.

use std::path::{Path, PathBuf};

use crate::model::{
    DIRECTORY_TYPES, DirectoryKey, DirectorySetting, DirectorySpec, DirectoryType, KeyForm, KeyProblem, Presence,
    directory_keys, directory_type_names,
};
use crate::text::{alternatives, masked_address, nearest, quote};

use super::super::folder::{Folder, check_spelling, did_you_mean};
use super::super::node::Node;
use super::fields::{Field, Fields};
use super::{Page, scalar};

/// Decodes `directory`. `None` only when its type is not understood: other mistakes do not hide one another.
pub(super) fn decode(page: &mut Page<'_>, field: &Field<'_, '_>, folder: &Folder) -> Option<DirectorySpec> {
    let known = directory_keys();
    let names: Vec<&'static str> = ["type"].into_iter().chain(known.iter().map(|key| key.name)).collect();
    let mut fields = Fields::open(page, field.node, "`directory`", &names, |_| None)?;
    let kind = fields.required(page, "type").and_then(|field| kind(page, field.node));
    // Without a type, the values are checked as those of the first type that has the key.
    let mut spec = DirectorySpec::new(kind.unwrap_or(DIRECTORY_TYPES[0]));
    let mut unusable = Vec::new();
    for key in known {
        let own = spec.kind.key(key.name);
        if own.is_none() && kind.is_some() {
            report_foreign(page, &mut fields, key, spec.kind);
            continue;
        }
        let key = own.unwrap_or(key);
        let field = match key.presence {
            Presence::Required(_) if kind.is_some() => fields.required(page, key.name),
            _ => fields.optional(page, key.name),
        };
        let Some(field) = field else { continue };
        let has_usable_partner = key.only_with.is_none_or(|(partner, ..)| !unusable.contains(&partner));
        if has_usable_partner && lacks_partner(page, &spec, key, &field) {
            continue;
        }
        if let KeyForm::OrganizationId = key.form {
            let id = scalar::id(page, "`organization_id`", field.node);
            spec.organization_id = id.map(|id| id.as_str().to_owned());
        } else if let Some(value) = value(page, key, field.node, folder) {
            spec.set(key.name, value);
        } else {
            unusable.push(key.name);
        }
    }
    kind.map(|_| spec)
}

fn kind(page: &mut Page<'_>, node: &Node<'_>) -> Option<&'static DirectoryType> {
    let name = scalar::string(page, "`type`", node)?;
    let kind = DIRECTORY_TYPES.iter().find(|kind| kind.name == name).copied();
    if kind.is_none() {
        let names = directory_type_names();
        let (message, help) = match name {
            "scim" => (
                "this version of rosterctl does not support SCIM".to_owned(),
                format!("use {}; SCIM directories come in a later version", alternatives(&names)),
            ),
            _ => (
                format!("{} is not a type of directory", quote(name)),
                match nearest(name, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the types are {}", alternatives(&names)),
                },
            ),
        };
        page.mistake("unknown-value", node, message, help);
    }
    kind
}

/// Reports a key that has no meaning for this type, rather than ignoring it.
fn report_foreign(page: &mut Page<'_>, fields: &mut Fields<'_, '_>, key: &DirectoryKey, kind: &DirectoryType) {
    if let Some(field) = fields.optional(page, key.name) {
        let message = format!("`{}` has no meaning for a directory of type `{}`", key.name, kind.name);
        page.mistake("wrong-key", field.key_node, message, "remove it, or change `type`");
    }
}

/// Reports a key that needs another one with a certain value, where that has another value.
fn lacks_partner(page: &mut Page<'_>, spec: &DirectorySpec, key: &DirectoryKey, field: &Field<'_, '_>) -> bool {
    let Some((partner, word, help)) = key.only_with else { return false };
    let is_missing = spec.text(partner) != Some(word);
    if is_missing {
        let message = format!("`{}` has a meaning only with `{partner}: {word}`", key.name);
        page.mistake("wrong-key", field.key_node, message, help);
    }
    is_missing
}

fn value(page: &mut Page<'_>, key: &DirectoryKey, node: &Node<'_>, folder: &Folder) -> Option<DirectorySetting> {
    let label = format!("`{}`", key.name);
    let checked = |page: &mut Page<'_>, check: &dyn Fn(&str) -> Result<(), KeyProblem>| {
        let text = scalar::string(page, &label, node)?;
        match check(text) {
            Ok(()) => Some(DirectorySetting::Text(text.to_owned())),
            Err(KeyProblem { code, message, help }) => {
                page.mistake(code, node, message, help);
                None
            }
        }
    };
    match &key.form {
        KeyForm::OrganizationId => None,
        KeyForm::Text { check, .. } => checked(page, check),
        KeyForm::Url(example) => checked(page, &|text| check_url(text, example)),
        KeyForm::Word { words, help } => checked(page, &|text| {
            if words.contains(&text) {
                return Ok(());
            }
            let message = format!("unknown value {} for `{}`", quote(text), key.name);
            Err(KeyProblem { code: "unknown-value", message, help: (*help).to_owned() })
        }),
        KeyForm::Flag => scalar::boolean(page, key.name, node).map(DirectorySetting::Flag),
        KeyForm::File(_) => file(page, &label, node, folder).map(DirectorySetting::File),
    }
}

/// Checks the form of an address only; to which hosts credentials may go is decided where they are sent.
fn check_url(text: &str, example: &str) -> Result<(), KeyProblem> {
    let bad = |message: &str, help: &str| {
        let message = format!("{} {message}", quote(&masked_address(text)));
        Err(KeyProblem { code: "bad-url", message, help: help.to_owned() })
    };
    let write = format!("write it as in `{example}`");
    let (secure, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return bad("does not start with `https://`", &write),
    };
    if text.chars().any(|c| c.is_whitespace() || crate::text::is_invisible(c)) || text.contains('\\') {
        return bad("has a character that does not belong in an address", &write);
    }
    if text.contains(['?', '#']) {
        return bad("has a query or a fragment", "end it with the host or a path");
    }
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.contains('@') {
        return bad("has a user name in it", "write the host only: credentials come from the environment");
    }
    let host = authority.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map_or(authority, |(host, _)| host);
    if host.is_empty() {
        return bad("has no host", &write);
    }
    let loopback =
        host == "localhost" || host == "[::1]" || host.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback());
    // As the HTTP client will read it; port 0 cannot be connected to.
    match url::Url::parse(text) {
        Err(_) => return bad("has an impossible host or port", &write),
        Ok(url) if url.port() == Some(0) => return bad("has the port 0, which cannot be reached", &write),
        Ok(_) => {}
    }
    if !secure && !loopback {
        return bad("is not encrypted", "write `https://`; `http://` is for this machine (127.0.0.1) only");
    }
    Ok(())
}

fn file(page: &mut Page<'_>, label: &str, node: &Node<'_>, folder: &Folder) -> Option<PathBuf> {
    let text = scalar::text(page, label, node)?;
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
        let check_url = |text| check_url(text, "https://api.acme.example");
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
