//! Declared addresses that no active user has, and the findings about undeclared users who resemble one.

use crate::model::{Email, Live, LiveUser, Place, State, UserId};

use super::findings::{Absent, Others, live};
use super::lookalike::{By, Resembled, Sought};
use super::skeleton::are_confusable;
use super::types::{Finding, FindingCode, Severity};

/// One finding for each undeclared user at risk who resembles an entry that no active user matches. They come in the
/// order of `undeclared`.
pub(super) fn lookalikes(absent: &[Absent<'_>], reading: &Live, undeclared: &[&LiveUser]) -> Vec<Finding> {
    let others = Others::new(reading);
    let mut unseen: Vec<Unseen<'_>> = absent.iter().flat_map(|absence| Unseen::of(absence, &others)).collect();
    if unseen.is_empty() || undeclared.is_empty() {
        return Vec::new();
    }
    unseen.sort_by(|a, b| (a.email, a.at).cmp(&(b.email, b.at)));
    let mut sought = Sought::new(unseen.iter().map(|unseen| (unseen.email, unseen.account.map(|user| &*user.name))));
    let lookalike = |user: &&LiveUser| {
        let Resembled { of, by } = sought.resembled_by(user)?;
        unseen.get(of).map(|unseen| unseen.lookalike(user, by))
    };
    undeclared.iter().filter_map(lookalike).collect()
}

/// An address that the roster gives and no active user has.
struct Unseen<'a> {
    /// The address.
    email: &'a Email,
    role: Role,
    /// The account that the entry means, in another state than the active one.
    account: Option<&'a LiveUser>,
    /// Whether anybody looked for such an account.
    asked: bool,
    /// The id that the entry gives.
    id: Option<&'a UserId>,
    at: &'a Place,
}

/// What the address is in its entry.
enum Role {
    /// That of a declared user.
    Declared,
    /// A former one of a declared user.
    Former,
    /// That of a protected user.
    Protected,
}

impl<'a> Unseen<'a> {
    fn of(absence: &Absent<'a>, others: &Others<'a>) -> Vec<Self> {
        let entry = absence.entry();
        let (account, asked) = (others.meant_by(&entry), others.were_asked_for(&entry));
        let unseen = |email, role| Self { email, role, account, asked, id: entry.id, at: entry.at };
        match absence {
            // Whoever leaves is missed by nobody.
            Absent::Leaver(_) => Vec::new(),
            // An entry by id alone stands for the address of its account: a new account may have it by now.
            Absent::Protected(_) => {
                let email = entry.email.or(account.map(|account| &account.email));
                email.map(|email| unseen(email, Role::Protected)).into_iter().collect()
            }
            Absent::Declared(_) => {
                let named = entry.email.map(|email| unseen(email, Role::Declared));
                let former = entry.was.map(|was| unseen(was, Role::Former));
                named.into_iter().chain(former).collect()
            }
        }
    }

    /// What is said of a live user who resembles them.
    fn lookalike(&self, user: &LiveUser, by: By) -> Finding {
        let Self { email, at, .. } = self;
        let address = &user.email;
        let alike = match by {
            By::Name => "has the same name as",
            By::Address if are_confusable(email, address) => "is spelled with characters that look like those of",
            By::Address => "resembles",
        };
        let (role, standing) = (self.role(), self.standing());
        let advice = if Email::parse(address.as_str()).is_ok() {
            format!("{}. Two people? Add a leaver entry for `{address}`", self.advice(user))
        } else {
            format!("No roster can name `{address}`: have an administrator correct the address in the directory")
        };
        let text = format!("active and not declared, but {alike} `{email}`, {role} and {standing}. {advice}");
        Finding {
            code: FindingCode::Lookalike,
            severity: Severity::Error,
            user: live(user),
            text,
            at: Some((*at).into()),
        }
    }

    fn role(&self) -> &'static str {
        match self.role {
            Role::Declared => "who is declared",
            Role::Former => "who is declared by this former address",
            Role::Protected => "who is protected",
        }
    }

    fn standing(&self) -> &'static str {
        match self.account.map(|account| account.state) {
            Some(State::Deleted) => "deleted in the directory",
            Some(State::Inactive | State::Active) => "inactive in the directory",
            None if self.asked => "does not exist",
            None => "is not in the snapshot",
        }
    }

    /// What to write if it is the same person.
    fn advice(&self, user: &LiveUser) -> String {
        let (email, address) = (self.email, &user.email);
        let question = if self.account.is_some() { "A new account of the same person?" } else { "The same person?" };
        let lines = match (&self.role, self.account) {
            (Role::Declared, None) => format!("`email: {address}` and `was: {email}`"),
            (Role::Former, None) => format!("`was: {address}`"),
            _ => format!("`email: {address}`"),
        };
        let id = self.id.map(|_| format!(", and as its id {}", user.id)).unwrap_or_default();
        format!("{question} Write {lines} in that entry{id}")
    }
}
