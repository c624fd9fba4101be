//! Addresses with a user name or a password in them: the part before the `@` is not to be repeated.

use std::borrow::Cow;

/// An address as it may be repeated: without a user name, a password, a query or a fragment.
#[must_use]
pub fn masked_address(text: &str) -> Cow<'_, str> {
    let (scheme, rest) = text.split_at(text.find("://").filter(|at| is_scheme(&text[..*at])).map_or(0, |at| at + 3));
    // A password may hold any of the characters that end a host, and even an `@`.
    let (mask, place) = rest.rsplit_once('@').map_or(("", rest), |(_, place)| ("***@", place));
    let end = place.find(['?', '#']);
    if mask.is_empty() && end.is_none() {
        return Cow::Borrowed(text);
    }
    let (place, tail) = end.map_or((place, ""), |end| (&place[..=end], "***"));
    Cow::Owned(format!("{scheme}{mask}{place}{tail}"))
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A sentence in which no address has a user name or a password.
#[must_use]
pub fn without_passwords(text: &str) -> Cow<'_, str> {
    if !(text.contains("://") && text.contains('@')) {
        return Cow::Borrowed(text);
    }
    let (mut shown, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once("://") {
        let word = after.split(char::is_whitespace).next().unwrap_or(after);
        let hidden = word.rfind('@').unwrap_or(0);
        shown.push_str(before);
        shown.push_str(if hidden > 0 { "://***" } else { "://" });
        rest = after.get(hidden..).unwrap_or_default();
    }
    Cow::Owned(shown + rest)
}

/// Whether a key of a file names a credential, such as `token` or `client_secret`.
#[must_use]
pub fn is_credential_key(key: &str) -> bool {
    const ENDINGS: &[&str] =
        &["token", "secret", "password", "passwd", "api_key", "apikey", "authorization", "credential", "credentials"];
    let key = key.to_ascii_lowercase().replace('-', "_");
    ENDINGS.iter().any(|ending| key.ends_with(ending))
}

/// A line of a file with stars in place of credentials, and of what an address in it must not show: columns stay where they
/// are.
#[must_use]
pub fn masked_line(line: &str) -> Cow<'_, str> {
    match masked_values(line) {
        Cow::Borrowed(line) => without_secrets_of_address(line),
        Cow::Owned(line) => Cow::Owned(without_secrets_of_address(&line).into_owned()),
    }
}

/// The line with stars in place of the values of keys that name a credential.
fn masked_values(line: &str) -> Cow<'_, str> {
    let mut shown = Cow::Borrowed(line);
    for (colon, _) in line.match_indices(':') {
        let before = line[..colon].trim_end_matches(['"', '\'', ' ']);
        let key =
            before.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').next().unwrap_or_default();
        if !is_credential_key(key) {
            continue;
        }
        let rest = &line[colon + 1..];
        let value = rest.trim_start();
        let length = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].find(quote).map_or(value.len(), |end| end + 2),
            _ if before.contains('{') => value.find([',', '}']).unwrap_or(value.len()),
            _ => value.len(),
        };
        let from = line.len() - value.len();
        let star = |c: char| if c.is_whitespace() || matches!(c, '"' | '\'') { c } else { '*' };
        let stars: String = value[..length].chars().map(star).collect();
        // A star is shorter than some of what it stands for: all after it is taken from the line as it was.
        let masked = shown.chars().take(line[..from].chars().count()).collect::<String>() + &stars;
        shown = Cow::Owned(masked + &line[from + length..]);
    }
    shown
}

