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
use crate::settings::{Loudness, Manner};
use crate::text::without_passwords;
use crate::text::{sanitize_line, sanitize_multiline};

/// Where there is no progress line, waits of so many seconds are said, so that a log explains its gaps.
const NOTEWORTHY: u64 = 5;

/// The person, or the pipe, at the other end.
#[derive(Debug)]
pub struct Ui {
    /// Speaks to standard error; whatever is printed goes around its progress lines.
    voice: Voice,
    /// The first failure of standard output that is not a closed pipe.
    failed: Mutex<Option<io::Error>>,
    /// Whether users were written, or could have been: what is printed afterwards only tells of it.
    has_carried_out: AtomicBool,
    /// Whether whoever reads along reads JSON.
    logs_json: bool,
    /// What is being done, and how far it is.
    doing: Arc<Mutex<Doing>>,
}

/// What is being done.
#[derive(Debug, Default)]
struct Doing {
    what: String,
    /// So many of so many are done.
    step: Option<(u64, u64)>,
    /// What is waited for, when that takes long.
    pending: Option<String>,
}

impl Doing {
    fn line(&self) -> String {
        let step = self.step.map_or_else(String::new, |(done, total)| format!(" {done} of {total}"));
        format!("{}{step}", self.what)
    }
}

impl Default for Ui {
    fn default() -> Self {
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        Self {
            voice: Voice { bars, loudness: Loudness::Talking },
            failed: Mutex::default(),
            has_carried_out: AtomicBool::new(false),
            logs_json: false,
            doing: Arc::default(),
        }
    }
}

impl Ui {
    /// Speaks like this from now on.
    pub fn adopt(&mut self, manner: &Manner) {
        self.voice.loudness = manner.loudness;
        if manner.loudness == Loudness::Quiet {
            self.voice.bars.set_draw_target(ProgressDrawTarget::hidden());
        }
        self.logs_json = manner.log_format == LogFormat::Json;
        log::begin(manner, self.voice());
    }

