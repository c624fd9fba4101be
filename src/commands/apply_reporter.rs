//! Reports an apply: as text, or as one JSON event per line. The last event is always the summary.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use crate::apply::{ApplyEnd, ApplyProgress, ApplyWarning, UserOutcome};
use crate::error::Error;
use crate::model::{Arguments, Outcome, Totals};
use crate::plan::SavedPlan;
use crate::redact::Redaction;
use crate::render;
use crate::settings::{ApplySettings, OutputMode};
use crate::text::without_passwords;
use crate::ui::Ui;

use super::context::redaction;

/// Prints what happens in an apply, without people when it is redacted.
pub(super) struct ApplyReporter<'a> {
    ui: &'a Ui,
    mode: OutputMode,
    redaction: RefCell<Option<Redaction>>,
    /// The number of users in the plan, once it is known.
    actions: Cell<u64>,
    has_totals: Cell<bool>,
}

impl<'a> ApplyReporter<'a> {
    pub(super) fn new(ui: &'a Ui, applying: &ApplySettings) -> Self {
        let redaction = RefCell::new(redaction(applying.redact.as_ref()));
        Self { ui, mode: applying.output, redaction, actions: Cell::new(0), has_totals: Cell::new(false) }
    }

    /// Prints the plan that is to be applied, as it may be shown; `text` is its text. `redaction` knows its people, and
    /// is used from here on.
    pub(super) fn plan(&self, plan: &SavedPlan, text: &str, redaction: Option<Redaction>) {
        self.redaction.replace(redaction);
        self.actions.set(plan.plan.summary.deactivate);
        match self.mode {
            OutputMode::Text => self.ui.result(text),
            OutputMode::Json => {
                self.ui.note(text);
                self.ui.result(&render::events::plan(plan));
            }
        }
    }

    /// Prints an outcome or a warning.
    pub(super) fn progress(&self, progress: &ApplyProgress) {
        match progress {
            ApplyProgress::Settled { user } => self.user(user),
            ApplyProgress::Warning { warning } => self.warn(warning),
        }
    }

    /// Prints the outcome of a user that was not reported while the apply ran. As text, users who were not started are
    /// only in the totals.
    pub(super) fn unreported(&self, user: &UserOutcome) {
        if self.mode == OutputMode::Json || user.outcome != Outcome::NotStarted {
            self.user(user);
        }
    }

    fn user(&self, user: &UserOutcome) {
        let user = self.redacted(user);
        self.ui.result(&match self.mode {
            OutputMode::Text => render::user_outcome(&user),
            OutputMode::Json => render::events::user(&user),
        });
    }

    /// Prints a problem that does not end the apply by itself.
    pub(super) fn warn(&self, warning: &ApplyWarning) {
        let warning = self.redacted(warning);
        match self.mode {
            OutputMode::Text => self.ui.print_always(&render::warning(&render::apply_warning(&warning))),
            OutputMode::Json => self.ui.result(&render::events::warning(&warning)),
        }
    }

    fn redacted<'v, T: Arguments + Clone>(&self, value: &'v T) -> Cow<'v, T> {
        match &*self.redaction.borrow() {
            Some(redaction) => Cow::Owned(redaction.arguments(value)),
            None => Cow::Borrowed(value),
        }
    }

    /// An error without the people of the plan.
    pub(super) fn redacted_error(&self, error: Error) -> Error {
        match &*self.redaction.borrow() {
            Some(redaction) => redaction.error(error),
            None => error,
        }
    }

    /// Prints the totals; on standard error too when standard output is closed.
    pub(super) fn totals(&self, totals: &Totals, end: &ApplyEnd) {
        self.has_totals.set(true);
        if self.mode == OutputMode::Json {
            end.advice.iter().for_each(|advice| self.warn(advice));
        }
        let advice = end.advice.iter().map(|advice| self.redacted(advice).into_owned()).collect();
        let text = render::totals(totals, &ApplyEnd { advice, ..end.clone() });
        self.ui.result(&match self.mode {
            OutputMode::Text => text.clone(),
            OutputMode::Json => render::events::summary(totals),
        });
        if !self.ui.is_output_intact() {
            self.ui.print_always(&text);
        }
    }

    /// Prints the error that ended the apply before it began as events: the error, and a summary without started users.
    pub(super) fn failed(&self, error: &Error) {
        if self.mode == OutputMode::Json && !self.has_totals.get() {
            let redaction = self.redaction.borrow();
            let shown = |text: &str| {
                let text = without_passwords(text);
                redaction.as_ref().map_or_else(|| text.to_string(), |redaction| redaction.text(&text))
            };
            let hints: Vec<String> = error.hints().iter().map(|hint| shown(hint)).collect();
            self.ui.result(&render::events::error(&shown(&error.to_string()), &hints));
            self.totals(&Totals::none_started(self.actions.get()), &ApplyEnd::default());
        }
    }

    /// Ends the events of a plan without actions.
    pub(super) fn nothing_to_do(&self) {
        if self.mode == OutputMode::Json {
            self.totals(&Totals::default(), &ApplyEnd::default());
        }
    }
}
