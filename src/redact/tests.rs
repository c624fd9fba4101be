//! The promises of a redaction: no person is left in any format, each keeps one pseudonym, and the plan stays a plan.

use proptest::prelude::*;

use super::Redaction;
use crate::model::{Attestation, DeactivationTerms, Email, FreeText, Place, Reversibility, SAMPLE_MARK, Sample};
use crate::plan::{
    AccountState, Contradiction, ContradictionKind, EntryRole, Finding, FindingCode, FindingKind, FindingUser,
    PlanRejected, Reason, ReasonCode, ReasonKind, Resemblance, SavedPlan,
};
use crate::render::diagnostics::{self, DiagnosticsReport};
use crate::render::tests::fixtures::plan;
use crate::render::wording::{finding_summary, finding_text, reason_text};
use crate::render::{diff, events, github, gitlab, html, markdown, next_steps, question, sarif, text};
use crate::text::fold;

/// A redaction that knows these two.
fn redaction() -> Redaction {
    let mut redaction = Redaction::new(b"key");
    redaction.learn("ana.alvarez@acme.example", "Ana Álvarez");
    redaction.learn("bo@acme.example", "Bo Berg");
    redaction
}

#[test]
fn a_text_loses_its_people_and_nothing_else() {
    let redaction = redaction();
    let (ana, bo) = (redaction.email("ana.alvarez@acme.example"), redaction.email("bo@acme.example"));
    let name = |address: &str| address.replace("user-", "User ").replace("@redacted.invalid", "");
    for (text, shown) in [
        ("left; ask Bo Berg, BO BERG's team", format!("left; ask {0}, {0}'s team", name(&bo))),
        ("replaces ana a\u{301}lvarez (HR-881)", format!("replaces {} (HR-881)", name(&ana))),
        ("see ana.alvarez@ACME.example.", format!("see {ana}.")),
        ("`bo@acme.example`<ana.alvarez@acme.example>", format!("`{bo}`<{ana}>")),
        ("Bo Bergmann, Zürich; İstanbul 100 %", "Bo Bergmann, Zürich; İstanbul 100 %".to_owned()),
        ("unknown@other.example", redaction.email("unknown@other.example")),
        (
            "GET /Users?filter=userName%20eq%20%22Bo%40acme.example%22&count=10",
            format!("GET /Users?filter=userName eq \"{bo}\"&count=10"),
        ),
        ("(twice%20unknown%2540other.example)", format!("(twice {})", redaction.email("unknown@other.example"))),
        ("roster%20files/50%", "roster%20files/50%".to_owned()),
        ("Banana Álvarez\r\n\t\"x\"", "Banana Álvarez\r\n\t\"x\"".to_owned()),
        ("", String::new()),
    ] {
        assert_eq!(redaction.text(text), shown);
        assert_eq!(redaction.text(&shown), shown, "redacting twice is redacting once");
    }
}

#[test]
fn names_are_found_in_scripts_without_blanks_and_addresses_of_any_spelling() {
    let mut redaction = Redaction::new(b"");
    redaction.learn("tanaka@acme.example", "田中太郎");
    redaction.learn("no address at all", "");
    redaction.learn("odd(one),two@acme.example", "Od");
    for (text, gone) in
        [("田中太郎さんは退職", "田中"), ("see No Address At All", "Address"), ("see odd(one),two@acme.example", "odd")]
    {
        assert!(!redaction.text(text).contains(gone), "{}", redaction.text(text));
    }
}

/// What a redaction makes of each format of a plan.
fn formats(shown: &SavedPlan) -> [String; 12] {
    [
        text::plan(shown),
        text::summary(shown),
        shown.to_json(),
        markdown(shown, 65_000).unwrap(),
        diff(shown),
        github(shown),
        gitlab(shown),
        html(shown),
        sarif(shown),
        events::plan(shown),
        next_steps(shown, None, None),
        question(shown),
    ]
}

