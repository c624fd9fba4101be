//! What long work has to tell while it runs.

/// What a reading or a write has to tell while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// So many users of so many are read.
    Listed {
        /// Read so far.
        done: u64,
        /// What the directory says there are.
        total: u64,
    },
    /// Waiting before trying again.
    Waiting {
        /// How long, in whole seconds, rounded up.
        seconds: u64,
        /// Why, as a clause: "the directory's rate limit is reached".
        why: String,
    },
    /// Still waiting: somebody who reads along sees that the program is alive, and what it waits for.
    Pending {
        /// For how long already, in whole seconds.
        seconds: u64,
        /// What for, as a clause: "no answer from api.mypurecloud.de to GET /api/v2/users".
        what: String,
    },
}

/// Hears the notices; it must not block.
pub trait Observer: Send + Sync {
    /// One notice.
    fn notice(&self, notice: Notice);
}
