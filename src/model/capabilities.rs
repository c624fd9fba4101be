//! What a directory can do. Decisions ask this, and never which type a directory has.

/// What a directory can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Whether users are in divisions.
    pub divisions: Support,
    /// Whether users have a type and a department.
    pub attributes: Support,
    /// Whether users hold roles that a deactivation removes.
    pub roles: Support,
    /// Whether users can be on an interaction.
    pub interactions: Support,
    /// Whether a user can be deleted and restored.
    pub deleted_state: Support,
    /// What keeps a write from overwriting a concurrent change.
    pub write: WriteProtection,
    /// How many users one request can read by id, at least 1.
    pub read_batch: usize,
    /// The most writes in flight, at least 1.
    pub concurrent_writes: usize,
}

/// Whether a directory has something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It has.
    Supported,
    /// There is no such thing in this directory.
    Absent,
}

/// What keeps a write from overwriting a concurrent change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteProtection {
    /// The write names the user's version, and the directory refuses a stale one. A user without a version is read once
    /// more just before it.
    Versioned,
    /// Nothing in the write itself: the user is read once more just before it.
    Reread,
}

impl Capabilities {
    /// Whether the directory reports what a deactivation touches: roles, or interactions.
    #[must_use]
    pub fn has_impacts(self) -> bool {
        self.roles == Support::Supported || self.interactions == Support::Supported
    }

    /// A directory that can do everything that rosterctl uses.
    pub const ALL: Self = Self {
        divisions: Support::Supported,
        attributes: Support::Absent,
        roles: Support::Supported,
        interactions: Support::Supported,
        deleted_state: Support::Supported,
        write: WriteProtection::Versioned,
        read_batch: 100,
        concurrent_writes: 8,
    };
}