#[test]
fn no_value_of_any_kind_of_finding_or_reason_is_left_in_any_format() {
    let user = || FindingUser { id: None, email: "zqxq@acme.example".to_owned(), name: Some("Zqxq Mark".to_owned()) };
    for kind in FindingKind::samples() {
        let mut saved = plan(0, 1, "x");
        let text = finding_text(&kind, &user());
        saved.plan.findings[0] =
            Finding { code: kind.code(), user: user(), text, details: Some(kind), ..saved.plan.findings[0].clone() };
        hides_the_mark(&saved);
    }
    for kind in ReasonKind::samples() {
        let mut saved = plan(1, 0, "x");
        let (code, text) = (kind.code(), reason_text(&kind));
        for details in [Some(kind), None] {
            let reason = &mut saved.plan.actions[0].reason;
            *reason = Reason { code, text: text.clone(), at: None, details };
            hides_the_mark(&saved);
        }
    }
}

fn hides_the_mark(saved: &SavedPlan) {
    for text in formats(&Redaction::new(b"key").plan(saved)) {
        assert!(!text.to_lowercase().contains(SAMPLE_MARK), "{:?}: {text}", saved.plan.findings);
    }
}

#[test]
fn no_value_of_any_kind_of_contradiction_is_left_in_any_format() {
    let at = Some(Place { file: "roster.yaml".into(), line: 3, column: 5 });
    let found = ContradictionKind::samples().into_iter().map(|kind| Contradiction { at: at.clone(), kind }).collect();
    let shown = Redaction::new(b"key").contradictions(found);
    let shown = DiagnosticsReport::of_contradictions("roster.yaml".to_owned(), shown);
    let texts = [
        diagnostics::text(&shown),
        diagnostics::json(&shown),
        diagnostics::github(&shown),
        diagnostics::sarif(&shown, "rosterctl plan"),
    ];
    for text in texts {
        assert!(!text.to_lowercase().contains(SAMPLE_MARK), "{text}");
    }
}

#[test]
fn free_text_is_withheld_and_the_rest_of_a_sentence_stays() {
    let mut saved = plan(3, 1, "x");
    let last_day = "2026-09-30".parse().unwrap();
    let kinds = [
        ReasonKind::Leaver { reason: FreeText("Lukasz Zak left; ask Schmidt".to_owned()), ticket: None },
        ReasonKind::Expired { last_day, note: Some(FreeText("stand-in of Ana".to_owned())) },
        ReasonKind::NotDeclared,
    ];
    for (action, kind) in saved.plan.actions.iter_mut().zip(kinds) {
        let details = Some(kind.clone()).filter(|kind| kind.code() == ReasonCode::Expired);
        action.reason = Reason { code: kind.code(), text: reason_text(&kind), at: None, details };
    }
    let reason = FreeText("deputy of Ana".to_owned());
    saved.plan.findings[0].details = Some(FindingKind::Protected { ending: ReasonKind::NotDeclared, reason });
    saved.plan.overrides[0].reason = "Ana asked for it".to_owned();
    let shown = Redaction::new(b"").plan(&saved).plan;
    let of = |code| shown.actions.iter().find(|action| action.reason.code == code).map(|a| a.reason.text.as_str());
    assert_eq!(of(ReasonCode::Leaver), Some("withheld by --redact"));
    assert_eq!(of(ReasonCode::Expired), Some("last day was 2026-09-30 (withheld by --redact)"));
    assert_eq!(of(ReasonCode::NotDeclared), Some("not declared in the roster"));
    let text = "kept though not declared in the roster: protected (withheld by --redact)";
    assert_eq!(shown.findings[0].text, text);
    assert_eq!(shown.overrides[0].reason, "withheld by --redact");
}

#[test]
fn a_plan_of_an_earlier_build_is_shown_with_the_general_sentences_of_its_codes() {
    let mut saved = plan(3, 10, "x");
    for (action, code) in saved.plan.actions.iter_mut().zip(ReasonCode::ALL) {
        action.reason = Reason { code, text: "Ana said so".to_owned(), at: None, details: None };
    }
    for (finding, code) in saved.plan.findings.iter_mut().zip(FindingCode::ALL) {
        (finding.code, finding.text) = (code, "kept. Add `- Ana` to `users:`".to_owned());
    }
    let shown = Redaction::new(b"").plan(&saved).plan;
    let mut reasons: Vec<&str> = shown.actions.iter().map(|action| action.reason.text.as_str()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["not declared in the roster", "the last day has passed", "withheld by --redact"]);
    for finding in &shown.findings {
        assert_eq!(finding.text, finding_summary(finding.code));
    }
}

