//! Every user who was written, or may have been, has a reversal with every role in the journal.

use super::*;
use crate::apply::journal::{JournalReader, ReadLine};

fn line(event: &str) -> String {
    format!("{{\"time\":\"2026-11-21T17:00:00Z\",\"plan\":\"sha256:0\",{event}}}\n")
}

fn apply_at(host: &str, organization: &str) -> String {
    line(&format!(
        r#""type":"apply","rosterctl_version":"0.1.0","host":"{host}","organization":"{organization}","by":"c","actions":1"#
    ))
}

fn site(host: &str, organization: &str) -> ApplySite {
    ApplySite { directory: None, host: host.to_owned(), organization: organization.to_owned() }
}

fn apply() -> String {
    apply_at("api.acme.example", "o")
}

fn intent(id: &str) -> String {
    intent_with(id, &["Agent"])
}

fn intent_with(id: &str, roles: &[&str]) -> String {
    let role = |name: &&str| {
        format!(r#"{{"role":{{"id":"{name}","name":"{name}"}},"division":{{"id":"d","name":"Support"}}}}"#)
    };
    let roles: Vec<String> = roles.iter().map(role).collect();
    let roles = roles.join(",");
    line(&format!(r#""type":"intent","user":{{"id":"{id}","email":"{id}@x"}},"version":7,"roles":[{roles}]"#))
}

/// As rosterctl wrote it before outcomes had the state of the write.
fn outcome(id: &str, word: &str) -> String {
    line(&format!(r#""type":"outcome","user":{{"id":"{id}","email":"{id}@x"}},"outcome":"{word}""#))
}

fn outcome_of(id: &str, word: &str, write: &str) -> String {
    line(&format!(r#""type":"outcome","user":{{"id":"{id}","email":"{id}@x"}},"outcome":"{word}","write":"{write}""#))
}

fn read(lines: &[String]) -> JournalledWrites {
    let mut writes = JournalledWrites::default();
    for entry in JournalReader::new(lines.concat().as_bytes()) {
        match entry.unwrap() {
            ReadLine::Valid(line) => writes.add(&line),
            other => panic!("{other:?}"),
        }
    }
    writes
}

/// Ids, effects and the names of the roles.
fn undone(lines: &[String]) -> Vec<(String, WriteEffect, Vec<String>)> {
    let roles = |one: &Reversal| one.roles.iter().flatten().map(|grant| grant.role_name.clone()).collect();
    let reversals = read(lines).reversals();
    reversals.into_iter().map(|one| (one.id.to_string(), one.effect, roles(&one))).collect()
}

fn one(id: &str, effect: WriteEffect, roles: &[&str]) -> Vec<(String, WriteEffect, Vec<String>)> {
    vec![(id.to_owned(), effect, roles.iter().map(|role| (*role).to_owned()).collect())]
}

const NOT_DONE: [&str; 5] = ["already_inactive", "failed", "changed", "deferred", "not_started"];

#[test]
fn the_roles_of_a_user_written_before_a_crash_are_not_lost_to_the_apply_after_it() {
    for after in NOT_DONE {
        for written in [outcome("u1", after), outcome_of("u1", after, "not_sent"), outcome_of("u1", after, "refused")] {
            let lines = [apply(), intent("u1"), apply(), written];
            assert_eq!(undone(&lines), one("u1", WriteEffect::Possible, &["Agent"]), "{after}");
        }
    }
}

#[test]
fn a_write_that_was_refused_or_never_sent_has_no_reversal() {
    for word in NOT_DONE {
        for write in ["refused", "not_sent"] {
            // A user who is inactive after a refusal may be so through a write that the refusal hides.
            let is_hidden = (word, write) == ("already_inactive", "refused");
            let expected = if is_hidden { one("u1", WriteEffect::Possible, &["Agent"]) } else { Vec::new() };
            assert_eq!(undone(&[apply(), intent("u1"), outcome_of("u1", word, write)]), expected, "{word} {write}");
        }
    }
}

#[test]
fn a_write_without_an_answer_has_a_reversal_whatever_the_outcome_says() {
    for word in NOT_DONE.into_iter().chain(["unverified"]) {
        let lines = [apply(), intent("u1"), outcome_of("u1", word, "unanswered")];
        assert_eq!(undone(&lines), one("u1", WriteEffect::Possible, &["Agent"]), "{word}");
    }
    let lines = [apply(), intent("u1"), outcome_of("u1", "done", "unanswered")];
    assert_eq!(undone(&lines), one("u1", WriteEffect::Done, &["Agent"]));
}

#[test]
fn a_failure_of_an_older_journal_which_does_not_say_whether_it_was_sent_has_a_reversal() {
    assert_eq!(undone(&[apply(), intent("u1"), outcome("u1", "failed")]), one("u1", WriteEffect::Possible, &["Agent"]));
    for word in ["changed", "deferred", "not_started"] {
        assert_eq!(undone(&[apply(), intent("u1"), outcome("u1", word)]), [], "{word}");
        let sent = outcome("u1", word).replace("\"outcome\":", "\"version_before\":7,\"outcome\":");
        assert_eq!(undone(&[apply(), intent("u1"), sent]), one("u1", WriteEffect::Possible, &["Agent"]), "{word}");
    }
}

#[test]
fn a_write_that_landed_late_keeps_the_roles_of_its_own_intent() {
    // The second apply read the roles after the first one's write had taken them.
    for (word, write) in
        [("done", "refused"), ("done", "not_sent"), ("done", "unanswered"), ("unverified", "unanswered")]
    {
        let second = [apply(), intent_with("u1", &[]), outcome_of("u1", word, write)];
        let lines = [&[apply(), intent("u1"), outcome_of("u1", "unverified", "unanswered")][..], &second].concat();
        let effect = if word == "done" { WriteEffect::Done } else { WriteEffect::Possible };
        assert_eq!(undone(&lines), one("u1", effect, &["Agent"]), "{word} {write}");
    }
    let found = [
        apply(),
        intent("u1"),
        outcome_of("u1", "unverified", "unanswered"),
        apply(),
        outcome_of("u1", "done", "not_sent"),
    ];
    assert_eq!(undone(&found), one("u1", WriteEffect::Done, &["Agent"]));
}

#[test]
fn a_write_ended_the_roles_of_its_own_intent_and_of_former_ones_that_may_have_landed() {
    let first = [apply(), intent("u1"), outcome_of("u1", "unverified", "unanswered")];
    let second = [apply(), intent_with("u1", &["Supervisor"]), outcome_of("u1", "done", "accepted")];
    assert_eq!(undone(&[&first[..], &second].concat()), one("u1", WriteEffect::Done, &["Supervisor", "Agent"]));
    // Reactivated with other roles, and written again.
    let done = [apply(), intent("u1"), outcome_of("u1", "done", "accepted")];
    assert_eq!(undone(&[&done[..], &second].concat()), one("u1", WriteEffect::Done, &["Supervisor"]));
    let open = [apply(), intent_with("u1", &["Supervisor"])];
    assert_eq!(undone(&[&done[..], &open].concat()), one("u1", WriteEffect::Possible, &["Supervisor"]));
}

#[test]
fn a_write_that_is_accepted_and_then_not_found_inactive_is_possible() {
    let lines =
        [apply(), intent("u1"), outcome_of("u1", "done", "accepted"), outcome_of("u1", "unverified", "accepted")];
    assert_eq!(undone(&lines), one("u1", WriteEffect::Possible, &["Agent"]));
}

#[test]
fn unresolved_writes_are_remembered_for_the_same_organization_at_the_same_host_alone() {
    let lines = [
        apply_at("a", "o"),
        intent("u1"),
        intent("u2"),
        outcome_of("u2", "done", "accepted"),
        intent("u3"),
        outcome_of("u3", "failed", "refused"),
        apply_at("b", "o"),
        intent("u1"),
    ];
    let writes = read(&lines);
    let of = |host: &str, organization: &str| {
        writes.unresolved(&site(host, organization)).map(|(id, _)| id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!((of("a", "o"), of("b", "o"), of("a", "p")), (vec!["u1".to_owned()], vec!["u1".to_owned()], vec![]));
    assert_eq!(writes.reversals().len(), 3, "the same id at two hosts is two users");
}

#[test]
fn a_write_that_changed_more_than_the_state_is_remembered_with_the_record_before_it() {
    let record = r#","record":{"title":"agent"}"#;
    let with = |line: String, more: &str| line.replace("}\n", &format!("{more}}}\n"));
    let done = outcome_of("u1", "done", "accepted");
    let remembered = |outcome: String| {
        let writes = read(&[apply(), with(intent("u1"), record), outcome]);
        writes.unresolved(&site("api.acme.example", "o")).map(|(_, earlier)| earlier.record).collect::<Vec<_>>()
    };
    assert_eq!(remembered(done.clone()), []);
    let expected = serde_json::from_str(r#"{"title":"agent"}"#).unwrap();
    assert_eq!(remembered(with(done, r#","side_effects":["title"]"#)), [Some(expected)]);
}

#[test]
fn what_is_remembered_of_two_open_writes_is_every_role_that_either_ended() {
    let lines = [apply(), intent("u1"), apply(), intent_with("u1", &["Supervisor"])];
    let writes = read(&lines);
    let site = site("api.acme.example", "o");
    let remembered: Vec<_> = writes.unresolved(&site).map(|(_, earlier)| earlier.roles).collect();
    let [Reported::Known(roles)] = &remembered[..] else { panic!("{remembered:?}") };
    assert_eq!(roles.iter().map(|grant| grant.role_name.as_str()).collect::<Vec<_>>(), ["Supervisor", "Agent"]);
    assert_eq!(undone(&lines), one("u1", WriteEffect::Possible, &["Supervisor", "Agent"]));
}

#[test]
fn unknown_roles_of_an_open_write_never_become_no_roles() {
    let unknown = intent("u1").replace(&intent("u1")[intent("u1").find("[").unwrap()..], "\"unknown\"}\n");
    let none = intent_with("u1", &[]);
    for (first, second) in [(&unknown, &none), (&none, &unknown)] {
        let lines = [apply(), first.clone(), outcome_of("u1", "unverified", "unanswered"), apply(), second.clone()];
        let lines = [&lines[..], &[outcome_of("u1", "done", "not_sent")]].concat();
        assert_eq!(read(&lines).reversals()[0].roles, None, "{lines:?}");
    }
}

#[test]
fn roles_known_of_one_write_and_unknown_of_another_are_perhaps_not_all() {
    let unknown = intent("u1").replace(&intent("u1")[intent("u1").find("[").unwrap()..], "\"unknown\"}\n");
    let lines = [apply(), intent("u1"), outcome_of("u1", "unverified", "unanswered"), apply(), unknown];
    let found = &read(&lines).reversals()[0];
    assert_eq!((found.roles.as_ref().map(Vec::len), found.other_roles), (Some(1), OtherRoles::Possible));
    assert_eq!(read(&lines[..3]).reversals()[0].other_roles, OtherRoles::None);
}

#[test]
fn a_user_who_was_written_twice_is_listed_once_where_they_were_written_last() {
    let lines = [intent("u1"), outcome("u1", "done"), intent("u2"), outcome("u2", "done"), intent("u1")];
    let ids: Vec<_> = undone(&lines).into_iter().map(|(id, effect, _)| (id, effect)).collect();
    assert_eq!(ids, [("u2".to_owned(), WriteEffect::Done), ("u1".to_owned(), WriteEffect::Possible)]);
}

/// The first line of an apply in a directory that journals name, and an intent there with this record.
fn named(directory: &str, record: &str) -> [String; 2] {
    let apply = apply().replace(
        r#""type":"apply","#,
        &format!(r#""type":"apply","directory":"{directory}","api_url":"https://api.acme.example/{directory}/v2","#),
    );
    [apply, intent_with("u1", &[]).replace(r#""roles""#, &format!(r#""record":{record},"roles""#))]
}

#[test]
fn a_reversal_names_its_directory_and_has_the_whole_record_and_what_was_read_back() {
    let outcome = outcome_of("u1", "done", "accepted")
        .replace(r#""write""#, r#""side_effects":["groups"],"visibility":"gone","write""#);
    let lines = [&named("scim", r#"{"title":"x"}"#)[..], &[outcome], &[apply(), intent("u1")]].concat();
    let [scim, first] = &read(&lines).reversals()[..] else { panic!("the same id in two directories is two users") };
    assert_eq!(scim.directory.as_deref(), Some("scim"));
    assert_eq!(scim.api_url.as_deref(), Some("https://api.acme.example/scim/v2"));
    assert_eq!(scim.record, Some(serde_json::from_str(r#"{"title":"x"}"#).unwrap()));
    assert_eq!((&scim.side_effects[..], scim.visibility), (&["groups".to_owned()][..], Visibility::Gone));
    assert_eq!((&first.directory, &first.api_url, &first.record), (&None, &None, &None));
    assert_eq!((first.side_effects.len(), first.visibility), (0, Visibility::Shown));
}

#[test]
fn an_attribute_that_an_earlier_possible_write_removed_is_in_the_record() {
    let [apply, first] = named("scim", r#"{"groups":[1],"title":"x"}"#);
    let [_, second] = named("scim", r#"{"title":"y"}"#);
    let possible = outcome_of("u1", "unverified", "unanswered");
    let done = outcome_of("u1", "done", "accepted");
    let record = |outcome: &String| {
        let lines = [&apply, &first, outcome, &apply, &second, &done].map(String::clone);
        serde_json::to_string(&read(&lines).reversals()[0].record).unwrap()
    };
    assert_eq!(record(&possible), r#"{"groups":[1],"title":"y"}"#);
    assert_eq!(record(&done), r#"{"title":"y"}"#, "the user was reactivated after a write that is done");
}

#[test]
fn twenty_thousand_writes_are_listed_at_once() {
    let lines: Vec<String> = (0..20_000).map(|n| intent(&format!("a-user-of-many-{n}"))).collect();
    assert_eq!(undone(&lines).len(), 20_000);
}
