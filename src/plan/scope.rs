//! Which live users a roster governs. Outside it nobody is ever touched.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::{At, Division, Live, LiveUser, Place, Scope};
use crate::text::fold;

use super::contradiction::Contradiction;
use crate::text::nearest;

/// A scope whose division names are resolved to ids.
pub(super) struct Bounds {
    divisions: Option<HashMap<String, Place>>,
    domains: Option<HashMap<String, Place>>,
}

/// Whether one of the scope's two lists covers a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cover<'a> {
    /// The roster does not narrow by this.
    Everybody,
    /// This line covers them.
    By(&'a Place),
    /// No line does.
    Nobody,
}

impl<'a> Cover<'a> {
    fn of<'k>(list: Option<&'a HashMap<String, Place>>, key: impl FnOnce() -> Option<&'k str>) -> Self {
        let Some(list) = list else { return Self::Everybody };
        key().and_then(|key| list.get(key)).map_or(Self::Nobody, Self::By)
    }
}

impl Bounds {
    /// Resolves a scope against a directory. The name of no division or of several, and a domain that no user has, go to
    /// `contradictions`.
    pub(super) fn resolve(scope: &Scope, live: &Live, contradictions: &mut Vec<Contradiction>) -> Self {
        let divisions = &live.divisions;
        let mut ids = HashMap::new();
        for wanted in &scope.divisions {
            let bearers: Vec<&Division> = match divisions.iter().find(|d| d.id == wanted.value) {
                Some(by_id) => vec![by_id],
                None => divisions.iter().filter(|d| fold(&d.name) == fold(&wanted.value)).collect(),
            };
            match bearers.as_slice() {
                [one] => {
                    ids.entry(one.id.clone()).or_insert_with(|| wanted.at.clone());
                }
                [] => contradictions.push(Contradiction {
                    code: "unknown-division",
                    at: Some(wanted.at.clone()),
                    message: format!("the directory has no division `{}`", wanted.value),
                    help: match nearest(&wanted.value, divisions.iter().map(|d| d.name.as_str())) {
                        Some(name) => format!("did you mean `{name}`? A division is given by its name or its id"),
                        None => "give the division's name or id as the directory shows it; if it exists there, the \
                                 credentials may lack the permission to see it"
                            .to_owned(),
                    },
                }),
                several => contradictions.push(Contradiction {
                    code: "ambiguous-division",
                    at: Some(wanted.at.clone()),
                    message: format!("{} divisions have the name `{}`", several.len(), wanted.value),
                    help: format!(
                        "give the id of the one that is meant: {}",
                        several.iter().map(|d| d.id.as_str()).collect::<Vec<_>>().join(", ")
                    ),
                }),
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

    /// That the directory leaves open whether somebody is governed, when it does.
    pub(super) fn undecidable(&self, active: &[LiveUser]) -> Option<Contradiction> {
        self.divisions.as_ref()?;
        let unknown: Vec<&LiveUser> = active.iter().filter(|user| user.division.is_none()).collect();
        let first = unknown.first()?;
        Some(Contradiction {
            code: "division-unknown",
            at: None,
            message: format!(
                "the directory does not say in which division {} ({}) is, and {} more, so the scope cannot be decided",
                first.email,
                first.id,
                unknown.len() - 1
            ),
            help: "let the credentials see divisions, or scope by `email_domains` alone".to_owned(),
        })
    }

    /// Whether a user is governed. A user whose division or domain is unknown is not, when the scope asks for one.
    pub(super) fn contain(&self, user: &LiveUser) -> bool {
        self.by_division(user) != Cover::Nobody && self.by_domain(user) != Cover::Nobody
    }

    /// Whether the scope's divisions cover a user.
    pub(super) fn by_division(&self, user: &LiveUser) -> Cover<'_> {
        Cover::of(self.divisions.as_ref(), || user.division.as_ref().map(|division| division.id.as_str()))
    }

    /// Whether the scope's e-mail domains cover a user.
    pub(super) fn by_domain(&self, user: &LiveUser) -> Cover<'_> {
        Cover::of(self.domains.as_ref(), || user.email.domain())
    }
}

/// The domains of the scope that no user has whom the reading holds. A scope that governs nobody would make every plan an
/// empty one.
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
    let contradiction = |domain: &At<String>| Contradiction {
        code: "unknown-domain",
        at: Some(domain.at.clone()),
        message: format!("no user of the directory has an e-mail in the domain `{}`", domain.value),
        help: match nearest(&domain.value, seen.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "correct its spelling, or drop it from `email_domains` until somebody has such an e-mail".to_owned()
            }
        },
    };
    unknown.map(contradiction).collect()
}
