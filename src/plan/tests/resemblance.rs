//! A user who may be a declared person under another spelling, address or account is not treated as a leaver.

use super::world::{Planned, declared, email, id, live, plan, protected, roster, user};
use crate::model::{Declared, Desired, Email, Live, LiveUser, LookedUp, State, Version};
use crate::plan::{FindingCode, GuardName, Verdict, unmatched};

/// An active user with this address and name.
fn known(address: &str, name: &str) -> LiveUser {
    LiveUser { id: id("x"), email: Email::reported(address), name: name.to_owned(), ..user("x@acme.example") }
}

fn inactive(address: &str, name: &str) -> LiveUser {
    LiveUser { id: id("old"), state: State::Inactive, version: Version::number(9), ..known(address, name) }
}

fn verdict(decision: &Planned) -> Verdict {
    decision.plan.guards.iter().find(|guard| guard.name == GuardName::Lookalike).unwrap().verdict
}

/// The texts of the findings about lookalikes; the guard refuses when there is one.
fn lookalikes(desired: &Desired, directory: &Live) -> Vec<String> {
    let decision = plan(desired, directory);
    let of_it = decision.plan.findings.iter().filter(|finding| finding.code == FindingCode::Lookalike);
    let texts: Vec<String> = of_it.map(|finding| finding.text.clone()).collect();
    assert_eq!(verdict(&decision) == Verdict::Refused, !texts.is_empty());
    texts
}

/// The texts for one who is declared and missing, and one who is active and not declared.
fn between(missing: &str, active: LiveUser) -> Vec<String> {
    lookalikes(&roster(&["stay@acme.example", missing]), &live(vec![user("stay@acme.example"), active]))
}

fn are_lookalikes(pairs: &[(&str, &str)]) {
    for (a, b) in pairs {
        for (missing, active) in [(a, b), (b, a)] {
            let Ok(_) = Email::parse(missing) else { continue };
            assert_eq!(between(missing, known(active, "N. N.")).len(), 1, "{missing} {active}");
        }
    }
}

#[test]
fn letters_of_another_alphabet_that_look_the_same_are_a_lookalike() {
    are_lookalikes(&[
        ("аna@acme.example", "ana@acme.example"),
        ("ana@асmе.example", "ana@acme.example"),
        ("рaul@acme.example", "paul@acme.example"),
        ("αnα@acme.example", "ana@acme.example"),
        ("ВEN@acme.example", "ben@acme.example"),
        ("оo@acme.example", "oo@acme.example"),
    ]);
    let text = &between("аna@acme.example", known("ana@acme.example", "Ana"))[0];
    assert!(text.contains("is spelled with characters that look like those of"), "{text}");
}

#[test]
fn full_width_letters_and_ligatures_are_a_lookalike() {
    are_lookalikes(&[
        ("ｂｅｎ@acme.example", "ben@acme.example"),
        ("ben@ａｃｍｅ.example", "ben@acme.example"),
        ("ﬁona@acme.example", "fiona@acme.example"),
        ("wolﬀ@acme.example", "wolff@acme.example"),
    ]);
}

#[test]
fn a_domain_in_punycode_is_a_lookalike_of_the_same_in_unicode() {
    are_lookalikes(&[
        ("ana@xn--mnchen-3ya.example", "ana@münchen.example"),
        // A typo beside it is found too.
        ("ana.lopes@xn--mnchen-3ya.example", "ana.lopez@münchen.example"),
    ]);
}

#[test]
fn an_address_with_a_tag_is_a_lookalike_of_the_one_without() {
    are_lookalikes(&[
        ("ana+genesys@acme.example", "ana@acme.example"),
        ("ana+genesys@acme.example", "ana+purecloud@acme.example"),
        ("ana.lopez+genesys@acme.example", "ana.lopes@acme.example"),
    ]);
}

