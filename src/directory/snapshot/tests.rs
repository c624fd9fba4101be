//! What was written comes back, and nothing else does.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::{AFTER_CHECKSUM, BEFORE_CHECKSUM, Snapshot, SnapshotError, hexadecimal};
use crate::model::{
    AccountMarks, DIRECTORY_TYPES, DirectoryLocation, Division, Email, Identity, InactiveAttributes, Live, LiveUser,
    LookedUp, LookupKeys, Organization, State, UserAttributes, UserId, Version,
};
use crate::text::is_invisible;

fn id(text: &str) -> UserId {
    UserId::new(text).unwrap()
}

fn division(name: &str) -> Division {
    Division { id: format!("id-{name}"), name: name.to_owned() }
}

fn user(local: &str) -> LiveUser {
    LiveUser {
        id: id(local),
        email: Email::reported(&format!("{local}@acme.example")),
        name: format!("Name of {local}"),
        division: Some(division("Support").into()),
        version: Version::number(7),
        state: State::Active,
        attributes: None,
    }
}

/// Three active users, one inactive one, and two more who were asked for.
fn acme() -> Snapshot {
    Snapshot {
        read_at: "2026-11-21T17:00:00Z".parse().unwrap(),
        kind: DIRECTORY_TYPES[0],
        location: DirectoryLocation {
            api_url: Some("https://api.mypurecloud.de".to_owned()),
            login_url: Some("https://login.mypurecloud.de".to_owned()),
            org: None,
        },
        settings: BTreeMap::new(),
        live: Live {
            organization: Organization { id: "org".to_owned(), name: "Acme".to_owned() },
            identity: Identity::User(id("bo")),
            divisions: vec![division("Support"), division("Sales")],
            active: vec![user("ana"), user("bo"), LiveUser { division: Some(division("Hidden").into()), ..user("cy") }],
            unaddressed: Vec::new(),
            notes: Vec::new(),
            inactive_attributes: InactiveAttributes::default(),
            others: vec![LiveUser { state: State::Inactive, division: None, ..user("old") }],
            asked: LookedUp::Only(LookupKeys {
                emails: vec![Email::reported("old@acme.example"), Email::reported("new@acme.example")],
                ids: vec![id("nobody")],
            }),
        },
    }
}

fn written(snapshot: &Snapshot) -> String {
    let mut bytes = Vec::new();
    snapshot.write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn read(text: &str) -> Result<Snapshot, SnapshotError> {
    Snapshot::read(text.as_bytes())
}

/// The text with the checksum that it should have.
fn sealed(text: &str) -> String {
    let lines = text.rfind("\n]").unwrap() + 1;
    let checksum = hexadecimal(&Sha256::digest(&text.as_bytes()[..lines]));
    format!("{}{BEFORE_CHECKSUM}{checksum}{AFTER_CHECKSUM}\n", &text[..lines])
}

/// Why the snapshot is refused after this change, with a valid checksum.
fn refused(from: &str, to: &str) -> String {
    let text = written(&acme());
    assert!(text.contains(from), "{from} is not in {text}");
    read(&sealed(&text.replacen(from, to, 1))).expect_err(to).to_string()
}

#[test]
fn what_was_written_comes_back() {
    assert_eq!(read(&written(&acme())).unwrap(), acme());
    let nobody = Live { active: Vec::new(), others: Vec::new(), divisions: Vec::new(), ..acme().live };
    let empty = Snapshot { live: nobody, ..acme() };
    assert_eq!(read(&written(&empty)).unwrap(), empty);
    let inactive = Snapshot { live: Live { active: Vec::new(), ..acme().live }, ..acme() };
    assert_eq!(read(&written(&inactive)).unwrap(), inactive);
}

#[test]
fn a_snapshot_altered_by_one_byte_anywhere_is_refused() {
    let text = written(&acme());
    for at in 0..text.len() {
        for bit in [0, 3, 5] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            assert!(Snapshot::read(bytes.as_slice()).is_err(), "byte {at}, bit {bit}");
        }
        assert!(read(&text[..at]).is_err(), "cut at {at}");
    }
    for more in ["\n", " ", "x", &text] {
        assert!(read(&(text.clone() + more)).is_err(), "{more:?} was appended");
    }
}

#[test]
fn the_date_cannot_be_edited() {
    let newer = written(&acme()).replace("2026-11-21", "2026-11-28");
    assert!(matches!(read(&newer), Err(SnapshotError::Altered)));
}

