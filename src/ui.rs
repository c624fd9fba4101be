//! The only writer of standard output and standard error: colour, progress, approval, broken pipes.

mod log;

use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::LogFormat;
use crate::error::{Error, Kind, Result};
use crate::model::{Notice, Observer};
use crate::render::wait_cause;
use crate::settings::{UiSettings, Verbosity};
use crate::text::{sanitize_line, sanitize_multiline, without_passwords};

/// Without a progress line, waits from this length on are printed, so that a log explains its gaps.
const MIN_REPORTED_WAIT_S: u64 = 5;

/// The user's terminal, or the pipes in its place.
#[derive(Debug)]
pub struct Ui {
    /// Prints on standard error, around the progress lines.
    printer: Printer,
    /// The first failure of standard output that is not a closed pipe.
    failed: Mutex<Option<io::Error>>,
    /// Whether users may have been deactivated: what is printed from then on only reports it.
    has_applied: AtomicBool,
    /// Whether the log is JSON.
    logs_json: bool,
    /// The current step.
    current: Arc<Mutex<CurrentStep>>,
}

/// What is done at the moment.
#[derive(Debug, Default)]
struct CurrentStep {
    name: String,
    /// How many items are done, of how many.
    count: Option<(u64, u64)>,
    /// What is waited for, once that takes long.
    pending: Option<String>,
}

impl CurrentStep {
    fn line(&self) -> String {
        let count = self.count.map_or_else(String::new, |(done, total)| format!(" {done} of {total}"));
        format!("{}{count}", self.name)
    }
}

impl Default for Ui {
    fn default() -> Self {
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        Self {
            printer: Printer { bars, verbosity: Verbosity::Normal },
            failed: Mutex::default(),
            has_applied: AtomicBool::new(false),
            logs_json: false,
            current: Arc::default(),
        }
    }
}

impl Ui {
    /// Applies the settings from now on.
    pub fn configure(&mut self, settings: &UiSettings) {
        self.printer.verbosity = settings.verbosity;
        if settings.verbosity == Verbosity::Quiet {
            self.printer.bars.set_draw_target(ProgressDrawTarget::hidden());
        }
        self.logs_json = settings.log_format == LogFormat::Json;
        log::begin(settings, self.printer());
    }

