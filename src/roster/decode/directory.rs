//! `directory`: the keys that the types of directory bring with them, checked as they ask.

use std::path::{Path, PathBuf};

use crate::model::{
    DIRECTORY_TYPES, DirectoryKey, DirectorySetting, DirectorySettings, DirectorySpec, DirectoryType, FilePath,
    FreeText, KeyForm, KeyProblem, Presence, Protected, directory_key_names, directory_keys, directory_type_names,
};
use crate::text::{is_credential_key, masked_address};

use super::super::folder::{Folder, check_spelling, suggestion};
use super::super::node::Node;
use super::super::{DirectoryProblem, MapOwner, PathProblem, ValueProblem, ValueRole};
use super::fields::{Field, MapFields, nearest_static};
use super::people::{IdentifierSpans, People, PersonEntry};
use super::{DecodeCx, scalar};

/// Decodes `directory`. `None` only when its type is not understood: one mistake does not hide another.
pub(super) fn decode(
    cx: &mut DecodeCx<'_>,
    field: &Field<'_, '_>,
    folder: &Folder,
    people: &mut People,
) -> Option<DirectorySpec> {
    let owner = MapOwner::Key { key: "directory" };
    let misplaced = |key: &str| {
        let key = Some(key).filter(|key| is_credential_key(key))?;
        Some(ValueProblem::CredentialKey { key: FreeText(key.to_owned()) })
    };
    let mut fields = MapFields::open(cx, field.node, owner, directory_key_names(), misplaced)?;
    let protocol = fields.peek("protocol").and_then(Node::as_text);
    let kind = fields.required(cx, "type").and_then(|field| kind(cx, field.node, protocol));
    cx.accepts_id = kind.map_or(cx.accepts_id, |kind| kind.accepts_id);
    // Without a type, the values are checked as those of the first type that has the key.
    let mut spec = DirectorySpec::new(kind.unwrap_or(DIRECTORY_TYPES[0]));
    let mut is_complete = true;
    let (mut unusable, mut nodes) = (Vec::new(), Vec::new());
    for key in directory_keys() {
        let own = spec.kind.key(key.name);
        if own.is_none() && kind.is_some() {
            report_foreign(cx, &mut fields, key, spec.kind);
            continue;
        }
        let key = own.unwrap_or(key);
        let field = match key.presence {
            Presence::Required(_) if kind.is_some() => fields.required(cx, key.name),
            _ => fields.optional(cx, key.name),
        };
        let Some(field) = field else {
            is_complete &= !matches!(key.presence, Presence::Required(_));
            continue;
        };
        nodes.push((key.name, field.node));
        let has_usable_partner = key.only_with.is_none_or(|(partner, ..)| !unusable.contains(&partner));
        if has_usable_partner && lacks_partner(cx, &spec, key, &field) {
            continue;
        }
        if let KeyForm::OrganizationId = key.form {
            let id = scalar::id(cx, ValueRole::Key { key: key.name }, field.node);
            spec.organization_id = id.map(|id| id.as_str().to_owned());
        } else if let KeyForm::Owner { reason, .. } = key.form
            && !token_owner(cx, key, reason, field.node, people)
        {
            unusable.push(key.name);
        } else if let Some(value) = value(cx, key, field.node, folder) {
            spec.set(key.name, value);
        } else {
            unusable.push(key.name);
        }
    }
    kind?;
    if is_complete && unusable.is_empty() {
        report_conflicts(cx, &spec, field.node, &nodes);
    }
    Some(spec)
}

