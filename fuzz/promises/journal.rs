//! A journal of any bytes is read or refused, one that was cut anywhere is read up to there, and what is printed as its
//! inverse is a script whose words the journal cannot leave.

use std::collections::HashSet;

use rosterctl::apply::journal::{Event, Journal, Line, read};
use rosterctl::apply::undo::inverse;
use rosterctl::model::UserId;
use rosterctl::render;

use super::shown::is_harmless;

/// The bytes of a journal file.
pub fn keeps(input: &[u8]) {
    let lines = input.split(|byte| *byte == b'\n').count();
    match read(input) {
        Ok(journal) => is_kept(&journal, input),
        Err(refused) => {
            assert!((1..=lines).contains(&refused.line), "{refused:?}");
            is_harmless(&render::harmless_text(&refused.to_string()));
        }
    }
}

fn is_kept(journal: &Journal, input: &[u8]) {
    assert_eq!(journal.is_torn, !input.is_empty() && !input.ends_with(b"\n"), "{journal:?}");
    let written: String = journal.lines.iter().map(Line::to_json).collect();
    assert_eq!(written.lines().count(), journal.lines.len(), "a line is a line: {written:?}");
    let again = Journal { lines: journal.lines.clone(), is_torn: false };
    assert_eq!(read(written.as_bytes()), Ok(again), "what is written is not what is read");
    is_cut_anywhere(journal, &written);
    is_undone(journal);
}

/// The journal as it is after a crash: cut at a byte that the journal itself chooses.
fn is_cut_anywhere(journal: &Journal, written: &str) {
    let hash = written.bytes().fold(7_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte)));
    let cut = &written.as_bytes()[..hash % (written.len() + 1)];
    let whole = cut.iter().filter(|byte| **byte == b'\n').count();
    let is_torn = !cut.is_empty() && !cut.ends_with(b"\n");
    assert_eq!(read(cut), Ok(Journal { lines: journal.lines[..whole].to_vec(), is_torn }));
}

/// Whoever was to be written is in the inverse at most once, and nobody else is.
fn is_undone(journal: &Journal) {
    let intended: HashSet<&str> = journal
        .lines
        .iter()
        .filter_map(|line| match &line.event {
            Event::Intent { user, .. } => Some(user.id.as_str()),
            _ => None,
        })
        .collect();
    let inverses = inverse(journal);
    let undone: HashSet<&str> = inverses.iter().map(|inverse| inverse.id.as_str()).collect();
    for id in open(journal) {
        assert!(undone.contains(id), "{id} was perhaps written, and is not in the inverse: {journal:?}");
    }
    let mut seen = HashSet::new();
    for inverse in &inverses {
        assert!(intended.contains(inverse.id.as_str()) && seen.insert(&inverse.id), "{inverse:?}");
    }
    let script = render::undo(&inverses);
    is_harmless(&script);
    for line in script.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        is_one_command(line);
    }
}

/// Whose last intent has no outcome in its own apply.
fn open(journal: &Journal) -> HashSet<&str> {
    let (mut open, mut of_this_apply) = (HashSet::new(), HashSet::new());
    for line in &journal.lines {
        match &line.event {
            Event::Apply { .. } => of_this_apply.clear(),
            Event::Intent { user, .. } if UserId::new(&user.id).is_some() => {
                open.insert(user.id.as_str());
                of_this_apply.insert(user.id.as_str());
            }
            Event::Outcome { user, .. } if of_this_apply.contains(user.id.as_str()) => {
                open.remove(user.id.as_str());
            }
            _ => {}
        }
    }
    open
}

/// A command of the script: outside its quoted words it holds nothing that a shell would act on, but for the two
/// variables that the administrator sets.
fn is_one_command(line: &str) {
    let bare = without_quoted(line);
    let rest = bare.replace("\"$API/", "\"/").replace("Bearer $TOKEN\"", "Bearer \"");
    assert!(rest.starts_with("API=") || rest.starts_with("curl -sS -X P"), "no command of ours: {line}");
    let acts = rest.chars().find(|c| "$`;&|<>()\\!*?[]{}~#\n".contains(*c));
    assert!(acts.is_none(), "{acts:?} is not quoted: {line}");
    let sends_in_the_open = line.starts_with("API='http://");
    assert!(!sends_in_the_open || is_on_this_machine(&line["API='http://".len()..]), "without encryption: {line}");
}

/// The line without what stands in single quotes. `\'` outside of them is a quotation mark.
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