#[test]
fn a_letter_with_a_diacritic_is_a_lookalike_of_each_way_to_write_it() {
    are_lookalikes(&[
        ("zoë@acme.example", "zoe@acme.example"),
        ("müller@acme.example", "mueller@acme.example"),
        ("müller@acme.example", "muller@acme.example"),
        ("bø@acme.example", "boe@acme.example"),
        ("bø@acme.example", "bo@acme.example"),
        ("groß@acme.example", "gross@acme.example"),
        ("åse@acme.example", "aase@acme.example"),
        ("åse@acme.example", "ase@acme.example"),
        ("ægir@acme.example", "aegir@acme.example"),
        ("łuk@acme.example", "luk@acme.example"),
        ("иван@acme.example", "ivan@acme.example"),
    ]);
}

#[test]
fn the_same_local_part_is_a_lookalike_under_any_domain() {
    are_lookalikes(&[
        ("ana.lopez@acme.example", "ana.lopez@partner.test"),
        ("bo@acme.example", "bo@x.y.z"),
        ("müller@acme.example", "mueller@partner.test"),
        ("agent07@acme.example", "agent07@partner.test"),
    ]);
}

#[test]
fn the_words_of_a_local_part_in_another_order_are_a_lookalike() {
    are_lookalikes(&[
        ("lopez.ana@acme.example", "ana.lopez@acme.example"),
        ("lopez-ana@acme.example", "ana_lopez@partner.test"),
        ("maria.de.la.cruz@acme.example", "cruz.de.la.maria@acme.example"),
        ("müller.jürgen@acme.example", "juergen.mueller2@acme.example"),
    ]);
}

#[test]
fn letters_that_look_like_another_one_together_are_a_lookalike() {
    are_lookalikes(&[
        ("evva@acme.example", "ewa@partner.test"),
        ("uvve@acme.example", "uwe@partner.test"),
        ("sawy@acme.example", "savvy@partner.test"),
        ("vvu@acme.example", "wu@acme.example"),
        ("aclele@acme.example", "adele@acme.example"),
        ("clan@acme.example", "dan@acme.example"),
        ("clark.b@acme.example", "dark.b@acme.example"),
        ("clark.b@acme.example", "b.dark@acme.example"),
        ("CLAN@acme.example", "Dan@acme.example"),
        ("ꓦꓲꓚꓔꓳꓣ.ꓧꓮꓲꓡ@acme.example", "victor.hail@acme.example"),
        ("ꓪꓲꓡꓡꓲꓮꓟ@acme.example", "william@acme.example"),
    ]);
}

#[test]
fn a_number_with_zeros_before_it_is_a_lookalike_of_the_one_without() {
    are_lookalikes(&[
        ("agent07@acme.example", "agent7@acme.example"),
        ("agent07@acme.example", "agent007@acme.example"),
        ("agent7@acme.example", "agent007@partner.test"),
        ("night.agent7@acme.example", "agent.night07@acme.example"),
    ]);
}

#[test]
fn an_address_or_a_name_with_more_or_fewer_words_is_a_lookalike() {
    are_lookalikes(&[
        ("ana.smith@acme.example", "ana.maria.smith@acme.example"),
        ("ana.smith@acme.example", "ana.smith-jones@partner.test"),
        ("maria.de.la.cruz@acme.example", "maria.cruz@acme.example"),
        ("maria.de.la.cruz@acme.example", "cruz.maria@partner.test"),
        ("juergen.mueller@acme.example", "müller.jürgen.karl@partner.test"),
        ("a.b.c.d.e.f@acme.example", "f.a@partner.test"),
    ]);
    for (missing, name) in
        [("ana.smith", "Ana Maria Smith"), ("ana.smith", "SMITH-JONES, Ana"), ("maria.de.la.cruz", "María Cruz")]
    {
        let texts = between(&format!("{missing}@acme.example"), known("x77@partner.test", name));
        assert_eq!(texts.len(), 1, "{missing} {name}");
        assert!(texts[0].contains(&format!("resembles `{missing}@acme.example`")), "{texts:?}");
    }
}

