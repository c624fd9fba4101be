//! The users that a roster governs. Outside its scope no user is ever touched.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::{Division, FreeText, Label, Live, LiveUser, Place, Scope, Spanned};
use crate::text::{fold, nearest};

use super::contradiction::{Contradiction, ContradictionKind};

/// A scope whose division names are resolved to ids.
pub(super) struct ResolvedScope {
    divisions: Option<HashMap<String, Place>>,
    domains: Option<HashMap<String, Place>>,
}

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
        let mut domains = HashMap::new();
        for domain in &scope.email_domains {
            domains.entry(fold(&domain.value)).or_insert_with(|| domain.at.clone());
        }
        Self {
            divisions: (!scope.divisions.is_empty()).then_some(ids),
            domains: (!domains.is_empty()).then_some(domains),
        }
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

    /// Whether a user is governed. A user whose division or domain is unknown is not, when the scope asks for one.
    pub(super) fn contains(&self, user: &LiveUser) -> bool {
        self.by_division(user) != ScopeMatch::Uncovered && self.by_domain(user) != ScopeMatch::Uncovered
    }

    /// Whether the scope's divisions cover a user.
    pub(super) fn by_division(&self, user: &LiveUser) -> ScopeMatch<'_> {
        ScopeMatch::of(self.divisions.as_ref(), || user.division.as_ref().map(|division| division.id.as_str()))
    }

    /// Whether the scope's e-mail domains cover a user.
    pub(super) fn by_domain(&self, user: &LiveUser) -> ScopeMatch<'_> {
        ScopeMatch::of(self.domains.as_ref(), || user.email.domain())
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
    let mut unseen: HashSet<String> = scope.email_domains.iter().map(|domain| fold(&domain.value)).collect();
    let users = || live.active.iter().chain(&live.others);
    for domain in users().filter_map(|user| user.email.domain()) {
        if unseen.is_empty() {
            return Vec::new();
        }
        unseen.remove(domain);
    }
    if unseen.is_empty() {
        return Vec::new();
    }
    let seen: BTreeSet<&str> = users().filter_map(|user| user.email.domain()).collect();
    let unknown = scope.email_domains.iter().filter(|domain| unseen.contains(&fold(&domain.value)));
    let contradiction = |domain: &Spanned<String>| {
        let nearest = nearest(&domain.value, seen.iter().copied()).map(|near| FreeText(near.to_owned()));
        let kind = ContradictionKind::UnknownDomain { domain: FreeText(domain.value.clone()), nearest };
        Contradiction { at: Some(domain.at.clone()), kind }
    };
    unknown.map(contradiction).collect()
}
