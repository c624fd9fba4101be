//! A journal of any bytes is read or refused, a truncated one is read up to its end, and no text of a journal escapes the
//! quotation marks of the undo script.

use std::collections::HashSet;

use rosterctl::apply::journal::undo::ApplySite;
use rosterctl::apply::journal::undo::JournalledWrites;
use rosterctl::apply::journal::{JournalEvent, JournalLine, JournalReader, ReadLine, TornLine};
use rosterctl::directory::backend_of_journal;

use super::shown::is_harmless;

/// The bytes of a journal file.
pub fn keeps(input: &[u8]) {
    let entries = read(input);
    let written: String = entries.iter().filter_map(line).map(JournalLine::to_json).collect();
    let good: Vec<ReadLine> = entries.iter().filter(|entry| matches!(entry, ReadLine::Valid(_))).cloned().collect();
    let torn = entries.iter().filter(|entry| matches!(entry, ReadLine::Torn(_))).count();
    assert_eq!(torn == 1, !input.is_empty() && !input.ends_with(b"\n"), "{entries:?}");
    assert!(matches!(entries.last(), Some(ReadLine::Torn(_))) || torn == 0, "only the last line is torn: {entries:?}");
    for (number, entry) in (1..).zip(&entries) {
        if let ReadLine::Invalid(bad) = entry {
            assert_eq!(bad.line, number, "{bad:?}");
            is_harmless(&rosterctl::text::sanitize_multiline(&bad.to_string()));
        }
    }
    if torn == 0 {
        assert_eq!(read(written.as_bytes()), good, "a written journal is read differently");
    }
    can_be_truncated(&entries, &written);
    has_an_inverse(&entries);
}

fn read(bytes: &[u8]) -> Vec<ReadLine> {
    JournalReader::new(bytes).map(|entry| entry.unwrap_or_else(|error| panic!("{error}"))).collect()
}

/// What an entry says, if it is a line of a journal.
fn line(entry: &ReadLine) -> Option<&JournalLine> {
    match entry {
        ReadLine::Valid(line) | ReadLine::Torn(TornLine::Complete(line)) => Some(line),
        ReadLine::Invalid(_) | ReadLine::Torn(_) => None,
    }
}

/// The journal as it is after a crash: cut at a byte that the journal itself chooses.
fn can_be_truncated(entries: &[ReadLine], written: &str) {
    let hash = written.bytes().fold(7_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte)));
    let cut = &written.as_bytes()[..hash % (written.len() + 1)];
    let whole = cut.iter().filter(|byte| **byte == b'\n').count();
    let left: Vec<JournalLine> = read(cut).iter().filter_map(line).cloned().collect();
    let all: Vec<JournalLine> = entries.iter().filter_map(line).cloned().collect();
    assert!(left.len() == whole || left.len() == whole + 1, "{left:?}");
    assert_eq!(left, all[..left.len()]);
}

/// Each intended user is in the inverse at most once per organization, and no other user is. Every user without an outcome
/// is in it, and every user that is remembered for the next apply.
fn has_an_inverse(entries: &[ReadLine]) {
    let lines: Vec<&JournalLine> = entries.iter().filter_map(line).collect();
    let intended: HashSet<&str> = lines
        .iter()
        .filter_map(|line| match &line.event {
            JournalEvent::Intent { user, .. } => Some(user.id.as_str()),
            _ => None,
        })
        .collect();
    let fold = || {
        let mut writes = JournalledWrites::default();
        lines.iter().for_each(|line| writes.add(line));
        writes
    };
    let inverses = fold().reversals();
    let undone: HashSet<&str> = inverses.iter().map(|inverse| inverse.id.as_str()).collect();
    for id in open(&lines) {
        assert!(undone.contains(id), "{id} may have been written, and is not in the inverse: {lines:?}");
    }
    for line in &lines {
        if let JournalEvent::Apply { directory, host, organization, .. } = &line.event {
            let (directory, host, organization) = (directory.clone(), host.clone(), organization.clone());
            for (id, _) in fold().unresolved(&ApplySite { directory, host, organization }) {
                assert!(undone.contains(id.as_str()), "{id} is remembered and not in the inverse: {lines:?}");
            }
        }
    }
    let organizations = lines.iter().filter(|line| matches!(line.event, JournalEvent::Apply { .. })).count();
    for inverse in &inverses {
        let times = inverses.iter().filter(|other| other.id == inverse.id).count();
        assert!(intended.contains(inverse.id.as_str()) && times <= organizations + 1, "{inverse:?}");
    }
    for name in [None, Some("scim")] {
        let Some(backend) = backend_of_journal(name) else { panic!("{name:?} has no script") };
        let script = (backend.undo_script)(&inverses, (entries.len() - lines.len()) as u64);
        is_harmless(&script);
        for line in script.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            is_one_command(line);
        }
    }
}

/// Whose last intent has no outcome in its own apply.
fn open<'a>(lines: &[&'a JournalLine]) -> HashSet<&'a str> {
    let (mut open, mut of_this_apply) = (HashSet::new(), HashSet::new());
    for line in lines {
        match &line.event {
            JournalEvent::Apply { .. } => of_this_apply.clear(),
            JournalEvent::Intent { user, .. } => {
                open.insert(user.id.as_str());
                of_this_apply.insert(user.id.as_str());
            }
            JournalEvent::Outcome { user, .. } if of_this_apply.contains(user.id.as_str()) => {
                open.remove(user.id.as_str());
            }
            _ => {}
        }
    }
    open
}

/// A command of the script: outside of quotation marks it has no special character of a shell, except for the two
/// variables that the administrator sets.
fn is_one_command(line: &str) {
    let bare = without_quoted(line);
    // The base address, before a path in the same quotation marks or in its own.
    let rest = bare.replace("\"$API/", "\"/").replace("\"$API\"", "\"\"").replace("Bearer $TOKEN\"", "Bearer \"");
    assert!(rest.starts_with("API=") || rest.starts_with("curl -sS -X P"), "not a command of rosterctl: {line}");
    let acts = rest.chars().find(|c| "$`;&|<>()\\!*?[]{}~#\n".contains(*c));
    assert!(acts.is_none(), "{acts:?} is not quoted: {line}");
    let sends_in_the_open = line.starts_with("API='http://");
    assert!(!sends_in_the_open || is_on_this_machine(&line["API='http://".len()..]), "without encryption: {line}");
}

/// The line without the text in single quotes. `\'` outside of them is a quotation mark.
fn without_quoted(line: &str) -> String {
    let mut bare = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('\'') {
        if let Some(before) = rest[..at].strip_suffix('\\') {
            bare.push_str(before);
            rest = &rest[at + 1..];
            continue;
        }
        bare.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let Some(end) = after.find('\'') else { panic!("a quotation does not end: {line}") };
        rest = &after[end + 1..];
    }
    bare + rest
}

fn is_on_this_machine(host: &str) -> bool {
    let host = host.trim_end_matches('\'');
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
