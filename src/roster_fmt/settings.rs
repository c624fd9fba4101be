//! A roster without its people: what an export keeps of the roster that it starts from.

use super::attach::{self, is_modeline};
use super::print::print;
use super::scalar;
use super::tree::{EntryIndex, EntryShape, FILE, NodeRole, OwnLineComment, Tree, TreeEntry};
use crate::roster::node::Node;

/// The keys that are kept, with their comments.
const KEPT_KEYS: &[&str] = &["version", "directory", "scope", "undeclared", "timezone", "guards"];

/// The values that an export sets in the settings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExportContext<'a> {
    /// The id of the organization, where a roster may name it; an existing one is kept.
    pub(crate) organization_id: Option<&'a str>,
    /// The path of the sandbox's org file, when it differs from the one in the settings.
    pub(crate) org: Option<&'a str>,
    /// The modeline of a roster that has none.
    pub(crate) modeline: &'a str,
}

/// The settings of a roster in canonical layout, and its modeline.
pub(crate) fn settings(text: &str, root: &Node<'_>, context: ExportContext<'_>) -> (String, String) {
    let mut tree = attach::tree(text, root);
    let (kept, _): (Vec<usize>, Vec<usize>) =
        tree.entries[FILE].children.iter().partition(|child| KEPT_KEYS.contains(&tree.entries[**child].key));
    tree.entries[FILE].below.clear();
    if let Some(directory) = kept.iter().copied().find(|child| tree.entries[*child].key == "directory") {
        if let (None, Some(id)) = (tree.value(directory, "organization_id"), context.organization_id) {
            set(&mut tree, directory, "organization_id", id);
        }
        if let Some(org) = context.org {
            set(&mut tree, directory, "org", org);
        }
    }
    tree.entries[FILE].children = kept;
    let above = [tree.head.as_slice(), tree.header.as_slice()].concat();
    let modeline =
        above.iter().find(|own_comment| is_modeline(own_comment.text)).map(|own_comment| own_comment.text.to_owned());
    let line = modeline.clone().unwrap_or_else(|| context.modeline.to_owned());
    if modeline.is_none() {
        tree.header.insert(0, OwnLineComment { text: context.modeline, gap_above: false, gap_below: false });
    }
    (print(&tree), line)
}

/// Sets a key of a map to this value, adding the key if it is missing.
fn set<'t>(tree: &mut Tree<'t>, map: EntryIndex, key: &'t str, value: &str) {
    let shape = EntryShape::Scalar(scalar::text(value), String::new());
    match tree.entries[map].children.iter().find(|child| tree.entries[**child].key == key) {
        Some(known) => {
            let known = *known;
            tree.entries[known].shape = shape;
        }
        None => {
            let index = tree.entries.len();
            tree.entries.push(TreeEntry::new(key, NodeRole::Key, map, shape));
            tree.entries[map].children.push(index);
        }
    }
}
