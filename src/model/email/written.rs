//! What a person wrote as an address: is it one, and if not, what did they mean?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::{is_all, is_invisible};

/// Why a text is no e-mail address. The display form completes the sentence "this e-mail …".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmailError {
    /// Nothing, or only white space.
    #[error("is empty")]
    Empty,
    /// A blank, tab or line break inside.
    #[error("has white space in it")]
    WhiteSpace,
    /// A control, bidi or zero-width character inside.
    #[error("has an invisible character in it (U+{:04X})", *.0 as u32)]
    Invisible(char),
    /// The start of a link, or of another form of an address, such as `mailto:` or `SMTP:`.
    #[error("starts with the name of a protocol, such as `mailto:`")]
    Scheme,
    /// What surrounds or separates addresses, or a quotation mark.
    #[error("has `{0}` in it, which is not part of an address")]
    Mark(char),
    /// An asterisk in place of a local part: no user has such an address, and nothing is matched by patterns.
    #[error("has a wildcard (`*`) before the `@`")]
    Wildcard,
    /// No `@`, or more than one.
    #[error("needs exactly one `@`")]
    At,
    /// Nothing before or after the `@`.
    #[error("needs text on both sides of the `@`")]
    Side,
    /// Nothing but dots before the `@`.
    #[error("has nothing but dots before the `@`")]
    Dots,
    /// A domain that starts or ends with a dot, or has two in a row.
    #[error("has a dot too many in its domain")]
    DomainDot,
    /// A character that no domain has.
    #[error("has `{0}` in its domain")]
    Domain(char),
    /// Over 254 bytes (RFC 5321 section 4.5.3.1.3, less the brackets).
    #[error("is longer than 254 bytes")]
    Long,
}

/// Whether a text is an address, or what the first fault is. The local part may be what real directories hold: any dots
/// beside other characters, and everything that RFC 5321 and RFC 6531 allow without quotes.
pub(super) fn check(text: &str) -> Result<(), EmailError> {
    // Nearly every address is made of these alone, in which little can be wrong.
    let is_usual =
        |byte: u8| byte.is_ascii_alphanumeric() | (byte == b'.') | (byte == b'@') | (byte == b'-') | (byte == b'_');
    let is_usual = !text.is_empty() && is_all(text.as_bytes(), is_usual);
    if !is_usual {
        check_characters(text)?;
    }
    let (local, domain) = text.split_once('@').ok_or(EmailError::At)?;
    if domain.contains('@') {
        return Err(EmailError::At);
    }
    if local.is_empty() || domain.is_empty() {
        return Err(EmailError::Side);
    }
    if text.len() > 254 {
        return Err(EmailError::Long);
    }
    if local.bytes().all(|byte| byte == b'.') {
        return Err(EmailError::Dots);
    }
    let mut last = b'.';
    for byte in domain.bytes().chain([b'.']) {
        if (byte, last) == (b'.', b'.') {
            return Err(EmailError::DomainDot);
        }
        last = byte;
    }
    let is_foreign = |c: &char| c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_');
    match domain.chars().find(is_foreign).filter(|_| !is_usual) {
        Some(c) => Err(EmailError::Domain(c)),
        None => Ok(()),
    }
}

fn check_characters(text: &str) -> Result<(), EmailError> {
    if text.trim().is_empty() {
        return Err(EmailError::Empty);
    }
    if text.chars().any(char::is_whitespace) {
        return Err(EmailError::WhiteSpace);
    }
    if let Some(c) = text.chars().find(|c| is_invisible(*c)) {
        return Err(EmailError::Invisible(c));
    }
    if scheme(text).is_some() {
        return Err(EmailError::Scheme);
    }
    if let Some(c) = text.chars().find(|c| is_mark(*c)) {
        return Err(EmailError::Mark(c));
    }
    match text.split_once('@') {
        Some((local, _)) if local.contains('*') && local.bytes().all(|byte| matches!(byte, b'*' | b'.')) => {
            Err(EmailError::Wildcard)
        }
        _ => Ok(()),
    }
}

/// What surrounds addresses where they are copied from: what separates them in a list, brackets, quotation marks, and
/// the signs that something was cut off or could not be read.
fn is_mark(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '<' | '>' | '(' | ')' | '[' | ']' | '"' | '\\' | '«' | '»' | '…' | '\u{fffd}')
        || matches!(c, '\u{2018}'..='\u{201f}' | '\u{2039}' | '\u{203a}' | '\u{300a}'..='\u{300f}' | '，' | '；')
}

/// The rest of a text that starts with the name of a protocol.
fn scheme(text: &str) -> Option<&str> {
    let (name, rest) = text.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_name.then_some(rest)
}

