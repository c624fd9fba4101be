//! The proof that formatting changed nothing but the layout: the same values, and each comment beside what it stood
//! beside before.

use std::collections::BTreeMap;

use super::attach::is_modeline;
use super::order::is_people;
use super::scalar::meant;
use super::tree::{Index, Remark, Role, Shape, Tree};
use crate::roster::node::{Node, Value};

/// A value free of places, of the order of keys and of the order of people.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Essence {
    Text(String),
    /// Anything else that is no collection, as it is spelled.
    Other(String),
    List(Vec<Self>),
    /// A key can stand there twice.
    Map(BTreeMap<String, Vec<Self>>),
}

/// What a file declares.
pub(super) fn essence(node: &Node<'_>, key: &str, text: &str) -> Essence {
    match &node.value {
        Value::Text(value) => Essence::Text(meant(value, key).to_owned()),
        Value::Bool(value) => Essence::Other(value.to_string()),
        Value::Null | Value::Number => Essence::Other(node.span.spelling(text).to_owned()),
        Value::List(nodes) => {
            let mut items: Vec<Essence> = nodes.iter().map(|node| essence(node, key, text)).collect();
            if is_people(key) {
                items.sort();
            }
            Essence::List(items)
        }
        Value::Map(pairs) => {
            let mut map: BTreeMap<String, Vec<Essence>> = BTreeMap::new();
            for (key, value) in pairs {
                let name = if let Value::Text(name) = &key.value { name.as_ref() } else { key.span.spelling(text) };
                map.entry(name.to_owned()).or_default().push(essence(value, name, text));
            }
            Essence::Map(map)
        }
    }
}

/// Every comment with what it speaks of, sorted.
pub(super) fn comments<'t>(tree: &Tree<'t>) -> Vec<(String, &'t str)> {
    let mut found: Vec<(String, &'t str)> = Vec::new();
    let mut add = |owner: &str, remarks: &[Remark<'t>]| {
        for remark in remarks {
            // The modeline speaks of the file wherever it stands.
            let owner = if is_modeline(remark.text) { "" } else { owner };
            found.push((owner.to_owned(), remark.text));
        }
    };
    add("", &tree.head);
    add("", &tree.header);
    for (index, entry) in tree.entries.iter().enumerate() {
        let owner = path(tree, index);
        add(&owner, &entry.below);
        for comment in &entry.beside {
            add(&owner, &[Remark { text: comment.text, gap_above: false, gap_below: false }]);
        }
        // What a blank line sets apart belongs to the map or list that it stands in.
        let around = path(tree, entry.parent);
        let spaced = entry.above.iter().rposition(|remark| remark.gap_below).map_or(0, |last| last + 1);
        let spaced = if is_first_of_item(tree, index) { 0 } else { spaced };
        add(&around, &entry.above[..spaced]);
        add(&owner, &entry.above[spaced..]);
    }
    found.sort();
    found
}

fn is_first_of_item(tree: &Tree<'_>, index: Index) -> bool {
    tree.entries[tree.entries[index].parent].role == Role::Item
}

/// What a comment can stand beside: a key by its path, a person as a whole.
fn path(tree: &Tree<'_>, index: Index) -> String {
    let entry = &tree.entries[index];
    match entry.role {
        Role::File => String::new(),
        Role::Key if tree.entries[entry.parent].role == Role::Item => path(tree, entry.parent),
        Role::Key => format!("{}/{}", path(tree, entry.parent), entry.key),
        Role::Item => format!("{}/{}", path(tree, entry.parent), person(tree, index)),
    }
}

/// An item in words that do not depend on the order of its keys.
fn person(tree: &Tree<'_>, index: Index) -> String {
    let entry = &tree.entries[index];
    if let Shape::Scalar(value, _) = &entry.shape {
        return value.clone();
    }
    let mut parts: Vec<String> = entry
        .children
        .iter()
        .map(|child| {
            let child = &tree.entries[*child];
            match &child.shape {
                Shape::Scalar(value, _) => format!("{}={value}", child.key),
                Shape::List | Shape::Map => child.key.to_owned(),
            }
        })
        .collect();
    parts.sort();
    parts.join(" ")
}
