//! Divisions → file names that are safe on every operating system.

use std::collections::{BTreeMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use super::{ExportedUser, comment};

/// The most characters of a file name, without its extension.
const MAX_STEM_CHARS: usize = 40;
/// Names of devices on Windows, with any extension.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// The users by division: file name, heading and users, in the order of division names and ids. Users without a division
/// come last.
pub(super) fn by_division<'a>(users: &'a [ExportedUser<'a>]) -> Vec<(String, String, Vec<&'a ExportedUser<'a>>)> {
    let mut members: BTreeMap<(bool, &str, &str), Vec<&ExportedUser<'_>>> = BTreeMap::new();
    for user in users {
        let key = user.division().map_or((true, "", ""), |division| (false, &division.name, &division.id));
        members.entry(key).or_default().push(user);
    }
    let mut taken = HashSet::new();
    // Always reserved, so that files keep their names when a user without a division is added.
    taken.insert("no-division".to_owned());
    let named = members.into_iter().map(|((none, name, id), members)| {
        if none {
            return ("no-division.yaml".to_owned(), "Users without a division".to_owned(), members);
        }
        let slug = slug(name);
        let free = (1..).map(|n| if n == 1 { slug.clone() } else { format!("{slug}-{n}") });
        let file = free.into_iter().find(|name| taken.insert(name.clone())).unwrap_or_default();
        let shown = if name.trim().is_empty() { id } else { name };
        (format!("{file}.yaml"), format!("Division {}", comment(&crate::text::sanitize_inline(shown))), members)
    });
    named.collect()
}

/// A division's name as the stem of a file name: lower-case letters and digits of any script, separated by `-`.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.nfkc().flat_map(char::to_lowercase).nfc() {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.chars().count() == MAX_STEM_CHARS {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    let numbered = |prefix| slug.strip_prefix(prefix).is_some_and(|rest| rest.len() == 1 && rest != "-");
    if slug.is_empty() {
        "division".to_owned()
    } else if DEVICES.contains(&slug) || numbered("com") || numbered("lpt") {
        format!("division-{slug}")
    } else {
        slug.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_file_inside_its_folder_on_every_system() {
        for (name, expected) in [
            ("Support", "support"),
            ("Sales & Marketing (EMEA)", "sales-marketing-emea"),
            ("..", "division"),
            ("../../etc/passwd", "etc-passwd"),
            ("", "division"),
            (" \u{202e}\u{200b}", "division"),
            ("CON", "division-con"),
            ("com1", "division-com1"),
            ("COM\u{b9}", "division-com1"),
            ("Büro Köln", "büro-köln"),
            ("営業部", "営業部"),
            (".hidden", "hidden"),
            ("*[?]{a,b}", "a-b"),
            ("a\\b:c", "a-b-c"),
            ("ＦＵＬＬ", "full"),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
        assert_eq!(slug(&"long ".repeat(100)).chars().count(), 39);
    }
}
