//! The reasons why a saved plan is not applied.

use jiff::Timestamp;

use crate::error::{Error, Kind};

use super::records::FORMAT_VERSION;

/// The reason why a saved plan cannot be applied. The display form is a clause about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanRejected {
    /// Not JSON, or not the whole of it.
    #[error("it is not a saved plan, or is truncated: {0}")]
    Unreadable(String),
    /// Another version of the format.
    #[error("its format is version {0}, and this rosterctl reads version {FORMAT_VERSION}")]
    OtherFormat(String),
    /// Only its line ends, byte-order mark or final line break were changed.
    #[error("{0} after it was saved; its content is unchanged, but a plan is only read exactly as it was written")]
    Converted(Conversion),
    /// Its content does not match its checksum or its digest.
    #[error("it was altered after it was saved")]
    Altered,
    /// It breaks a law of plans.
    #[error("it is inconsistent: {0}")]
    Inconsistent(String),
    /// Its creation time is later than now.
    #[error("its creation time {0} is in the future")]
    Future(Timestamp),
    /// It expired.
    #[error("it expired at {0}")]
    Expired(Timestamp),
    /// It was not made from the directory itself.
    #[error("it was made from a snapshot of the directory (--live), as a preview of what a roster would change")]
    Snapshot,
    /// It was made for a day that `--as-of` chose.
    #[error("it was made with --as-of, as a preview of another day")]
    AsOf,
    /// Its names and e-mails were replaced.
    #[error("it is a redacted copy, in which --redact replaced names and e-mails")]
    Redacted,
    /// `--expect` is not a digest, as when a variable is not set.
    #[error("--expect is {}, and no plan has such a digest", if .0.trim().is_empty() { "empty" } else { .0 })]
    NotADigest(String),
    /// It is not the plan that was reviewed.
    #[error("its digest is {actual}, not {expected}")]
    OtherDigest {
        /// What `--expect` asked for.
        expected: String,
        /// The digest of the plan.
        actual: String,
    },
    /// Its directory has something that this program does not know.
    #[error("it has the {what} `{value}`, which this rosterctl does not know")]
    Unknown {
        /// What it is, such as a setting.
        what: &'static str,
        /// What it is called, or its value.
        value: String,
    },
    /// Its directory has settings that this program does not accept.
    #[error("its directory has settings that do not go together: {0}")]
    Settings(String),
    /// What is known of a deactivation differs from what the plan records.
    #[error("it was made on other terms: what a deactivation in the service `{0}` does is known differently by now")]
    OtherTerms(String),
    /// The credentials belong to another organization.
    #[error("it is for the organization {planned}, and the credentials belong to {actual}")]
    OtherOrganization {
        /// The id of the plan's organization.
        planned: String,
        /// The id of the organization that the credentials belong to.
        actual: String,
    },
    /// Its directory is at another address than the one that it shows.
    #[error("it shows the directory at {shown}, and its settings lead to {actual}")]
    OtherAddress {
        /// The address that formats of a plan show.
        shown: String,
        /// The address that would be written to.
        actual: String,
    },
    /// It deactivates the user who proves that its directory is the right one.
    #[error("it deactivates user {0}, who is pinned as the proof of the tenant")]
    Pinned(String),
    /// It deactivates the owner of the credentials.
    #[error("it deactivates user {0}, to whom the credentials belong")]
    OwnerOfCredentials(String),
}

/// What a tool did to a plan that is otherwise as it was saved. The display form is a clause about the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conversion {
    /// Line feeds became carriage returns and line feeds, as `core.autocrlf` of git does.
    #[error("its line ends were converted to CRLF")]
    LineEnds,
    /// An editor or a shell put a byte-order mark before it.
    #[error("a byte-order mark was put before it")]
    Mark,
    /// The line break at its end was dropped, or there are more.
    #[error("the line break at its end was changed")]
    FinalLineBreak,
}

impl From<PlanRejected> for Error {
    fn from(rejected: PlanRejected) -> Self {
        let hint = match &rejected {
            PlanRejected::OtherOrganization { .. } => {
                "use the credentials of the organization that was planned, or plan again"
            }
            PlanRejected::OwnerOfCredentials(_) => {
                "apply with the credentials of somebody else, or protect that user in the roster and plan again; nothing was \
                 changed"
            }
            PlanRejected::OtherDigest { .. } => {
                "have the new plan reviewed: make it with `rosterctl plan --out PLAN` and approve its digest"
            }
            PlanRejected::NotADigest(_) => {
                "a digest is `sha256:` and 64 hexadecimal digits in small letters, as `rosterctl show PLAN` prints it; if \
                 it comes from a variable, check that the variable is set; nothing was changed"
            }
            PlanRejected::Snapshot => {
                "plan from the directory with `rosterctl plan --out PLAN`, or run `rosterctl apply -f FILE --expect \
                 DIGEST` with the digest of this plan; nothing was changed"
            }
            PlanRejected::Redacted => {
                "apply the plan that `rosterctl plan --out PLAN` saved: it has the same digest and the real e-mails"
            }
            PlanRejected::Converted(_) => {
                "keep the file as it is: hand it on as an artifact rather than in git, or mark it `-text` in \
                 .gitattributes; then make a new plan with `rosterctl plan --out PLAN`"
            }
            PlanRejected::Unreadable(_) => {
                "give the file that `rosterctl plan --out PLAN` wrote; a roster is applied with `rosterctl apply -f FILE`; \
                 nothing was changed"
            }
            PlanRejected::Unknown { .. } => "make a new plan with this version of rosterctl; nothing was changed",
            PlanRejected::Future(_) => "check the clocks of this machine and of the one that planned",
            _ => "make a new plan with `rosterctl plan --out PLAN` and have it reviewed; nothing was changed",
        };
        // These two are about plans that were made just now as well.
        let which = match &rejected {
            PlanRejected::NotADigest(_) | PlanRejected::OtherDigest { .. } => "plan",
            _ => "saved plan",
        };
        Self::new(Kind::Plan, format!("the {which} cannot be applied: {rejected}")).hint(hint)
    }
}

/// Checks that the value of `--expect` can be the digest of a plan.
///
/// # Errors
/// [`PlanRejected::NotADigest`].
pub fn check_expected(expected: Option<&str>) -> Result<(), PlanRejected> {
    let is_one = |text: &str| {
        let digits = text.strip_prefix("sha256:").unwrap_or_default();
        digits.len() == 64 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    match expected.filter(|expected| !is_one(expected)) {
        Some(other) => Err(PlanRejected::NotADigest(other.to_owned())),
        None => Ok(()),
    }
}
