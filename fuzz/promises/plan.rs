//! A saved plan of any bytes is refused, or is the plan that those bytes say and no others. It can always be shown.

use std::path::Path;

use rosterctl::plan::{SavedPlan, Setting, Unusable};
use rosterctl::render;

use super::shown::is_harmless;

/// The bytes as they are; and, when they have a plan's shape, as a plan that was sealed.
pub fn keeps(input: &[u8]) {
    if let Ok(saved) = SavedPlan::from_json(input) {
        assert_eq!(saved.to_json().as_bytes(), input, "other bytes than those of the plan were accepted");
        is_shown(&saved);
    }
    if let Ok(draft) = serde_json::from_slice::<SavedPlan>(input) {
        let SavedPlan { created_at, expires_at, date, as_of, directory, roster, live, apply, plan, .. } = draft;
        let lifetime = expires_at.duration_since(created_at);
        let caution = apply.into();
        let setting = Setting { created_at, lifetime, date, as_of, directory, roster, live, caution };
        can_be_saved(&SavedPlan::seal(setting, plan));
    }
}

/// Checks that a sealed plan is shown, and that it loads as it is unless it breaks a law of plans.
pub fn can_be_saved(saved: &SavedPlan) {
    is_shown(saved);
    let json = saved.to_json();
    is_harmless(&json);
    match SavedPlan::from_json(json.as_bytes()) {
        Ok(loaded) => {
            assert_eq!(loaded, *saved);
            assert_eq!(loaded.to_json(), json);
            is_pinned(&json, saved);
        }
        Err(Unusable::Inconsistent(law)) => is_harmless(&render::harmless_text(&law)),
        Err(other) => panic!("what was sealed is refused: {other}\n{json}"),
    }
}

/// One byte is changed, another one for each plan; and the plan is cut short there.
fn is_pinned(json: &str, saved: &SavedPlan) {
    let hash = u64::from_str_radix(&saved.checksum["sha256:".len()..][..16], 16).unwrap();
    let at = usize::try_from(hash % json.len() as u64).unwrap();
    let mut bytes = json.as_bytes().to_vec();
    bytes[at] ^= 1 << (hash >> 61);
    assert!(SavedPlan::from_json(&bytes).is_err(), "altered at byte {at}, and accepted: {json}");
    assert!(SavedPlan::from_json(&json.as_bytes()[..at]).is_err(), "cut at byte {at}, and accepted: {json}");
}

fn is_shown(saved: &SavedPlan) {
    is_harmless(&render::plan(saved));
    is_harmless(&render::summary(saved));
    is_harmless(&render::question(saved));
    is_harmless(&render::events::plan(saved));
    for out in [None, Some(Path::new("plan.json"))] {
        is_harmless(&render::next_steps(saved, out));
    }
}
