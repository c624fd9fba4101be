//! A map's keys against those that may stand there.

use std::borrow::Cow;

use super::super::Diagnostic;
use super::super::node::{Node, Value};
use super::Page;
use crate::model::{DIRECTORY_TYPES, Presence, directory_keys};
use crate::text::{alternatives, nearest, quote};

/// The keys of a map that are known, each at most once.
#[derive(Debug)]
pub(super) struct Fields<'n, 't> {
    map: &'n Node<'t>,
    owner: &'static str,
    known: &'n [&'static str],
    values: Vec<Option<(&'n Node<'t>, &'n Node<'t>)>>,
}

/// A key with its value.
#[derive(Debug)]
pub(super) struct Field<'n, 't> {
    /// Its name.
    pub(super) key: &'static str,
    /// Where the name stands.
    pub(super) key_node: &'n Node<'t>,
    /// What stands behind it.
    pub(super) node: &'n Node<'t>,
}

impl<'n, 't> Fields<'n, 't> {
    /// Reads the map that `owner` ("a user") is, reporting keys that are unknown or stand there twice. `misplaced` may
    /// have a message and a help of its own for an unknown key. `None`, with a mistake, when it is no map.
    pub(super) fn open(
        page: &mut Page<'_>,
        map: &'n Node<'t>,
        owner: &'static str,
        known: &'n [&'static str],
        misplaced: impl Fn(&str) -> Option<(String, String)>,
    ) -> Option<Self> {
        let Value::Map(entries) = &map.value else {
            let message = format!("{owner} is a map of keys, but this is {}", page.what(map));
            page.mistake(
                "wrong-type",
                map,
                message,
                format!("write `key: value` lines; the keys are {}", alternatives(known)),
            );
            return None;
        };
        let mut fields = Self { map, owner, known, values: vec![None; known.len()] };
        for (key, value) in entries {
            fields.sort(page, key, value, &misplaced);
        }
        Some(fields)
    }

    fn sort(
        &mut self,
        page: &mut Page<'_>,
        key: &'n Node<'t>,
        value: &'n Node<'t>,
        misplaced: &impl Fn(&str) -> Option<(String, String)>,
    ) {
        let Value::Text(name) = &key.value else {
            let message = format!("a key of {} is text, but this is {}", self.owner, page.what(key));
            page.mistake("unknown-key", key, message, format!("the keys are {}", alternatives(self.known)));
            return;
        };
        let slot = self.known.iter().position(|known| known == name).map(|index| &mut self.values[index]);
        match slot {
            None if !page.found.shows("unknown-key") => page.mistake("unknown-key", key, "", ""),
            None => {
                let (message, help) = misplaced(name).unwrap_or_else(|| {
                    let message = format!("{} has no key {}", self.owner, quote(name));
                    let help = match nearest(name, self.known.iter().copied()) {
                        Some(known) => format!("did you mean `{known}`?"),
                        None => format!("the keys are {}", alternatives(self.known)),
                    };
                    (message, help)
                });
                page.mistake("unknown-key", key, message, help);
            }
            Some(Some((first, _))) => {
                let first = page.place(page.spot(first));
                let message = format!("the key `{name}` is given a second time here");
                let diagnostic = Diagnostic::new("duplicate-key", &page.source.path, page.spot(key), message);
                page.found.push(diagnostic.help("keep one of the two").also(first, "first here"));
            }
            Some(slot) => *slot = Some((key, value)),
        }
    }

    /// The key with its value; without a value it is a mistake and `None`, as it is when the key is not there.
    pub(super) fn optional(&mut self, page: &mut Page<'_>, key: &'static str) -> Option<Field<'n, 't>> {
        let index = self.known.iter().position(|known| *known == key)?;
        let (key_node, node) = self.values[index].take()?;
        if !matches!(node.value, Value::Null) {
            return Some(Field { key, key_node, node });
        }
        let help = match key {
            "version" | "directory" | "type" | "org" | "email" | "reason" => format!("write {}", example(key)),
            "users" | "leavers" | "protected" | "include" | "divisions" | "email_domains" => {
                format!("an empty list is written `{key}: []`")
            }
            _ => format!("write a value after `{key}:`, or remove the line"),
        };
        page.mistake("empty-value", key_node, format!("`{key}` has no value"), help);
        None
    }

    /// The same for a key that must be there.
    pub(super) fn required(&mut self, page: &mut Page<'_>, key: &'static str) -> Option<Field<'n, 't>> {
        let index = self.known.iter().position(|known| *known == key)?;
        if self.values[index].is_none() {
            let message = format!("{} needs the key `{key}`", self.owner);
            page.mistake("missing-key", self.map, message, format!("add {}", example(key)));
        }
        self.optional(page, key)
    }

    /// Whether the key stands there, with or without a value.
    pub(super) fn has(&self, key: &str) -> bool {
        self.known.iter().position(|known| *known == key).is_some_and(|index| self.values[index].is_some())
    }
}

/// A line that would mend a missing key.
fn example(key: &str) -> Cow<'static, str> {
    let first = DIRECTORY_TYPES[0].name;
    Cow::Borrowed(match key {
        "directory" => return format!("`directory: {{type: {first}}}`").into(),
        "type" => return format!("`type: {first}`, or `type: sandbox` for a trial").into(),
        "version" => "`version: 1`",
        "users" => "`users:` with one `- ` line for everybody who should be active",
        "email" => "`email: ana@acme.example`",
        "reason" => "`reason:` with a few words that say why",
        _ => directory_example(key).unwrap_or("it"),
    })
}

/// A line for a missing key of `directory`.
fn directory_example(key: &str) -> Option<&'static str> {
    match directory_keys().into_iter().find(|known| known.name == key)?.presence {
        Presence::Required(example) => Some(example),
        Presence::Optional => None,
    }
}