#[test]
fn anybody_can_check_the_checksum() {
    let text = written(&acme());
    let last = text.lines().last().unwrap();
    let lines = text.strip_suffix(&format!("{last}\n")).unwrap();
    assert_eq!(last, format!(r#"],"checksum":"{}"}}"#, hexadecimal(&Sha256::digest(lines))));
    let document: serde_json::Value = serde_json::from_str(&text).expect("the file as a whole is JSON");
    assert_eq!(document["users"].as_array().map(Vec::len), Some(4));
}

#[test]
fn hostile_names_are_inert_in_the_file_and_come_back_unchanged() {
    let hostile = "\u{1b}[2J\u{202e}evil\u{9b}\u{7f}\u{200b}\n##[error]x ##vso[task]\"\\\u{e0041}";
    let mut snapshot = acme();
    snapshot.live.active[1].name = hostile.to_owned();
    snapshot.live.organization.name = hostile.to_owned();
    let text = written(&snapshot);
    assert!(!text.chars().any(|c| c != '\n' && is_invisible(c)), "{text}");
    assert!(!text.contains("##[") && !text.contains("##vso["), "{text}");
    assert_eq!(text.lines().count(), 6, "a user is a line: {text}");
    assert_eq!(read(&text).unwrap(), snapshot);
}

#[test]
fn a_file_that_is_no_snapshot_is_said_to_be_none() {
    for text in
        ["", "\n", "{}", "{}\n", "[]\n", "null\n", "users: []\n", "{\"format_version\":\"1.0\"}\n", "\u{feff}{\n"]
    {
        let error = read(text).expect_err(text);
        assert!(matches!(error, SnapshotError::NotASnapshot), "{text:?}: {error}");
    }
    let deep = "[".repeat(100_000) + "\n";
    assert!(matches!(read(&deep), Err(SnapshotError::NotASnapshot)));
}

#[test]
fn another_format_version_is_named() {
    for version in ["2.0", "1.1", "1.0.1", "10"] {
        let text = written(&acme()).replace(r#""format_version":"1.0""#, &format!(r#""format_version":"{version}""#));
        let error = read(&text).unwrap_err();
        assert!(matches!(&error, SnapshotError::OtherFormat(other) if other == version), "{error}");
    }
}

#[test]
fn a_snapshot_that_breaks_a_law_of_readings_is_refused_whoever_made_its_checksum() {
    assert_eq!(
        refused(r#""id":"bo","email""#, r#""id":"ana","email""#),
        "does not hold together: the user ana is in it twice"
    );
    assert_eq!(refused(r#""id":"old""#, r#""id":"ana""#), "does not hold together: the user ana is in it twice");
    assert_eq!(refused("id-Sales", "id-Support"), "does not hold together: the division id-Support is in it twice");
    assert_eq!(refused(r#""id":"org""#, r#""id":"""#), "does not hold together: its organization has no id");
    assert!(refused("genesys-cloud", "ldap").contains("a type that this rosterctl does not know, `ldap`"));
    assert!(refused("genesys-cloud", "sandbox").contains("addresses"));
    assert!(refused(r#""api_url":"https://api.mypurecloud.de","#, "").contains("one address"));
    for (from, to, flaw) in [
        ("ana@acme.example\"", "  \"", "line 2 has a user without an e-mail"),
        (r#"{"id":"ana""#, r#"{"id":"../ana""#, "line 2 has an id with characters"),
        (r#""division":2"#, r#""division":3"#, "line 4 has a division that is not there"),
        (r#""division":2"#, r#""division":-1"#, "line 4 has something that was not written"),
        (r#""version":7"#, r#""version":18446744073709551616"#, "line 2 has something that was not written"),
        (r#""version":7"#, r#""version":1e999"#, "line 2 has something that was not written"),
        (r#""version":7"#, r#""version":7,"version":7"#, "duplicate field"),
        (r#""version":7"#, r#""version":7,"password":"x""#, "unknown field"),
        (r#""state":"inactive""#, r#""state":"active""#, "unknown variant"),
        (r#","state":"inactive""#, "", "line 5 has a user who is not counted there"),
        (r#""active":3"#, r#""active":2"#, "line 4 has something that was not written"),
        (r#""active":3,"others":1"#, r#""active":2,"others":2"#, "line 4 has a user who is not counted there"),
        (r#""active":3"#, r#""active":18446744073709551615"#, "line 5 has something that was not written"),
        (r#""others":1"#, r#""others":0"#, "line 4 has something that was not written"),
        (r#""read_at":"2026"#, r#""read_at":"-9999999"#, "line 1 has something that was not written"),
        (r#"["nobody"]"#, r#"["no/body"]"#, "an id with characters"),
        (r#"{"user":"bo"}"#, r#"{"user":"b o"}"#, "an id with characters"),
        (r#""users":["#, r#""users":[{}"#, "line 1 has something that was not written"),
        ("\n]", "\n{}\n]", "no checksum"),
    ] {
        let error = refused(from, to);
        assert!(error.contains(flaw), "{to}: {error}");
    }
}

/// Texts as odd as a directory may hold them.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a-z#:\\[\\]\"\\\\\u{0}-\u{20}\u{7f}\u{200b}\u{202e}]{0,12}"]
}

/// A user of one of six divisions, or of an unknown one, as often active as not.
fn person() -> impl Strategy<Value = (String, String, Option<usize>, u64, State)> {
    let state = prop_oneof![Just(State::Active), Just(State::Active), Just(State::Inactive), Just(State::Deleted)];
    (text(), text(), proptest::option::of(0..6_usize), any::<u64>(), state)
}

prop_compose! {
    fn snapshot()(
        people in proptest::collection::vec(person(), 0..12),
        names in proptest::collection::vec(text(), 6),
        listed in 0..6_usize,
        organization in text(),
        emails in proptest::collection::vec(text(), 0..4),
        identity in 0..3_u8,
        second in -2_000_000_000..4_000_000_000_i64,
        sandbox in proptest::option::of(text()),
    ) -> Snapshot {
        let divisions: Vec<Division> =
            names.into_iter().enumerate().map(|(n, name)| Division { id: format!("d{n}"), name }).collect();
        let users = people.into_iter().enumerate().map(|(n, (email, name, division, version, state))| LiveUser {
            id: id(&format!("u{n}")),
            email: Email::reported(&format!("{email}@x")),
            name,
            division: division.map(|number| divisions[number].clone().into()),
            version: Version::number(version),
            state,
            attributes: (version % 2 == 0).then(|| Box::new(attributes(version))),
        });
        let (active, others): (Vec<LiveUser>, Vec<LiveUser>) = users.partition(|user| user.state == State::Active);
        let kind = DIRECTORY_TYPES[usize::from(sandbox.is_some())];
        let mut inactive_attributes = InactiveAttributes::default();
        emails.iter().for_each(|text| inactive_attributes.add(Some(text), Some(&organization)));
        Snapshot {
            read_at: jiff::Timestamp::from_second(second).unwrap(),
            kind,
            location: match sandbox {
                Some(_) => DirectoryLocation { org: sandbox, ..DirectoryLocation::default() },
                None => acme().location,
            },
            settings: [("match".to_owned(), "user_name".into())].into_iter().take(listed % 2).collect(),
            live: Live {
                organization: Organization { id: "org".to_owned(), name: organization },
                identity: [Identity::Client, Identity::Unknown, Identity::User(id("me"))][usize::from(identity)].clone(),
                divisions: divisions.iter().take(listed).cloned().collect(),
                active,
                others,
                asked: LookedUp::Only(LookupKeys {
                    emails: emails.iter().map(|email| Email::reported(email)).collect(),
                    ids: vec![id("u1")],
                }),
                unaddressed: Vec::new(),
                notes: Vec::new(),
                inactive_attributes,
            },
        }
    }
}

/// What only some directories report of a user.
fn attributes(number: u64) -> UserAttributes {
    let text = |name: &str| Some(format!("{name} {number}"));
    UserAttributes {
        user_type: text("type"),
        department: text("department"),
        aliases: vec![Email::reported("also@acme.example")],
        other_addresses: vec![Email::reported("other@acme.example")],
        account: AccountMarks {
            user_name: text("name"),
            external_id: text("E"),
            created: text("on"),
            ..AccountMarks::default()
        },
    }
}

proptest! {
    #[test]
    fn every_reading_comes_back_as_it_was(snapshot in snapshot()) {
        let text = written(&snapshot);
        let again = read(&text).unwrap();
        // Addresses compare folded; their spelling has to come back too.
        let spellings = |snapshot: &Snapshot| -> Vec<String> {
            snapshot.live.active.iter().map(|user| user.email.as_str().to_owned()).collect()
        };
        prop_assert_eq!(spellings(&again), spellings(&snapshot));
        prop_assert_eq!(written(&again), text);
        prop_assert_eq!(again, snapshot);
    }
}
