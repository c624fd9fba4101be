//! The users that a roster governs. Outside its scope no user is ever touched.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::{Division, FreeText, Label, Live, LiveUser, Place, Scope, Spanned, UserAttributes};
use crate::text::{decoded_domain, fold, nearest};

use super::contradiction::{Contradiction, ContradictionKind};

/// A scope whose division names are resolved to ids.
pub(super) struct ResolvedScope {
    divisions: Option<HashMap<String, Place>>,
    domains: Option<HashMap<String, Place>>,
    user_types: Option<HashMap<String, Place>>,
    departments: Option<HashMap<String, Place>>,
}

/// What a directory reports of a user that a scope can ask for, beside division and domain.
type Attribute = fn(&UserAttributes) -> Option<&str>;

/// Whether one of the scope's two lists covers a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScopeMatch<'a> {
    /// The roster does not narrow by this.
    Unrestricted,
    /// This line covers the user.
    Line(&'a Place),
    /// No line does.
    Uncovered,
}

impl<'a> ScopeMatch<'a> {
    fn of<'k>(list: Option<&'a HashMap<String, Place>>, key: impl FnOnce() -> Option<&'k str>) -> Self {
        let Some(list) = list else { return Self::Unrestricted };
        key().and_then(|key| list.get(key)).map_or(Self::Uncovered, Self::Line)
    }

    fn of_domain(list: Option<&'a HashMap<String, Place>>, user: &LiveUser) -> Self {
        let Some(list) = list else { return Self::Unrestricted };
        let domain = user.email.domain().map(decoded_domain);
        domain.and_then(|domain| list.get(&*domain)).map_or(Self::Uncovered, Self::Line)
    }

    fn of_folded(list: Option<&'a HashMap<String, Place>>, value: Option<&str>) -> Self {
        let Some(list) = list else { return Self::Unrestricted };
        value.and_then(|value| list.get(&fold(value))).map_or(Self::Uncovered, Self::Line)
    }
}

/// The type of a user, when the directory reports it.
pub(super) fn user_type(attributes: &UserAttributes) -> Option<&str> {
    attributes.user_type.as_deref()
}

/// The department of a user, when the directory reports it.
pub(super) fn department(attributes: &UserAttributes) -> Option<&str> {
    attributes.department.as_deref()
}

/// An attribute of a user, when the directory reports it.
pub(super) fn attribute(user: &LiveUser, of: Attribute) -> Option<&str> {
    user.attributes.as_deref().and_then(of)
}

/// A domain of the scope as those of users are compared.
fn compared(domain: &str) -> String {
    decoded_domain(&fold(domain)).into_owned()
}

/// The values of a list by their keys, with their lines; `None` when the list does not narrow the scope.
fn keyed(list: &[Spanned<String>], key: fn(&str) -> String) -> Option<HashMap<String, Place>> {
    let mut values = HashMap::new();
    for value in list {
        values.entry(key(&value.value)).or_insert_with(|| value.at.clone());
    }
    (!values.is_empty()).then_some(values)
}

impl ResolvedScope {
    /// Resolves a scope against a directory. The name of no division or of several, and a domain that no user has, go to
    /// `contradictions`.
    pub(super) fn resolve(scope: &Scope, live: &Live, contradictions: &mut Vec<Contradiction>) -> Self {
        let mut ids = HashMap::new();
        for wanted in &scope.divisions {
            match division(wanted, &live.divisions) {
                Ok(id) => {
                    ids.entry(id).or_insert_with(|| wanted.at.clone());
                }
                Err(kind) => contradictions.push(Contradiction { at: Some(wanted.at.clone()), kind }),
            }
        }
        contradictions.extend(unknown_domains(scope, live));
        let inactive = &live.inactive_attributes;
        let user_types = (scope.user_types.as_slice(), "user_types");
        contradictions.extend(unknown_attributes(user_types, user_type, &inactive.user_types, live));
        let departments = (scope.departments.as_slice(), "departments");
        contradictions.extend(unknown_attributes(departments, department, &inactive.departments, live));
        Self {
            divisions: (!scope.divisions.is_empty()).then_some(ids),
            domains: keyed(&scope.email_domains, compared),
            user_types: keyed(&scope.user_types, fold),
            departments: keyed(&scope.departments, fold),
        }
    }

    /// Whether the scope covers a user in all that the directory reports of them, and asks for something that it does not
    /// report.
    pub(super) fn is_unknown(&self, user: &LiveUser) -> bool {
        let is_missing = |list: &Option<_>, of: Attribute| list.is_some() && attribute(user, of).is_none();
        let (user_type, department) =
            (is_missing(&self.user_types, user_type), is_missing(&self.departments, department));
        (user_type || department)
            && self.by_division(user) != ScopeMatch::Uncovered
            && self.by_domain(user) != ScopeMatch::Uncovered
            && (user_type || self.by_user_type(user) != ScopeMatch::Uncovered)
            && (department || self.by_department(user) != ScopeMatch::Uncovered)
    }