    /// Prints a result on standard output; colors are removed where they are not supported. A closed pipe never stops the
    /// work, and is an error only if the result of an apply is lost.
    pub fn result(&self, text: &str) {
        let written = self.printer.bars.suspend(|| {
            let choice = anstream::AutoStream::choice(&io::stdout());
            let mut stdout = anstream::AutoStream::new(io::stdout().lock(), choice);
            stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
        });
        if let Err(error) = written
            && (error.kind() != io::ErrorKind::BrokenPipe || self.has_applied.load(Ordering::SeqCst))
        {
            self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
    }

    /// Prints a note on standard error, unless `--quiet` is given.
    pub fn note(&self, text: &str) {
        self.printer.note(text);
    }

    /// Prints on standard error, even if `--quiet` is given.
    pub fn print_always(&self, text: &str) {
        self.printer.print_always(text);
    }

    /// Prints an error: what happened, why, and what to do. Passwords in addresses are left out.
    pub fn error(&self, error: &Error) {
        let style = anstyle::AnsiColor::Red.on_default().bold();
        // Each part stays on one line, whatever path or response it quotes.
        let shown = |text: &str| sanitize_line(&without_passwords(text));
        let mut text = format!("{style}error:{style:#} {}\n", shown(&error.to_string()));
        for line in error.details() {
            text.push_str(&format!("{}\n", shown(line)));
        }
        for cause in error.causes() {
            text.push_str(&format!("  because: {}\n", shown(&cause)));
        }
        for hint in error.hints() {
            text.push_str(&format!("  help: {}\n", shown(hint)));
        }
        self.print_always(&text);
        if self.logs_json {
            log::error(error);
        }
    }

    /// A printer for another task.
    #[must_use]
    pub fn printer(&self) -> Printer {
        self.printer.clone()
    }

    /// Whether the user can be asked: standard input and standard error are terminals.
    #[must_use]
    pub fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Prints on standard error what the user must see before being asked, unless standard output is a terminal, where
    /// it was printed already.
    pub fn show_before_asking(&self, text: &str) {
        if !io::stdout().is_terminal() {
            self.print_always(text);
        }
    }

    /// Asks a question and returns the answer without its line break.
    ///
    /// # Errors
    /// When standard input cannot be read.
    pub fn ask(&self, question: &str) -> Result<String> {
        self.print_always(question);
        let mut line = String::new();
        io::stdin()
            .lock()
            .read_line(&mut line)
            .map_err(|error| Error::new(Kind::Usage, "the answer could not be read").because(error))?;
        Ok(line.trim_end_matches(['\n', '\r']).to_owned())
    }

    /// A progress line on standard error; it is shown only on a terminal.
    #[must_use]
    pub fn progress(&self, step: &str) -> Arc<Progress> {
        let bar = self.printer.bars.add(ProgressBar::no_length());
        bar.set_style(ProgressStyle::default_spinner());
        let progress = Progress { bar, current: self.current.clone(), printer: self.printer() };
        progress.begin(step);
        Arc::new(progress)
    }

    /// Records that users may be deactivated from now on: a lost result then no longer means that nothing happened.
    pub fn begin_apply(&self) {
        self.has_applied.store(true, Ordering::SeqCst);
    }

    /// Whether everything printed so far was written, or the reader closed the pipe.
    #[must_use]
    pub fn is_output_intact(&self) -> bool {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// The current step, its count and what it waits for, e.g. `Reading the directory: 500 of 1200`; empty before the
    /// first step.
    #[must_use]
    pub fn current_step(&self) -> String {
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let line = current.line();
        let line = line.trim_end_matches(':');
        current.pending.as_ref().map_or_else(|| line.to_owned(), |what| format!("{line}, {what}"))
    }

    /// Checks that everything printed was written.
    ///
    /// # Errors
    /// The first failure of standard output, such as a full disk behind it.
    pub fn finish(&self) -> Result<()> {
        match self.failed.lock().unwrap_or_else(PoisonError::into_inner).take() {
            None => Ok(()),
            Some(error) if self.has_applied.load(Ordering::SeqCst) => {
                Err(Error::new(Kind::Unprinted, "the result of the apply could not be written to standard output")
                    .because(error)
                    .hint("the totals are on standard error, and the journal is complete"))
            }
            Some(error) => Err(Error::new(Kind::File, "standard output could not be written").because(error)),
        }
    }
}

/// Prints on standard error, around the progress lines.
#[derive(Clone, Debug)]
pub struct Printer {
    bars: MultiProgress,
    verbosity: Verbosity,
}

impl Printer {
    /// Prints a note, unless `--quiet` is given.
    pub fn note(&self, text: &str) {
        if self.verbosity == Verbosity::Normal {
            self.print_always(text);
        }
    }

    /// Prints, even if `--quiet` is given.
    pub fn print_always(&self, text: &str) {
        // Nothing is left to do when standard error is closed.
        let _ = self.bars.suspend(|| {
            let choice = anstream::AutoStream::choice(&io::stderr());
            anstream::AutoStream::new(io::stderr().lock(), choice).write_all(text.as_bytes())
        });
    }
}

/// A progress line; it disappears when it is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    current: Arc<Mutex<CurrentStep>>,
    printer: Printer,
}

impl Progress {
    /// Begins another step.
    pub fn begin(&self, step: &str) {
        *self.current() = CurrentStep { name: step.to_owned(), ..CurrentStep::default() };
        self.bar.reset();
        self.bar.set_message(step.to_owned());
        // The ticker of a finished line has stopped.
        self.bar.enable_steady_tick(Duration::from_millis(120));
    }

    /// Reports that `done` of `total` items are done.
    pub fn step(&self, done: u64, total: u64) {
        let mut current = self.current();
        (current.count, current.pending) = (Some((done, total)), None);
        self.bar.set_message(current.line());
    }

    /// Prints the current step where no progress line shows it.
    pub fn remind(&self) {
        if self.bar.is_hidden() {
            let line = self.current().line();
            self.printer.note(&format!("{line}\n"));
        }
    }

    fn current(&self) -> MutexGuard<'_, CurrentStep> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the last step: the line disappears.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Progress {
    fn notice(&self, notice: Notice) {
        match notice {
            Notice::Listed { done, total } => self.step(done, total),
            Notice::Waiting { seconds, cause } if self.bar.is_hidden() => {
                if seconds >= MIN_REPORTED_WAIT_S {
                    self.printer.note(&format!("Waiting {seconds} s: {}\n", sanitize_multiline(&wait_cause(&cause))));
                }
            }
            Notice::Waiting { seconds, cause } => {
                self.bar.set_message(format!("waiting {seconds} s: {}", sanitize_multiline(&wait_cause(&cause))));
            }
            Notice::Pending { seconds, cause } => {
                let what = wait_cause(&cause);
                let line = format!("{} s: {}", seconds, sanitize_multiline(&what));
                if self.bar.is_hidden() {
                    self.printer.note(&format!("Still waiting after {line}\n"));
                } else {
                    self.bar.set_message(format!("waiting for {line}"));
                }
                self.current().pending = Some(what);
            }
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
