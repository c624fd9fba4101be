//! Replaces people in the progress of an apply: in its arguments, before they are worded.

use crate::model::{Argument, Arguments, Email};

use super::{Redaction, WITHHELD};

impl Redaction {
    /// The value with every argument replaced that can name a person: an e-mail by its pseudonym, a name by a general
    /// word, and in other text the people who are known and everything that looks like an e-mail address.
    #[must_use]
    pub fn arguments<T: Arguments + Clone>(&self, value: &T) -> T {
        let mut value = value.clone();
        value.visit_arguments(&mut |argument| match argument {
            Argument::Email(email) => *email = Email::reported(&self.email(email.as_str())),
            Argument::Name(name) => WITHHELD.clone_into(&mut name.0),
            Argument::FreeText(text) => text.0 = self.text(&text.0),
            Argument::Path(path) => path.0 = self.text(&path.0),
            Argument::Label(label) => label.0 = self.addresses(&label.0),
            Argument::Id(id) => self.user_id(id),
        });
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apply::ApplyProgress;
    use crate::model::{SAMPLE_MARK, Sample};
    use crate::render::{self, events};

    #[test]
    fn no_person_of_any_outcome_note_or_warning_survives_a_redaction() {
        let mut redaction = Redaction::new(b"key");
        redaction.learn("zqxq.mark@acme.example", "Zqxq Mark");
        let print = |progress: &ApplyProgress| match progress {
            ApplyProgress::Settled { user } => [render::user_outcome(user), events::user(user)],
            ApplyProgress::Warning { warning } => {
                [render::warning(&render::apply_warning(warning)), events::warning(warning)]
            }
        };
        let is_marked = |text: &str| text.to_lowercase().contains(SAMPLE_MARK);
        let samples = ApplyProgress::samples();
        assert!(samples.iter().filter(|sample| is_marked(&print(sample)[0])).count() > 20, "the samples name people");
        for sample in &samples {
            for text in print(&redaction.arguments(sample)) {
                assert!(!is_marked(&text), "{sample:?}: {text}");
            }
        }
    }
}
