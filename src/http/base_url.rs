//! The addresses that credentials may be sent to. A roster is data: editing it must not redirect a secret.

use std::net::{Ipv4Addr, Ipv6Addr};

use reqwest::Url;

use crate::model::{DirectoryError, DirectoryErrorKind};

/// An address that passed every check: requests are built from it and from nothing else.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    url: Url,
    locality: Locality,
}

/// Where requests to an address go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Locality {
    /// They stay on this machine.
    Loopback,
    /// They leave this machine.
    Remote,
}

/// The hosts that credentials may be sent to, besides loopback.
#[derive(Clone, Debug)]
pub(crate) struct AllowedHosts {
    known: Vec<String>,
    allowed: Vec<AllowedHost>,
}

/// One entry of `ROSTERCTL_ALLOWED_HOSTS`; without a port it allows every port of that host.
#[derive(Clone, Debug)]
struct AllowedHost {
    host: String,
    port: Option<u16>,
}

impl AllowedHosts {
    /// `known` hosts are allowed on the https port alone; `allowed` are the entries of `ROSTERCTL_ALLOWED_HOSTS`.
    ///
    /// # Errors
    /// [`DirectoryErrorKind::DisallowedBySettings`] when an entry is neither `host` nor `host:port`.
    pub(crate) fn new(known: impl IntoIterator<Item = String>, allowed: &[String]) -> Result<Self, DirectoryError> {
        // Part of a password with a comma in it looks like an entry of its own: then no entry is repeated.
        let may_repeat = !allowed.iter().any(|entry| entry.contains(['@', '?', '#']));
        let entries = allowed.iter().map(|entry| entry.trim()).filter(|entry| !entry.is_empty());
        let parse = |(at, entry): (usize, &str)| {
            let name =
                if may_repeat { format!("the entry `{entry}`") } else { format!("an entry (number {})", at + 1) };
            AllowedHost::parse(entry).ok_or_else(|| {
                let message = format!("ROSTERCTL_ALLOWED_HOSTS has {name} that is not a host");
                DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, message)
                    .hint("write hosts as `gateway.acme.example` or `gateway.acme.example:8443`, separated by commas")
            })
        };
        let allowed = entries.enumerate().map(parse).collect::<Result<_, _>>()?;
        Ok(Self { known: known.into_iter().collect(), allowed })
    }

    fn allow(&self, host: &str, port: Option<u16>) -> bool {
        let known = port.is_none() && self.known.iter().any(|known| known == host);
        let port = port.unwrap_or(443);
        known || self.allowed.iter().any(|entry| entry.host == host && entry.port.is_none_or(|only| only == port))
    }
}

impl AllowedHost {
    fn parse(entry: &str) -> Option<Self> {
        if entry.contains(['/', '@', '?', '#', '\\', '*']) || entry.contains(char::is_whitespace) {
            return None;
        }
        let url = Url::parse(&format!("https://{entry}")).ok()?;
        let host = url.host_str()?.to_owned();
        let port = entry.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        Some(Self { host, port })
    }
}

impl BaseUrl {
    /// Checks an address; `setting` is where users change it, such as `api_url`. A path is kept as a prefix.
    ///
    /// # Errors
    /// [`DirectoryErrorKind::DisallowedBySettings`] when the address is not one that credentials may be sent to.
    pub(crate) fn check(text: &str, setting: &str, hosts: &AllowedHosts) -> Result<Self, DirectoryError> {
        let disallow =
            |what: String| DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, format!("`{setting}` {what}"));
        let example = "write it like https://api.acme.example";
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(disallow("contains white space or a backslash".into()).hint(example));
        }
        let url = Url::parse(text).map_err(|e| disallow(format!("is not a URL: {e}")).hint(example))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(disallow("contains a user name or a password".into())
                .hint("remove everything between `//` and `@`: credentials come from the environment only"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(disallow("contains a query or a fragment".into()).hint("remove everything from `?` or `#` on"));
        }
        let Some(host) = url.host_str().filter(|_| matches!(url.scheme(), "https" | "http")) else {
            return Err(disallow("is neither an https nor an http URL".into()).hint(example));
        };
        let locality = if is_loopback(&url) { Locality::Loopback } else { Locality::Remote };
        if locality == Locality::Remote && !hosts.allow(host, url.port()) {
            let place = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
            let message = format!(
                "points to {place}, and credentials are sent only to the directory's own hosts, to loopback \
                 and to hosts named in ROSTERCTL_ALLOWED_HOSTS"
            );
            let hint =
                format!("if {place} is a gateway you trust, set ROSTERCTL_ALLOWED_HOSTS={place} in the environment");
            return Err(disallow(message).hint(hint));
        }
        if locality == Locality::Remote && url.scheme() == "http" {
            return Err(disallow(format!("uses http to {host}, where the credentials could be read on the way"))
                .hint("use https; http is for loopback only"));
        }
        Ok(Self { url, locality })
    }

    /// The URL of a request; `target` is a path, with a query after `?` if there is one.
    pub(crate) fn join(&self, target: &str) -> Url {
        let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let mut url = self.url.clone();
        url.set_path(&format!("{}{path}", self.url.path().trim_end_matches('/')));
        url.set_query(query);
        url
    }

    /// The address of the host alone, and the path.
    pub(crate) fn split(mut self) -> (Self, String) {
        let path = self.url.path().to_owned();
        self.url.set_path("/");
        (self, path)
    }

    /// Where its requests go.
    pub(crate) fn locality(&self) -> Locality {
        self.locality
    }

    /// The host and, where it is not the default, the port.
    pub(crate) fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Whether its requests are encrypted.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The address as it is saved: no slash at the end.
    pub(crate) fn text(&self) -> String {
        self.url.as_str().trim_end_matches('/').to_owned()
    }
}