    /// The contradiction that the scope asks for divisions and the directory does not report that of every user.
    pub(super) fn undecidable(&self, active: &[LiveUser]) -> Option<Contradiction> {
        self.divisions.as_ref()?;
        let mut unknown = active.iter().filter(|user| user.division.is_none());
        let LiveUser { email, id, .. } = unknown.next()?.clone();
        Some(Contradiction {
            at: None,
            kind: ContradictionKind::DivisionUnknown { email, id, others: unknown.count() },
        })
    }

    /// Whether a user is governed. A user of whom the directory does not report what the scope asks for is not.
    pub(super) fn contains(&self, user: &LiveUser) -> bool {
        let is_everybody = matches!(self, Self { divisions: None, domains: None, user_types: None, departments: None });
        is_everybody
            || (self.by_division(user) != ScopeMatch::Uncovered
                && self.by_domain(user) != ScopeMatch::Uncovered
                && self.by_user_type(user) != ScopeMatch::Uncovered
                && self.by_department(user) != ScopeMatch::Uncovered)
    }

    /// Whether the scope's types of users cover a user.
    pub(super) fn by_user_type(&self, user: &LiveUser) -> ScopeMatch<'_> {
        ScopeMatch::of_folded(self.user_types.as_ref(), attribute(user, user_type))
    }

    /// Whether the scope's departments cover a user.
    pub(super) fn by_department(&self, user: &LiveUser) -> ScopeMatch<'_> {
        ScopeMatch::of_folded(self.departments.as_ref(), attribute(user, department))
    }

    /// Whether the scope's divisions cover a user.
    pub(super) fn by_division(&self, user: &LiveUser) -> ScopeMatch<'_> {
        ScopeMatch::of(self.divisions.as_ref(), || user.division.as_ref().map(|division| division.id.as_str()))
    }

    /// Whether the scope's e-mail domains cover a user.
    pub(super) fn by_domain(&self, user: &LiveUser) -> ScopeMatch<'_> {
        ScopeMatch::of_domain(self.domains.as_ref(), user)
    }
}

/// The id of the one division with this id or name.
fn division(wanted: &Spanned<String>, divisions: &[Division]) -> Result<String, ContradictionKind> {
    let name = &wanted.value;
    if let Some(by_id) = divisions.iter().find(|division| division.id == *name) {
        return Ok(by_id.id.clone());
    }
    let named: Vec<&Division> = divisions.iter().filter(|division| fold(&division.name) == fold(name)).collect();
    let name = Label(name.clone());
    match named.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => {
            let nearest = nearest(&name.0, divisions.iter().map(|division| division.name.as_str()));
            Err(ContradictionKind::UnknownDivision { nearest: nearest.map(|near| Label(near.to_owned())), name })
        }
        several => {
            let ids = several.iter().map(|division| Label(division.id.clone())).collect();
            Err(ContradictionKind::AmbiguousDivision { name, ids })
        }
    }
}

/// The contradictions for domains of the scope that no user of the reading has. A scope that governs no user would make
/// every plan an empty one.
fn unknown_domains(scope: &Scope, live: &Live) -> Vec<Contradiction> {
    let mut unseen: HashSet<String> = scope.email_domains.iter().map(|domain| compared(&domain.value)).collect();
    let users = || live.active.iter().chain(&live.others);
    for domain in users().filter_map(|user| user.email.domain()) {
        if unseen.is_empty() {
            return Vec::new();
        }
        unseen.remove(&*decoded_domain(domain));
    }
    if unseen.is_empty() {
        return Vec::new();
    }
    let seen: BTreeSet<&str> = users().filter_map(|user| user.email.domain()).collect();
    let unknown = scope.email_domains.iter().filter(|domain| unseen.contains(&compared(&domain.value)));
    let contradiction = |domain: &Spanned<String>| {
        let nearest = nearest(&domain.value, seen.iter().copied()).map(|near| FreeText(near.to_owned()));
        let kind = ContradictionKind::UnknownDomain { domain: FreeText(domain.value.clone()), nearest };
        Contradiction { at: Some(domain.at.clone()), kind }
    };
    unknown.map(contradiction).collect()
}

/// The contradictions for values of a list of the scope that no user has. One that the last active user with it took along is
/// still known of inactive users, where the directory lists them.
fn unknown_attributes(
    (list, key): (&[Spanned<String>], &'static str),
    of: Attribute,
    inactive: &BTreeSet<String>,
    live: &Live,
) -> Vec<Contradiction> {
    if list.is_empty() {
        return Vec::new();
    }
    let active = live.active.iter().filter_map(|user| attribute(user, of));
    let seen: BTreeSet<&str> = active.chain(inactive.iter().map(String::as_str)).collect();
    let known: HashSet<String> = seen.iter().map(|value| fold(value)).collect();
    let contradiction = |value: &Spanned<String>| {
        let nearest = nearest(&value.value, seen.iter().copied()).map(|near| Label(near.to_owned()));
        let kind = ContradictionKind::UnknownAttribute { key, value: Label(value.value.clone()), nearest };
        Contradiction { at: Some(value.at.clone()), kind }
    };
    list.iter().filter(|value| !known.contains(&fold(&value.value))).map(contradiction).collect()
}
