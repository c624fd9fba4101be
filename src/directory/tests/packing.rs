//! Answers without end, compressed and not.

use super::retrying::{ask, scripted};
use super::*;

#[tokio::test(start_paused = true)]
async fn an_answer_without_end_is_not_read_without_end() {
    let fake = scripted(vec![Reply::text(200, &" ".repeat(65 * 1024 * 1024))]).await;
    let fault = ask(&fake).await.0.unwrap_err();
    assert_eq!(fault.kind, DirectoryErrorKind::Malformed);
    assert!(fault.message.contains("more than 64 MiB"), "{fault}");
}

/// The organization, compressed.
const GZIPPED: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\xca\x4c\x51\xb2\x52\xca\x2f\x4a\xd7\x35\x54\xd2\x51\xca\x4b\xcc\x4d\x05\x72\x1d\x93\x81\x54\x2d\x00\xf9\x52\x6a\xbd\x1c\x00\x00\x00";

#[tokio::test(start_paused = true)]
async fn compressed_answers_are_asked_for_and_read() {
    let fake = scripted(vec![Reply::bytes(200, GZIPPED).with("Content-Encoding", "gzip")]).await;
    assert_eq!(ask(&fake).await.0.unwrap().id, "org-1");
    assert_eq!(fake.log()[1].header("accept-encoding"), Some("gzip"));
    let fake = scripted(vec![Reply::bytes(200, &GZIPPED[..20]).with("Content-Encoding", "gzip")]).await;
    assert!(ask(&fake).await.0.is_ok());
    assert_eq!(fake.lines().len(), 2, "a compressed answer that breaks off is asked for again");
}

/// So many mebibytes of blanks, compressed to a thousandth: a block of fixed codes (RFC 1951 section 3.2.6) that says
/// one blank and then, again and again, "the last byte 258 times more".
fn bomb(mebibytes: usize) -> Vec<u8> {
    let mut bytes = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03".to_vec();
    let (mut pending, mut count) = (0_u32, 0);
    let mut write = |bits: &str| {
        for bit in bits.bytes() {
            pending |= u32::from(bit == b'1') << count;
            count += 1;
            if count == 8 {
                bytes.push(pending as u8);
                (pending, count) = (0, 0);
            }
        }
    };
    // A last block of fixed codes; the literal 32; then length 258, distance 1.
    write("110");
    write("01010000");
    for _ in 0..mebibytes * 1024 * 1024 / 258 {
        write("1100010100000");
    }
    bytes
}

#[tokio::test(start_paused = true)]
async fn a_compressed_answer_is_not_unpacked_without_end() {
    let bomb = bomb(1024);
    assert!(bomb.len() < 8 * 1024 * 1024);
    let fake = scripted(vec![Reply::bytes(200, &bomb).with("Content-Encoding", "gzip")]).await;
    let fault = ask(&fake).await.0.unwrap_err();
    assert_eq!((fault.kind, fake.lines().len()), (DirectoryErrorKind::Malformed, 1));
    assert!(fault.message.contains("more than 64 MiB"), "{fault}");
    let fake = scripted(vec![Reply::bytes(403, &bomb).with("Content-Encoding", "gzip")]).await;
    assert_eq!(ask(&fake).await.0.unwrap_err().kind, DirectoryErrorKind::Forbidden);
}
