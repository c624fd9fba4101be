//! Who leaves where: the users of all plans, joined by e-mail.

use std::cmp::Reverse;

use crate::model::{Email, OutcomeKind};
use crate::plan::ReasonCode;

/// A person whose access ends in one organization or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeavingPerson {
    /// The e-mail, in the spelling of the first organization.
    pub email: Email,
    /// Each user of that e-mail who is deactivated, in the order of the fleet.
    pub departures: Vec<Departure>,
}

/// A user of an organization who is deactivated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Departure {
    /// The organization, by its position in the fleet.
    pub organization: u32,
    /// The reason.
    pub reason: ReasonCode,
    /// What came of it, once an apply began.
    pub outcome: Option<OutcomeKind>,
}

impl LeavingPerson {
    /// How many organizations the person leaves. Several users of one organization can have the same e-mail.
    #[must_use]
    pub fn organizations(&self) -> usize {
        self.departures.chunk_by(|one, other| one.organization == other.organization).count()
    }
}

/// Joins the users of all plans, whatever their order.
pub(super) fn join(mut users: Vec<(Email, Departure)>) -> Vec<LeavingPerson> {
    // Two spellings of one address are equal: which of them is shown must not depend on the order of the results.
    users.sort_by(|(a, one), (b, other)| (a, one, a.as_str()).cmp(&(b, other, b.as_str())));
    let mut people: Vec<LeavingPerson> = Vec::new();
    for (email, departure) in users {
        match people.last_mut().filter(|person| person.email == email) {
            Some(person) => person.departures.push(departure),
            None => people.push(LeavingPerson { email, departures: vec![departure] }),
        }
    }
    sort(&mut people);
    people
}

/// Puts people in the order in which they are shown: who leaves the most organizations first, then by e-mail.
pub(super) fn sort(people: &mut [LeavingPerson]) {
    people.sort_by(|a, b| (Reverse(a.organizations()), &a.email).cmp(&(Reverse(b.organizations()), &b.email)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(email: &str, organization: u32) -> (Email, Departure) {
        (Email::reported(email), Departure { organization, reason: ReasonCode::Leaver, outcome: None })
    }

    #[test]
    fn a_person_is_one_however_their_e_mail_is_spelled_and_whatever_came_first() {
        let mut users = vec![
            leaves("zoe@acme.example", 2),
            leaves("DI@acme.example", 1),
            leaves("Di@acme.example", 0),
            leaves("ana@acme.example", 0),
            leaves("ana@acme.example", 0),
        ];
        let joined = join(users.clone());
        let shown: Vec<_> = joined.iter().map(|one| (one.email.as_str(), one.organizations())).collect();
        assert_eq!(shown, [("Di@acme.example", 2), ("ana@acme.example", 1), ("zoe@acme.example", 1)]);
        assert_eq!(joined[1].departures.len(), 2, "two users of one organization");
        users.reverse();
        assert_eq!(join(users), joined);
    }
}
