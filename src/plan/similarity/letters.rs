//! How the letters of a text are read: by their sound, and by their looks.
//!
//! A text has several readings, for a letter that looks like one may sound like another: the Cyrillic `р` looks like a
//! `p` and is transliterated as `r`.

use std::sync::LazyLock;

use deunicode::deunicode_char;
use unicode_normalization::UnicodeNormalization;

use crate::text::fold;

/// How a text can be read: by the sound of its letters, and by their looks as small and as written.
pub(super) fn readings(text: &str) -> Vec<String> {
    let small = fold(text);
    let as_written = (small != text).then(|| looks(text));
    let as_capital = small.chars().any(is_capital_i).then(|| {
        let letters = small.chars().map(|c| if is_capital_i(c) { 'i' } else { c });
        looks(&letters.collect::<String>())
    });
    distinct([unpadded(plain(text)), looks(&small)].into_iter().chain(as_written).chain(as_capital))
}

/// A letter of an alphabet without small ones that looks like an `I` is one, and not the `l` that UTS #39 has for both:
/// the Lisu `ꓲ`.
fn is_capital_i(c: char) -> bool {
    !c.is_ascii() && unicode_security::skeleton(c.encode_utf8(&mut [0; 4])).eq(['l'])
}

/// Without the zeros before a number: `agent07` is `agent7`.
pub(super) fn unpadded(text: String) -> String {
    if !text.contains('0') {
        return text;
    }
    let mut short = String::with_capacity(text.len());
    let mut follows_digit = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let pads = c == '0' && !follows_digit && rest.peek().is_some_and(char::is_ascii_digit);
        if !pads {
            follows_digit = c.is_ascii_digit();
            short.push(c);
        }
    }
    short
}

/// Small letters of ASCII, as far as the text's have any.
pub(super) fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let small: String = text.nfkc().flat_map(char::to_lowercase).collect();
    transliterated(small.nfc())
}

/// What the letters look like, by the confusables of UTS #39, and as several letters where these look like one.
fn looks(text: &str) -> String {
    // Nearly every character is ASCII.
    static OF_ASCII: LazyLock<[String; 128]> = LazyLock::new(|| {
        std::array::from_fn(|code| u8::try_from(code).map(|byte| look(byte.into())).unwrap_or_default())
    });
    let look = |c: char| OF_ASCII.get(c as usize).cloned().unwrap_or_else(|| look(c));
    if text.is_ascii() {
        return text.bytes().filter_map(|byte| OF_ASCII.get(usize::from(byte))).map(String::as_str).collect();
    }
    text.nfkc().map(look).collect()
}

/// What one character looks like.
fn look(c: char) -> String {
    spread(&transliterated(unicode_security::skeleton(c.encode_utf8(&mut [0; 4]))))
}

/// `vv` looks like a `w` and `cl` like a `d`; that `rn` looks like an `m`, UTS #39 knows of the small letter only.
fn spread(text: &str) -> String {
    let mut spread = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'w' => spread.push_str("vv"),
            'd' => spread.push_str("cl"),
            'm' => spread.push_str("rn"),
            _ => spread.push(c),
        }
    }
    spread
}

fn transliterated(text: impl Iterator<Item = char>) -> String {
    let mut plain = String::new();
    for c in text {
        match deunicode_char(c) {
            Some(letters) => plain.extend(letters.chars().map(|letter| letter.to_ascii_lowercase())),
            None => plain.push(c),
        }
    }
    plain
}

/// Each of these texts once, in their order.
pub(super) fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_looks_like_is_what_its_characters_look_like() {
        let whole = |text: &str| spread(&transliterated(unicode_security::skeleton(&text.nfkc().collect::<String>())));
        let ascii: String = (0..128_u8).map(char::from).collect();
        for text in [&*ascii, "Gïven Fämily", "рaul.ВEN", "ｂｅｎ", "ﬁona", "a\u{308}\u{301}é", "日本", "αβγ", "ạ̈"]
        {
            assert_eq!(looks(text), whole(text), "{text}");
        }
        assert_eq!(looks("Im 10|"), "lrn lol");
    }
}