/// Reports settings that do not go together, each at the value of its key.
fn report_conflicts(cx: &mut DecodeCx<'_>, spec: &DirectorySpec, map: &Node<'_>, nodes: &[(&str, &Node<'_>)]) {
    for conflict in spec.conflicts() {
        let node = nodes.iter().find(|(key, _)| *key == conflict.key).map_or(map, |(_, node)| *node);
        cx.report(node, DirectoryProblem::Conflict { kind: conflict.kind });
    }
}

/// The type with this name. Of several, which differ by their protocol, the one with that of the roster, or else the first.
fn kind(cx: &mut DecodeCx<'_>, node: &Node<'_>, protocol: Option<&str>) -> Option<&'static DirectoryType> {
    let name = scalar::string(cx, ValueRole::Key { key: "type" }, node)?;
    let named = || DIRECTORY_TYPES.iter().filter(|kind| kind.name == name);
    let kind = named().find(|kind| kind.protocol == protocol).or_else(|| named().next()).copied();
    if kind.is_none() {
        let types = directory_type_names();
        let suggestion = nearest_static(name, types);
        cx.report(node, DirectoryProblem::UnknownType { name: FreeText(name.to_owned()), suggestion, types });
    }
    kind
}

/// Decodes a user by e-mail or id, who is protected, or `none`. Returns whether it is one of them.
fn token_owner(cx: &mut DecodeCx<'_>, key: &DirectoryKey, reason: &str, node: &Node<'_>, people: &mut People) -> bool {
    let role = ValueRole::Key { key: key.name };
    let Some(text) = scalar::string(cx, role, node) else { return false };
    if text == "none" {
        return true;
    }
    let (email, id) = match text.contains('@') {
        true => (scalar::email(cx, role, node), None),
        false => (None, scalar::id(cx, role, node)),
    };
    if email.is_none() && id.is_none() {
        return false;
    }
    let spot = cx.spot(node);
    let value = Protected { email, id, reason: reason.to_owned(), at: cx.place(spot) };
    let spans = IdentifierSpans { email: spot, id: spot, ..IdentifierSpans::default() };
    people.owner = Some(PersonEntry { value, spans });
    true
}

/// Reports a key that has no meaning for this type, rather than ignoring it.
fn report_foreign(cx: &mut DecodeCx<'_>, fields: &mut MapFields<'_, '_>, key: &DirectoryKey, kind: &DirectoryType) {
    if let Some(field) = fields.optional(cx, key.name) {
        cx.report(field.key_node, DirectoryProblem::KeyOfOtherType { key: key.name, kind: kind.name });
    }
}

/// Reports a key that needs another one with a certain value, where that has another value.
fn lacks_partner(cx: &mut DecodeCx<'_>, spec: &DirectorySpec, key: &DirectoryKey, field: &Field<'_, '_>) -> bool {
    let Some((partner, word, help)) = key.only_with else { return false };
    let is_missing = spec.text(partner) != Some(word);
    if is_missing {
        cx.report(field.key_node, DirectoryProblem::KeyAlone { key: key.name, partner, word, help });
    }
    is_missing
}

fn value(cx: &mut DecodeCx<'_>, key: &DirectoryKey, node: &Node<'_>, folder: &Folder) -> Option<DirectorySetting> {
    let role = ValueRole::Key { key: key.name };
    let checked = |cx: &mut DecodeCx<'_>, check: &dyn Fn(&str) -> Result<(), DirectoryProblem>| {
        let text = scalar::string(cx, role, node)?;
        match check(text) {
            Ok(()) => Some(DirectorySetting::Text(text.to_owned())),
            Err(problem) => {
                cx.report(node, problem);
                None
            }
        }
    };
    let shown = |text: &str| FreeText(masked_address(text).into_owned());
    match &key.form {
        KeyForm::OrganizationId => None,
        KeyForm::Text { max_chars, .. } if scalar::string(cx, role, node)?.chars().count() > *max_chars => {
            cx.report(node, ValueProblem::LongText { role, limit: *max_chars });
            None
        }
        KeyForm::Text { check, .. } => checked(cx, &|text| {
            check(text).map_err(|problem| match problem {
                KeyProblem::Malformed { problem, help } => {
                    DirectoryProblem::MalformedValue { value: shown(text), problem, help }
                }
                KeyProblem::Unknown { problem, help, suggestion } => {
                    DirectoryProblem::UnknownSetting { value: shown(text), problem, help, suggestion }
                }
            })
        }),
        KeyForm::Owner { .. } => scalar::string(cx, role, node).map(|text| DirectorySetting::Text(text.to_owned())),
        KeyForm::Url(example) => checked(cx, &|text| check_url(text, example)),
        KeyForm::Word { words, help } => checked(cx, &|text| {
            let problem = DirectoryProblem::UnknownWord { key: key.name, word: FreeText(text.to_owned()), help };
            words.contains(&text).then_some(()).ok_or(problem)
        }),
        KeyForm::Flag => scalar::boolean(cx, key.name, node).map(DirectorySetting::Flag),
        KeyForm::File(_) => file(cx, role, node, folder).map(DirectorySetting::File),
        KeyForm::Words(known) => words(cx, key, known, node),
        KeyForm::Number(least, most) => number(cx, key, (*least, *most), node),
        KeyForm::Day => scalar::date(cx, node).map(DirectorySetting::Day),
        KeyForm::Map { keys, names } => map(cx, (keys, names), key, node, folder),
    }
}

