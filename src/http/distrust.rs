//! Why an encrypted connection does not come about, in words: who the other side is could not be proven, or it does
//! not speak TLS at all.

use std::error::Error as StdError;
use std::io;

use rustls::CertificateError;

/// What is wrong, as the end of "… could not prove who it is: ", and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Distrust {
    pub(super) words: &'static str,
    pub(super) hint: &'static str,
}

const CLOCKS: &str =
    "check this machine's clock (`date -u`); if it is right, whoever runs that host must renew its certificate";
const THEIRS: &str =
    "whoever runs that host, or the proxy or gateway before it, must give it a proper server certificate";

/// Why the other side is not trusted, if that is why the request failed: asking again gives the same.
pub(super) fn distrust(error: &(dyn StdError + 'static)) -> Option<Distrust> {
    let rustls::Error::InvalidCertificate(why) = encryption(error)? else { return None };
    let (words, hint) = match why {
        CertificateError::UnknownIssuer => (
            "its certificate is signed by an authority that this machine does not trust",
            "if a proxy or gateway of yours stands between, name the file of its root certificate in SSL_CERT_FILE; if \
             none does, trust nobody and ask who runs the network",
        ),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => (
            "its certificate is for another host name",
            "check the region, or `api_url` and `login_url`: they must have the name that the certificate has",
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => ("its certificate has expired", CLOCKS),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            ("its certificate is not valid yet", CLOCKS)
        }
        CertificateError::Revoked => ("its certificate was revoked", THEIRS),
        CertificateError::BadSignature => ("the signature of its certificate is wrong", THEIRS),
        // The only trace of these that the verifier leaves.
        other if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            ("its certificate is that of a certificate authority, and no server's", THEIRS)
        }
        _ => ("its certificate is not one that a server may have", THEIRS),
    };
    Some(Distrust { words, hint })
}

/// Whether the other side answered in something else than TLS, such as plain http.
pub(super) fn is_unencrypted(error: &(dyn StdError + 'static)) -> bool {
    matches!(encryption(error), Some(rustls::Error::InvalidMessage(_)))
}

fn encryption<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e rustls::Error> {
    if let Some(found) = error.downcast_ref() {
        return Some(found);
    }
    // An I/O error gives what its content was caused by as its source, and so hides the content itself.
    let content = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    content.and_then(|content| encryption(content)).or_else(|| encryption(error.source()?))
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
    fn a_certificate_that_is_not_trusted_is_explained_in_words() {
        for (why, words) in [
            (CertificateError::UnknownIssuer, "does not trust"),
            (CertificateError::NotValidForName, "another host name"),
            (CertificateError::Expired, "has expired"),
            (CertificateError::NotValidYet, "not valid yet"),
            (CertificateError::Revoked, "revoked"),
            (CertificateError::Other(OtherError(Arc::new(CaUsedAsEndEntity))), "a certificate authority"),
            (CertificateError::BadEncoding, "not one that a server may have"),
        ] {
            let hidden = io::Error::other(io::Error::other(Error::InvalidCertificate(why)));
            let found = distrust(&hidden).expect("a reason");
            assert!(found.words.contains(words), "{found:?}");
            for said in [found.words, found.hint] {
                assert!(!said.contains("Error") && !said.contains("EndEntity"), "{said}");
            }
        }
        assert_eq!(distrust(&io::Error::other("reset")), None);
        assert!(is_unencrypted(&io::Error::other(Error::InvalidMessage(InvalidMessage::InvalidContentType))));
    }
}
