//! What a backend brings: everything that reads and writes one type of directory.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::connection::{Connection, ReadConnection, WriteConnection};
use super::doctor::Examination;
use crate::model::{Check, DirectoryError, DirectoryLocation, DirectorySpec, DirectoryType, Observer, Reversal};

/// An examination that is being made.
pub(super) type PendingExamination<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Opens a directory with a script in place of the network.
#[cfg(any(test, fuzzing))]
type OpenScripted =
    fn(&Connection, Arc<dyn Observer>, &Arc<crate::http::ResponseScript>) -> Result<WriteConnection, DirectoryError>;

/// What reads and writes one type of directory.
pub struct Backend {
    /// The type.
    pub kind: &'static DirectoryType,
    /// Opens a directory for reading; nothing is sent yet.
    ///
    /// A process opens a directory once, by this or by `open_to_write`, and shares the result: the rate limiter belongs to
    /// the connection, and a second one would not know of its requests.
    pub open: fn(&Connection, Arc<dyn Observer>) -> Result<ReadConnection, DirectoryError>,
    /// Opens a directory for reading and writing, over one connection; nothing is sent yet.
    pub open_to_write: fn(&Connection, Arc<dyn Observer>) -> Result<WriteConnection, DirectoryError>,
    /// As `open_to_write`, with a script in place of the network.
    #[cfg(any(test, fuzzing))]
    pub open_scripted: OpenScripted,
    /// The place that a roster names, for comparison only: any host may be named, since nothing is sent there because of
    /// this. `None` when the roster leaves it to the environment.
    pub named_location: fn(&DirectorySpec) -> Result<Option<DirectoryLocation>, DirectoryError>,
    /// The names of its checks, in the order in which the doctor makes them.
    pub check_names: fn() -> Vec<&'static str>,
    /// Makes every check, adding each as it is made, so that an examination that is cut short has those before.
    pub examine: for<'a> fn(Examination, &'a mut Vec<Check>) -> PendingExamination<'a>,
    /// The inverse of an apply as a shell script, for an administrator to read, and to run or not; `unread` lines of the
    /// journal could not be read.
    pub undo_script: fn(&[Reversal], unread: u64) -> String,
}
