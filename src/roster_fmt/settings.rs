//! A roster without its people: what an export takes over from the roster that it starts from.

use super::attach::{self, is_modeline};
use super::print::print;
use super::scalar;
use super::tree::{Entry, FILE, Index, Remark, Role, Shape, Tree};
use crate::roster::node::Node;

/// What is taken over, beside the comments with it.
const KEPT: &[&str] = &["version", "directory", "scope", "undeclared", "timezone", "guards"];

/// What the directory says of itself, and where things are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given<'a> {
    /// The organization; one that stands there already stays.
    pub(crate) organization_id: &'a str,
    /// The sandbox's org file, when it goes by another path from where the roster will be.
    pub(crate) org: Option<&'a str>,
    /// The modeline of a roster that has none.
    pub(crate) modeline: &'a str,
}

/// The settings of a roster in canonical layout, and its modeline.
pub(crate) fn settings(text: &str, root: &Node<'_>, given: Given<'_>) -> (String, String) {
    let mut tree = attach::tree(text, root);
    let (kept, _): (Vec<usize>, Vec<usize>) =
        tree.entries[FILE].children.iter().partition(|child| KEPT.contains(&tree.entries[**child].key));
    tree.entries[FILE].below.clear();
    if let Some(directory) = kept.iter().copied().find(|child| tree.entries[*child].key == "directory") {
        if tree.value(directory, "organization_id").is_none() {
            set(&mut tree, directory, "organization_id", given.organization_id);
        }
        if let Some(org) = given.org {
            set(&mut tree, directory, "org", org);
        }
    }
    tree.entries[FILE].children = kept;
    let above = [tree.head.as_slice(), tree.header.as_slice()].concat();
    let modeline = above.iter().find(|remark| is_modeline(remark.text)).map(|remark| remark.text.to_owned());
    let line = modeline.clone().unwrap_or_else(|| given.modeline.to_owned());
    if modeline.is_none() {
        tree.header.insert(0, Remark { text: given.modeline, gap_above: false, gap_below: false });
    }
    (print(&tree), line)
}

/// Gives a key of a map this value, whether it is there or not.
fn set<'t>(tree: &mut Tree<'t>, map: Index, key: &'t str, value: &str) {
    let shape = Shape::Scalar(scalar::text(value), String::new());
    match tree.entries[map].children.iter().find(|child| tree.entries[**child].key == key) {
        Some(known) => {
            let known = *known;
            tree.entries[known].shape = shape;
        }
        None => {
            let index = tree.entries.len();
            tree.entries.push(Entry::new(key, Role::Key, map, shape));
            tree.entries[map].children.push(index);
        }
    }
}
