//! For any organization: the exported roster loads, is in canonical layout, and a plan with it changes nothing.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use rosterctl::model::{
    Desired, Division, Email, Identity, InactiveAttributes, Live, LiveUser, LookedUp, Organization, State, UserId,
    Version,
};
use rosterctl::plan::{PlanOptions, decide};
use rosterctl::roster::load;
use rosterctl::roster_fmt::{
    ExportLayout, ExportRequest, Exported, ExportedUser, FOLDER, export, layouts, not_exportable,
};
use rosterctl::text::sanitize_inline;

/// Texts that mean something to YAML, to terminals or to pipelines, and any others.
fn text() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "a",
        "Zoë",
        "#",
        " #",
        ": ",
        "-",
        "'",
        "\"",
        "\\",
        "\n",
        "\r",
        "\t",
        "\u{202e}",
        "\u{2028}",
        "\u{85}",
        "\u{feff}",
        "\u{fffe}",
        "\u{ffff}",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "?",
        "..",
        "/",
        "\\",
        "no",
        "1e3",
        "0x1",
        "~",
        "2026-01-01",
        "日本",
        "é",
        "e\u{301}",
        "İ",
        "ß",
        "##[error]",
        "::x",
        " ",
        "\u{a0}",
        "con",
        "CON",
        "\u{1f469}\u{200d}\u{1f469}",
        "---",
        "...",
        "true",
        "null",
        "<<",
        "=",
    ];
    let piece = prop_oneof![4 => proptest::sample::select(PIECES).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// An address in a directory: mostly valid in a roster, sometimes shared by several users.
fn email() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (text(), 0..1000_u16).prop_map(|(local, n)| {
            let local: String = local.chars().filter(|c| !c.is_whitespace() && *c != '@').collect();
            format!("{local}{n}@acme.example")
        }),
        2 => "[a-c]{1,2}@(x|Y)\\.example",
        1 => (text(), text()).prop_map(|(a, b)| format!("{a}@{b}")),
    ]
}

prop_compose! {
    fn directory()(
        divisions in proptest::collection::vec(text(), 0..5),
        people in proptest::collection::vec((email(), text(), 0..6_usize), 0..12),
        organization in text(),
    ) -> Live {
        let divisions: Vec<Division> =
            divisions.into_iter().enumerate().map(|(n, name)| Division { id: format!("d{n}"), name }).collect();
        let active = people.into_iter().enumerate().map(|(n, (email, name, place))| LiveUser {
            id: UserId::new(&format!("u{n}")).unwrap(),
            email: Email::reported(&email),
            name,
            division: divisions.get(place).cloned().map(Into::into),
            version: Version::number(1),
            state: State::Active,
        attributes: None,
    });
        let active = active.collect();
        let organization = Organization { id: "org-1".to_owned(), name: organization };
        Live { organization, identity: Identity::Client, divisions, active, others: Vec::new(), asked: LookedUp::Everybody, unaddressed: Vec::new(), notes: Vec::new(), inactive_attributes: InactiveAttributes::default() }
    }
}

/// Writes what was exported as the program does, and loads it.
fn loaded(folder: &Path, exported: &Exported) -> Desired {
    let path = folder.join("roster.yaml");
    fs::write(&path, &exported.roster).unwrap();
    if !exported.divisions.is_empty() {
        fs::create_dir(folder.join(FOLDER)).unwrap();
    }
    for (name, text) in &exported.divisions {
        assert!(!name.contains(['/', '\\']) && !name.starts_with('.'), "{name:?}");
        fs::write(folder.join(FOLDER).join(name), text).unwrap();
    }
    let roster = load(&path).unwrap_or_else(|found| panic!("{:#?}\n{}", found.diagnostics, exported.roster));
    assert_eq!(roster.files.len(), 1 + exported.divisions.len());
    let (layouts, unformatted) = layouts(&[path]);
    assert!(unformatted.is_empty());
    for layout in layouts {
        assert_eq!(layout.before, layout.after.text, "it is not canonical");
    }
    roster.desired
}

proptest! {
    #[test]
    fn planning_with_what_was_exported_changes_nothing(mut live in directory(), by_division in any::<bool>(), scoped in any::<bool>()) {
        let in_scope = |user: &LiveUser| !scoped || user.email.domain() == Some("acme.example");
        // An administrator corrects the refused users until none is left.
        let all: Vec<&LiveUser> = live.active.iter().filter(|user| in_scope(user)).collect();
        let odd: HashSet<UserId> = not_exportable(&all, &live.active).into_iter().map(|odd| odd.user.id.clone()).collect();
        for user in &mut live.active {
            if odd.contains(&user.id) {
                user.email = Email::reported(&format!("corrected.{}@acme.example", user.id));
            }
        }
        let users: Vec<&LiveUser> = live.active.iter().filter(|user| in_scope(user)).collect();
        prop_assert!(not_exportable(&users, &live.active).is_empty());
        prop_assume!(!users.is_empty());
        let scope = if scoped { "scope:\n  email_domains: [acme.example]\n" } else { "" };
        let settings = format!("version: 1\ndirectory: {{type: genesys-cloud}}\n{scope}users: []\n");
        let listed: Vec<ExportedUser<'_>> = users.iter().map(|user| ExportedUser { user, name: sanitize_inline(&user.name).into_owned() }).collect();
        let folder = tempfile::tempdir().unwrap();
        let exported = export(&ExportRequest {
            path: &folder.path().join("roster.yaml"),
            settings: &settings,
            organization_id: Some(live.organization.id.as_str()),
            org: None,
            users: &listed,
            layout: if by_division { ExportLayout::ByDivision } else { ExportLayout::One },
        });
        let exported = exported.unwrap_or_else(|found| panic!("{found:#?}"));
        let desired = loaded(folder.path(), &exported);
        prop_assert_eq!(desired.users.len(), users.len());
        prop_assert_eq!(desired.scope.email_domains.len(), usize::from(scoped));
        let policy = PlanOptions { date: jiff::civil::date(2026, 11, 21), only: Vec::new(), overrides: Vec::new(), capabilities: rosterctl::model::Capabilities::ALL, terms: None, notes: Vec::new(), pinned: None };
        let decision = decide(&desired, &live, &policy).unwrap();
        prop_assert_eq!((decision.actions.len(), decision.findings.len()), (0, 0));
        prop_assert_eq!(decision.summary.keep, users.len() as u64);
        let each = exported.divisions.values().chain([&exported.roster]);
        let shown = |c: char| c == '\n' || !rosterctl::text::is_invisible(c);
        prop_assert!(each.clone().all(|text| text.chars().all(shown)) && each.clone().all(|text| !text.contains("##[")));
    }
}