fn without_secrets_of_address(line: &str) -> Cow<'_, str> {
    // An address without its scheme is known by the key before it.
    let key = line.find("_url").and_then(|at| Some(at + line[at..].find(':')? + 1));
    let scheme = line.find("://");
    let between = |key: usize, scheme: usize| {
        line.get(key..scheme).is_some_and(|text| is_scheme(text.trim_matches([' ', '"', '\''])))
    };
    let from = match (key, scheme) {
        (Some(key), Some(scheme)) if between(key, scheme) => scheme + 3,
        (Some(key), _) => key,
        (None, Some(scheme)) => scheme + 3,
        (None, None) => return Cow::Borrowed(line),
    };
    let address = &line[from..];
    let user = address.rfind('@').unwrap_or(0);
    // A blank before a `#` makes it a comment.
    let ends = |(at, c): (usize, char)| at >= user && (c == '?' || (c == '#' && !address[..at].ends_with([' ', '\t'])));
    let query = key
        .and_then(|_| address.char_indices().find(|found| ends(*found)))
        .map_or(address.len(), |(at, c)| at + c.len_utf8());
    if user == 0 && query == address.len() {
        return Cow::Borrowed(line);
    }
    let star = |(at, c): (usize, char)| {
        let is_shown = (user..query).contains(&at) || c.is_whitespace() || matches!(c, ':' | '"' | '\'');
        if is_shown { c } else { '*' }
    };
    Cow::Owned(line[..from].chars().chain(address.char_indices().map(star)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_repeated_without_its_password() {
        for (text, shown) in [
            ("https://gw.acme.example/genesys", "https://gw.acme.example/genesys"),
            ("https://bo:hunter2@gw.acme.example", "https://***@gw.acme.example"),
            ("https://bo:hun/ter@2#x@gw.acme.example/a", "https://***@gw.acme.example/a"),
            ("bo:hunter2@gw.acme.example", "***@gw.acme.example"),
            ("bo:hun://ter2@gw.acme.example", "***@gw.acme.example"),
            ("https://gw.acme.example/a?key=hunter2", "https://gw.acme.example/a?***"),
            ("https://gw.acme.example#hunter2", "https://gw.acme.example#***"),
            ("", ""),
        ] {
            assert_eq!(masked_address(text), shown);
        }
    }

    #[test]
    fn a_sentence_has_no_password_in_it() {
        let said = "`https://bo:hun@ter2@gw` and http://x:y@z are not ana@acme.example, https://acme.example is";
        let masked = "`https://***@gw` and http://***@z are not ana@acme.example, https://acme.example is";
        assert_eq!(without_passwords(said), masked);
        assert_eq!(without_passwords("ana@acme.example"), "ana@acme.example");
    }

    #[test]
    fn a_line_keeps_its_columns() {
        for (line, shown) in [
            ("  api_url: https://bo:hunter2@gw", "  api_url: https://**:*******@gw"),
            ("  api_url: bo:hunter2@gw", "  api_url: **:*******@gw"),
            ("  login_url: \"bo:hünter2@gw\"", "  login_url: \"**:*******@gw\""),
            ("{api_url: https://bo:hun ter2@gw, x: 1}", "{api_url: https://**:*** ****@gw, x: 1}"),
            ("  api_url: bo:hun://ter2@gw", "  api_url: **:***:******@gw"),
            ("# see https://bo:hunter2@wiki", "# see https://**:*******@wiki"),
            ("  api_url: https://gw/a?key=hunter2", "  api_url: https://gw/a?***********"),
            ("  api_url: https://gw # ours?", "  api_url: https://gw # ours?"),
            ("  - ana@acme.example", "  - ana@acme.example"),
            ("  api_url: https://gw", "  api_url: https://gw"),
            ("  token: eyJ.a:b", "  token: *******"),
            ("  Access-Token : 'é J' # x", "  Access-Token : '* *' # x"),
            (
                "{type: scim, client_secret: a b, \"password\": \"x,}\", x: 1}",
                "{type: scim, client_secret: * *, \"password\": \"***\", x: 1}",
            ),
            ("{token: hunter2, api_url: https://bo:hunter2@gw}", "{token: *******, api_url: https://**:*******@gw}"),
            ("  token_owner: ana@acme.example", "  token_owner: ana@acme.example"),
            ("  token:", "  token:"),
        ] {
            assert_eq!(masked_line(line), shown);
        }
    }
}
