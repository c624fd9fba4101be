//! What the holder of a token may do, as the directory itself lists it: `GET /api/v2/authorization/subjects/me`.
//!
//! The API documents it as "a listing of roles and permissions for the currently authenticated user" that needs no
//! permission. Whether it speaks for OAuth clients is not documented, so only what it says counts, and an empty list
//! says nothing.

use serde::Deserialize;

use super::wire::Named;

/// A permission of the API: domain, entity, action.
pub(super) type Permission = (&'static str, &'static str, &'static str);

/// Where a permission is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// In every division.
    Everywhere,
    /// In these divisions, by id and name.
    In(Vec<(String, String)>),
    /// Nowhere, and every role was readable.
    Nowhere,
    /// The list leaves it open, as this clause says.
    Untold(&'static str),
}

/// An answer.
#[derive(Debug, Deserialize)]
pub(super) struct Subject {
    grants: Option<Vec<Entry>>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    role: Option<Role>,
    division: Option<Named>,
}

#[derive(Debug, Deserialize)]
struct Role {
    policies: Option<Vec<Policy>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Policy {
    domain: Option<String>,
    entity_name: Option<String>,
    actions: Option<Vec<String>>,
    condition: Option<String>,
}

/// What one policy says of one permission.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Yes,
    No,
    Perhaps,
}

impl Subject {
    /// Where one of these permissions is held: any of them will do.
    pub(super) fn held(&self, permissions: &[Permission]) -> Held {
        let Some(grants) = self.grants.as_ref().filter(|grants| !grants.is_empty()) else {
            return Held::Untold("it lists no roles for these credentials");
        };
        let (mut divisions, mut gap) = (Vec::new(), None);
        for grant in grants {
            match grant.says(permissions) {
                Says::No => {}
                Says::Perhaps => {
                    gap = Some("it does not list everything that the roles permit, or permits it under conditions")
                }
                Says::Yes => match grant.division.as_ref().and_then(|division| division.id.as_deref()) {
                    // The API's word for all divisions.
                    Some("*") => return Held::Everywhere,
                    Some(id) if !id.is_empty() => {
                        let name = grant.division.as_ref().and_then(|division| division.name.clone());
                        divisions.push((id.to_owned(), name.unwrap_or_else(|| id.to_owned())));
                    }
                    _ => gap = Some("it does not say in which divisions the roles are held"),
                },
            }
        }
        divisions.sort();
        divisions.dedup();
        match (divisions.is_empty(), gap) {
            (false, _) => Held::In(divisions),
            (true, Some(gap)) => Held::Untold(gap),
            (true, None) => Held::Nowhere,
        }
    }
}

impl Entry {
    fn says(&self, permissions: &[Permission]) -> Says {
        let Some(policies) = self.role.as_ref().and_then(|role| role.policies.as_ref()) else { return Says::Perhaps };
        let all = policies.iter().flat_map(|policy| permissions.iter().map(|permission| policy.says(*permission)));
        all.fold(Says::No, |said, next| match (said, next) {
            (Says::Yes, _) | (_, Says::Yes) => Says::Yes,
            (Says::Perhaps, _) | (_, Says::Perhaps) => Says::Perhaps,
            (Says::No, Says::No) => Says::No,
        })
    }
}

impl Policy {
    fn says(&self, (domain, entity, action): Permission) -> Says {
        let fits = |said: Option<&str>, wanted: &str| match said {
            None | Some("") => Says::Perhaps,
            Some(said) if said == "*" || said.eq_ignore_ascii_case(wanted) => Says::Yes,
            Some(_) => Says::No,
        };
        let actions = match &self.actions {
            None => Says::Perhaps,
            Some(actions) if actions.iter().any(|said| fits(Some(said), action) == Says::Yes) => Says::Yes,
            Some(_) => Says::No,
        };
        let conditions = match self.condition.as_deref() {
            None | Some("") => Says::Yes,
            Some(_) => Says::Perhaps,
        };
        let all =
            [fits(self.domain.as_deref(), domain), fits(self.entity_name.as_deref(), entity), actions, conditions];
        if all.contains(&Says::No) {
            Says::No
        } else if all.contains(&Says::Perhaps) {
            Says::Perhaps
        } else {
            Says::Yes
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const EDIT: [Permission; 2] = [("directory", "user", "edit"), ("directory", "organization", "admin")];

    fn held(grants: Value) -> Held {
        serde_json::from_value::<Subject>(json!({ "grants": grants })).unwrap().held(&EDIT)
    }

    fn grant(division: &str, policies: Value) -> Value {
        json!({"division": {"id": division, "name": division}, "role": {"id": "r", "name": "R", "policies": policies}})
    }

    #[test]
    fn a_permission_is_held_only_where_a_policy_says_so() {
        let edit = json!([{"domain": "directory", "entityName": "user", "actions": ["view", "edit"]}]);
        let view = json!([{"domain": "directory", "entityName": "user", "actions": ["view"]}]);
        let all = json!([{"domain": "directory", "entityName": "*", "actions": ["*"]}]);
        assert_eq!(held(json!([grant("*", edit.clone())])), Held::Everywhere);
        assert_eq!(held(json!([grant("d1", view.clone()), grant("*", all)])), Held::Everywhere);
        let divisions = ["d1", "d2"].map(|id| (id.to_owned(), id.to_owned())).to_vec();
        assert_eq!(
            held(json!([grant("d2", edit.clone()), grant("d1", edit.clone()), grant("*", view.clone())])),
            Held::In(divisions)
        );
        assert_eq!(held(json!([grant("*", view)])), Held::Nowhere);
        let admin = json!([{"domain": "directory", "entityName": "organization", "actions": ["admin"]}]);
        assert_eq!(held(json!([grant("*", admin)])), Held::Everywhere);
    }

    #[test]
    fn what_the_list_leaves_open_is_neither_held_nor_missing() {
        let conditional =
            json!([{"domain": "directory", "entityName": "user", "actions": ["edit"], "condition": "own"}]);
        for open in [
            json!(null),
            json!([]),
            json!([{"division": {"id": "*"}, "role": {"id": "r", "name": "R"}}]),
            json!([{"division": {"id": "*"}}]),
            json!([grant("*", conditional)]),
            json!([grant("*", json!([{"domain": "directory", "actions": ["edit"]}]))]),
            json!([grant("*", json!([{"domain": "directory", "entityName": "user"}]))]),
            json!([{"role": {"policies": [{"domain": "directory", "entityName": "user", "actions": ["edit"]}]}}]),
        ] {
            assert!(matches!(held(open.clone()), Held::Untold(_)), "{open}");
        }
    }
}
