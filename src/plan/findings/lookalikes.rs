//! Addresses of the roster that no active user has, and the findings about undeclared users who resemble one.

use crate::model::{Email, Live, LiveUser, Place, State};
use crate::plan::similarity::{ResemblanceIndex, Resembled, are_confusable};

use super::{AccountState, DecidedFinding, EntryRole, FindingKind, InactiveIndex, Resemblance, Unmatched};

/// One finding for each undeclared user who resembles an entry that matches no active user, in the order of
/// `undeclared`.
pub(in crate::plan) fn lookalikes(
    unmatched: &[Unmatched<'_>],
    reading: &Live,
    undeclared: &[&LiveUser],
) -> Vec<DecidedFinding> {
    let others = InactiveIndex::new(reading);
    let mut missing: Vec<MissingEmail<'_>> =
        unmatched.iter().flat_map(|unmatched| MissingEmail::of(unmatched, &others)).collect();
    if missing.is_empty() || undeclared.is_empty() {
        return Vec::new();
    }
    missing.sort_by(|a, b| (a.email, a.at).cmp(&(b.email, b.at)));
    let names = missing.iter().map(|missing| (missing.email, missing.account.map(|user| &*user.name)));
    let mut index = ResemblanceIndex::new(names);
    let lookalike = |user: &&LiveUser| {
        // An alias finds the user, so that no entry with it is unmatched; what is like it may be meant all the same.
        let known = user.attributes.as_deref();
        let login = known.and_then(|known| known.account.user_name.as_deref()).map(Email::reported);
        let mut own = user.addresses().chain(user.other_addresses()).chain(&login);
        let (alike, Resembled { of, by_name }) =
            own.find_map(|address| Some((address, index.resembled_by(address, &user.name)?)))?;
        missing.get(of).map(|missing| missing.lookalike(user, alike, by_name))
    };
    undeclared.iter().filter_map(lookalike).collect()
}

/// An address that the roster gives and no active user has.
struct MissingEmail<'a> {
    email: &'a Email,
    role: EntryRole,
    /// The account that the entry is for, in another state than the active one.
    account: Option<&'a LiveUser>,
    state: AccountState,
    /// Whether the entry gives an id.
    has_id: bool,
    at: &'a Place,
}

impl<'a> MissingEmail<'a> {
    fn of(unmatched: &Unmatched<'a>, others: &InactiveIndex<'a>) -> Vec<Self> {
        let entry = unmatched.entry();
        let account = others.find(&entry);
        let state = match account.map(|account| account.state) {
            Some(State::Deleted) => AccountState::Deleted,
            Some(State::Inactive | State::Active) => AccountState::Inactive,
            None if others.was_looked_up(&entry) => AccountState::Missing,
            None => AccountState::Unknown,
        };
        let missing = |email, role| Self { email, role, account, state, has_id: entry.id.is_some(), at: entry.at };
        match unmatched {
            // A leaver who is not there is as it should be.
            Unmatched::Leaver(_) => Vec::new(),
            // An entry by id alone is about the address of its account: a new account may have it by now.
            Unmatched::Protected(_) => {
                let email = entry.email.or(account.map(|account| &account.email));
                email.map(|email| missing(email, EntryRole::Protected)).into_iter().collect()
            }
            Unmatched::Declared(_) => {
                let named = entry.email.map(|email| missing(email, EntryRole::Declared));
                let former = entry.was.map(|was| missing(was, EntryRole::Former));
                named.into_iter().chain(former).collect()
            }
        }
    }

    /// The finding about a live user who resembles this address by one of theirs, or the account that it belongs to by
    /// name.
    fn lookalike(&self, user: &LiveUser, alike: &Email, by_name: bool) -> DecidedFinding {
        let by = match by_name {
            true => Resemblance::Name,
            false if are_confusable(self.email, alike) => Resemblance::Confusable,
            false => Resemblance::Address,
        };
        let kind = FindingKind::Lookalike {
            resembled: self.email.clone(),
            by,
            role: self.role,
            account: self.state,
            has_id: self.has_id,
            is_nameable: Email::parse(user.email.as_str()).is_ok(),
            through: Some(alike).filter(|alike| !by_name && **alike != user.email).cloned(),
        };
        DecidedFinding::new(kind, user.into(), Some(self.at))
    }
}