#[test]
fn the_lines_to_add_for_an_undeclared_user_name_the_pseudonym() {
    let mut saved = plan(0, 1, "x");
    for address in
        ["zqxqnew@acme.example", "'zqxqnew@acme.example", "{zqxq\"new}@acme.example", "Zqxqü.new@acme.example"]
    {
        let finding = &mut saved.plan.findings[0];
        finding.user = FindingUser { id: None, email: address.to_owned(), name: None };
        finding.details = Some(FindingKind::Undeclared);
        let mut redaction = Redaction::new(b"key");
        let text = redaction.plan(&saved).plan.findings[0].text.clone();
        let pseudonym = redaction.email(address);
        let shown = format!("Add `- {pseudonym}` to `users:`, or `- {{email: {pseudonym}, reason: WHY}}`");
        assert!(text.contains(&shown), "{text}");
    }
}

#[test]
fn our_own_sentences_do_not_reveal_a_pseudonym() {
    let mut redaction = Redaction::new(b"key");
    for (email, name) in [
        ("administrator@acme.example", "Administrator"),
        ("user@acme.example", "The Roster"),
        ("line@acme.example", "Last Day"),
    ] {
        redaction.learn(email, name);
    }
    let mut saved = plan(1, 1, "x");
    saved.plan.actions[0].reason = Reason {
        code: ReasonCode::NotDeclared,
        text: "not declared in the roster".to_owned(),
        at: None,
        details: None,
    };
    saved.plan.findings[0].details = Some(FindingKind::UserMissing);
    let sentence = finding_text(&FindingKind::UserMissing, &saved.plan.findings[0].user);
    let shown = redaction.plan(&saved).plan;
    assert_eq!(shown.actions[0].reason.text, "not declared in the roster");
    assert_eq!(shown.findings[0].text, sentence);
}

#[test]
fn a_redacted_plan_can_be_shown_again_and_never_applied() {
    let saved = plan(3, 3, "di@acme.example");
    let mut redaction = redaction();
    let shown = redaction.plan(&saved);
    assert_eq!((&shown.digest, shown.redacted), (&saved.digest, true));
    assert_eq!(shown.check_usable(shown.created_at, Some(&shown.digest)), Err(PlanRejected::Redacted));
    assert_eq!(redaction.plan(&shown), shown, "redacting twice is redacting once");
    assert_eq!(Redaction::new(b"other").plan(&shown), shown);
}

fn terms() -> DeactivationTerms {
    DeactivationTerms {
        service: "other".to_owned(),
        title: "another".to_owned(),
        verdict: Reversibility::Unknown,
        effects: Vec::new(),
        accepted: Vec::new(),
        attestation: Some(Attestation {
            reversible: true,
            evidence: "asked zqxq".to_owned(),
            by: "zqxq@acme.example".to_owned(),
            date: "2026-11-24".parse().unwrap(),
        }),
        source: String::new(),
        read_on: "2026-11-24".parse().unwrap(),
        notes: Vec::new(),
    }
}

#[test]
fn the_settings_and_the_attestation_of_a_directory_name_nobody() {
    let mut original = plan(1, 1, "Ana");
    original.directory.organization.name = "acme of zqxq@acme.example".to_owned();
    let settings = serde_json::json!({
        "service": "other",
        "pin": {"user": {"id": "u1", "user_name": "zqxq"}},
        "token_owner": "zqxq@acme.example",
        "attest": {"reversible": true, "evidence": "asked zqxq", "by": "zqxq", "date": "2026-11-24"},
    });
    original.directory.settings = settings.as_object().unwrap().clone();
    original.directory.terms = Some(terms());
    let shown = redaction().plan(&original);
    let formats = [shown.to_json(), text::plan(&shown), markdown(&shown, 60_000).unwrap(), html(&shown), sarif(&shown)];
    for format in formats.into_iter().chain([diff(&shown), github(&shown), gitlab(&shown), question(&shown)]) {
        assert!(!format.contains(SAMPLE_MARK), "{format}");
    }
    assert_eq!(shown.directory.settings["pin"]["user"]["id"], "u1");
    assert_eq!(shown.directory.settings["service"], "other");
    let attestation = shown.directory.terms.unwrap().attestation.unwrap();
    assert_eq!(attestation.by, redaction().email("zqxq@acme.example"));
}

