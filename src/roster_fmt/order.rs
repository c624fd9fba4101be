//! The canonical order of keys.

/// The order of the keys of the map below `key`; of a file without one.
pub(super) fn keys(key: Option<&str>) -> &'static [&'static str] {
    match key {
        None => &["version", "directory", "scope", "undeclared", "timezone", "guards", "include", "users", "leavers"],
        Some("directory") => &[
            "type",
            "protocol",
            "org",
            "service",
            "url",
            "region",
            "organization_id",
            "api_url",
            "login_url",
            "pin",
            "token_owner",
            "auth",
            "token_url",
            "token_scope",
            "token_account",
            "match",
            "deactivation",
            "strip_roles",
            "patch_form",
            "paging",
            "etag",
            "requests_per_minute",
            "accept",
            "attest",
        ],
        Some("scope") => &["divisions", "email_domains", "user_types", "departments"],
        Some("guards") => &[
            "max_deactivations",
            "max_deactivation_percent",
            "require_leaver_entry",
            "interaction_unknown",
            "require_role_record",
            "protected",
        ],
        Some("pin") => &["user"],
        Some("user") => &["id", "user_name"],
        Some("attest") => &["reversible", "evidence", "by", "date"],
        Some(_) => &["email", "id", "was", "until", "reason", "ticket", "note"],
    }
}

/// Whether a list has people, who are sorted; every other list keeps its order.
pub(super) fn is_people(key: &str) -> bool {
    matches!(key, "users" | "leavers" | "protected")
}

/// Whether a value is free text; blanks and line breaks around it do not count.
pub(super) fn is_free_text(key: &str) -> bool {
    matches!(key, "note" | "reason" | "ticket" | "divisions" | "user_types" | "departments" | "include" | "org")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::decode;

    #[test]
    fn every_key_of_a_roster_has_its_place() {
        let same = |ours: &[&str], theirs: &[&str]| {
            let sorted = |keys: &[&str]| {
                let mut keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
                keys.sort();
                keys
            };
            assert_eq!(sorted(ours), sorted(theirs));
        };
        same(keys(None), decode::ROSTER_KEYS);
        let directory = crate::model::directory_keys();
        let published: Vec<&str> = directory.iter().map(|key| key.name).filter(|name| *name != "tenant").collect();
        same(keys(Some("directory")), &[&["type"], &published[..]].concat());
        same(keys(Some("scope")), decode::SCOPE_KEYS);
        same(keys(Some("guards")), decode::GUARD_KEYS);
        for entry in [decode::USER_KEYS, decode::LEAVER_KEYS, decode::PROTECTED_KEYS] {
            assert!(entry.iter().all(|key| keys(Some("users")).contains(key)));
        }
    }
}
