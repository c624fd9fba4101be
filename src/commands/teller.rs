//! Tells how an apply goes: text for people, or one JSON event a line with the summary last, whatever happens.

use std::cell::{Cell, RefCell};

use crate::apply::{News, Settled, Stop};
use crate::error::Error;
use crate::model::{Email, Outcome, Totals};
use crate::plan::SavedPlan;
use crate::redact::Redaction;
use crate::render;
use crate::settings::{ApplySettings, OutputMode};
use crate::text::without_passwords;
use crate::ui::Ui;

use super::context::redaction;

pub(super) struct Teller<'a> {
    ui: &'a Ui,
    telling: OutputMode,
    /// What replaces people.
    redaction: RefCell<Option<Redaction>>,
    /// How many users the plan holds, once it is known.
    actions: Cell<u64>,
    is_summed_up: Cell<bool>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(ui: &'a Ui, applying: &ApplySettings) -> Self {
        let redaction = RefCell::new(redaction(applying.redact.as_ref()));
        Self { ui, telling: applying.output, redaction, actions: Cell::new(0), is_summed_up: Cell::new(false) }
    }

    /// The plan that is to be carried out, as it may be shown, and `shown`, which is it as text. From here on the
    /// redaction is the one that knows the plan.
    pub(super) fn plan(&self, plan: &SavedPlan, shown: &str, redaction: Option<Redaction>) {
        self.redaction.replace(redaction);
        self.actions.set(plan.plan.summary.deactivate);
        match self.telling {
            OutputMode::Text => self.ui.result(shown),
            OutputMode::Json => {
                self.ui.note(shown);
                self.ui.result(&render::events::plan(plan));
            }
        }
    }

    pub(super) fn news(&self, news: &News) {
        match news {
            News::Settled(Settled { target, outcome, notes }) => {
                let (email, outcome) = match &*self.redaction.borrow() {
                    Some(redaction) => {
                        (Email::reported(&redaction.email(target.email.as_str())), redaction.outcome(outcome))
                    }
                    None => (target.email.clone(), outcome.clone()),
                };
                self.ui.result(&match self.telling {
                    OutputMode::Text => render::settled(&email, &target.id, &outcome, notes),
                    OutputMode::Json => render::events::user(&email, &target.id, &outcome, notes),
                });
            }
            News::RolesUnknown(why) => {
                self.warn(&format!("the roles that end cannot be recorded, so `undo` will not know them: {why}"));
            }
            News::Stopped(why) => self.warn(&stopped(why)),
        }
    }

    /// A user of whom nothing was told yet when the apply ended. People are not told who was not started: that is in the
    /// totals.
    pub(super) fn untold(&self, settled: Settled) {
        if self.telling == OutputMode::Json || settled.outcome != Outcome::NotStarted {
            self.news(&News::Settled(settled));
        }
    }

    /// Something that does not end the apply by itself.
    pub(super) fn warn(&self, text: &str) {
        let text = self.redacted(text);
        match self.telling {
            OutputMode::Text => self.ui.print_always(&render::warning(&text)),
            OutputMode::Json => self.ui.result(&render::events::warning(&text)),
        }
    }

    fn redacted(&self, text: &str) -> String {
        self.redaction.borrow().as_ref().map_or_else(|| text.to_owned(), |redaction| redaction.text(text))
    }

    pub(super) fn totals(&self, totals: &Totals) {
        self.is_summed_up.set(true);
        if let (OutputMode::Json, Some(said)) = (self.telling, render::unverified(totals)) {
            self.warn(&said);
        }
        self.ui.result(&match self.telling {
            OutputMode::Text => render::totals(totals),
            OutputMode::Json => render::events::summary(totals),
        });
        if !self.ui.is_output_intact() {
            self.ui.print_always(&render::totals(totals));
        }
    }

    /// Whatever went wrong: a reader of events gets the error and a summary in which nobody was started.
    pub(super) fn failed(&self, error: &Error) {
        if self.telling == OutputMode::Json && !self.is_summed_up.get() {
            let told = |text: &str| self.redacted(&without_passwords(text));
            let hints: Vec<String> = error.hints().iter().map(|hint| told(hint)).collect();
            self.ui.result(&render::events::error(&told(&error.to_string()), &hints));
            self.totals(&Totals { not_started: self.actions.get(), ..Totals::default() });
        }
    }

    /// Nothing is to be done.
    pub(super) fn nothing_to_do(&self) {
        if self.telling == OutputMode::Json {
            self.totals(&Totals::default());
        }
    }
}

fn stopped(why: &Stop) -> String {
    match why {
        Stop::Interrupted => "stopping: writes in flight are finished, and no new one is sent".to_owned(),
        Stop::Expired(when) => format!(
            "stopped: the plan expired at {when}; users who are not started need a new plan: make it with `rosterctl plan \
             --out PLAN`, and with a longer --expires-in when an apply takes that long"
        ),
        Stop::Authorization(why) => {
            format!("stopped: three times in a row the directory refused the credentials or a permission: {why}")
        }
        Stop::RateLimit(why) => format!("stopped: {why}"),
        Stop::Failures { failed, tried } => {
            format!("stopped: {failed} of {tried} failed, which is more than a fifth; see why before going on")
        }
        Stop::Canary => "stopped: not every user of the canary was found inactive afterwards".to_owned(),
        Stop::Journal(why) => {
            format!("stopped: the journal cannot be written ({why}); make room, or name another with --journal")
        }
        Stop::RoleRecord(why) => format!(
            "stopped: the roster asks for a record of the roles that end (guards.require_role_record), and they may \
             not be read: {why}"
        ),
    }
}
