//! Causes of waits → clauses.

use crate::model::{ResponsePart, WaitCause};

/// The cause of a wait as a clause: "the directory's rate limit is reached".
#[must_use]
pub fn wait_cause(cause: &WaitCause) -> String {
    match cause {
        WaitCause::RateLimit { server } => format!("{server}'s rate limit is reached"),
        WaitCause::ErrorStatus { server, status } => format!("{server} answered {status}"),
        WaitCause::UnreadableResponse { server } => format!("{server}'s response could not be read"),
        WaitCause::NoResponse { error } => error.0.clone(),
        WaitCause::IncompleteList { list, flaw } => {
            format!("the list of {list} did not add up ({}) and is read again", flaw.0)
        }
        WaitCause::InFlight { part, host, method, path, attempt, max_attempts } => {
            let missing = match part {
                ResponsePart::Headers => "no response",
                ResponsePart::Body => "the rest of the response",
            };
            format!("{missing} from {} to {method} {}, attempt {attempt} of {max_attempts}", host.0, path.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Argument, Arguments, FreeText, SAMPLE_MARK, Sample};

    #[test]
    fn a_redacted_cause_of_a_wait_repeats_none_of_its_arguments() {
        for mut cause in WaitCause::samples() {
            cause.visit_arguments(&mut |argument| {
                if let Argument::FreeText(text) = argument {
                    *text = FreeText("redacted".to_owned());
                }
            });
            let clause = wait_cause(&cause);
            assert!(!clause.is_empty() && !clause.to_lowercase().contains(SAMPLE_MARK), "{clause}");
        }
    }
}
