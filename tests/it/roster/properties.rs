//! For all inputs: no panic, and what was written is what is read.

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use rosterctl::model::Desired;
use rosterctl::roster::load;
use tempfile::TempDir;

fn load_bytes(bytes: &[u8]) -> Option<Desired> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("roster.yaml");
    fs::write(&file, bytes).unwrap();
    match load(&file) {
        Ok(roster) => Some(roster.desired),
        Err(mistakes) => {
            assert!(!mistakes.diagnostics.is_empty(), "refused without a diagnostic");
            None
        }
    }
}

/// Pieces that make up rosters and near misses of them.
fn piece() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "version: 1\n",
        "directory:",
        " {type: genesys-cloud}\n",
        "users:\n",
        "  - ana@acme.example\n",
        "leavers:\n",
        "- email: ",
        "reason: x\n",
        "until: 2026-12-31\n",
        "guards: ",
        "include: [",
        "]",
        "{",
        "}",
        "'",
        "\"",
        "|\n",
        ">\n",
        "&a ",
        "*a ",
        "<<: ",
        "!!str ",
        "# ",
        "\t",
        " ",
        "\n",
        "\r\n",
        "---\n",
        "? ",
        ": ",
        "no",
        "1e999",
        ".nan",
        "é日\u{301}",
        "\u{feff}",
        "\u{202e}",
        "\0",
        "-",
        "[",
        ",",
        "%YAML 1.1\n",
        "\\",
        "@x",
    ];
    prop_oneof![4 => proptest::sample::select(WORDS).prop_map(str::to_owned), 1 => ".{0,5}"]
}

fn id() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[a-f0-9]{8}-[a-f0-9]{4}".prop_filter("a number is no text", |id| id.parse::<f64>().is_err()))
}

fn date() -> impl Strategy<Value = Option<String>> {
    proptest::option::of((2000..2100, 1..13, 1..29).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}")))
}

/// A user as it is written, by key.
type WriteReceipt = (bool, Option<String>, Option<String>, Option<String>);

fn write(index: usize, (short, id, until, note): &WriteReceipt, reversed: bool) -> String {
    let email = format!("User.{index}@acme.example");
    if *short {
        return format!("- {email}\n");
    }
    let mut lines = vec![format!("email: {email}")];
    lines.extend(id.iter().map(|id| format!("id: '{index}-{id}'")));
    lines.extend(until.iter().map(|until| format!("until: {until}")));
    lines.extend(note.iter().map(|note| format!("note: {}", serde_json::to_string(note).unwrap())));
    if reversed {
        lines.reverse();
    }
    format!("- {}\n", lines.join("\n  "))
}

proptest! {
    #[test]
    fn loading_arbitrary_bytes_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        load_bytes(&bytes);
    }

    #[test]
    fn loading_a_broken_roster_never_panics(pieces in proptest::collection::vec(piece(), 0..40)) {
        load_bytes(pieces.concat().as_bytes());
    }

    #[test]
    fn a_well_formed_roster_loads_to_what_was_written_in_any_order_of_its_keys(
        users in proptest::collection::vec(
            (any::<bool>(), id(), date(), proptest::option::of("[A-Za-z0-9:#'\" é日-]{0,20}x")), 0..20),
        divisions in proptest::collection::btree_set("[A-Z][a-z]{2,8}", 1..4),
        limit in 0_u64..1000, hundredths in 0_u64..=10_000,
    ) {
        let parts = |reversed| {
            let list: String = users.iter().enumerate().map(|(i, user)| write(i, user, reversed)).collect();
            let users = if list.is_empty() { "users: []\n".to_owned() } else { format!("users:\n{list}") };
            let divisions: Vec<&str> = divisions.iter().map(String::as_str).collect();
            let percent = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            let mut parts = [
                "version: 1\n".to_owned(),
                "directory: {type: genesys-cloud}\n".to_owned(),
                format!("scope: {{divisions: [{}]}}\n", divisions.join(", ")),
                format!("guards: {{max_deactivations: {limit}, max_deactivation_percent: {percent}}}\n"),
                users,
            ];
            if reversed { parts.reverse(); }
            parts.concat()
        };
        let desired = load_bytes(parts(false).as_bytes()).expect("it is well formed");
        prop_assert_eq!(desired.users.len(), users.len());
        for (index, (user, (short, id, until, note))) in desired.users.iter().zip(&users).enumerate() {
            let email = format!("User.{index}@acme.example");
            prop_assert_eq!(user.email.as_str(), email);
            let given = |text: &Option<String>| text.clone().filter(|_| !short);
            prop_assert_eq!(user.id.as_ref().map(|id| id.as_str().to_owned()), given(id).map(|id| format!("{index}-{id}")));
            prop_assert_eq!(user.until.map(|date| date.to_string()), given(until));
            prop_assert_eq!(user.note.clone(), given(note).map(|note| note.trim().to_owned()));
        }
        let names: Vec<&String> = desired.scope.divisions.iter().map(|division| &division.value).collect();
        prop_assert_eq!(names, divisions.iter().collect::<Vec<_>>());
        prop_assert_eq!(desired.limits.max_deactivations, limit);
        prop_assert_eq!(desired.limits.max_deactivation_percent.0, hundredths);

        let reversed = load_bytes(parts(true).as_bytes()).expect("it is well formed");
        let without_places = |desired: &Desired| -> BTreeMap<String, String> {
            let shown = |user: &rosterctl::model::Declared| format!("{:?} {:?} {:?}", user.id, user.until, user.note);
            desired.users.iter().map(|user| (user.email.to_string(), shown(user))).collect()
        };
        prop_assert_eq!(without_places(&reversed), without_places(&desired));
        prop_assert_eq!(reversed.limits, desired.limits);
    }
}
