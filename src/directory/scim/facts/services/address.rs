//! The addresses of services: recognizing one, and deciding where credentials may be sent without the operator's consent.
//!
//! Recognizing is generous, so that no spelling of an address hides a destructive service: host and path are compared after
//! decoding, in any letter case, and the path may stand below another one. Trusting is strict.

use url::Url;

use super::super::super::genesys::regions;
use super::{ScimService, TokenGrant, catalogue};

/// An address by which a service is recognized.
#[derive(Debug)]
pub(crate) struct BasePattern {
    host: HostPattern,
    /// The segments of the path; `*` is any one.
    path: &'static str,
    operator: Operator,
}

/// Which hosts.
#[derive(Debug)]
pub(crate) enum HostPattern {
    /// This one.
    Exact(&'static str),
    /// Every host below this domain.
    Below(&'static str),
    /// This domain and every host below it.
    AtOrBelow(&'static str),
    /// One label between these two.
    Between(&'static str, &'static str),
    /// The API's host of each region.
    GenesysApi,
    /// Any: products that customers run themselves.
    Any,
}

/// Who decides what a host does with a request.
#[derive(Debug, PartialEq, Eq)]
enum Operator {
    Vendor,
    Customer,
}

impl BasePattern {
    /// Hosts of the vendor, which may be given credentials.
    pub(super) const fn vendor(host: HostPattern, path: &'static str) -> Self {
        Self { host, path, operator: Operator::Vendor }
    }

    /// Hosts on which customers run code, or whose address no source gives: recognized, and not trusted.
    pub(super) const fn customer(host: HostPattern, path: &'static str) -> Self {
        Self { host, path, operator: Operator::Customer }
    }

    /// Any host with this path.
    pub(super) const fn any_host(path: &'static str) -> Self {
        Self { host: HostPattern::Any, path, operator: Operator::Customer }
    }

    fn segments(&self) -> Vec<&'static str> {
        self.path.split('/').filter(|segment| !segment.is_empty()).collect()
    }

    /// Whether the path holds the segments of the pattern, one after the other, anywhere.
    fn is_in(&self, path: &[String]) -> bool {
        let pattern = self.segments();
        path.windows(pattern.len()).any(|window| {
            window
                .iter()
                .zip(&pattern)
                .all(|(segment, pattern)| *pattern == "*" || segment.eq_ignore_ascii_case(pattern))
        })
    }

    /// Whether the path begins with the pattern exactly as it is written.
    fn begins(&self, path: &str) -> bool {
        let is_plain = |segment: &str| {
            !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
        };
        let segments: Vec<&str> = path.trim_start_matches('/').trim_end_matches('/').split('/').collect();
        let pattern = self.segments();
        segments.len() >= pattern.len()
            && !path.starts_with("//")
            && segments.iter().all(|segment| is_plain(segment))
            && segments.iter().zip(&pattern).all(|(segment, pattern)| *pattern == "*" || segment == pattern)
    }
}

impl HostPattern {
    /// Whether a host in small letters is one of these.
    fn matches(&self, host: &str) -> bool {
        let is_below =
            |domain: &str| host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.') && rest.len() > 1);
        match self {
            Self::Exact(exact) => host == *exact,
            Self::Below(domain) => is_below(domain),
            Self::AtOrBelow(domain) => host == *domain || is_below(domain),
            Self::Between(before, after) => {
                let label = host.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
                label.is_some_and(|label| !label.is_empty() && !label.contains('.'))
            }
            Self::GenesysApi => host.starts_with("api.") && regions::hosts().any(|known| known == host),
            Self::Any => false,
        }
    }
}

/// The services that an address can belong to: those with its host and path, else those with its host, else those with its
/// path on any host. Empty when the catalogue does not know it, or when it is not an address.
pub(crate) fn recognize(url: &str) -> Vec<&'static ScimService> {
    let Some((host, path)) = decoded(url) else { return Vec::new() };
    let with = |matches: &dyn Fn(&BasePattern) -> bool| -> Vec<&'static ScimService> {
        catalogue().into_iter().filter(|service| service.bases.iter().any(matches)).collect()
    };
    let has_host = |base: &BasePattern| base.host.matches(&host);
    let has_path = |base: &BasePattern| base.is_in(&path);
    let exact = with(&|base| has_host(base) && has_path(base));
    if !exact.is_empty() {
        return exact;
    }
    let by_host = with(&has_host);
    if !by_host.is_empty() {
        return by_host;
    }
    with(&|base| matches!(base.host, HostPattern::Any) && has_path(base))
}

/// Whether credentials for a service may be sent to an address without the operator naming its host: https, the standard
/// port, and host and path of the vendor as the catalogue writes them.
pub(crate) fn known_host(service: &ScimService, url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let Some(host) = url.host_str() else { return false };
    let is_plain = url.scheme() == "https"
        && url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let is_of_vendor = |base: &BasePattern| base.operator == Operator::Vendor && base.host.matches(host);
    is_plain && service.bases.iter().any(|base| is_of_vendor(base) && base.begins(url.path()))
}

/// Where a service at this address grants tokens to an OAuth client, where its vendor says that.
pub(crate) fn login_url(service: &ScimService, url: &str) -> Option<String> {
    match service.grant {
        TokenGrant::Client => None,
        TokenGrant::Account(login) => Some(login.to_owned()),
        TokenGrant::RegionalLogin => {
            let url = Url::parse(url).ok()?;
            let domain = regions::domain(url.host_str()?.strip_prefix("api.")?).ok()?;
            Some(format!("{}/oauth/token", regions::login_url(domain)))
        }
    }
}

/// Whether a service may be at an address: it is one of the catalogue's, the catalogue has none or any host, or the address
/// is of this machine, where trials and tunnels are.
pub(crate) fn may_be_at(service: &ScimService, url: &str) -> bool {
    let Some((host, _)) = decoded(url) else { return false };
    let is_local = matches!(host.as_str(), "localhost" | "[::1]") || host.starts_with("127.");
    let is_there = |base: &BasePattern| matches!(base.host, HostPattern::Any) || base.host.matches(&host);
    is_local || service.bases.is_empty() || service.bases.iter().any(is_there)
}

/// Host and segments of a path as a lenient server would read them: in small letters, without a final dot, decoded until
/// nothing changes, without empty segments and parameters.
fn decoded(url: &str) -> Option<(String, Vec<String>)> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?.trim_end_matches('.').to_ascii_lowercase();
    let mut path = url.path().to_owned();
    // Each turn shortens the text, so it ends; a server decodes once or twice.
    while let Some(next) = decoded_once(&path) {
        path = next;
    }
    let mut segments: Vec<String> = Vec::new();
    for segment in path.split(['/', '\\']) {
        let segment = segment.split(';').next().unwrap_or_default().trim();
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment.to_owned()),
        }
    }
    Some((host, segments))
}

/// The text with each `%XX` replaced; `None` when it has none.
fn decoded_once(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        if *byte == b'%'
            && let (Some(high), Some(low)) = (hex(at + 1), hex(at + 2))
        {
            out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    (out.len() < bytes.len()).then(|| String::from_utf8_lossy(&out).into_owned())
}
