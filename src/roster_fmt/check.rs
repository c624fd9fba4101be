//! Verifies that formatting changed the layout only: the same values, and each comment with the same entry.

use std::collections::BTreeMap;

use super::attach::is_modeline;
use super::order::is_people;
use super::scalar::meant;
use super::tree::{EntryIndex, EntryShape, NodeRole, OwnLineComment, Tree};
use crate::roster::node::{Node, Value};

/// A value free of places, of the order of keys and of the order of people.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SemanticKey {
    Text(String),
    /// Any other scalar, as it is spelled.
    Other(String),
    List(Vec<Self>),
    /// A key can occur twice.
    Map(BTreeMap<String, Vec<Self>>),
}

/// What a file declares.
pub(super) fn semantic_key(node: &Node<'_>, key: &str, text: &str) -> SemanticKey {
    match &node.value {
        Value::Text(value) => SemanticKey::Text(meant(value, key).to_owned()),
        Value::Bool(value) => SemanticKey::Other(value.to_string()),
        Value::Null | Value::Number => SemanticKey::Other(node.span.spelling(text).to_owned()),
        Value::List(nodes) => {
            let mut items: Vec<SemanticKey> = nodes.iter().map(|node| semantic_key(node, key, text)).collect();
            if is_people(key) {
                items.sort();
            }
            SemanticKey::List(items)
        }
        Value::Map(pairs) => {
            let mut map: BTreeMap<String, Vec<SemanticKey>> = BTreeMap::new();
            for (key, value) in pairs {
                let name = if let Value::Text(name) = &key.value { name.as_ref() } else { key.span.spelling(text) };
                map.entry(name.to_owned()).or_default().push(semantic_key(value, name, text));
            }
            SemanticKey::Map(map)
        }
    }
}

/// Every comment with what it describes, sorted.
pub(super) fn comments<'t>(tree: &Tree<'t>) -> Vec<(String, &'t str)> {
    let mut found: Vec<(String, &'t str)> = Vec::new();
    let mut add = |owner: &str, comments: &[OwnLineComment<'t>]| {
        for own_comment in comments {
            // The modeline describes the file, wherever it is.
            let owner = if is_modeline(own_comment.text) { "" } else { owner };
            found.push((owner.to_owned(), own_comment.text));
        }
    };
    add("", &tree.head);
    add("", &tree.header);
    for (index, entry) in tree.entries.iter().enumerate() {
        let owner = path(tree, index);
        add(&owner, &entry.below);
        for comment in &entry.trailing {
            add(&owner, &[OwnLineComment { text: comment.text, gap_above: false, gap_below: false }]);
        }
        // A comment above a blank line belongs to the map or list around it.
        let around = path(tree, entry.parent);
        let spaced = entry.above.iter().rposition(|own_comment| own_comment.gap_below).map_or(0, |last| last + 1);
        let spaced = if is_first_of_item(tree, index) { 0 } else { spaced };
        add(&around, &entry.above[..spaced]);
        add(&owner, &entry.above[spaced..]);
    }
    found.sort();
    found
}

fn is_first_of_item(tree: &Tree<'_>, index: EntryIndex) -> bool {
    tree.entries[tree.entries[index].parent].role == NodeRole::Item
}

/// What a comment can belong to: a key by its path, a person as a whole.
fn path(tree: &Tree<'_>, index: EntryIndex) -> String {
    let entry = &tree.entries[index];
    match entry.role {
        NodeRole::File => String::new(),
        NodeRole::Key if tree.entries[entry.parent].role == NodeRole::Item => path(tree, entry.parent),
        NodeRole::Key => format!("{}/{}", path(tree, entry.parent), entry.key),
        NodeRole::Item => format!("{}/{}", path(tree, entry.parent), person(tree, index)),
    }
}

/// An item as text that does not depend on the order of its keys.
fn person(tree: &Tree<'_>, index: EntryIndex) -> String {
    let entry = &tree.entries[index];
    if let EntryShape::Scalar(value, _) = &entry.shape {
        return value.clone();
    }
    let mut parts: Vec<String> = entry
        .children
        .iter()
        .map(|child| {
            let child = &tree.entries[*child];
            match &child.shape {
                EntryShape::Scalar(value, _) => format!("{}={value}", child.key),
                EntryShape::List | EntryShape::Map => child.key.to_owned(),
            }
        })
        .collect();
    parts.sort();
    parts.join(" ")
}
