//! The one place that builds an HTTP client: no redirects, bounded waits, encryption by rustls with ring.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::{Client, redirect, retry};

use super::hosts::{Base, Reach};
use crate::model::{DirectoryError, DirectoryErrorKind};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// How long the other side may be silent.
const READ: Duration = Duration::from_secs(60);
/// How long one try may take, from the connection to the last byte.
pub(super) const WHOLE: Duration = Duration::from_secs(120);

/// A client for one address.
///
/// A system proxy is honoured for real hosts and never for loopback. `localhost` is not looked up: it is this machine.
/// A client that speaks plain http loads no root certificates, so that a machine without any can run the sandbox.
///
/// # Errors
/// [`DirectoryErrorKind::Unreachable`] when no root certificates can be loaded for an https address.
pub(super) fn build(base: &Base) -> Result<Client, DirectoryError> {
    // An error only says that a provider is there already, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(concat!("rosterctl/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never())
        .connect_timeout(CONNECT)
        .read_timeout(READ)
        .timeout(WHOLE);
    let builder = match base.reach() {
        Reach::Remote => builder.https_only(true),
        Reach::Loopback => {
            let here = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
            builder.no_proxy().resolve_to_addrs("localhost", &here)
        }
    };
    let builder = if base.is_encrypted() { builder } else { builder.tls_certs_only([]) };
    builder.build().map_err(|e| {
        let why = super::failure::deepest(&e);
        DirectoryError::new(DirectoryErrorKind::Unreachable, format!("an encrypted connection cannot be prepared: {why}"))
            .hint("install the system's root certificates (often the package ca-certificates), or name a file of them in SSL_CERT_FILE")
    })
}