    /// Prints a result on standard output; colours are dropped where they do not belong. A reader who has gone away
    /// never stops the work, and is no failure unless it missed what came of an apply.
    pub fn result(&self, text: &str) {
        let written = self.voice.bars.suspend(|| {
            let choice = anstream::AutoStream::choice(&io::stdout());
            let mut stdout = anstream::AutoStream::new(io::stdout().lock(), choice);
            stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
        });
        if let Err(error) = written
            && (error.kind() != io::ErrorKind::BrokenPipe || self.has_carried_out.load(Ordering::SeqCst))
        {
            self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
    }

    /// Prints something beside the result on standard error, unless nobody wants to hear it.
    pub fn note(&self, text: &str) {
        self.voice.note(text);
    }

    /// Prints on standard error what must be known, also by those who want to hear nothing.
    pub fn alarm(&self, text: &str) {
        self.voice.say(text);
    }

    /// Prints an error: what happened, why, and what to do. No address in it has its password.
    pub fn error(&self, error: &Error) {
        let style = anstyle::AnsiColor::Red.on_default().bold();
        // Each part is one line, whatever it repeats of a path or an answer: no other line begins here.
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
        self.alarm(&text);
        if self.logs_json {
            log::error(error);
        }
    }

    /// Something that can speak to standard error from another task.
    #[must_use]
    pub fn voice(&self) -> Voice {
        self.voice.clone()
    }

    /// Whether a person can be asked: they can type, and they see the question.
    #[must_use]
    pub fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Prints on standard error what a person must have seen before they are asked, unless they see it already because
    /// standard output is a terminal.
    pub fn show_before_asking(&self, text: &str) {
        if !io::stdout().is_terminal() {
            self.alarm(text);
        }
    }

    /// Asks, and returns the line that was typed, without its line break.
    ///
    /// # Errors
    /// When standard input cannot be read.
    pub fn ask(&self, question: &str) -> Result<String> {
        self.alarm(question);
        let mut line = String::new();
        io::stdin()
            .lock()
            .read_line(&mut line)
            .map_err(|error| Error::new(Kind::Usage, "the answer could not be read").because(error))?;
        Ok(line.trim_end_matches(['\n', '\r']).to_owned())
    }

    /// A progress line on standard error; on anything but a terminal it stays silent.
    #[must_use]
    pub fn progress(&self, doing: &str) -> Arc<Progress> {
        let bar = self.voice.bars.add(ProgressBar::no_length());
        bar.set_style(ProgressStyle::default_spinner());
        let progress = Progress { bar, doing: self.doing.clone(), voice: self.voice() };
        progress.begin(doing);
        Arc::new(progress)
    }

    /// From now on a result that does not arrive is no sign that nothing happened.
    pub fn carries_out(&self) {
        self.has_carried_out.store(true, Ordering::SeqCst);
    }

    /// Whether everything that was printed so far has arrived, or nobody wants to read it.
    #[must_use]
    pub fn is_heard(&self) -> bool {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// What is being done, how far it is and what it waits for: "Reading the directory: 500 of 1200"; empty before
    /// anything is.
    #[must_use]
    pub fn doing(&self) -> String {
        let doing = self.doing.lock().unwrap_or_else(PoisonError::into_inner);
        let line = doing.line();
        doing.pending.as_ref().map_or_else(|| line.clone(), |what| format!("{}, {what}", line.trim_end_matches(':')))
    }

    /// Whether everything that was printed arrived.
    ///
    /// # Errors
    /// The first failure of standard output, such as a full disk behind it.
    pub fn finish(&self) -> Result<()> {
        match self.failed.lock().unwrap_or_else(PoisonError::into_inner).take() {
            None => Ok(()),
            Some(error) if self.has_carried_out.load(Ordering::SeqCst) => {
                Err(Error::new(Kind::Unprinted, "the result of the apply could not be written to standard output")
                    .because(error)
                    .hint("the totals are on standard error, and everything is in the journal"))
            }
            Some(error) => Err(Error::new(Kind::File, "standard output could not be written").because(error)),
        }
    }
}

/// Speaks to standard error around the progress lines.
#[derive(Clone, Debug)]
pub struct Voice {
    bars: MultiProgress,
    loudness: Loudness,
}

impl Voice {
    /// Prints something beside the result on standard error, unless nobody wants to hear it.
    pub fn note(&self, text: &str) {
        if self.loudness == Loudness::Talking {
            self.say(text);
        }
    }

    /// Prints on standard error what must be known.
    pub fn say(&self, text: &str) {
        // There is nobody left to tell when standard error is gone.
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
    doing: Arc<Mutex<Doing>>,
    voice: Voice,
}

impl Progress {
    /// Something else is done now.
    pub fn begin(&self, doing: &str) {
        *self.now() = Doing { what: doing.to_owned(), ..Doing::default() };
        self.bar.reset();
        self.bar.set_message(doing.to_owned());
        // A line that has disappeared no longer moves by itself.
        self.bar.enable_steady_tick(Duration::from_millis(120));
    }

    /// So many of so many are done.
    pub fn step(&self, done: u64, total: u64) {
        let mut doing = self.now();
        (doing.step, doing.pending) = (Some((done, total)), None);
        self.bar.set_message(doing.line());
    }

    /// Says how far it is, where no progress line shows it.
    pub fn remind(&self) {
        if self.bar.is_hidden() {
            let line = self.now().line();
            self.voice.note(&format!("{line}\n"));
        }
    }

    fn now(&self) -> MutexGuard<'_, Doing> {
        self.doing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing is going on any more: the line disappears.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Progress {
    fn notice(&self, notice: Notice) {
        match notice {
            Notice::Listed { done, total } => self.step(done, total),
            Notice::Waiting { seconds, cause } if self.bar.is_hidden() => {
                if seconds >= NOTEWORTHY {
                    self.voice.note(&format!("Waiting {seconds} s: {}\n", sanitize_multiline(&wait_cause(&cause))));
                }
            }
            Notice::Waiting { seconds, cause } => {
                self.bar.set_message(format!("waiting {seconds} s: {}", sanitize_multiline(&wait_cause(&cause))));
            }
            Notice::Pending { seconds, cause } => {
                let what = wait_cause(&cause);
                let line = format!("{} s: {}", seconds, sanitize_multiline(&what));
                if self.bar.is_hidden() {
                    self.voice.note(&format!("Still waiting after {line}\n"));
                } else {
                    self.bar.set_message(format!("waiting for {line}"));
                }
                self.now().pending = Some(what);
            }
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
