//! The last line: whether a plan from this service can be trusted.

use super::{STATES, USERS, VERDICT};
use crate::model::{Check, Health};

/// The verdict of these checks.
pub(super) fn verdict(checks: &[Check]) -> Check {
    let names = |health| -> Vec<String> {
        let found = checks.iter().filter(|check| check.health == health);
        found.map(|check| format!("`{}`", check.name)).collect()
    };
    let failed = names(Health::Failed);
    if !failed.is_empty() {
        let found = format!("a plan here cannot be trusted, because of {}", failed.join(", "));
        return Check::failed(VERDICT, found, "fix what failed above, and run doctor again");
    }
    let is_open = |check: &&Check| [USERS, STATES].contains(&check.name) && check.health != Health::Ok;
    let open: Vec<String> = checks.iter().filter(is_open).map(|check| format!("`{}`", check.name)).collect();
    if !open.is_empty() {
        let found = format!("whether a plan here can be trusted is not known, because of {}", open.join(", "));
        return Check::unknown(VERDICT, found, "see above: a plan is made from a complete list or not at all");
    }
    let unknown = names(Health::Unknown);
    Check::ok(
        VERDICT,
        match unknown.len() {
            0 => "a plan here can be trusted".to_owned(),
            _ => format!("a plan here can be trusted; see also {}", unknown.join(", ")),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_names_what_it_rests_on() {
        let ok = |name| Check::ok(name, "");
        let found = |checks: &[Check]| verdict(checks).found;
        assert_eq!(found(&[ok(USERS), ok(STATES)]), "a plan here can be trusted");
        let doubt = [ok(USERS), ok(STATES), Check::unknown("look-up", "", "")];
        assert_eq!(found(&doubt), "a plan here can be trusted; see also `look-up`");
        assert!(found(&[ok(STATES), Check::skipped(USERS, "", "")]).contains("is not known, because of `users`"));
        let failed = verdict(&[Check::failed("paging", "", ""), Check::failed(USERS, "", "")]);
        assert_eq!(
            (failed.health, failed.found.as_str()),
            (Health::Failed, "a plan here cannot be trusted, because of `paging`, `users`")
        );
    }
}
