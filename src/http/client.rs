//! The one place that builds an HTTP client (no redirects, bounded waits, encryption by rustls with ring), and that
//! explains why an encrypted connection fails.

use std::error::Error as StdError;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::{Client, redirect, retry};
use rustls::CertificateError;

use super::base_url::{BaseUrl, Locality};
use crate::model::{DirectoryError, DirectoryErrorKind};

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the server may be silent.
const READ_TIMEOUT: Duration = Duration::from_secs(60);
/// How long one attempt may take, from the connection to the last byte.
pub(super) const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(120);
/// The same for what one can do without.
pub(super) const BRIEF_TIMEOUT: Duration = Duration::from_secs(10);

/// A client for one address.
///
/// A system proxy is honoured for real hosts and never for loopback. `localhost` is not looked up: it is this machine.
/// A client that speaks plain http loads no root certificates, so that a machine without any can run the sandbox.
///
/// # Errors
/// [`DirectoryErrorKind::Unreachable`] when no root certificates can be loaded for an https address.
pub(super) fn build(base: &BaseUrl) -> Result<Client, DirectoryError> {
    // An error only says that a provider is there already, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(concat!("rosterctl/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never())
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .timeout(ATTEMPT_TIMEOUT);
    let builder = match base.locality() {
        Locality::Remote => builder.https_only(true),
        Locality::Loopback => {
            let here = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
            builder.no_proxy().resolve_to_addrs("localhost", &here)
        }
    };
    let builder = if base.is_encrypted() { builder } else { builder.tls_certs_only([]) };
    builder.build().map_err(|e| {
        let cause = super::error::root_cause(&e);
        DirectoryError::new(DirectoryErrorKind::Unreachable, format!("an encrypted connection cannot be prepared: {cause}"))
            .hint("install the system's root certificates (often the package ca-certificates), or name a file of them in SSL_CERT_FILE")
    })
}

/// The problem with a server's certificate, as the end of "… could not prove its identity: ", and the fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RejectedCertificate {
    pub(super) problem: &'static str,
    pub(super) hint: &'static str,
}

const CHECK_CLOCK: &str =
    "check this machine's clock (`date -u`); if it is right, the operator of that host must renew its certificate";
const REPLACE_CERTIFICATE: &str =
    "the operator of that host, or of the proxy or gateway before it, must give it a valid server certificate";

/// The problem with the server's certificate, if that made the request fail: another attempt does not help.
pub(super) fn rejected_certificate(error: &(dyn StdError + 'static)) -> Option<RejectedCertificate> {
    let rustls::Error::InvalidCertificate(cause) = tls_error(error)? else { return None };
    let (problem, hint) = match cause {
        CertificateError::UnknownIssuer => (
            "its certificate is signed by an authority that this machine does not trust",
            "behind your own proxy or gateway, set SSL_CERT_FILE to the file with its root certificate; otherwise do not \
             trust this connection, and ask the administrator of the network",
        ),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => (
            "its certificate is for another host name",
            "check the address of the directory in the roster (its region, `api_url` and `login_url`, or `url` and `token_url`): it must \
             have the name that the certificate has",
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            ("its certificate has expired", CHECK_CLOCK)
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            ("its certificate is not valid yet", CHECK_CLOCK)
        }
        CertificateError::Revoked => ("its certificate was revoked", REPLACE_CERTIFICATE),
        CertificateError::BadSignature => ("the signature of its certificate is wrong", REPLACE_CERTIFICATE),
        // The only trace of these that the verifier leaves.
        other if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            ("its certificate is that of a certificate authority, not of a server", REPLACE_CERTIFICATE)
        }
        _ => ("its certificate is not one that a server may have", REPLACE_CERTIFICATE),
    };
    Some(RejectedCertificate { problem, hint })
}

/// Whether the server answered in something else than TLS, such as plain http.
pub(super) fn is_unencrypted(error: &(dyn StdError + 'static)) -> bool {
    matches!(tls_error(error), Some(rustls::Error::InvalidMessage(_)))
}

fn tls_error<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e rustls::Error> {
    if let Some(found) = error.downcast_ref() {
        return Some(found);
    }
    // The source of an I/O error is the source of its content, which hides the content itself.
    let content = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    content.and_then(|content| tls_error(content)).or_else(|| tls_error(error.source()?))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rustls::{Error, InvalidMessage, OtherError};

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the web's own error")]
    struct CaUsedAsEndEntity;

    #[test]
    fn a_rejected_certificate_is_explained_without_jargon() {
        for (cause, problem) in [
            (CertificateError::UnknownIssuer, "does not trust"),
            (CertificateError::NotValidForName, "another host name"),
            (CertificateError::Expired, "has expired"),
            (CertificateError::NotValidYet, "not valid yet"),
            (CertificateError::Revoked, "revoked"),
            (CertificateError::Other(OtherError(Arc::new(CaUsedAsEndEntity))), "a certificate authority"),
            (CertificateError::BadEncoding, "not one that a server may have"),
        ] {
            let hidden = io::Error::other(io::Error::other(Error::InvalidCertificate(cause)));
            let found = rejected_certificate(&hidden).expect("a reason");
            assert!(found.problem.contains(problem), "{found:?}");
            for said in [found.problem, found.hint] {
                assert!(!said.contains("Error") && !said.contains("EndEntity"), "{said}");
            }
        }
        assert_eq!(rejected_certificate(&io::Error::other("reset")), None);
        assert!(is_unencrypted(&io::Error::other(Error::InvalidMessage(InvalidMessage::InvalidContentType))));
    }
}
