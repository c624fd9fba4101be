//! Why a saved plan is not applied.

use jiff::Timestamp;

use super::records::FORMAT_VERSION;
use crate::error::{Error, Kind};

/// Why a saved plan cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// No JSON, or not the whole of it.
    #[error("it is cut short or not a saved plan: {0}")]
    Unreadable(String),
    /// Another version of the format.
    #[error("its format is version {0}, and this rosterctl reads version {FORMAT_VERSION}")]
    OtherFormat(String),
    /// Only its line ends, byte-order mark or final line break are others.
    #[error("{0} after it was saved; what it says is unchanged, but a plan is read as it was written or not at all")]
    Converted(Conversion),
    /// Content and checksum, or content and digest, do not belong together.
    #[error("it was altered after it was saved")]
    Altered,
    /// It breaks a law of plans.
    #[error("it does not hold together: {0}")]
    Inconsistent(String),
    /// It says that it was made later than now.
    #[error("it was made at {0}, which is in the future")]
    Future(Timestamp),
    /// Its time is over.
    #[error("it expired at {0}")]
    Expired(Timestamp),
    /// It was not made from the directory itself.
    #[error("it was made from a snapshot of the directory (--live), for looking at what a roster would change")]
    Snapshot,
    /// It was made for a day that was chosen.
    #[error("it was made with --as-of, for looking at what another day would bring")]
    AsOf,
    /// Those it is about are no longer in it.
    #[error("it is a copy for looking at, in which --redact replaced names and e-mails")]
    Redacted,
    /// `--expect` names no plan at all, as when a variable is not set.
    #[error("--expect is {}, and no plan has such a digest", if .0.trim().is_empty() { "empty" } else { .0 })]
    NotADigest(String),
    /// It is not the plan that was reviewed.
    #[error("its digest is {actual}, not {expected}")]
    OtherDigest {
        /// What `--expect` asked for.
        expected: String,
        /// What the plan has.
        actual: String,
    },
    /// The credentials belong elsewhere.
    #[error("it is for the organization {planned}, and the credentials belong to {actual}")]
    OtherOrganization {
        /// The plan's.
        planned: String,
        /// The directory's answer.
        actual: String,
    },
}

/// What a tool did to a plan that is otherwise as it was saved. The display form is a clause about the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conversion {
    /// Line feeds became carriage returns and line feeds, as `core.autocrlf` of git has it.
    #[error("its line ends were converted to CRLF")]
    LineEnds,
    /// An editor or a shell put a mark before it.
    #[error("a byte-order mark was put before it")]
    Mark,
    /// The line break at its end was dropped, or there are more.
    #[error("the line break at its end was changed")]
    FinalLineBreak,
}

impl From<Unusable> for Error {
    fn from(unusable: Unusable) -> Self {
        let hint = match &unusable {
            Unusable::OtherOrganization { .. } => {
                "use the credentials of the organization that was planned, or plan again"
            }
            Unusable::OtherDigest { .. } => {
                "have the new plan reviewed: make it with `rosterctl plan --out PLAN` and approve its digest"
            }
            Unusable::NotADigest(_) => {
                "a digest is `sha256:` and 64 hexadecimal digits in small letters, as `rosterctl show PLAN` prints it; if \
                 it comes from a variable, see why that is not set; nothing was changed"
            }
            Unusable::Snapshot => {
                "plan from the directory with `rosterctl plan --out PLAN`, or run `rosterctl apply -f FILE --expect \
                 DIGEST` with the digest of this plan; nothing was changed"
            }
            Unusable::Redacted => {
                "apply the plan that `rosterctl plan --out PLAN` saved: it has the same digest and the real e-mails"
            }
            Unusable::Converted(_) => {
                "keep the file as it is: hand it on as an artifact rather than in git, or mark it `-text` in \
                 .gitattributes; then make a new plan with `rosterctl plan --out PLAN`"
            }
            Unusable::Unreadable(_) => {
                "give the file that `rosterctl plan --out PLAN` wrote; a roster is applied with `rosterctl apply -f FILE`; \
                 nothing was changed"
            }
            Unusable::Future(_) => "check the clocks of this machine and of the one that planned",
            _ => "make a new plan with `rosterctl plan --out PLAN` and have it reviewed; nothing was changed",
        };
        // These two are about plans that were made just now as well.
        let which = match &unusable {
            Unusable::NotADigest(_) | Unusable::OtherDigest { .. } => "plan",
            _ => "saved plan",
        };
        Self::new(Kind::Plan, format!("the {which} cannot be applied: {unusable}")).hint(hint)
    }
}

/// Whether what `--expect` was given can be the digest of a plan.
///
/// # Errors
/// That no plan has it.
pub fn check_expected(expected: Option<&str>) -> Result<(), Unusable> {
    let is_one = |text: &str| {
        let digits = text.strip_prefix("sha256:").unwrap_or_default();
        digits.len() == 64 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    match expected.filter(|expected| !is_one(expected)) {
        Some(other) => Err(Unusable::NotADigest(other.to_owned())),
        None => Ok(()),
    }
}
