//! The system's proxy.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use super::*;

#[test]
fn a_system_proxy_is_used_for_real_hosts_and_never_for_loopback() {
    if child::is_one() {
        return tokio::runtime::Runtime::new().unwrap().block_on(proxied());
    }
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let heard = thread::spawn(move || {
        let (socket, _) = proxy.accept().unwrap();
        BufReader::new(socket).lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect::<Vec<_>>()
    });
    let name = "directory::tests::proxied::a_system_proxy_is_used_for_real_hosts_and_never_for_loopback";
    let proxies = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"].map(|name| (name, address.as_str()));
    child::run(name, &[proxies.as_slice(), &[("SSL_CERT_FILE", tls::CERTIFICATE_FILE)]].concat());
    let request = heard.join().unwrap();
    assert_eq!(request[0], "CONNECT login.mypurecloud.de:443 HTTP/1.1");
    assert!(!request.iter().any(|line| line.to_lowercase().starts_with("authorization")), "{request:?}");
}

/// First loopback, which must not meet the proxy; then a real host, which must.
async fn proxied() {
    let fake = api(|_| organization()).await;
    assert!(open(&fake).0.directory.organization().await.is_ok());
    let mut real = connection("unused");
    real.spec = DirectorySpec::new(DIRECTORY_TYPES[0]).with_text("region", "eu-central-1");
    let opened = reader(&real, Arc::new(Ears::default())).unwrap();
    // The proxy hears the first try and hangs up; the retries need not be sat through.
    drop(tokio::time::timeout(Duration::from_secs(1), opened.directory.organization()).await);
}
