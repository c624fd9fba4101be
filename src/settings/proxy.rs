//! The proxy to the directory. The HTTP client reads it from the environment by itself, and silently ignores a value that
//! it cannot parse.

use super::Environment;
use crate::error::{Error, Kind, Result};

/// In the order in which the HTTP client reads them: the first that is set counts, even if it is empty.
const VARIABLES: [[&str; 2]; 3] =
    [["HTTPS_PROXY", "https_proxy"], ["ALL_PROXY", "all_proxy"], ["HTTP_PROXY", "http_proxy"]];

/// Checks that every proxy in the environment would be used.
///
/// # Errors
/// The first that is not the address of an HTTP proxy. The value is not repeated: it may contain a password.
pub(super) fn check(environment: Environment<'_>) -> Result<()> {
    for [upper, lower] in VARIABLES {
        let [first, second] = [upper, lower].map(environment);
        if first.as_deref() == Some("") && second.as_deref().is_some_and(|value| !value.is_empty()) {
            let message = format!("{upper} is empty and {lower} is set to a proxy, so no proxy would be used");
            return Err(Error::new(Kind::Usage, message).hint(format!("unset {upper} or {lower}; nothing was sent")));
        }
        for (name, value) in [(upper, first), (lower, second)] {
            if let Some(problem) = value.filter(|value| !value.is_empty()).and_then(|value| problem(&value)) {
                return Err(Error::new(Kind::Usage, format!("{name} is not the address of a proxy: {problem}"))
                    .hint("write it as in http://proxy.acme.example:3128, or unset it; nothing was sent"));
            }
        }
    }
    Ok(())
}

/// The error in the address of a proxy: `[http://|https://][user:password@]host[:port][/]`.
fn problem(value: &str) -> Option<&'static str> {
    if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some("it contains a blank or another character that is not allowed in an address");
    }
    let (scheme, rest) = value.split_once("://").map_or((None, value), |(scheme, rest)| (Some(scheme), rest));
    match scheme.map(str::to_ascii_lowercase).as_deref() {
        None | Some("http" | "https") => {}
        Some("socks4" | "socks4a" | "socks5" | "socks5h") => return Some("a SOCKS proxy is not supported"),
        Some(_) => return Some("its scheme is neither http nor https"),
    }
    // A path is accepted only after a scheme, and is ignored.
    let authority = if scheme.is_some() { rest.strip_suffix('/').unwrap_or(rest) } else { rest };
    let (user, place) = authority.rsplit_once('@').unwrap_or(("", authority));
    let belongs = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:%".contains(&byte);
    if !user.bytes().all(belongs) {
        return Some("its user name or password contains a character that must be written as %XX");
    }
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']').unwrap_or(("", ""));
            let host = host.parse::<std::net::Ipv6Addr>().map_or("", |_| host);
            (host, if after.is_empty() { None } else { Some(after.strip_prefix(':').unwrap_or("none")) })
        }
        None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
    };
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    if host.is_empty() || !host.bytes().all(is_host) {
        return Some("it has no host");
    }
    let is_port =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|n| n > 0);
    if !port.is_none_or(is_port) {
        return Some("its port is not a number from 1 to 65535");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_proxy_is_accepted() {
        for value in [
            "http://proxy.acme.example:3128",
            "HTTP://proxy.acme.example:3128/",
            "https://proxy.acme.example",
            "proxy.acme.example:3128",
            "proxy.acme.example",
            "127.0.0.1:3128",
            "http://bo:hunter2@proxy.acme.example:3128",
            "http://bo:p%40ss%2Fw@[::1]:3128/",
            "http://bo@proxy",
        ] {
            assert_eq!(problem(value), None, "{value}");
        }
    }

    #[test]
    fn an_invalid_proxy_is_an_error_that_does_not_repeat_it() {
        for value in [
            "http://",
            "://proxy",
            " http://proxy:3128",
            "http://proxy:3128\n",
            "http://pröxy:3128",
            "http://proxy:hunter2",
            "http://proxy:0",
            "http://proxy:99999",
            "http://proxy:",
            "http://bo:hunter2",
            "http://bo:hun/ter2@proxy:3128",
            "http://bo:hun@ter2@proxy:3128",
            "http://proxy:3128/path",
            "proxy:3128/",
            "http//bo:hunter2@proxy",
            "ftp://proxy:3128",
            "socks5://bo:hunter2@proxy:1080",
            "http://[::1",
            "http://[::1]3128",
            "http://[proxy]:3128",
            "http://pro xy",
            "http://pro\\xy",
            "direct;",
        ] {
            for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"] {
                let error = check(&|asked| (asked == name).then(|| value.to_owned())).expect_err(value);
                let said = format!("{error} {:?}", error.hints());
                assert!(said.contains(name) && said.contains("nothing was sent"), "{said}");
                assert!(!["hun", "ter2", "pröxy", "99999"].iter().any(|part| said.contains(part)), "{said}");
            }
        }
    }

    #[test]
    fn a_proxy_that_an_empty_variable_hides_is_an_error() {
        let both = |name: &str| match name {
            "HTTPS_PROXY" => Some(String::new()),
            "https_proxy" => Some("http://proxy:3128".to_owned()),
            _ => None,
        };
        assert!(check(&both).is_err());
        assert!(check(&|name| (name == "HTTPS_PROXY").then(String::new)).is_ok());
        assert!(check(&|_| None).is_ok());
    }
}