#[test]
fn an_initial_joined_to_a_surname_is_a_lookalike_of_both_apart() {
    are_lookalikes(&[
        ("jdoe@acme.example", "doe.j@partner.test"),
        ("jdoe@acme.example", "j.doe@partner.test"),
        ("doej@acme.example", "j_doe@partner.test"),
        ("wdoe@acme.example", "doe.w@partner.test"),
    ]);
}

#[test]
fn one_word_in_common_or_more_words_than_names_have_is_no_lookalike() {
    for (missing, active) in [
        ("ana@acme.example", "ana.maria.smith@partner.test"),
        ("ana.smith@acme.example", "ana.jones@partner.test"),
        ("ana.maria.smith@acme.example", "ana.smith.jones@partner.test"),
        ("night.agent7@acme.example", "night.agent.west8@partner.test"),
        ("a.b.c.d.e.f.g@acme.example", "a.b@partner.test"),
        ("jo.doe@acme.example", "doejo@partner.test"),
    ] {
        for (missing, active) in [(missing, active), (active, missing)] {
            assert_eq!(between(missing, known(active, "N. N.")), Vec::<String>::new(), "{missing} {active}");
        }
    }
}

#[test]
fn an_address_that_was_cut_short_or_copied_with_its_link_is_a_lookalike() {
    are_lookalikes(&[
        ("ben@exam", "ben@example.com"),
        ("ana@acme.example", "mailto:ana@acme.example"),
        ("ana@acme.example", "ana"),
    ]);
}

#[test]
fn a_letter_that_looks_like_a_digit_is_a_lookalike_and_another_number_is_not() {
    are_lookalikes(&[("agent1@acme.example", "agentl@acme.example"), ("b0@acme.example", "bo@acme.example")]);
    for (missing, active) in [
        ("agent07@acme.example", "agent08@acme.example"),
        ("agent07@acme.example", "agent08@partner.test"),
        ("agent+07@acme.example", "agent+08@acme.example"),
        ("night.agent7@acme.example", "agent.night8@acme.example"),
    ] {
        assert_eq!(between(missing, known(active, "N. N.")), Vec::<String>::new(), "{missing} {active}");
    }
}

#[test]
fn different_people_are_no_lookalikes() {
    for (missing, active) in [
        ("bo@acme.example", "cy@acme.example"),
        ("maria.lopez@acme.example", "ingrid.berg@acme.example"),
        ("maria.lopez@acme.example", "jose.lopez@acme.example"),
        ("maria@acme.example", "mario.rossi@partner.test"),
        ("王伟@acme.example", "李娜@acme.example"),
        ("иван@acme.example", "олег@acme.example"),
    ] {
        assert_eq!(between(missing, known(active, "N. N.")), Vec::<String>::new(), "{missing} {active}");
    }
}

#[test]
fn a_former_address_is_compared_as_well() {
    let mut desired = roster(&["stay@acme.example", "ana.berg@acme.example"]);
    desired.users[1].was = Some(email("ana.lopes@acme.example").into());
    let texts = lookalikes(&desired, &live(vec![user("stay@acme.example"), known("ana.lopez@acme.example", "A. L.")]));
    assert_eq!(
        texts,
        [
            "active and not declared, but resembles `ana.lopes@acme.example`, who is declared by this former address and \
          does not exist. The same person? Write `was: ana.lopez@acme.example` in that entry. Two people? Add a leaver \
          entry for `ana.lopez@acme.example`"
        ]
    );
}

#[test]
fn what_to_write_for_a_protected_user_is_what_such_an_entry_takes() {
    let mut desired = roster(&["stay@acme.example"]);
    desired.protected = vec![protected("braekglass@acme.example", 4)];
    let text =
        &lookalikes(&desired, &live(vec![user("stay@acme.example"), known("breakglass@acme.example", "Break Glass")]))
            [0];
    assert!(text.contains("who is protected and does not exist"), "{text}");
    assert!(text.contains("Write `email: breakglass@acme.example` in that entry. "), "{text}");
}

