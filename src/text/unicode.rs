//! What characters are: how texts are compared, and which characters may not be printed.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// The form in which addresses, domains and names are compared: Unicode NFC, lower case.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower: String = text.nfc().flat_map(char::to_lowercase).collect();
    lower.nfc().collect()
}

/// A folded domain with its labels decoded from Punycode (RFC 3492): both spellings of an internationalized domain are one.
#[must_use]
pub fn decoded_domain(domain: &str) -> Cow<'_, str> {
    if domain.contains("xn--") { fold(&idna::domain_to_unicode(domain).0).into() } else { domain.into() }
}

/// Whether a character draws nothing or changes how its neighbours are drawn: controls, bidi marks and overrides,
/// zero-width and other format characters (Unicode general categories Cc and Cf, the line separators, and letters and
/// patterns without a mark).
#[must_use]
pub fn is_invisible(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}'
            | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a text starts with what a pipeline takes for a command anywhere in a log: `##[` (GitHub Actions)
/// or `##vso[` (Azure Pipelines).
#[must_use]
pub fn is_ci_command(text: &str) -> bool {
    let word = |rest: &str| rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('[');
    text.strip_prefix("##").is_some_and(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_of_the_category_of_formats_counts_as_invisible() {
        // Unicode 17, general category Cf.
        let formats = "\u{ad}\u{600}\u{605}\u{61c}\u{6dd}\u{70f}\u{890}\u{891}\u{8e2}\u{180e}\u{200b}\u{200f}\u{202a}\u{202e}\
                       \u{2060}\u{2064}\u{2066}\u{206f}\u{feff}\u{fff9}\u{fffb}\u{110bd}\u{110cd}\u{13430}\u{1343f}\u{1bca0}\
                       \u{1bca3}\u{1d173}\u{1d17a}\u{e0001}\u{e0020}\u{e007f}";
        assert_eq!(formats.chars().find(|c| !is_invisible(*c)), None);
        assert_eq!("aé日ش\u{301}👩 \u{891f}".chars().find(|c| is_invisible(*c)), None);
    }
}
