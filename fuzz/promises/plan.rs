//! A saved plan of any bytes is refused, or is exactly the plan that those bytes describe. It can always be printed.

use std::path::Path;

use rosterctl::plan::{PlanContext, PlanRejected, SavedPlan};
use rosterctl::redact::Redaction;
use rosterctl::render;

use super::shown::is_harmless;

/// The bytes as they are and, if they have the structure of a plan, as a sealed plan.
pub fn keeps(input: &[u8]) {
    if let Ok(saved) = SavedPlan::from_json(input) {
        assert_eq!(saved.to_json().as_bytes(), input, "bytes that differ from the plan were accepted");
        is_printed(&saved);
    }
    if let Ok(draft) = serde_json::from_slice::<SavedPlan>(input) {
        let SavedPlan { created_at, expires_at, date, as_of, directory, roster, live, apply: caution, plan, .. } =
            draft;
        let lifetime = expires_at.duration_since(created_at);
        let context = PlanContext { created_at, lifetime, date, as_of, directory, roster, live, caution };
        can_be_saved(&SavedPlan::seal(context, plan));
    }
}

/// Checks that a sealed plan is printed, and that it loads unchanged unless it is inconsistent.
pub fn can_be_saved(saved: &SavedPlan) {
    is_printed(saved);
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
        Err(other) => panic!("a sealed plan is refused: {other}\n{json}"),
    }
}

/// One byte is changed, at a place that the checksum selects, or the plan is truncated there.
fn is_pinned(json: &str, saved: &SavedPlan) {
    let hash = u64::from_str_radix(&saved.checksum["sha256:".len()..][..16], 16).unwrap();
    let at = usize::try_from(hash % json.len() as u64).unwrap();
    let mut bytes = json.as_bytes().to_vec();
    bytes[at] ^= 1 << (hash >> 61);
    assert!(SavedPlan::from_json(&bytes).is_err(), "altered at byte {at}, and accepted: {json}");
    assert!(SavedPlan::from_json(&json.as_bytes()[..at]).is_err(), "cut at byte {at}, and accepted: {json}");
}

/// A redacted plan is still a plan, without names and addresses, and it is never applied.
fn is_redacted(saved: &SavedPlan) {
    let mut redaction = Redaction::new(b"key");
    let shown = redaction.plan(saved);
    assert_eq!(redaction.plan(&shown), shown);
    assert_eq!(SavedPlan::from_json(shown.to_json().as_bytes()).as_ref(), Ok(&shown));
    assert_eq!(shown.check_usable(shown.created_at, None), Err(PlanRejected::Redacted));
    for user in shown.plan.actions.iter().map(|action| &action.user) {
        assert!(user.email.ends_with("@redacted.invalid") && (user.name.is_empty() || user.name.starts_with("User ")));
    }
    is_printed(&shown);
}

fn is_printed(saved: &SavedPlan) {
    is_harmless(&render::plan(saved));
    is_harmless(&render::summary(saved));
    is_harmless(&render::question(saved));
    is_harmless(&render::events::plan(saved));
    is_a_comment(saved);
    is_a_report(saved);
    is_harmless(&render::html(saved));
    for out in [None, Some(Path::new("plan.json"))] {
        is_harmless(&render::next_steps(saved, out, None));
    }
}

/// The comment on a pull request fits its limit, and no text from outside is HTML or a mention in it: it is code.
fn is_a_comment(saved: &SavedPlan) {
    for limit in [0, 1_000, 3_000, 65_536] {
        let text = match render::markdown(saved, limit) {
            Ok(text) => text,
            Err(small) => {
                assert!(small.least > limit);
                render::markdown(saved, small.least).expect("the reported least size is enough")
            }
        };
        assert!(text.len() <= limit || render::markdown(saved, limit).is_err(), "{} bytes: {text}", text.len());
        is_harmless(&text);
        let (marker, rest) = text.split_once('\n').unwrap();
        let marker = marker.strip_prefix("<!-- rosterctl: ").and_then(|rest| rest.strip_suffix(" -->")).unwrap();
        assert!(!marker.contains("--") && !marker.contains('>'), "{marker}");
        let own = ["<details>", "</details>", "<summary>", "</summary>"];
        let bare: String = rest.lines().map(|line| without_code(line) + "\n").collect();
        let bare = own.iter().fold(bare, |bare, tag| bare.replace(tag, ""));
        assert!(!bare.contains(['<', '>', '@', '`']), "{bare}");
        for row in rest.lines().filter(|line| line.starts_with('|')) {
            assert!(matches!(row.replace("\\|", "").matches('|').count(), 5 | 6), "{row}");
        }
    }
}

/// A line without its code spans: a span ends at the next run of exactly as many backticks as it began with.
fn without_code(line: &str) -> String {
    let (mut rest, mut bare) = (line, String::new());
    while let Some(at) = rest.find('`') {
        bare.push_str(&rest[..at]);
        let fence = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let inside = &rest[at + fence..];
        let runs = inside.match_indices('`').filter(|(at, _)| !inside[..*at].ends_with('`'));
        let mut ends = runs.map(|(at, _)| (at, inside[at..].len() - inside[at..].trim_start_matches('`').len()));
        let (at, length) = ends.find(|(_, length)| *length == fence).expect("every span ends");
        rest = &inside[at + length..];
    }
    bare + rest
}

/// The other formats: a diff with one line per user, annotations of rosterctl only, and three numbers.
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
        let inside = inside.unwrap_or_else(|| panic!("not an annotation of rosterctl: {command}"));
        // The properties end at the first `::`; the rest is text like any other.
        assert!(inside.split("::").next().unwrap().contains("title="), "{command}");
        is_harmless(inside);
    }
}