#[test]
fn no_finding_suggests_an_address_that_a_roster_refuses() {
    let text = &between("ana@acme.example", known("mailto:ana@acme.example", "Ana"))[0];
    assert!(
        text.ends_with(
            "No roster can name `mailto:ana@acme.example`: have an administrator correct the address in the directory"
        ),
        "{text}"
    );
}

/// A directory with a declared user who is inactive, and a new active account that is not declared.
fn rehired(old: LiveUser, new: LiveUser) -> (Desired, Live) {
    let desired = roster(&["stay@acme.example", old.email.as_str()]);
    (desired, Live { others: vec![old], ..live(vec![user("stay@acme.example"), new]) })
}

/// The reading of a snapshot that was taken for the same roster.
fn kept(desired: &Desired, directory: &Live) -> Live {
    Live { asked: LookedUp::Only(unmatched(desired, &directory.active)), ..directory.clone() }
}

#[test]
fn a_new_account_of_a_person_whose_old_one_is_inactive_is_a_lookalike() {
    for (old, new) in [
        (inactive("alopez@acme.example", "Ana López"), known("a.l.77@partner.test", "LOPEZ, Ana")),
        (inactive("alopez@acme.example", "Jürgen Müller"), known("x9@partner.test", "Juergen Mueller")),
        (inactive("x@y.test", "Madonna"), known("m77@partner.test", "Madonna")),
        (inactive("ana.lopez@acme.example", "A"), known("ana.lopez2@acme.example", "B")),
        (inactive("ana.lopez@acme.example", "A"), known("q@acme.example", "Ana López")),
        (inactive("ana@acme.example", "A"), known("ana@partner.test", "B")),
    ] {
        for state in [State::Inactive, State::Deleted] {
            let (desired, directory) = rehired(LiveUser { state, ..old.clone() }, new.clone());
            let from_live = lookalikes(&desired, &directory);
            assert_eq!(from_live.len(), 1, "{old:?} {new:?}");
            assert_eq!(lookalikes(&desired, &kept(&desired, &directory)), from_live, "from a snapshot");
            assert!(from_live[0].contains(state.as_str()), "{from_live:?}");
        }
    }
}

#[test]
fn what_to_do_about_a_new_account_is_said_with_its_id_where_the_entry_has_one() {
    let (mut desired, directory) =
        rehired(inactive("alopez@acme.example", "Ana López"), known("ana2@acme.example", "Ana Lopez"));
    let text = "active and not declared, but has the same name as `alopez@acme.example`, who is declared and inactive in \
                the directory. A new account of the same person? Write `email: ana2@acme.example` in that entry";
    let rest = ". Two people? Add a leaver entry for `ana2@acme.example`";
    assert_eq!(lookalikes(&desired, &directory), [format!("{text}{rest}")]);
    desired.users[1] = Declared { id: Some(id("old")), ..declared("alopez@acme.example", 2) };
    assert_eq!(lookalikes(&desired, &directory), [format!("{text}, and as its id x{rest}")]);
}

#[test]
fn another_person_beside_an_inactive_account_is_not_a_lookalike() {
    for (old, new) in [
        (inactive("agent07@acme.example", "Agent 07"), known("agent08@acme.example", "Agent 08")),
        (inactive("ana@acme.example", "Ana López"), known("bo@acme.example", "Bo López")),
        (inactive("ana@acme.example", ""), known("bo@acme.example", "")),
        (inactive("ana@acme.example", "-"), known("bo@acme.example", "-")),
    ] {
        let (desired, directory) = rehired(old, new);
        assert_eq!(lookalikes(&desired, &directory), Vec::<String>::new());
    }
}
