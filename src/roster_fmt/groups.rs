//! A list's items in groups that blank lines separate. People are sorted within their group.

use super::tree::{Index, Remark, Shape, Tree};
use crate::text::fold;

/// Items between two blank lines.
#[derive(Debug, Default)]
pub(super) struct Group<'a> {
    /// The comments at its top that a blank line follows: they stay there.
    pub(super) heading: Vec<Remark<'a>>,
    /// The items, in their order.
    pub(super) items: Vec<Item<'a>>,
    /// The comments at its end.
    pub(super) foot: Vec<Remark<'a>>,
}

/// An item and the comments directly above it.
#[derive(Debug)]
pub(super) struct Item<'a> {
    /// Which entry it is.
    pub(super) index: Index,
    /// What moves with it.
    pub(super) above: &'a [Remark<'a>],
}

/// The groups of a list.
pub(super) fn of<'a>(tree: &'a Tree<'_>, list: Index) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for index in &tree.entries[list].children {
        let entry = &tree.entries[*index];
        let spaced = entry.above.iter().rposition(|remark| remark.gap_below).map_or(0, |last| last + 1);
        let (mut lead, above) = entry.above.split_at(spaced);
        let gap = entry.above.first().map_or(entry.gap, |first| first.gap_above);
        if let Some(group) = groups.last_mut()
            && !gap
            && let Some(end) = lead.iter().position(|remark| remark.gap_below)
        {
            // What follows an item directly and has a blank line below it ends the group above.
            let (foot, heading) = lead.split_at(end + 1);
            group.foot.extend(foot);
            lead = heading;
        }
        let item = Item { index: *index, above };
        match groups.last_mut().filter(|_| spaced == 0 && !gap) {
            Some(group) => group.items.push(item),
            None => groups.push(Group { heading: lead.to_vec(), items: vec![item], foot: Vec::new() }),
        }
    }
    if tree.holds_people(list) {
        for group in &mut groups {
            group.items.sort_by_cached_key(|item| sort_key(tree, item.index));
        }
    }
    groups
}

/// The comments that stood at the head of a group and moved away from there with their entry: perhaps they are
/// headings. Each as the byte at which its entry starts, and all of its lines.
pub(super) fn moved<'a>(tree: &'a Tree<'_>) -> Vec<(usize, &'a [Remark<'a>])> {
    let lists = (0..tree.entries.len()).filter(|index| tree.holds_people(*index));
    let mut moved = Vec::new();
    for group in lists.flat_map(|list| of(tree, list)) {
        let first = group.items.iter().min_by_key(|item| item.index);
        let leader = group.items.first();
        if let (Some(first), Some(leader)) = (first, leader)
            && first.index != leader.index
            && !first.above.is_empty()
        {
            moved.push((tree.entries[first.index].start, first.above));
        }
    }
    moved
}

/// People go by their folded e-mail, then by their id.
fn sort_key(tree: &Tree<'_>, index: Index) -> (String, String) {
    match &tree.entries[index].shape {
        Shape::Scalar(email, _) => (fold(email.trim_matches('"')), String::new()),
        _ => {
            let text = |key| tree.value(index, key).unwrap_or_default().trim_matches('"').to_owned();
            (fold(&text("email")), text("id"))
        }
    }
}
