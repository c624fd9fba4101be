//! What can be a name, a label and a prefix.

/// The most characters of each: the longest value of a label in Kubernetes.
const MAX_CHARS: usize = 63;

/// Names that Windows keeps for devices, also with an extension behind them.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
/// The same, with a digit behind each.
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// Whether a text can be the name of a folder and the key or value of a label: letters, digits, `.`, `_` and `-`, with a
/// letter or digit at both ends.
pub(super) fn is_label(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let has_ends = [text.bytes().next(), text.bytes().last()].iter().flatten().all(u8::is_ascii_alphanumeric);
    (1..=MAX_CHARS).contains(&text.len()) && has_ends && text.bytes().all(is_inner)
}

/// Whether a text can be the name of an organization, and so of its folder. None begins with a dot.
#[must_use]
pub fn is_organization_name(text: &str) -> bool {
    is_label(text) && !is_device(text)
}

/// Whether Windows takes a folder with this name for a device.
pub(super) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_digit = |rest: &str| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit());
    DEVICES.contains(&stem.as_str())
        || NUMBERED_DEVICES.iter().any(|device| stem.strip_prefix(device).is_some_and(is_digit))
}

/// Whether a text can begin the names of environment variables: upper-case letters, digits and `_`, a letter first.
pub(super) fn is_prefix(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=MAX_CHARS).contains(&text.len())
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase())
        && text.bytes().all(is_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_folder_below_the_results_and_a_value_of_a_label() {
        for name in ["acme-de", "A", "7", "acme.example", "a_b", &"x".repeat(63)] {
            assert!(is_label(name) && !is_device(name), "{name}");
        }
        for name in ["", ".", "..", ".git", "a.", "-x", "a/b", "a\\b", "a b", "ä", "a\n", "~", &"x".repeat(64)] {
            assert!(!is_label(name), "{name:?}");
        }
        for name in ["nul", "CON", "com1", "LPT9.txt", "aux.acme"] {
            assert!(is_device(name), "{name}");
        }
        for name in ["console", "com", "com12", "acme-nul"] {
            assert!(!is_device(name), "{name}");
        }
    }

    #[test]
    fn a_prefix_is_upper_case_and_starts_with_a_letter() {
        for prefix in ["A", "ACME_DE", "A1_", &"X".repeat(63)] {
            assert!(is_prefix(prefix), "{prefix}");
        }
        for prefix in ["", "acme", "Acme", "1A", "_A", "A-B", "A B", "Ä", "A=", &"X".repeat(64)] {
            assert!(!is_prefix(prefix), "{prefix:?}");
        }
    }
}