#[test]
fn an_id_that_says_whose_it_is_becomes_a_pseudonym_and_another_one_stays() {
    let mut original = plan(4, 1, "Ana");
    let named = |original: &mut SavedPlan, number: usize, id: &str, email: &str, name: &str| {
        let user = &mut original.plan.actions[number].user;
        (user.id, user.email, user.name) = (id.to_owned(), email.to_owned(), name.to_owned());
    };
    named(&mut original, 0, "zqxq.mark@acme.example", "zqxq.mark@acme.example", "Zqxq Mark");
    named(&mut original, 1, "zqxq-lee", "zqxq.lee@acme.example", "Lee");
    named(&mut original, 2, "zqxqpat", "p4711@acme.example", "Pat Zqxq");
    original.plan.actions[2].user.account.user_name = Some("ZqxqPat".to_owned());
    named(&mut original, 3, "7f3a", "zqxq.opaque@acme.example", "Opaque");
    let user = FindingUser { id: Some("kim.zqxq".to_owned()), email: String::new(), name: Some("Kim Zqxq".to_owned()) };
    original.plan.findings[0].user = user;
    let settings = serde_json::json!({"pin": {"user": {"id": "zqxqpin", "user_name": "zqxqpin@acme.example"}}});
    original.directory.settings = settings.as_object().unwrap().clone();
    original.directory.organization.id = "zqxqpin".to_owned();
    // Where nothing is known of deactivations, ids are the directory's own and stay.
    let untouched = redaction().plan(&original);
    assert!(untouched.plan.actions.iter().any(|action| action.user.id == "zqxq-lee"));
    original.directory.terms = Some(terms());
    let mut redaction = redaction();
    let shown = redaction.plan(&original);
    for format in formats(&shown).iter().chain(&[shown.to_json()]) {
        assert!(!format.to_lowercase().contains(SAMPLE_MARK), "{format}");
    }
    assert!(shown.plan.actions.iter().any(|action| action.user.id == "7f3a"));
    assert_eq!(shown.directory.settings["pin"]["user"]["id"], shown.directory.organization.id.as_str());
    let error = redaction.text("not with JSON (GET /Users/zqxq.mark%40acme.example)");
    assert!(!error.contains(SAMPLE_MARK), "{error}");
    assert_eq!(redaction.plan(&shown), shown, "redacting twice is redacting once");
    assert_eq!(Redaction::new(b"other").plan(&shown), shown, "under another key too, and without an e-mail");
}

#[test]
fn divisions_roles_and_the_organization_stay() {
    let mut saved = plan(1, 0, "Support");
    saved.plan.actions[0].user.email = "support@acme.example".to_owned();
    let shown = Redaction::new(b"").plan(&saved);
    let action = &shown.plan.actions[0];
    assert_eq!(action.user.division, saved.plan.actions[0].user.division);
    assert_eq!(action.impact, saved.plan.actions[0].impact);
    assert_eq!(shown.directory, saved.directory);
    assert_ne!(action.user.name, "Support");
}

#[test]
fn the_order_of_actions_reveals_nothing_of_the_names() {
    let mut saved = plan(40, 0, "x");
    for (number, action) in saved.plan.actions.iter_mut().enumerate() {
        action.user.email = format!("user{number:02}@acme.example");
        action.user.id = format!("id-{number}");
    }
    let ids = |saved: &SavedPlan| saved.plan.actions.iter().map(|action| action.user.id.clone()).collect::<Vec<_>>();
    assert_ne!(ids(&Redaction::new(b"").plan(&saved)), ids(&saved));
}

#[test]
fn every_format_for_people_marks_a_redacted_plan() {
    let shown = redaction().plan(&plan(2, 2, "x"));
    for (format, text) in [
        ("text", text::plan(&shown)),
        ("github", github(&shown)),
        ("markdown", markdown(&shown, 65_000).unwrap()),
        ("html", html(&shown)),
    ] {
        assert!(text.contains("pseudonyms"), "{format}: {text}");
    }
    assert!(shown.to_json().contains("\"redacted\": true"));
}

/// A person whose address and name hold words that nothing else holds.
#[derive(Clone, Debug)]
struct Somebody {
    email: String,
    name: String,
}

