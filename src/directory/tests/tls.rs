//! Encryption works, and trusts nobody by itself.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

use super::*;

/// A certificate that signs itself, and its key: made for these tests and worth nothing, since nobody trusts it.
pub(super) const CERTIFICATE_FILE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/src/directory/tests/loopback-certificate.pem");
const CERTIFICATE: &[u8] = include_bytes!("loopback-certificate.pem");
const KEY: &[u8] = include_bytes!("loopback-key.pem");

/// An https server that gives one answer a connection; its thread ends with the number of requests that it could read.
fn serve(answers: &'static [&str]) -> (String, thread::JoinHandle<usize>) {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], PrivateKeyDer::from_pem_slice(KEY).unwrap())
        .unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let url = format!("https://{}", listener.local_addr().unwrap());
    let served = thread::spawn(move || {
        let mut requests = 0;
        for answer in answers {
            let (mut socket, _) = listener.accept().unwrap();
            let mut tls = ServerConnection::new(config.clone()).unwrap();
            let mut stream = Stream::new(&mut tls, &mut socket);
            requests += usize::from(stream.read(&mut [0; 4096]).unwrap_or(0) > 0);
            let length = answer.len();
            let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{answer}");
        }
        requests
    });
    (url, served)
}

#[tokio::test]
async fn a_server_that_nobody_vouches_for_gets_no_credentials_and_no_second_try() {
    let (url, served) = serve(&["{}"]);
    let opened = match reader(&connection(&url), Arc::new(Ears::default())) {
        Ok(opened) => opened,
        // A machine without root certificates cannot trust anybody, and is told what it lacks.
        Err(fault) => return assert!(fault.hints[0].contains("SSL_CERT_FILE"), "{fault:?}"),
    };
    let fault = opened.directory.organization().await.unwrap_err();
    assert_eq!(fault.kind, DirectoryErrorKind::Unreachable);
    assert!(fault.message.contains("could not prove its identity: its certificate is"), "{fault}");
    assert!(!fault.hints.is_empty() && !fault.message.contains("Error"), "{fault:?}");
    assert_eq!(served.join().unwrap(), 0, "not one byte of a request may arrive");
}

#[test]
fn a_server_that_the_machine_vouches_for_is_spoken_to() {
    let name = "directory::tests::tls::a_server_that_the_machine_vouches_for_is_spoken_to";
    if !child::is_one() {
        return child::run(name, &[("SSL_CERT_FILE", CERTIFICATE_FILE)]);
    }
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (url, served) = serve(&[r#"{"access_token":"t"}"#, r#"{"id":"org-1","name":"Acme"}"#]);
        let opened = reader(&connection(&url), Arc::new(Ears::default())).unwrap();
        assert_eq!(opened.directory.organization().await.unwrap().id, "org-1");
        assert_eq!(served.join().unwrap(), 2);
    });
}

#[test]
fn a_machine_without_root_certificates_still_reaches_loopback() {
    let name = "directory::tests::tls::a_machine_without_root_certificates_still_reaches_loopback";
    if !child::is_one() {
        return child::run(name, &[("SSL_CERT_FILE", "/nowhere")]);
    }
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let fault = reader(&connection("https://127.0.0.1:1"), Arc::new(Ears::default())).unwrap_err();
        assert!(fault.hints[0].contains("SSL_CERT_FILE"), "{fault:?}");
        let fake = api(|_| organization()).await;
        assert!(open(&fake).0.directory.organization().await.is_ok());
    });
}
