//! A saved plan of any bytes is refused, or is the plan that those bytes say and no others. It can always be shown.

use std::path::Path;

use rosterctl::plan::{PlanContext, PlanRejected, SavedPlan};
use rosterctl::redact::Redaction;
use rosterctl::render;

use super::shown::is_harmless;

/// The bytes as they are; and, when they have a plan's shape, as a plan that was sealed.
pub fn keeps(input: &[u8]) {
    if let Ok(saved) = SavedPlan::from_json(input) {
        assert_eq!(saved.to_json().as_bytes(), input, "other bytes than those of the plan were accepted");
        is_shown(&saved);
    }
    if let Ok(draft) = serde_json::from_slice::<SavedPlan>(input) {
        let SavedPlan { created_at, expires_at, date, as_of, directory, roster, live, apply: caution, plan, .. } =
            draft;
        let lifetime = expires_at.duration_since(created_at);
        let context = PlanContext { created_at, lifetime, date, as_of, directory, roster, live, caution };
        can_be_saved(&SavedPlan::seal(context, plan));
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
            is_redacted(saved);
        }
        Err(PlanRejected::Inconsistent(law)) => is_harmless(&rosterctl::text::sanitize_multiline(&law)),
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

/// Without its people it is still a plan, of whom nobody is left, and it is never applied.
fn is_redacted(saved: &SavedPlan) {
    let mut redaction = Redaction::new(b"key");
    let shown = redaction.plan(saved);
    assert_eq!(redaction.plan(&shown), shown);
    assert_eq!(SavedPlan::from_json(shown.to_json().as_bytes()).as_ref(), Ok(&shown));
    assert_eq!(shown.check_usable(shown.created_at, None), Err(PlanRejected::Redacted));
    for user in shown.plan.actions.iter().map(|action| &action.user) {
        assert!(user.email.ends_with("@redacted.invalid") && (user.name.is_empty() || user.name.starts_with("User ")));
    }
    is_shown(&shown);
}

fn is_shown(saved: &SavedPlan) {
    is_harmless(&render::plan(saved));
    is_harmless(&render::summary(saved));
    is_harmless(&render::question(saved));
    is_harmless(&render::events::plan(saved));
    is_a_comment(saved);
    is_a_report(saved);
    is_harmless(&render::html(saved));
    for out in [None, Some(Path::new("plan.json"))] {
        is_harmless(&render::next_steps(saved, out));
    }
}

/// The comment on a pull request fits its limit, and what it holds from outside is neither HTML nor a mention.
fn is_a_comment(saved: &SavedPlan) {
    for limit in [0, 1_000, 3_000, 65_536] {
        let text = match render::markdown(saved, limit) {
            Ok(text) => text,
            Err(small) => {
                assert!(small.least > limit);
                render::markdown(saved, small.least).expect("what is said to be enough is")
            }
        };
        assert!(text.len() <= limit || render::markdown(saved, limit).is_err(), "{} bytes: {text}", text.len());
        is_harmless(&text);
        let (marker, rest) = text.split_once('\n').unwrap();
        let marker = marker.strip_prefix("<!-- rosterctl: ").and_then(|rest| rest.strip_suffix(" -->")).unwrap();
        assert!(!marker.contains("--") && !marker.contains('>'), "{marker}");
        let own = ["<code>", "</code>", "<!-- -->", "<br>", "<details>", "</details>", "<summary>", "</summary>"];
        let bare = own.iter().fold(rest.to_owned(), |bare, tag| bare.replace(tag, ""));
        assert!(!bare.contains(['<', '>', '@']), "{bare}");
        for row in rest.lines().filter(|line| line.starts_with('|')) {
            assert!(matches!(row.matches('|').count(), 5 | 6), "{row}");
        }
    }
}

/// The other forms: a diff with a line a user, annotations that are all ours, and three numbers.
fn is_a_report(saved: &SavedPlan) {
    let diff = render::diff(saved);
    is_harmless(&diff);
    let lines = diff.lines().skip(3);
    assert_eq!(lines.filter(|line| line.starts_with('-')).count(), saved.plan.actions.len(), "{diff}");
    is_harmless(&render::gitlab(saved));
    let text = render::github(saved);
    let (commands, others): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("::"));
    is_harmless(&others.join("\n"));
    assert!(commands.len() <= 30, "{text}");
    for command in commands {
        let kinds = ["::error ", "::warning ", "::notice "];
        let inside = kinds.iter().find_map(|kind| command.strip_prefix(kind));
        let inside = inside.unwrap_or_else(|| panic!("no annotation of ours: {command}"));
        // Its properties end at the first `::`; with the mark gone, the rest is text like any other.
        assert!(inside.split("::").next().unwrap().contains("title="), "{command}");
        is_harmless(inside);
    }
}
