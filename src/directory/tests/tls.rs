//! Encryption is there, and trusts nobody by itself.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

use super::*;

/// A key and certificate made for this test and worth nothing: nobody trusts them, which is the point.
const CERTIFICATE: &[u8] = include_bytes!("untrusted-certificate.der");
const KEY: &[u8] = include_bytes!("untrusted-key.der");

/// An https server whose certificate signs itself; gives its address and how many requests it could read.
fn untrusted() -> (String, thread::JoinHandle<usize>) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(CERTIFICATE)], PrivateKeyDer::from(PrivatePkcs8KeyDer::from(KEY)))
        .unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let url = format!("https://{}", listener.local_addr().unwrap());
    let served = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut tls = ServerConnection::new(config).unwrap();
        let mut stream = Stream::new(&mut tls, &mut socket);
        let read = stream.read(&mut [0; 4096]).unwrap_or(0);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"access_token\":\"t\"}");
        read
    });
    (url, served)
}

#[tokio::test]
async fn a_server_that_nobody_vouches_for_gets_no_credentials_and_no_second_try() {
    let (url, served) = untrusted();
    let opened = match reader(&connection(&url), Arc::new(Ears::default())) {
        Ok(opened) => opened,
        // A machine without root certificates cannot trust anybody, and is told what it lacks.
        Err(fault) => return assert!(fault.hints[0].contains("SSL_CERT_FILE"), "{fault:?}"),
    };
    let fault = opened.directory.organization().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unreachable);
    assert!(fault.message.contains("invalid peer certificate"), "{fault}");
    assert!(fault.hints.iter().any(|hint| hint.contains("SSL_CERT_FILE")), "{fault:?}");
    assert_eq!(served.join().unwrap(), 0, "not one byte of a request may arrive");
}
