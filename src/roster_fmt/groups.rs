//! The items of a list in groups that blank lines separate. People are sorted within their group.

use super::tree::{EntryIndex, EntryShape, OwnLineComment, Tree};
use crate::text::fold;

/// The items between two blank lines.
#[derive(Debug, Default)]
pub(super) struct ItemGroup<'a> {
    /// The comments at its start that a blank line follows; they stay there.
    pub(super) heading: Vec<OwnLineComment<'a>>,
    /// The items, in their order.
    pub(super) items: Vec<GroupItem<'a>>,
    /// The comments at its end.
    pub(super) foot: Vec<OwnLineComment<'a>>,
}

/// An item and the comments directly above it.
#[derive(Debug)]
pub(super) struct GroupItem<'a> {
    /// Which entry it is.
    pub(super) index: EntryIndex,
    /// The comments that move with it.
    pub(super) above: &'a [OwnLineComment<'a>],
}

/// The groups of a list.
pub(super) fn of<'a>(tree: &'a Tree<'_>, list: EntryIndex) -> Vec<ItemGroup<'a>> {
    let mut groups: Vec<ItemGroup<'a>> = Vec::new();
    for index in &tree.entries[list].children {
        let entry = &tree.entries[*index];
        let spaced = entry.above.iter().rposition(|own_comment| own_comment.gap_below).map_or(0, |last| last + 1);
        let (mut lead, above) = entry.above.split_at(spaced);
        let gap = entry.above.first().map_or(entry.gap, |first| first.gap_above);
        if let Some(group) = groups.last_mut()
            && !gap
            && let Some(end) = lead.iter().position(|own_comment| own_comment.gap_below)
        {
            // A comment directly below an item, with a blank line below it, ends the group above.
            let (foot, heading) = lead.split_at(end + 1);
            group.foot.extend(foot);
            lead = heading;
        }
        let item = GroupItem { index: *index, above };
        match groups.last_mut().filter(|_| spaced == 0 && !gap) {
            Some(group) => group.items.push(item),
            None => groups.push(ItemGroup { heading: lead.to_vec(), items: vec![item], foot: Vec::new() }),
        }
    }
    if tree.holds_people(list) {
        for group in &mut groups {
            group.items.sort_by_cached_key(|item| sort_key(tree, item.index));
        }
    }
    groups
}

/// The comments at the start of a group that moved with their entry; they may be headings. Each with the byte at which
/// its entry starts, and all its lines.
pub(super) fn moved_comments<'a>(tree: &'a Tree<'_>) -> Vec<(usize, &'a [OwnLineComment<'a>])> {
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

/// People are sorted by folded e-mail, then by id.
fn sort_key(tree: &Tree<'_>, index: EntryIndex) -> (String, String) {
    match &tree.entries[index].shape {
        EntryShape::Scalar(email, _) => (fold(email.trim_matches('"')), String::new()),
        _ => {
            let text = |key| tree.value(index, key).unwrap_or_default().trim_matches('"').to_owned();
            (fold(&text("email")), text("id"))
        }
    }
}
