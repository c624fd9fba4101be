//! Credentials of the environment that cannot be meant as they are: an error before anything is sent says more than the
//! refusal of a server. No value is repeated.

use crate::error::{Error, Kind, Result};

/// The scheme that is sent before a token, as it is copied from a header.
const SCHEME: &str = "bearer";

/// Checks that a token can be sent as it is: visible ASCII (RFC 6750 section 2.1), without the scheme before it.
pub(super) fn check_token(variable: &str, text: &str) -> Result<()> {
    let scheme = text.get(..SCHEME.len()).filter(|start| start.eq_ignore_ascii_case(SCHEME));
    if scheme.is_some() && text[SCHEME.len()..].starts_with([' ', ':', '=']) {
        let message = format!("{variable} starts with `Bearer`, which is not part of the token");
        let hint = format!("set {variable} to the token alone: rosterctl sends `Bearer` before it");
        return Err(Error::new(Kind::Credentials, message).hint(hint));
    }
    match text.chars().find(|c| !c.is_ascii_graphic()) {
        Some(c) => Err(unusable(variable, c, "no token has")),
        None => Ok(()),
    }
}

/// Checks the id or the secret of an OAuth client: neither holds a control character (RFC 6749 appendix A).
pub(super) fn check_client(variable: &str, text: &str) -> Result<()> {
    match text.chars().find(|c| c.is_control()) {
        Some(c) => Err(unusable(variable, c, "no OAuth client has in its id or secret")),
        None => Ok(()),
    }
}

fn unusable(variable: &str, c: char, owner: &str) -> Error {
    let name = match c {
        '\n' | '\r' => "a line break",
        ' ' | '\t' => "white space",
        c if c.is_control() => "a control character",
        _ => "a character beyond ASCII",
    };
    let message = format!("{variable} contains {name} (U+{:04X}), which {owner}", u32::from(c));
    Error::new(Kind::Credentials, message).hint(format!(
        "set {variable} again to one line of text, as it was issued; a value from a file often ends in a line that does not \
         belong to it"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        check_token("TOKEN", text).map_or_else(|error| error.to_string(), |()| String::new())
    }

    #[test]
    fn a_token_that_cannot_be_sent_is_named_by_its_flaw_and_not_repeated() {
        for (token, words) in [
            ("hun\nter2", "a line break (U+000A)"),
            ("hun\0ter2", "a control character (U+0000)"),
            ("hun ter2", "white space (U+0020)"),
            ("hun\u{200b}ter2", "a character beyond ASCII (U+200B)"),
            ("Bearer hunter2", "starts with `Bearer`"),
            ("bearer: hunter2", "starts with `Bearer`"),
        ] {
            assert!(refusal(token).contains(words) && !refusal(token).contains("hun"), "{token:?}: {}", refusal(token));
        }
        for token in ["hunter2", "bearer-of-news", "Bearer", "a.b-c_d~e+f/g=="] {
            assert_eq!(refusal(token), "", "{token}");
        }
        assert!(check_client("SECRET", "hun ter2é").is_ok() && check_client("SECRET", "hun\rter2").is_err());
    }
}
