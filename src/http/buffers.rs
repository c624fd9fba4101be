//! The memory that answers are read into: a few buffers, used again and again, so that the pages of a large directory
//! leave no holes among what is kept of them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

/// So many answers are read and decoded at once: the others wait where they are, in the connections' own buffers.
const AT_ONCE: usize = 3;
/// A buffer that has grown beyond this is not kept, in bytes. A page of 500 users takes half of it.
const LARGEST: usize = 1024 * 1024;

/// Buffers that are shared.
#[derive(Debug)]
pub(super) struct Buffers {
    places: Semaphore,
    free: Mutex<Vec<Vec<u8>>>,
}

/// A buffer, empty at first; dropped, it is free for others.
#[derive(Debug)]
pub(super) struct Buffer<'a> {
    pub(super) bytes: Vec<u8>,
    of: &'a Buffers,
    /// `None` only when there are no places any more, and then nobody has to wait.
    _place: Option<SemaphorePermit<'a>>,
}

impl Buffers {
    /// Nothing is set aside until it is needed.
    pub(super) fn new() -> Self {
        Self { places: Semaphore::new(AT_ONCE), free: Mutex::default() }
    }

    /// Waits for a buffer.
    pub(super) async fn take(&self) -> Buffer<'_> {
        let place = self.places.acquire().await.ok();
        let bytes = self.free().pop().unwrap_or_default();
        Buffer { bytes, of: self, _place: place }
    }

    fn free(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Buffer<'_> {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.bytes);
        if bytes.capacity() <= LARGEST {
            bytes.clear();
            self.of.free().push(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_buffer_comes_back_empty_and_a_huge_one_does_not() {
        let buffers = Buffers::new();
        buffers.take().await.bytes.extend_from_slice(b"what somebody else was told");
        let again = buffers.take().await;
        assert!(again.bytes.is_empty() && again.bytes.capacity() > 0);
        buffers.take().await.bytes.reserve(2 * LARGEST);
        assert_eq!(buffers.take().await.bytes.capacity(), 0);
    }

    #[tokio::test]
    async fn one_more_answer_waits_until_one_is_read() {
        let buffers = Buffers::new();
        let mut taken = Vec::new();
        for _ in 0..AT_ONCE {
            taken.push(buffers.take().await);
        }
        let one_more = tokio::time::timeout(std::time::Duration::ZERO, buffers.take());
        assert!(one_more.await.is_err());
        taken.pop();
        buffers.take().await;
    }
}
