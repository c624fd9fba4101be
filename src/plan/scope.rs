//! Which live users a roster governs. Outside it nobody is ever touched.

use std::collections::HashSet;

use crate::model::{Division, LiveUser, Scope, fold};

use super::contradiction::Contradiction;
use super::lookalike::nearest;

/// A scope whose division names are resolved to ids.
pub(super) struct Bounds {
    divisions: Option<HashSet<String>>,
    domains: Option<HashSet<String>>,
}

impl Bounds {
    /// Resolves a scope against the directory's divisions. A name that no division or more than one bears goes to
    /// `contradictions`.
    pub(super) fn resolve(scope: &Scope, divisions: &[Division], contradictions: &mut Vec<Contradiction>) -> Self {
        let mut ids = HashSet::new();
        for wanted in &scope.divisions {
            let bearers: Vec<&Division> = match divisions.iter().find(|d| d.id == wanted.value) {
                Some(by_id) => vec![by_id],
                None => divisions.iter().filter(|d| fold(&d.name) == fold(&wanted.value)).collect(),
            };
            match bearers.as_slice() {
                [one] => {
                    ids.insert(one.id.clone());
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
                    message: format!("{} divisions are called `{}`", several.len(), wanted.value),
                    help: format!(
                        "give the id of the one that is meant: {}",
                        several.iter().map(|d| d.id.as_str()).collect::<Vec<_>>().join(", ")
                    ),
                }),
            }
        }
        let domains: HashSet<String> = scope.email_domains.iter().map(|d| fold(&d.value)).collect();
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
        let division = self
            .divisions
            .as_ref()
            .is_none_or(|ids| user.division.as_ref().is_some_and(|division| ids.contains(&division.id)));
        let domain = self
            .domains
            .as_ref()
            .is_none_or(|domains| user.email.domain().is_some_and(|domain| domains.contains(domain)));
        division && domain
    }
}