/// The address that a text which is none was copied with, if there is exactly one.
pub(super) fn corrected(text: &str) -> Option<String> {
    let inner = text.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(text, |(inner, _)| inner);
    // What was cut off is not known.
    if text.contains(['…', '\u{fffd}']) {
        return None;
    }
    let surrounds = |c: char| c.is_whitespace() || is_invisible(c) || is_mark(c) || matches!(c, '\'' | '`' | '{' | '}');
    let inner = inner.trim_matches(surrounds);
    let inner = scheme(inner).unwrap_or(inner).trim_matches(surrounds);
    // The rest of a link, or the end of a sentence.
    let domain = inner.find('@').unwrap_or(inner.len());
    let end = inner[domain..].find(['?', '&', '#', '/']).map_or(inner.len(), |end| domain + end);
    let inner = &inner[..end];
    let corrected = inner.strip_suffix('.').unwrap_or(inner).replace(['\u{2018}', '\u{2019}'], "'");
    (corrected != text && check(&corrected).is_ok()).then_some(corrected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_real_directories_hold_is_an_address() {
        for text in [
            "ana@acme.example",
            "o'neill@acme.example",
            "a.b.@docomo.ne.jp",
            ".a..b@docomo.ne.jp",
            "ana+genesys@acme.example",
            "!#$%&'*/=?^_`{|}~-@acme.example",
            "*star@acme.example",
            "jürgen.müller@münchen.example",
            "日本@日本.example",
            "ana@xn--mnchen-3ya.example",
            "ana@acme_intern.local",
            "ana@localhost",
            "1@2.3",
            "-@-",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_what_is_wrong() {
        use EmailError::{
            At, Domain, DomainDot, Dots, Empty, Invisible, Long, Mark, Scheme, Side, WhiteSpace, Wildcard,
        };
        let long = format!("{}@acme.example", "x".repeat(250));
        for (text, fault) in [
            ("", Empty),
            (" \t", Empty),
            ("ana @acme.example", WhiteSpace),
            ("ana\u{200b}@acme.example", Invisible('\u{200b}')),
            ("mailto:ana@acme.example", Scheme),
            ("SMTP:ana@acme.example", Scheme),
            (":ana@acme.example", Mark(':')),
            ("ana@acme.example,", Mark(',')),
            ("ana@acme.example;", Mark(';')),
            ("ana@acme.example;bo@acme.example", Mark(';')),
            ("<ana@acme.example>", Mark('<')),
            ("ana@acme.example>", Mark('>')),
            ("(ana@acme.example", Mark('(')),
            ("ana@[10.0.0.1]", Mark('[')),
            ("{ana@acme.example}", Domain('}')),
            ("ana\\@acme.example", Mark('\\')),
            ("\"ana\"@acme.example", Mark('"')),
            ("“ana@acme.example”", Mark('“')),
            ("„ana@acme.example“", Mark('„')),
            ("‘ana@acme.example’", Mark('‘')),
            ("«ana@acme.example»", Mark('«')),
            ("o’neill@acme.example", Mark('’')),
            ("ana@acme.exam…", Mark('…')),
            ("*@acme.example", Wildcard),
            ("*.*@acme.example", Wildcard),
            ("ana@*.example", Domain('*')),
            ("ana", At),
            ("ana@acme@example", At),
            ("@acme.example", Side),
            ("ana@", Side),
            (".@acme.example", Dots),
            ("...@acme.example", Dots),
            (".@.", Dots),
            ("ana@.", DomainDot),
            ("ana@acme.example.", DomainDot),
            ("ana@.acme.example", DomainDot),
            ("ana@acme..example", DomainDot),
            ("ana@acme.example/", Domain('/')),
            ("ana@acme.example'", Domain('\'')),
            ("ana@acme+x.example", Domain('+')),
            (long.as_str(), Long),
        ] {
            assert_eq!(check(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn the_address_that_was_meant_is_found_in_what_was_copied_with_it() {
        for text in [
            "mailto:ana@acme.example",
            "MAILTO:ana@acme.example?subject=Hello",
            "ana@acme.example,",
            " ana@acme.example; ",
            "<ana@acme.example>",
            "ana@acme.example>",
            "Ana Alvarez <ana@acme.example>, Support",
            "“ana@acme.example”",
            "\"'ana@acme.example'\"",
            "ana@acme.example.",
            "ana@acme.example/",
            "\u{200b}ana@acme.example",
            "<mailto:ana@acme.example>",
            "{ana@acme.example}",
        ] {
            assert_eq!(corrected(text).as_deref(), Some("ana@acme.example"), "{text}");
        }
        assert_eq!(corrected("o’neill@acme.example").as_deref(), Some("o'neill@acme.example"));
        for none in [
            "ana@acme.exam…",
            "ana@acme.exam...",
            "ana",
            "*@acme.example",
            "ana@acme.example,bo@acme.example",
            "",
            "<>",
            "ana@acme.example",
        ] {
            assert_eq!(corrected(none), None, "{none}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_correction_is_an_address_and_any_text_has_an_answer(text in "[a-c@.,:;<>?/*'“’ \u{200b}é+-]{0,16}") {
            let fault = check(&text);
            if let Some(corrected) = corrected(&text) {
                proptest::prop_assert_eq!(check(&corrected), Ok(()));
                proptest::prop_assert!(fault.is_err() || corrected != text);
            }
        }
    }
}