fn person() -> impl Strategy<Value = Somebody> {
    let separators = "[._+'-]{0,1}";
    let word = "zqxq[a-zé]{2,5}[0-9]{3,6}";
    (word, separators, word, "[ ,()'-]{1,2}", "(ACME|münchen|x-y)", any::<bool>()).prop_map(
        |(one, separator, other, between, domain, upper)| {
            let name = format!("{one}{between}{other}");
            Somebody {
                email: format!("{one}{separator}{other}@{domain}.example"),
                name: if upper { name.to_uppercase() } else { name },
            }
        },
    )
}

/// A text that speaks of one of them in one of the ways in which people do.
fn mention() -> impl Strategy<Value = (prop::sample::Index, u8, &'static str, &'static str)> {
    let around = prop::sample::select(vec![
        ("left ", " (HR-881)"),
        ("`", "`"),
        ("", ""),
        ("ask:", "."),
        ("退職", "さん"),
        ("<a href=\"", "\">"),
    ]);
    (any::<prop::sample::Index>(), 0..6_u8, around).prop_map(|(who, how, (before, after))| (who, how, before, after))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn no_person_is_left_in_any_format(
        people in prop::collection::vec(person(), 1..8),
        mentions in prop::collection::vec(mention(), 12),
        key in "[a-z]{0,4}",
    ) {
        let mut mentions = mentions.iter().cycle().map(|(who, how, before, after)| {
            let Somebody { email, name } = who.get(&people);
            let local = email.split('@').next().unwrap();
            let said = match how {
                0 => email.clone(),
                1 => name.clone(),
                2 => local.to_owned(),
                3 => email.to_uppercase(),
                4 => name.to_lowercase(),
                _ => format!("{name} <{email}>"),
            };
            format!("{before}{said}{after}")
        });
        let mut saved = plan(people.len(), people.len(), "text");
        for (number, somebody) in people.iter().enumerate() {
            let action = &mut saved.plan.actions[number];
            (action.user.email, action.user.name) = (somebody.email.clone(), somebody.name.clone());
            action.reason.text = mentions.next().unwrap();
            action.user.division.as_mut().unwrap().name = format!("Team of {}", somebody.email);
            action.user.account.user_name = Some(somebody.email.clone());
            let finding = &mut saved.plan.findings[number];
            finding.user = FindingUser { id: None, email: somebody.email.clone(), name: Some(somebody.name.clone()) };
            finding.text = mentions.next().unwrap();
            let other = &people[(number * 7 + 1) % people.len()].email;
            finding.details = Some(FindingKind::Lookalike {
                resembled: Email::reported(other),
                by: Resemblance::Address,
                role: EntryRole::Declared,
                account: AccountState::Missing,
                has_id: false,
                is_nameable: number % 2 == 0,
                through: (number % 2 == 0).then(|| Email::reported(other)),
            })
            .filter(|_| number % 3 > 0);
        }
        saved.plan.overrides[0].reason = mentions.next().unwrap();
        let mut redaction = Redaction::new(key.as_bytes());
        let shown = redaction.plan(&saved);
        prop_assert_eq!(&redaction.plan(&saved), &shown);
        let texts = formats(&shown);
        for text in &texts {
            prop_assert!(!text.to_lowercase().contains("zqxq"), "{text}");
        }
        // The same person is the same everywhere, and two are never one.
        let of = |number: usize| redaction.email(&people[number].email);
        for (number, somebody) in people.iter().enumerate() {
            prop_assert!(shown.plan.actions.iter().any(|action| action.user.email == of(number)));
            prop_assert!(shown.plan.findings.iter().any(|finding| finding.user.email == of(number)));
            for (other, earlier) in people[..number].iter().enumerate() {
                prop_assert_eq!(of(other) == of(number), fold(&earlier.email) == fold(&somebody.email));
            }
        }
        prop_assert_eq!(shown.plan.summary, saved.plan.summary);
        let read: SavedPlan = serde_json::from_str(&shown.to_json()).unwrap();
        prop_assert_eq!(read, shown);
    }

    #[test]
    fn any_text_is_taken_and_keeps_no_address(text in "(\\PC|%40|%25|[@.a-z ]|[\u{0}-\u{1f}]|[éİß\u{301}田]){0,60}") {
        let shown = redaction().text(&text);
        if let Some(at) = super::address::next(&shown, 0) {
            prop_assert!(shown[at].ends_with("@redacted.invalid"), "{text:?} {shown:?}");
        }
    }
}
