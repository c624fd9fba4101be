//! Ids of users that say who they are. The id of a user in a SCIM service can be their e-mail, or the name that they log in
//! with; an id that says nothing stays.

use super::{Redaction, WITHHELD};
use crate::model::{LiveUser, UserId};
use crate::text::{fold, url_component};

impl Redaction {
    /// Makes the users of a reading known: by every address, by the name that they log in with, and by an id that says as
    /// much.
    pub fn learn_user(&mut self, user: &LiveUser) {
        let (id, email) = (user.id.as_str(), user.email.as_str());
        self.learn(email, &user.name);
        for other in user.addresses().skip(1).chain(user.other_addresses()) {
            self.learn(other.as_str(), "");
        }
        let Some(known) = user.attributes.as_deref() else { return };
        self.learn_id(id, email, &user.name);
        if let Some(login) = known.account.user_name.as_deref() {
            self.learn(login, "");
            self.learn_id(id, email, login);
        }
    }

    /// Makes an id known, where it is an address, or has the letters and digits of the name of the user, or of the part of
    /// their e-mail before the `@`. The id of a user without an e-mail may be what they log in with, unless it looks generated.
    pub(super) fn learn_id(&mut self, id: &str, email: &str, name: &str) {
        let bare = |text: &str| -> String { fold(text).chars().filter(|c| c.is_alphanumeric()).collect() };
        let (own, local) = (bare(id), email.rsplit_once('@').map_or(email, |(local, _)| local));
        let is_login = email.is_empty() && !name.is_empty() && !looks_generated(id);
        if !id.contains('@') && !is_login && (own.is_empty() || ![local, name].iter().any(|known| bare(known) == own)) {
            return;
        }
        let pseudonym = self.pseudonym(email, name);
        for spelling in [id, &url_component(id)] {
            self.known.insert(spelling, "", &pseudonym);
        }
        self.ids.insert(id.to_owned(), pseudonym);
    }

    /// Makes the user known who proves that a directory is the right one: errors name them before any user is read, by an
    /// id that is withheld there unless it looks generated.
    pub fn learn_pinned(&mut self, id: &str, user_name: &str) {
        self.learn_id(id, user_name, "");
        if user_name == WITHHELD {
            return;
        }
        self.learn(user_name, "");
        if !looks_generated(id) {
            let pseudonym = self.pseudonym(user_name, "");
            for spelling in [id, &url_component(id)] {
                self.known.insert(spelling, "", &pseudonym);
            }
        }
    }

    /// An id as it is shown: a pseudonym in place of one that says whose it is.
    pub(super) fn id(&self, id: &str) -> String {
        match self.ids.get(id).map(|pseudonym| self.known.short(pseudonym)) {
            Some(pseudonym) if id.contains('@') => pseudonym.address(),
            Some(pseudonym) => pseudonym.name(),
            None => self.addresses(id),
        }
    }

    pub(super) fn user_id(&self, id: &mut UserId) {
        if let Some(shown) = UserId::new(&self.id(id.as_str())) {
            *id = shown;
        }
    }
}

/// Whether an id is a number, or long and hexadecimal but for dashes, as a UUID is.
fn looks_generated(id: &str) -> bool {
    let digits = || id.bytes().filter(|byte| *byte != b'-');
    digits().all(|byte| byte.is_ascii_digit())
        || (digits().count() >= 16 && digits().all(|byte| byte.is_ascii_hexdigit()))
}