/// A list of distinct words.
fn words(
    cx: &mut DecodeCx<'_>,
    key: &DirectoryKey,
    known: &'static [&'static str],
    node: &Node<'_>,
) -> Option<DirectorySetting> {
    let mut words: Vec<String> = Vec::new();
    let mut is_usable = true;
    for node in cx.list(&Field { key: key.name, key_node: node, node }) {
        let Some(word) = scalar::string(cx, ValueRole::Key { key: key.name }, node) else {
            is_usable = false;
            continue;
        };
        let problem = if !known.contains(&word) {
            let (word, suggestion) = (FreeText(word.to_owned()), nearest_static(word, known));
            DirectoryProblem::UnknownListedWord { key: key.name, word, suggestion, words: known }
        } else if words.iter().any(|other| other == word) {
            DirectoryProblem::RepeatedWord { key: key.name, word: FreeText(word.to_owned()) }
        } else {
            words.push(word.to_owned());
            continue;
        };
        is_usable = false;
        cx.report(node, problem);
    }
    is_usable.then_some(DirectorySetting::Words(words))
}

fn number(
    cx: &mut DecodeCx<'_>,
    key: &DirectoryKey,
    (least, most): (u64, u64),
    node: &Node<'_>,
) -> Option<DirectorySetting> {
    let number = scalar::whole(cx, key.name, node)?;
    if (least..=most).contains(&number) {
        return Some(DirectorySetting::Number(number));
    }
    cx.report(node, DirectoryProblem::NumberOutOfRange { key: key.name, least, most });
    None
}

/// A map whose keys are checked as those of the directory itself. `None` when one of them is missing or unusable.
fn map(
    cx: &mut DecodeCx<'_>,
    (keys, names): (&'static [DirectoryKey], &'static [&'static str]),
    owner: &DirectoryKey,
    node: &Node<'_>,
    folder: &Folder,
) -> Option<DirectorySetting> {
    let mut fields = MapFields::open(cx, node, MapOwner::Key { key: owner.name }, names, |_| None)?;
    let (mut settings, mut is_usable) = (DirectorySettings::default(), true);
    for key in keys {
        let is_required = matches!(key.presence, Presence::Required(_));
        let field = if is_required { fields.required(cx, key.name) } else { fields.optional(cx, key.name) };
        match field.map(|field| value(cx, key, field.node, folder)) {
            Some(Some(value)) => settings.set(key.name, value),
            Some(None) => is_usable = false,
            None => is_usable &= !is_required,
        }
    }
    is_usable.then_some(DirectorySetting::Map(settings))
}

/// Checks the form of an address only; to which hosts credentials may go is decided where they are sent.
fn check_url(text: &str, example: &'static str) -> Result<(), DirectoryProblem> {
    let url = FreeText(masked_address(text).into_owned());
    let (secure, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => return Err(DirectoryProblem::UrlWithoutScheme { url, example }),
    };
    if text.chars().any(|c| c.is_whitespace() || crate::text::is_invisible(c)) || text.contains('\\') {
        return Err(DirectoryProblem::UrlCharacter { url, example });
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
        return Err(DirectoryProblem::UrlWithoutHost { url, example });
    }
    let loopback =
        host == "localhost" || host == "[::1]" || host.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback());
    // As the HTTP client will read it; port 0 cannot be connected to.
    match url::Url::parse(text) {
        Err(_) => return Err(DirectoryProblem::UrlHost { url, example }),
        Ok(parsed) if parsed.port() == Some(0) => return Err(DirectoryProblem::UrlPortZero { url, example }),
        Ok(_) => {}
    }
    if !secure && !loopback {
        return Err(DirectoryProblem::UrlNotEncrypted { url });
    }
    Ok(())
}

fn file(cx: &mut DecodeCx<'_>, role: ValueRole, node: &Node<'_>, folder: &Folder) -> Option<PathBuf> {
    let text = scalar::text(cx, role, node)?;
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
            assert!(check_url(good, "https://api.acme.example").is_ok(), "{good}");
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
            assert!(check_url(bad, "https://api.acme.example").is_err(), "{bad}");
        }
    }
}
