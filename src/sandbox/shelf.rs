//! Pages of the list of users that are written once: while nobody changes, the same question has the same bytes.
//!
//! So a client that reads a large organization again measures itself, and not how fast pages are written.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;

/// So many bytes are kept at most: the pages of 800,000 users.
const ROOM: usize = 512 << 20;

/// Finished pages by their question.
#[derive(Debug, Default)]
pub(super) struct Shelf(Mutex<Pages>);

#[derive(Debug, Default)]
struct Pages {
    by_question: HashMap<String, Bytes>,
    bytes: usize,
}

impl Shelf {
    /// The page that answers a question.
    pub(super) fn page(&self, question: &str) -> Option<Bytes> {
        self.pages().by_question.get(question).cloned()
    }

    /// Keeps a page, if there is room.
    pub(super) fn put(&self, question: &str, page: &Bytes) {
        let mut pages = self.pages();
        if pages.bytes + page.len() <= ROOM {
            pages.bytes += page.len();
            let former = pages.by_question.insert(question.to_owned(), page.clone());
            pages.bytes -= former.map_or(0, |former| former.len());
        }
    }

    /// Forgets everything: somebody was changed.
    pub(super) fn clear(&self) {
        *self.pages() = Pages::default();
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
