//! Ctrl-C, SIGTERM, SIGHUP and the end of the time: the first asks to finish what is in flight, the second to wait for
//! nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use crate::apply::Interruption;
use crate::error::{Error, Exit, Kind, Result};
use crate::ui::{Printer, Ui};

use super::time::{GRACE, TimeLimit, time_is_up};

/// Listens until it is dropped.
pub(super) struct Signals {
    /// How often the person has asked to stop.
    pub(super) interruption: watch::Receiver<Interruption>,
    was_terminated: Arc<AtomicBool>,
    /// Whether it was the end of the time that stopped it.
    was_late: Arc<AtomicBool>,
    listener: JoinHandle<()>,
}

impl Signals {
    /// Listens from now on, and tells the person at once that a signal was heard; the signals no longer end the program
    /// by themselves.
    ///
    /// # Errors
    /// When the system does not let the program listen.
    pub(super) fn listen(ui: &Ui, limit: TimeLimit) -> Result<Self> {
        let (sender, interruption) = watch::channel(Interruption::None);
        let (was_terminated, was_late) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let mut signals = Pair::new()
            .map_err(|error| Error::new(Kind::Usage, "the program could not listen for Ctrl-C").because(error))?;
        let (terminated, late, voice) = (was_terminated.clone(), was_late.clone(), ui.printer());
        let listener = tokio::spawn(async move {
            let mut end = limit.end();
            for next in [Interruption::Drain, Interruption::Now] {
                let signal = tokio::select! {
                    biased;
                    signal = signals.next() => Some(signal),
                    () = at(end) => None,
                };
                match signal {
                    Some(Signal::Terminate) => terminated.store(true, Ordering::SeqCst),
                    Some(Signal::Interrupt) => {}
                    None => late.store(next == Interruption::Drain || late.load(Ordering::SeqCst), Ordering::SeqCst),
                }
                tell(&voice, next, signal);
                // Writes in flight have their time whatever came first.
                end = end.map(|end| end.max(Instant::now() + GRACE));
                // Nobody listening means that the apply is over.
                let _ = sender.send(next);
            }
            // Kept, so that the receivers stay usable.
            sender.closed().await;
        });
        Ok(Self { interruption, was_terminated, was_late, listener })
    }

    /// What `work` gives, unless a signal comes first. Only for work that writes nobody: it is dropped where it is.
    ///
    /// # Errors
    /// Those of `work`, the signal, and that the time is up.
    pub(super) async fn unless_stopped<T>(&self, work: impl Future<Output = Result<T>>, ui: &Ui) -> Result<T> {
        let mut interruption = self.interruption.clone();
        tokio::select! {
            biased;
            Ok(()) = interruption.changed() => {
                if self.is_late() {
                    return Err(time_is_up(ui));
                }
                let kind = if self.exit() == Exit::Terminated { Kind::Terminated } else { Kind::Interrupted };
                Err(Error::new(kind, "stopped before anybody was written; nothing was changed"))
            }
            done = work => done,
        }
    }

    /// Whether the end of the time stopped it, and no signal.
    pub(super) fn is_late(&self) -> bool {
        self.was_late.load(Ordering::SeqCst)
    }

    /// The exit code of an apply that a signal has stopped, or the end of the time.
    pub(super) fn exit(&self) -> Exit {
        if self.is_late() {
            return Exit::Unfinished;
        }
        if self.was_terminated.load(Ordering::SeqCst) { Exit::Terminated } else { Exit::Interrupted }
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

/// A moment; one that never comes when there is none.
async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

fn tell(voice: &Printer, next: Interruption, signal: Option<Signal>) {
    match (next, signal) {
        (Interruption::Drain, Some(_)) => {
            voice
                .print_always("\nStopping: writes in flight are finished first. Press Ctrl-C again to stop at once.\n");
        }
        (Interruption::Drain, None) => voice.print_always(&format!(
            "\nStopping: the time of --timeout is up. What is in flight is finished, for {} s at most.\n",
            GRACE.as_secs()
        )),
        (_, None) => voice.print_always("\nWhat is in flight is not waited for any longer.\n"),
        (_, Some(_)) => {}
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signal {
    Interrupt,
    Terminate,
}

#[cfg(unix)]
struct Pair {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    /// SIGHUP: the terminal or the connection is gone. `None` where whoever started the program wants it to be ignored.
    hang_up: Option<tokio::signal::unix::Signal>,
    /// SIGXFSZ, which would end the program when a file grows over `ulimit -f`. While it is listened to, the write
    /// fails instead, and the apply can stop in an orderly way.
    _file_size: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Pair {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        // The number that Linux on common machines, macOS and the BSDs give it.
        const FILE_SIZE: i32 = 25;
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: if ignores_hang_ups() { None } else { Some(signal(SignalKind::hangup())?) },
            _file_size: signal(SignalKind::from_raw(FILE_SIZE)).ok(),
        })
    }

    async fn next(&mut self) -> Signal {
        let hang_up = async {
            match &mut self.hang_up {
                Some(signal) => signal.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.terminate.recv() => Signal::Terminate,
            _ = hang_up => Signal::Terminate,
        }
    }
}

/// Whether SIGHUP is ignored, as under `nohup`: to listen to it would end that. Only Linux says so in a file; elsewhere a
/// hang-up is always listened to, and ends an apply in an orderly way.
#[cfg(unix)]
fn ignores_hang_ups() -> bool {
    use crate::fs::{Accepts, read_text};
    let status = read_text(std::path::Path::new("/proc/self/status"), Accepts::Files, 1 << 20).unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // SIGHUP is signal 1, the lowest bit.
    mask.is_some_and(|mask| u128::from_str_radix(mask.trim(), 16).is_ok_and(|mask| mask & 1 == 1))
}

#[cfg(not(unix))]
struct Pair;

#[cfg(not(unix))]
impl Pair {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Signal {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Signal::Interrupt
    }
}
