//! Redaction of credentials in texts of responses, in whatever encoding they are echoed.
//!
//! A response may echo a credential in Base64, in hexadecimal, with the escapes of URLs, JSON or HTML, in another letter
//! case, folded over lines or truncated. Crates that decode these return the decoded text alone; here every byte keeps
//! the place in the text that it comes from, so that exactly this place is redacted.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretString};

use crate::text::is_invisible;

/// The length of the part of a secret that is redacted even where the rest is missing.
const MIN_PART_BYTES: usize = 16;
/// An encoded secret that is shorter could be any text.
const MIN_ENCODED_CHARS: usize = 6;
/// No secret that is issued is shorter.
const MIN_ISSUED_BYTES: usize = 8;
/// How many layers of escapes are decoded.
const MAX_LAYERS: usize = 4;
/// The part of a text that is searched; the rest is dropped.
const MAX_TEXT_BYTES: usize = 16 * 1024;
/// What replaces a secret.
const REDACTED: &str = "***";

/// The credentials that are redacted.
#[derive(Clone, Debug, Default)]
pub(super) struct Secrets(pub(super) Vec<SecretString>);

impl Secrets {
    /// The text without the secrets, as one line of at most `max_chars` characters.
    pub(super) fn redact_line(&self, text: &str, max_chars: usize) -> String {
        let mut line = self.redact(text).split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((cut, _)) = line.char_indices().nth(max_chars) {
            line.truncate(cut);
            line.push('…');
        }
        line
    }

    /// The first 16 KiB of the text without the secrets.
    pub(super) fn redact(&self, text: &str) -> String {
        let end = (0..=MAX_TEXT_BYTES.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let text = &text[..end];
        let mut plain = SecretParts::default();
        let mut encoded = SecretParts::default();
        for secret in self.0.iter().map(ExposeSecret::expose_secret).filter(|secret| !secret.is_empty()) {
            plain.add(&SearchText::of(secret).bytes);
            encodings(secret.as_bytes()).iter().for_each(|spelling| encoded.add(&SearchText::of(spelling).bytes));
        }
        let mut found = Vec::new();
        let mut view = Some(SearchText::of(text));
        for _ in 0..MAX_LAYERS {
            let Some(seen) = view else { break };
            plain.find(&seen.bytes, |part| found.push(seen.source(part)));
            encoded.find(&seen.standard(), |part| found.push(whole_word(text, seen.source(part))));
            view = seen.unescaped();
        }
        replaced(text, found)
    }
}

impl Secrets {
    /// Whether a body holds one of the secrets, as it is or with the escape that JSON knows for `/`. A text that is shorter
    /// than any secret that is issued may be there by chance.
    pub(super) fn are_in(&self, body: &[u8]) -> bool {
        let secrets = self.0.iter().map(ExposeSecret::expose_secret).filter(|text| text.len() >= MIN_ISSUED_BYTES);
        secrets.into_iter().any(|text| {
            let is_in = |text: &str| memchr::memmem::find(body, text.as_bytes()).is_some();
            is_in(text) || (text.contains('/') && is_in(&text.replace('/', "\\/")))
        })
    }
}

/// A secret's bytes in Base64, wherever in a longer text they begin, and in hexadecimal.
fn encodings(secret: &[u8]) -> Vec<String> {
    let base64 = (0..3_usize).map(|before| {
        let shifted = [&[0; 2][..before], secret].concat();
        let text = BASE64_STANDARD_NO_PAD.encode(&shifted);
        // The characters that hold nothing but the secret's own bits.
        let (first, last) = ((before * 8).div_ceil(6), shifted.len() * 8 / 6);
        text.get(first..last).unwrap_or_default().to_owned()
    });
    base64.chain([crate::text::hex(secret)]).filter(|text: &String| text.len() >= MIN_ENCODED_CHARS).collect()
}

/// The parts of secrets that a text is searched for, by length.
#[derive(Default)]
struct SecretParts(BTreeMap<usize, HashSet<Vec<u8>>>);

impl SecretParts {
    fn add(&mut self, spelling: &[u8]) {
        let length = spelling.len().min(MIN_PART_BYTES);
        if length > 0 {
            self.0.entry(length).or_default().extend(spelling.windows(length).map(<[u8]>::to_vec));
        }
    }

    fn find(&self, bytes: &[u8], mut found: impl FnMut(Range<usize>)) {
        for (length, parts) in &self.0 {
            for (at, window) in bytes.windows(*length).enumerate() {
                if parts.contains(window) {
                    found(at..at + length);
                }
            }
        }
    }
}

/// A text as it is searched: in lower case, without white space and invisible characters, each byte with the place in
/// the text that it comes from.
#[derive(Default)]
struct SearchText {
    bytes: Vec<u8>,
    places: Vec<Range<usize>>,
}

impl SearchText {
    fn of(text: &str) -> Self {
        let mut view = Self::default();
        for (at, c) in text.char_indices() {
            view.push(c, at..at + c.len_utf8());
        }
        view
    }

