//! A roster or an included file of any bytes keeps its layout, or gets one that declares the same, keeps every comment
//! and is not changed by formatting it again.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use rosterctl::render;
use rosterctl::render::diagnostics::DiagnosticsReport;
use rosterctl::roster::{Roster, load};
use rosterctl::roster_fmt::{Formatted, Unformatted, layouts};
use tempfile::TempDir;

use super::shown::{forms_are_harmless, is_harmless};

thread_local! {
    static FOLDER: RefCell<TempDir> = RefCell::new(folder());
}

/// The input is `roster.yaml`; `org.yaml` is beside it.
pub fn keeps(input: &[u8]) {
    FOLDER.with_borrow(|folder| {
        let path = folder.path().join("roster.yaml");
        fs::write(&path, input).unwrap();
        let Some(after) = formatted(&path) else { return };
        let before = load(&path);
        fs::write(&path, &after.text).unwrap();
        match (before, load(&path)) {
            (Ok(before), Ok(after)) => assert_eq!(declared(&before), declared(&after)),
            (Err(_), Err(_)) => (),
            (before, after) => panic!("another verdict: {before:?} and {after:?}"),
        }
        for comment in String::from_utf8_lossy(input).lines().map(str::trim).filter(|line| is_plain_comment(line)) {
            assert!(after.text.contains(comment), "{comment} is lost");
        }
        let again = formatted(&path).expect("a formatted file can be formatted");
        assert_eq!(again.text, after.text, "formatting it again changes it");
        assert!(again.moved_comments.is_empty(), "formatting it again moves comments: {again:?}");
    });
}

/// Whether a line is a comment, or text in which nothing is ever escaped.
fn is_plain_comment(line: &str) -> bool {
    line.starts_with('#')
        && !line.contains("##")
        && line.bytes().all(|b| matches!(b, b' '..=b'~') && !b"\"'\\".contains(&b))
}

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("org.yaml"), "").unwrap();
    folder
}

/// The canonical layout, unless the file has errors, which are reported.
fn formatted(path: &Path) -> Option<Formatted> {
    let (layouts, unformatted) = layouts(&[path.to_owned()]);
    for reason in unformatted {
        match reason {
            Unformatted::Mistaken(mistakes) => {
                forms_are_harmless(&DiagnosticsReport::of_errors("roster.yaml".to_owned(), mistakes))
            }
            Unformatted::Changed(name) => panic!("formatting would change the meaning of {name}"),
        }
    }
    let layout = layouts.into_iter().next()?;
    is_harmless(&render::fmt_diff(&layout));
    is_harmless(&render::moved_comments(&layout));
    Some(layout.after)
}

/// The declarations of a roster, without locations and without the order of the users.
fn declared(roster: &Roster) -> (Vec<String>, String) {
    let desired = &roster.desired;
    let users = desired.users.iter();
    let users = users.map(|one| format!("{} {:?} {:?} {:?} {:?}", one.email, one.id, one.was, one.until, one.note));
    let leavers = desired.leavers.iter();
    let leavers = leavers.map(|one| format!("leaves {} {:?} {:?} {:?}", one.email, one.id, one.reason, one.ticket));
    let protected = desired.protected.iter();
    let protected = protected.map(|one| format!("protected {:?} {:?} {:?}", one.email, one.id, one.reason));
    let mut people: Vec<String> = users.chain(leavers).chain(protected).collect();
    people.sort();
    let names = |list: &[rosterctl::model::Spanned<String>]| list.iter().map(|at| at.value.clone()).collect::<Vec<_>>();
    let scope = (names(&desired.scope.divisions), names(&desired.scope.email_domains), desired.undeclared);
    let zone = roster.timezone.iana_name();
    (people, format!("{:?} {scope:?} {:?} {:?} {zone:?}", roster.directory, desired.limits, desired.caution))
}
