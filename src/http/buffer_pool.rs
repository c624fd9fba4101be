//! The memory that responses are read into: a few reused buffers, so that the pages of a large directory do not
//! fragment the heap among the users that are kept of them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

/// How many responses are read and decoded at once; the others wait in the buffers of their connections.
const MAX_BUFFERS: usize = 3;
/// A buffer that has grown larger is not reused. A page of 500 users takes half of it.
const MAX_REUSED_BYTES: usize = 1024 * 1024;

/// Shared buffers.
#[derive(Debug)]
pub(super) struct BufferPool {
    permits: Semaphore,
    free: Mutex<Vec<Vec<u8>>>,
}

/// A buffer, empty at first; it returns to its pool when it is dropped.
#[derive(Debug)]
pub(super) struct PooledBuffer<'a> {
    pub(super) bytes: Vec<u8>,
    pool: &'a BufferPool,
    /// `None` only when the semaphore is closed, which never happens.
    _permit: Option<SemaphorePermit<'a>>,
}

impl BufferPool {
    /// A pool that allocates nothing until it is needed.
    pub(super) fn new() -> Self {
        Self { permits: Semaphore::new(MAX_BUFFERS), free: Mutex::default() }
    }

    /// Waits for a buffer.
    pub(super) async fn acquire(&self) -> PooledBuffer<'_> {
        let permit = self.permits.acquire().await.ok();
        let bytes = self.free().pop().unwrap_or_default();
        PooledBuffer { bytes, pool: self, _permit: permit }
    }

    fn free(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for PooledBuffer<'_> {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.bytes);
        if bytes.capacity() <= MAX_REUSED_BYTES {
            bytes.clear();
            self.pool.free().push(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_buffer_is_reused_empty_and_a_huge_one_is_not_reused() {
        let buffers = BufferPool::new();
        buffers.acquire().await.bytes.extend_from_slice(b"an earlier response");
        let again = buffers.acquire().await;
        assert!(again.bytes.is_empty() && again.bytes.capacity() > 0);
        buffers.acquire().await.bytes.reserve(2 * MAX_REUSED_BYTES);
        assert_eq!(buffers.acquire().await.bytes.capacity(), 0);
    }

    #[tokio::test]
    async fn a_response_waits_until_one_of_three_others_is_read() {
        let buffers = BufferPool::new();
        let mut taken = Vec::new();
        for _ in 0..MAX_BUFFERS {
            taken.push(buffers.acquire().await);
        }
        let one_more = tokio::time::timeout(std::time::Duration::ZERO, buffers.acquire());
        assert!(one_more.await.is_err());
        taken.pop();
        buffers.acquire().await;
    }
}