    fn push(&mut self, c: char, place: Range<usize>) {
        if !c.is_whitespace() && !is_invisible(c) {
            let mut buffer = [0; 4];
            c.to_ascii_lowercase()
                .encode_utf8(&mut buffer)
                .bytes()
                .for_each(|byte| self.push_byte(byte, place.clone()));
        }
    }

    fn push_byte(&mut self, byte: u8, place: Range<usize>) {
        self.bytes.push(byte);
        self.places.push(place);
    }

    /// The place in the text that these bytes come from.
    fn source(&self, bytes: Range<usize>) -> Range<usize> {
        let places = self.places.get(bytes).unwrap_or_default();
        let start = places.iter().map(|place| place.start).min().unwrap_or(0);
        start..places.iter().map(|place| place.end).max().unwrap_or(start)
    }

    /// The bytes with both alphabets of Base64 as one.
    fn standard(&self) -> Vec<u8> {
        let standard = |byte: &u8| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        };
        self.bytes.iter().map(standard).collect()
    }

    /// This text with one layer of escapes decoded; `None` when there are none.
    fn unescaped(&self) -> Option<Self> {
        let (mut view, mut at) = (Self::default(), 0);
        while let Some(rest) = self.bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let (decoded, length) = escape(rest).unwrap_or((Unescaped::Byte(rest[0]), 1));
            let place = self.source(at..at + length);
            match decoded {
                Unescaped::Byte(byte) if byte.is_ascii_whitespace() || byte.is_ascii_control() => {}
                Unescaped::Byte(byte) => view.push_byte(byte.to_ascii_lowercase(), place),
                Unescaped::Character(c) => view.push(c, place),
            }
            at += length;
        }
        (view.bytes.len() < self.bytes.len()).then_some(view)
    }
}

enum Unescaped {
    Byte(u8),
    Character(char),
}

/// The escape at the start of this text, which is in lower case, and its length.
fn escape(rest: &[u8]) -> Option<(Unescaped, usize)> {
    let number = |digits: &[u8], radix| u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok();
    let byte = |digits: &[u8]| number(digits, 16).and_then(|n| u8::try_from(n).ok()).map(Unescaped::Byte);
    let character = |digits: &[u8], radix| number(digits, radix).and_then(char::from_u32).map(Unescaped::Character);
    let until = |from: usize, end: u8| {
        let length = rest.get(from..)?.iter().take(8).position(|byte| *byte == end)?;
        Some((rest.get(from..from + length)?, from + length + 1))
    };
    match rest {
        [b'%', ..] => Some((byte(rest.get(1..3)?)?, 3)),
        [b'\\', b'u', b'{', ..] => until(3, b'}').and_then(|(digits, length)| Some((character(digits, 16)?, length))),
        [b'\\', b'u', ..] => Some((character(rest.get(2..6)?, 16)?, 6)),
        [b'\\', b'x', ..] => Some((byte(rest.get(2..4)?)?, 4)),
        [b'\\', b'n' | b'r' | b't', ..] => Some((Unescaped::Byte(b' '), 2)),
        [b'\\', other, ..] => Some((Unescaped::Byte(*other), 2)),
        [b'&', b'#', b'x', ..] => until(3, b';').and_then(|(digits, length)| Some((character(digits, 16)?, length))),
        [b'&', b'#', ..] => until(2, b';').and_then(|(digits, length)| Some((character(digits, 10)?, length))),
        [b'&', ..] => until(1, b';').and_then(|(name, length)| Some((Unescaped::Byte(named(name)?), length))),
        _ => None,
    }
}

fn named(entity: &[u8]) -> Option<u8> {
    match entity {
        b"amp" => Some(b'&'),
        b"lt" => Some(b'<'),
        b"gt" => Some(b'>'),
        b"quot" => Some(b'"'),
        b"apos" => Some(b'\''),
        _ => None,
    }
}

/// The encoded word around a part of it: the neighbours of a secret may hold some of its bits.
fn whole_word(text: &str, part: Range<usize>) -> Range<usize> {
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/_=-%".contains(byte);
    let bytes = text.as_bytes();
    let before = bytes.get(..part.start).unwrap_or_default().iter().rev().take_while(|byte| belongs(byte)).count();
    let after = bytes.get(part.end..).unwrap_or_default().iter().take_while(|byte| belongs(byte)).count();
    part.start - before..part.end + after
}