/// `127.0.0.0/8`, `::1` and `localhost`, nothing else: `localhost.evil.example` is a name like any other.
fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            let v6 = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            v6.map_or_else(
                || host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback()),
                |ip| ip.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback()),
            )
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts() -> AllowedHosts {
        let known = ["api.cloud.example".to_owned(), "login.cloud.example".to_owned()];
        AllowedHosts::new(known, &["gw.acme.example".into(), " GW2.acme.example:8443 ".into(), String::new()]).unwrap()
    }

    fn check(text: &str) -> Result<BaseUrl, DirectoryError> {
        BaseUrl::check(text, "api_url", &hosts())
    }

    #[test]
    fn known_hosts_loopback_and_allowed_hosts_are_accepted() {
        for url in [
            "https://api.cloud.example",
            "https://api.cloud.example/",
            "https://API.Cloud.Example:443",
            "https://gw.acme.example/prefix/",
            "https://gw.acme.example:9000",
            "https://gw2.acme.example:8443",
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "http://[::1]:8080",
            "http://[0:0:0:0:0:0:0:1]:8080",
            "http://localhost:1",
            "http://LOCALHOST:1",
            "https://localhost:1",
        ] {
            assert!(check(url).is_ok(), "{url}: {:?}", check(url));
        }
    }

    #[test]
    fn no_trick_makes_another_host_pass() {
        for url in [
            "https://evil.example",
            "https://api.cloud.example@evil.example",
            "https://api.cloud.example:443@evil.example",
            "https://x:y@api.cloud.example",
            "https://api.cloud.example.evil.example",
            "https://api.cloud.example.",
            "https://evil-api.cloud.example",
            "https://sub.api.cloud.example",
            "https://cloud.example",
            "https://api.cloud.example:8443",
            "https://api.cloud.example\\@evil.example",
            "https://evil.example\\.api.cloud.example",
            "https://api.cloud.example\t.evil.example",
            "https://gw2.acme.example",
            "https://gw2.acme.example:8444",
            "https://127.0.0.1.evil.example",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "http://localhost.",
            "http://0.0.0.0:1",
            "http://[::]:1",
            "http://[::ffff:10.0.0.1]:1",
            "http://10.0.0.1",
            "http://192.168.0.1:8080",
            "http://169.254.169.254",
            "http://api.cloud.example",
            "http://gw.acme.example",
            "https://api.cloud.example?x=1",
            "https://api.cloud.example#evil",
            "https://api.cloud.example/?",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
            "api.cloud.example",
            "//api.cloud.example",
            "https://",
            "",
        ] {
            let error = check(url).expect_err(url);
            assert_eq!(error.kind, DirectoryErrorKind::DisallowedBySettings, "{url}");
            assert!(error.message.starts_with("`api_url` "), "{url}: {error}");
            assert!(!error.hints.is_empty(), "{url}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_not_repeated() {
        let error = check("https://bo:hunter2@gw.acme.example").unwrap_err();
        assert!(!format!("{error:?}").contains("hunter2"));
    }

    #[test]
    fn a_path_is_kept_as_a_prefix_and_nothing_else_is() {
        let base = check("https://gw.acme.example/prefix/").unwrap();
        assert_eq!(
            base.join("/users?id=a,b&state=any").as_str(),
            "https://gw.acme.example/prefix/users?id=a,b&state=any"
        );
        assert_eq!(base.text(), "https://gw.acme.example/prefix");
        assert_eq!(check("https://api.cloud.example").unwrap().text(), "https://api.cloud.example");
        assert_eq!(check("http://127.0.0.1:80/").unwrap().join("/x").as_str(), "http://127.0.0.1/x");
    }

    #[test]
    fn an_entry_of_the_allowed_hosts_that_is_not_a_host_is_an_error() {
        for entry in ["https://gw.example", "a@b", "*.example", "a b", "gw.example/x", ":"] {
            let error = AllowedHosts::new([], &[entry.to_owned()]).expect_err(entry);
            assert_eq!(error.kind, DirectoryErrorKind::DisallowedBySettings);
        }
    }

    #[test]
    fn a_password_among_the_allowed_hosts_is_not_repeated() {
        for entries in [
            vec!["bo:hunter2@gw.example"],
            vec!["gw.example", "https://bo:hun", "ter2@gw.example"],
            vec!["gw.example/?key=hunter2"],
        ] {
            let entries: Vec<String> = entries.into_iter().map(str::to_owned).collect();
            let error = AllowedHosts::new([], &entries).unwrap_err();
            assert!(!format!("{error:?}").contains("hun") && error.message.contains("number"), "{error:?}");
        }
    }
}
