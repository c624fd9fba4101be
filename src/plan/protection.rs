//! Whom the protected entries protect. Here identity may be in doubt: whoever could be meant is protected, and a finding
//! says what to correct. Only where access ends is a doubt an error.

use crate::model::{Live, LiveUser, Protected, State};

use super::findings::{Absent, Others, live};
use super::matching::Entry;
use super::types::{Finding, FindingCode, FindingUser, Severity};

/// What to correct in an entry whose id and e-mail do not belong to the same active user, or whose id is spelled otherwise
/// than theirs.
pub(super) fn mismatch(user: &LiveUser, protected: &Protected) -> Option<Finding> {
    let id = protected.id.as_ref()?;
    let text = match (user.id == *id, &protected.email) {
        (true, None) => return None,
        (true, Some(email)) if user.email == *email => return None,
        (true, Some(email)) => format!(
            "protected by id, but the e-mail in the directory is `{}`, not `{email}`; correct the e-mail of the entry",
            user.email
        ),
        (false, _) if user.id.as_str().eq_ignore_ascii_case(id.as_str()) => format!(
            "protected by the id {id}, which differs from this user's by capital letters alone; write the id as the \
             directory spells it: {}",
            user.id
        ),
        (false, _) => format!(
            "protected, because an entry gives this e-mail, but with the id {id}, which is not this user's; if this user is \
             meant, write the id {}; if not, correct the e-mail of the entry",
            user.id
        ),
    };
    Some(Finding {
        code: FindingCode::ProtectedMismatch,
        severity: Severity::Warning,
        user: live(user),
        text,
        at: Some((&protected.at).into()),
    })
}

/// What there is to say of protected entries that no active user matches.
#[derive(Default)]
pub(super) struct Unprotecting {
    /// One finding each, or two.
    pub(super) findings: Vec<Finding>,
    /// How many match no user who could come back; `None` when that is unknown of one of them.
    pub(super) absent: Option<u64>,
}

/// Looks for the protected entries among the users in other states. An inactive user is found. A deleted one is not: an
/// account that was made anew under another address has left such an entry behind, and nothing protects it.
pub(super) fn unprotecting(absent: &[Absent<'_>], reading: &Live) -> Unprotecting {
    let others = Others::new(reading);
    let mut said = Unprotecting { findings: Vec::new(), absent: Some(0) };
    let entries = absent.iter().filter_map(|absence| match absence {
        Absent::Protected(protected) => Some(*protected),
        Absent::Declared(_) | Absent::Leaver(_) => None,
    });
    for protected in entries {
        let entry = Entry::from(protected);
        match others.meant_by(&entry) {
            Some(user) if user.state != State::Deleted => {
                let text = "protected, but inactive in the directory, so there is nothing to protect; if it should be \
                            active, an administrator can reactivate it";
                said.findings.push(about(live(user), FindingCode::Inactive, Severity::Warning, text, protected));
                said.findings.extend(mismatch(user, protected));
            }
            found => {
                let asked = others.were_asked_for(&entry);
                said.absent = said.absent.filter(|_| found.is_some() || asked).map(|count| count + 1);
                let text = match (found, &protected.email) {
                    (Some(_), _) => REMOVED,
                    (None, _) if !asked => UNASKED,
                    (None, Some(_)) => NO_SUCH_EMAIL,
                    (None, None) => NO_SUCH_ID,
                };
                let unknown = || FindingUser {
                    id: protected.id.as_ref().filter(|_| entry.email.is_none()).map(|id| id.as_str().to_owned()),
                    email: entry.email.map(|email| email.as_str().to_owned()).unwrap_or_default(),
                    name: None,
                };
                let user = found.map_or_else(unknown, live);
                said.findings.push(about(user, FindingCode::ProtectedAbsent, Severity::Error, text, protected));
            }
        }
    }
    said
}

const REMOVED: &str = "protected, but deleted in the directory, so the entry protects nobody; if the account was made \
                       anew, write its `id` or its e-mail, and otherwise drop the entry";

const UNASKED: &str = "protected, but not active; the snapshot does not know whether they are inactive, deleted or not \
                       there at all, for it was taken with a roster that did not ask for them; correct the entry, or \
                       take a new snapshot";

const NO_SUCH_EMAIL: &str = "protected, but nobody in the directory has this e-mail, so the entry protects nobody; \
                             correct its spelling, add the `id` of an account that was renamed, or drop the entry";

const NO_SUCH_ID: &str =
    "protected, but nobody in the directory has this id, so the entry protects nobody; correct it, or drop the entry";

fn about(user: FindingUser, code: FindingCode, severity: Severity, text: &str, protected: &Protected) -> Finding {
    Finding { code, severity, user, text: text.to_owned(), at: Some((&protected.at).into()) }
}
