//! The roles that a user holds, each in its division: `GET /api/v2/authorization/subjects/{id}`.

use serde::Deserialize;

use super::wire::WireNamed;
use crate::http::Reader;
use crate::model::{DirectoryError, DirectoryErrorKind, Grant, UserId};

/// The grants of a user.
///
/// # Errors
/// [`DirectoryErrorKind::Forbidden`] without the permission `authorization:grant:view`; [`DirectoryErrorKind::NotFound`] when the user
/// is gone; [`DirectoryErrorKind::Malformed`] when the answer is about another user, or a grant lacks its role or division:
/// an incomplete record would be misleading.
pub(super) async fn fetch(reader: &Reader, id: &UserId) -> Result<Vec<Grant>, DirectoryError> {
    let target = format!("/api/v2/authorization/subjects/{}", id.as_str());
    let subject: GrantsBody = reader.get(&target).await.map_err(|failure| match failure.error.kind {
        DirectoryErrorKind::Forbidden => failure.error.hint("the permission for it is `authorization:grant:view`"),
        _ => failure.error,
    })?;
    let malformed = |message| DirectoryError {
        request: Some(format!("GET {target}")),
        ..DirectoryError::new(DirectoryErrorKind::Malformed, message)
    };
    // As when a proxy mixes up two answers.
    if subject.id.is_some_and(|other| !other.eq_ignore_ascii_case(id.as_str())) {
        return Err(malformed("the directory answered with the roles of another user"));
    }
    let grants = subject.grants.and_then(|grants| grants.into_iter().map(WireGrant::grant).collect());
    grants.ok_or_else(|| malformed("the directory answered with grants that lack a role or a division"))
}

#[derive(Debug, Deserialize)]
struct GrantsBody {
    id: Option<String>,
    grants: Option<Vec<WireGrant>>,
}

#[derive(Debug, Deserialize)]
struct WireGrant {
    role: Option<WireNamed>,
    division: Option<WireNamed>,
}

impl WireGrant {
    fn grant(self) -> Option<Grant> {
        let (role, division) = (self.role?, self.division?);
        let known = |id: Option<String>| id.filter(|id| !id.is_empty());
        Some(Grant {
            role_id: known(role.id)?,
            role_name: role.name.unwrap_or_default(),
            division_id: known(division.id)?,
            division_name: division.name.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_whose_role_or_division_has_an_empty_id_is_a_gap() {
        let grant = |role: &str, division: &str| {
            let entry = serde_json::json!({"role": {"id": role, "name": "Agent"}, "division": {"id": division}});
            serde_json::from_value::<WireGrant>(entry).unwrap().grant()
        };
        assert!(grant("r1", "d1").is_some());
        assert_eq!((grant("", "d1"), grant("r1", "")), (None, None));
    }
}