/// The text with these parts replaced.
fn replaced(text: &str, mut parts: Vec<Range<usize>>) -> String {
    parts.sort_by_key(|part| part.start);
    let (mut result, mut done) = (String::with_capacity(text.len()), 0);
    for part in parts {
        if part.start > done || (part.start == 0 && done == 0) {
            result.push_str(text.get(done..part.start).unwrap_or_default());
            result.push_str(REDACTED);
        }
        done = done.max(part.end);
    }
    result.push_str(text.get(done..).unwrap_or_default());
    result
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECRET: &str = "Zk9-x_7Qq/Lw+2=Tr4mB8vNc1HdYs6GeUoIaP";

    fn redact_line(secret: &str, text: &str) -> String {
        Secrets(vec![SecretString::from(secret)]).redact_line(text, 2000)
    }

    fn percent(text: &str) -> String {
        text.bytes().map(|byte| format!("%{byte:02X}")).collect()
    }

    #[test]
    fn an_echoed_secret_is_redacted_in_every_encoding() {
        use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};
        let pair = format!("client-id:{SECRET}");
        let basic = BASE64_STANDARD.encode(&pair);
        let escaped: String = SECRET.chars().map(|c| format!("\\u{:04X}", u32::from(c))).collect();
        let spellings = [
            SECRET.to_owned(),
            SECRET.to_uppercase(),
            SECRET.to_lowercase(),
            BASE64_STANDARD.encode(SECRET),
            BASE64_STANDARD_NO_PAD.encode(SECRET),
            BASE64_URL_SAFE.encode(SECRET),
            BASE64_URL_SAFE_NO_PAD.encode(SECRET),
            basic.clone(),
            basic.to_lowercase(),
            BASE64_URL_SAFE_NO_PAD.encode(&pair),
            BASE64_STANDARD.encode(format!("{{\"secret\":\"{SECRET}\"}}")),
            percent(SECRET),
            percent(&percent(SECRET)),
            percent(&basic),
            SECRET.replace('/', "%2F").replace('+', "%2b").replace('=', "%3D"),
            SECRET.replace('/', "\\/"),
            escaped.clone(),
            escaped.replace('\\', "\\\\"),
            SECRET.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
            SECRET.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect(),
            SECRET.bytes().map(|byte| format!("{byte:02x}")).collect(),
            SECRET.bytes().map(|byte| format!("{byte:02X}")).collect(),
            format!("{}\n {}", &SECRET[..10], &SECRET[10..]),
            format!("{}\\n{}", &basic[..30], &basic[30..]),
            format!("{}\u{200b}{}", &SECRET[..10], &SECRET[10..]),
        ];
        for spelling in spellings {
            let redacted = redact_line(SECRET, &format!("the secret {spelling} is wrong"));
            assert_eq!(redacted, "the secret *** is wrong", "{spelling}");
        }
        assert_eq!(redact_line(SECRET, &pair), "client-id:***");
    }

    #[test]
    fn a_secret_with_quotes_is_redacted_in_a_quoted_string() {
        let secret = "back\\slash\"quote'é";
        let message = serde_json::from_value::<u64>(secret.into()).unwrap_err().to_string();
        assert_eq!(redact_line(secret, &message), r#"invalid type: string "***", expected u64"#);
    }

    #[test]
    fn a_truncated_secret_is_redacted_as_well() {
        for kept in MIN_PART_BYTES..SECRET.len() {
            assert_eq!(redact_line(SECRET, &format!("bad {}…", &SECRET[..kept])), "bad ***…");
        }
        let far = format!("{}{SECRET}", " ".repeat(MAX_TEXT_BYTES - 20));
        assert_eq!(redact_line(SECRET, &far), "***");
    }

    #[test]
    fn text_that_is_not_a_secret_is_unchanged() {
        let text = r#"invalid value "a\b" at 100 % of 5 &amp; %zz \u12 \q, see https://acme.example/?a=%41&b=c"#;
        assert_eq!(redact_line(SECRET, text), text);
        assert_eq!(redact_line("", text), text);
        assert_eq!(Secrets::default().redact_line("a\n b", 10), "a b");
    }

    #[test]
    fn a_secret_in_a_body_is_found_as_it_is_and_as_json_escapes_it() {
        let are_in = |secret: &str, body: &str| Secrets(vec![SecretString::from(secret)]).are_in(body.as_bytes());
        assert!(are_in(SECRET, &format!(r#"{{"id":"{SECRET}"}}"#)));
        assert!(are_in(SECRET, &SECRET.replace('/', "\\/")));
        assert!(!are_in(SECRET, &SECRET[1..]));
        assert!(!are_in("secret", r#"{"title":"secret agent"}"#), "too short to be one");
    }

    proptest! {
        #[test]
        fn any_text_can_be_searched(before in "\\PC{0,20}", secret in "[!-~]{8,40}", after in "\\PC{0,20}") {
            let redacted = redact_line(&secret, &format!("{before}{secret}{after}"));
            prop_assert!(!redacted.contains(&secret) || REDACTED.contains(&secret), "{}", redacted);
            redact_line(&secret, &format!("{before}%{after}\\u{secret}&#{after}"));
        }
    }
}
