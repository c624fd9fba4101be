//! A look at many short texts, nearly all of which are plain ASCII.

/// Whether every byte is of a kind. It looks at all of them, which processors do many at a time: for texts as short as
/// addresses and ids that is quicker than to stop at the first.
pub(crate) fn is_all(bytes: &[u8], kind: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(true, |so_far, byte| so_far & kind(*byte))
}
