//! Ctrl-C, SIGTERM, SIGHUP and the end of the time: the first of them starts a graceful shutdown, the second an immediate
//! one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use crate::apply::Shutdown;
use crate::error::{Error, Exit, Kind, Result};
use crate::ui::{Printer, Ui};

use super::time::{GRACE_PERIOD, TimeLimit, time_is_up};

/// Listens for signals until it is dropped.
pub(super) struct Signals {
    shutdown: watch::Receiver<Option<Shutdown>>,
    was_terminated: Arc<AtomicBool>,
    /// Whether the end of the time started the shutdown.
    was_time_up: Arc<AtomicBool>,
    listener: JoinHandle<()>,
}

impl Signals {
    /// Listens from now on, and reports a signal at once; the signals no longer end the program by themselves.
    ///
    /// # Errors
    /// When the operating system does not allow it.
    pub(super) fn listen(ui: &Ui, limit: TimeLimit) -> Result<Self> {
        let (sender, shutdown) = watch::channel(None);
        let (was_terminated, was_time_up) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let mut signals = SignalStreams::new()
            .map_err(|error| Error::new(Kind::Usage, "the program could not listen for Ctrl-C").because(error))?;
        let (terminated, time_up, voice) = (was_terminated.clone(), was_time_up.clone(), ui.printer());
        let listener = tokio::spawn(async move {
            let mut end = limit.end();
            for next in [Shutdown::Graceful, Shutdown::Immediate] {
                let signal = tokio::select! {
                    biased;
                    signal = signals.next() => Some(signal),
                    () = sleep_until_some(end) => None,
                };
                match signal {
                    Some(Signal::Terminate) => terminated.store(true, Ordering::SeqCst),
                    Some(Signal::Interrupt) => {}
                    None if next == Shutdown::Graceful => time_up.store(true, Ordering::SeqCst),
                    None => {}
                }
                report(&voice, next, signal);
                // Writes in flight get their grace period, whatever started the shutdown.
                end = end.map(|end| end.max(Instant::now() + GRACE_PERIOD));
                // Without a receiver, the apply is over.
                let _ = sender.send(Some(next));
            }
            // The receivers stay usable.
            sender.closed().await;
        });
        Ok(Self { shutdown, was_terminated, was_time_up, listener })
    }

    /// The request to stop, once there is one.
    pub(super) fn shutdown(&self) -> watch::Receiver<Option<Shutdown>> {
        self.shutdown.clone()
    }

    /// The result of `work`, unless a signal comes first. Only for work that writes no user: it is dropped midway.
    ///
    /// # Errors
    /// Those of `work`, the signal, and the end of the time.
    pub(super) async fn unless_stopped<T>(&self, work: impl Future<Output = Result<T>>, ui: &Ui) -> Result<T> {
        let mut shutdown = self.shutdown();
        tokio::select! {
            biased;
            Ok(()) = shutdown.changed() => {
                if self.is_time_up() {
                    return Err(time_is_up(ui));
                }
                let kind = if self.exit() == Exit::Terminated { Kind::Terminated } else { Kind::Interrupted };
                Err(Error::new(kind, "stopped before any user was written; nothing was changed"))
            }
            done = work => done,
        }
    }

    /// Whether the end of the time started the shutdown, and not a signal.
    pub(super) fn is_time_up(&self) -> bool {
        self.was_time_up.load(Ordering::SeqCst)
    }

    /// The exit code of an apply that was stopped by a signal or by the end of the time.
    pub(super) fn exit(&self) -> Exit {
        if self.is_time_up() {
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

/// Sleeps until a moment; for ever when there is none.
async fn sleep_until_some(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

fn report(voice: &Printer, next: Shutdown, signal: Option<Signal>) {
    match (next, signal) {
        (Shutdown::Graceful, Some(_)) => {
            voice.print_always("\nStopping after writes in flight finish. Press Ctrl-C again to stop immediately.\n");
        }
        (Shutdown::Graceful, None) => voice.print_always(&format!(
            "\nStopping: the time of --timeout is up. Writes in flight get at most {} s to finish.\n",
            GRACE_PERIOD.as_secs()
        )),
        (_, None) => voice.print_always("\nStopping without waiting any longer for writes in flight.\n"),
        (_, Some(_)) => {}
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signal {
    Interrupt,
    Terminate,
}

/// The signals that stop an apply.
struct SignalStreams {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    /// SIGHUP: the terminal or the connection is gone. `None` where the program was started to ignore it.
    #[cfg(unix)]
    hang_up: Option<tokio::signal::unix::Signal>,
    /// SIGXFSZ, which would end the program when a file grows over `ulimit -f`. With a listener, the write fails
    /// instead, and the apply stops in an orderly way.
    #[cfg(unix)]
    _file_size: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl SignalStreams {
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

/// Whether SIGHUP is ignored, as under `nohup`: a listener would end that. Only Linux shows it in a file; elsewhere there
/// always is a listener, and a hang-up stops an apply in an orderly way.
#[cfg(unix)]
fn ignores_hang_ups() -> bool {
    use crate::fs::{Accepts, read_text};
    let status = read_text(std::path::Path::new("/proc/self/status"), Accepts::Files, 1 << 20).unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // SIGHUP is signal 1, the lowest bit.
    mask.is_some_and(|mask| u128::from_str_radix(mask.trim(), 16).is_ok_and(|mask| mask & 1 == 1))
}

#[cfg(not(unix))]
impl SignalStreams {
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    async fn next(&mut self) -> Signal {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Signal::Interrupt
    }
}
