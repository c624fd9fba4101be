//! What the holder of a token may do, as the directory itself lists it: `GET /api/v2/authorization/subjects/me`.
//!
//! The API documents it as "a listing of roles and permissions for the currently authenticated user" that needs no
//! permission. Whether it covers OAuth clients is not documented, so only what it lists counts, and an empty list leaves
//! every permission undetermined.

use serde::Deserialize;

use super::wire::WireNamed;

/// A permission of the API: domain, entity, action.
pub(super) type Permission = (&'static str, &'static str, &'static str);

/// Where a permission is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PermissionGrant {
    /// In every division.
    Everywhere,
    /// In these divisions, by id and name.
    In(Vec<(String, String)>),
    /// Nowhere, and every role was readable.
    Nowhere,
    /// The list does not determine it, for the reason in this clause.
    Undetermined(&'static str),
}

/// The answer of the API.
#[derive(Debug, Deserialize)]
pub(super) struct PermissionsBody {
    grants: Option<Vec<GrantedRole>>,
}

#[derive(Debug, Deserialize)]
struct GrantedRole {
    role: Option<RoleBody>,
    division: Option<WireNamed>,
}

#[derive(Debug, Deserialize)]
struct RoleBody {
    policies: Option<Vec<PolicyBody>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PolicyBody {
    domain: Option<String>,
    entity_name: Option<String>,
    actions: Option<Vec<String>>,
    condition: Option<String>,
}

/// Whether a policy grants a permission.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tristate {
    Yes,
    No,
    Unknown,
}

impl PermissionsBody {
    /// Where one of these permissions is held: any of them will do.
    pub(super) fn where_held(&self, permissions: &[Permission]) -> PermissionGrant {
        let Some(grants) = self.grants.as_ref().filter(|grants| !grants.is_empty()) else {
            return PermissionGrant::Undetermined("it lists no roles for these credentials");
        };
        let (mut divisions, mut gap) = (Vec::new(), None);
        for grant in grants {
            match grant.permits(permissions) {
                Tristate::No => {}
                Tristate::Unknown => {
                    gap = Some("it does not list everything that the roles permit, or permits it under conditions")
                }
                Tristate::Yes => match grant.division.as_ref().and_then(|division| division.id.as_deref()) {
                    // The API's word for all divisions.
                    Some("*") => return PermissionGrant::Everywhere,
                    Some(id) if !id.is_empty() => {
                        let name = grant.division.as_ref().and_then(|division| division.name.clone());
                        divisions.push((id.to_owned(), name.unwrap_or_else(|| id.to_owned())));
                    }
                    _ => gap = Some("it does not list the divisions of the roles"),
                },
            }
        }
        divisions.sort();
        divisions.dedup();
        match (divisions.is_empty(), gap) {
            (false, _) => PermissionGrant::In(divisions),
            (true, Some(gap)) => PermissionGrant::Undetermined(gap),
            (true, None) => PermissionGrant::Nowhere,
        }
    }
}

impl GrantedRole {
    fn permits(&self, permissions: &[Permission]) -> Tristate {
        let Some(policies) = self.role.as_ref().and_then(|role| role.policies.as_ref()) else {
            return Tristate::Unknown;
        };
        let all = policies.iter().flat_map(|policy| permissions.iter().map(|permission| policy.permits(*permission)));
        all.fold(Tristate::No, |sum, next| match (sum, next) {
            (Tristate::Yes, _) | (_, Tristate::Yes) => Tristate::Yes,
            (Tristate::Unknown, _) | (_, Tristate::Unknown) => Tristate::Unknown,
            (Tristate::No, Tristate::No) => Tristate::No,
        })
    }
}

impl PolicyBody {
    fn permits(&self, (domain, entity, action): Permission) -> Tristate {
        let fits = |listed: Option<&str>, wanted: &str| match listed {
            None | Some("") => Tristate::Unknown,
            Some(listed) if listed == "*" || listed.eq_ignore_ascii_case(wanted) => Tristate::Yes,
            Some(_) => Tristate::No,
        };
        let actions = match &self.actions {
            None => Tristate::Unknown,
            Some(actions) if actions.iter().any(|listed| fits(Some(listed), action) == Tristate::Yes) => Tristate::Yes,
            Some(_) => Tristate::No,
        };
        let conditions = match self.condition.as_deref() {
            None | Some("") => Tristate::Yes,
            Some(_) => Tristate::Unknown,
        };
        let all =
            [fits(self.domain.as_deref(), domain), fits(self.entity_name.as_deref(), entity), actions, conditions];
        if all.contains(&Tristate::No) {
            Tristate::No
        } else if all.contains(&Tristate::Unknown) {
            Tristate::Unknown
        } else {
            Tristate::Yes
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const EDIT: [Permission; 2] = [("directory", "user", "edit"), ("directory", "organization", "admin")];

    fn held(grants: Value) -> PermissionGrant {
        serde_json::from_value::<PermissionsBody>(json!({ "grants": grants })).unwrap().where_held(&EDIT)
    }

    fn grant(division: &str, policies: Value) -> Value {
        json!({"division": {"id": division, "name": division}, "role": {"id": "r", "name": "R", "policies": policies}})
    }

    #[test]
    fn a_permission_is_held_only_where_a_policy_says_so() {
        let edit = json!([{"domain": "directory", "entityName": "user", "actions": ["view", "edit"]}]);
        let view = json!([{"domain": "directory", "entityName": "user", "actions": ["view"]}]);
        let all = json!([{"domain": "directory", "entityName": "*", "actions": ["*"]}]);
        assert_eq!(held(json!([grant("*", edit.clone())])), PermissionGrant::Everywhere);
        assert_eq!(held(json!([grant("d1", view.clone()), grant("*", all)])), PermissionGrant::Everywhere);
        let divisions = ["d1", "d2"].map(|id| (id.to_owned(), id.to_owned())).to_vec();
        assert_eq!(
            held(json!([grant("d2", edit.clone()), grant("d1", edit.clone()), grant("*", view.clone())])),
            PermissionGrant::In(divisions)
        );
        assert_eq!(held(json!([grant("*", view)])), PermissionGrant::Nowhere);
        let admin = json!([{"domain": "directory", "entityName": "organization", "actions": ["admin"]}]);
        assert_eq!(held(json!([grant("*", admin)])), PermissionGrant::Everywhere);
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
            assert!(matches!(held(open.clone()), PermissionGrant::Undetermined(_)), "{open}");
        }
    }
}
