//! Laws for rosters in any layout, with comments everywhere.

use std::fmt::Write;

use proptest::prelude::*;

use super::canonical;
use crate::roster::load;

/// Decisions of a writer: from each the next few bits are used.
struct Whim(Vec<u16>, usize);

impl Whim {
    fn below(&mut self, bound: u16) -> u16 {
        self.1 += 1;
        self.0.get(self.1 - 1).map_or(0, |bits| bits % bound)
    }

    fn often(&mut self) -> bool {
        self.below(3) == 1
    }
}

/// A text in the making: every comment in it has a number of its own.
struct Writer {
    whim: Whim,
    text: String,
    comments: usize,
    /// The comments behind an address, each with it.
    behind: Vec<(String, String)>,
}

impl Writer {
    fn comment(&mut self) -> String {
        self.comments += 1;
        let tail = ["", " - a@x", " [", ": {", " \"'", "#", "\t "][usize::from(self.whim.below(7))];
        format!("# c{}.{tail}", self.comments)
    }

    /// Blank lines and comments on lines of their own, indented anyhow.
    fn loose(&mut self) {
        while self.whim.often() {
            if self.whim.often() {
                self.text.push_str(["\n", "  \n", "\n\n"][usize::from(self.whim.below(3))]);
            } else {
                let (indent, comment) = (usize::from(self.whim.below(9)), self.comment());
                writeln!(self.text, "{}{comment}", " ".repeat(indent)).unwrap();
            }
        }
    }

    /// The end of a line, perhaps with a comment, which comes back.
    fn end(&mut self) -> Option<String> {
        let comment = self.whim.often().then(|| self.comment());
        if let Some(comment) = &comment {
            let blanks = usize::from(self.whim.below(5)) + 1;
            write!(self.text, "{}{comment}", " ".repeat(blanks)).unwrap();
        }
        self.text.push('\n');
        comment
    }

    /// A line between brackets may end anywhere.
    fn inside(&mut self) {
        if self.whim.often() {
            self.end();
            self.loose();
            self.text.push_str("      ");
        } else {
            self.text.push(' ');
        }
    }

    fn scalar(&mut self, value: &str) -> String {
        match self.whim.below(4) {
            0 => format!("'{}'", value.replace('\'', "''")),
            1 => serde_json::to_string(value).unwrap(),
            _ if value.contains(['#', ':', ',', '\'', '[']) || matches!(value, "no" | "12") => {
                serde_json::to_string(value).unwrap()
            }
            _ => value.to_owned(),
        }
    }

    /// A map's pairs in any order: a block at `indent` whose first line is begun, or between brackets.
    fn map(&mut self, pairs: &[(&str, String)], indent: usize) {
        let mut pairs: Vec<(String, String)> =
            pairs.iter().map(|(key, value)| ((*key).to_owned(), self.scalar(value))).collect();
        let by = usize::from(self.whim.below(4)) % pairs.len();
        pairs.rotate_left(by);
        if self.whim.often() {
            self.text.push('{');
            for (key, value) in &pairs {
                self.inside();
                write!(self.text, "{key}: {value},").unwrap();
            }
            self.inside();
            self.text.push('}');
            self.end();
            return;
        }
        for (count, (key, value)) in pairs.iter().enumerate() {
            if count > 0 {
                self.loose();
                self.text.push_str(&" ".repeat(indent));
            }
            write!(self.text, "{key}:").unwrap();
            if self.whim.below(5) == 0 {
                self.end();
                self.loose();
                write!(self.text, "{}{value}", " ".repeat(indent + 1)).unwrap();
            } else {
                write!(self.text, " {value}").unwrap();
            }
            self.end();
        }
    }

    /// A list of people, each an address or pairs, under a key whose line is begun.
    fn people(&mut self, people: &[Vec<(&str, String)>], least: usize) {
        if people.is_empty() {
            self.text.push_str(" [");
            self.inside();
            self.text.push(']');
            self.end();
            return;
        }
        self.end();
        let indent = least + usize::from(self.whim.below(4));
        for person in people {
            self.loose();
            write!(self.text, "{}- ", " ".repeat(indent)).unwrap();
            match person.as_slice() {
                [(_, email)] => {
                    let email = email.clone();
                    let spelled = self.scalar(&email);
                    self.text.push_str(&spelled);
                    if let Some(comment) = self.end() {
                        self.behind.push((email, comment.trim().to_owned()));
                    }
                }
                pairs => {
                    if self.whim.below(5) == 0 {
                        self.end();
                        self.loose();
                        self.text.push_str(&" ".repeat(indent + 2));
                    }
                    self.map(pairs, indent + 2);
                }
            }
        }
    }
}

/// A roster in some layout: the text, how many comments it has, and those behind an address with it.
fn written(bits: Vec<u16>, users: u16, leavers: u16) -> (String, usize, Vec<(String, String)>) {
    let mut writer = Writer { whim: Whim(bits, 0), text: String::new(), comments: 0, behind: Vec::new() };
    let notes = ["left the company", "no", "a: b #c", "2026-01-01", "é, [日]", "12", "it's"];
    let mut names: Vec<u16> = (0..users + leavers + 1).collect();
    let by = usize::from(writer.whim.below(17)) % names.len();
    names.rotate_left(by);
    let email = |n: u16| format!("{}{n}@Acme.example", ["u", "U", "é"][usize::from(n % 3)]);
    let list = |from: u16, to: u16, reason: bool, whim: &mut Whim| -> Vec<Vec<(&str, String)>> {
        let mut people = Vec::new();
        for n in &names[usize::from(from)..usize::from(to)] {
            let mut person = vec![("email", email(*n))];
            let text = notes[usize::from(whim.below(7))].to_owned();
            if reason {
                person.push(("reason", text));
            } else if whim.often() {
                person.push(("note", text));
                person.push(("until", "2026-12-31".to_owned()));
            }
            people.push(person);
        }
        people
    };
    let (stay, leave) = (list(0, users, false, &mut writer.whim), list(users, users + leavers, true, &mut writer.whim));
    let glass = list(users + leavers, users + leavers + 1, true, &mut writer.whim);
    let mut keys = ["version", "directory", "scope", "guards", "users", "leavers"];
    let by = usize::from(writer.whim.below(6));
    keys.rotate_left(by);
    if writer.whim.often() {
        writer.text.push_str("# yaml-language-server: $schema=x\n");
    }
    for key in keys {
        writer.loose();
        write!(writer.text, "{key}:").unwrap();
        match key {
            "version" => {
                writer.text.push_str(" 1");
                writer.end();
            }
            "directory" => {
                writer.text.push(' ');
                if writer.whim.often() {
                    writer.text.push_str("{type: genesys-cloud}");
                    writer.end();
                } else {
                    writer.end();
                    writer.loose();
                    writer.text.push_str("   ");
                    writer.map(&[("type", "genesys-cloud".to_owned()), ("region", "eu-central-1".to_owned())], 3);
                }
            }
            "scope" => {
                writer.end();
                writer.loose();
                writer.text.push_str("    divisions: [");
                for name in ["Support", "no", "a, b"] {
                    writer.inside();
                    write!(writer.text, "\"{name}\",").unwrap();
                }
                writer.inside();
                writer.text.push(']');
                writer.end();
            }
            "guards" => {
                writer.end();
                writer.loose();
                writer.text.push_str("  protected:");
                writer.people(&glass, 2);
                writer.loose();
                writer.text.push_str("  max_deactivations: 5");
                writer.end();
            }
            "users" => writer.people(&stay, 0),
            _ => writer.people(&leave, 0),
        }
    }
    writer.loose();
    (writer.text, writer.comments, writer.behind)
}

/// What a roster declares, without places and without the order of people.
fn declared(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("roster.yaml"), text).unwrap();
    let roster = load(&folder.path().join("roster.yaml")).unwrap_or_else(|found| panic!("{found:#?}\n{text}"));
    let desired = &roster.desired;
    let users = desired
        .users
        .iter()
        .map(|one| format!("{} {:?} {:?} {:?} {:?}", one.email, one.id, one.was, one.until, one.note));
    let leavers = desired.leavers.iter().map(|one| format!("leaver {} {:?} {:?}", one.email, one.reason, one.ticket));
    let protected = desired.protected.iter().map(|one| format!("protected {:?} {:?}", one.email, one.reason));
    let mut people: Vec<String> = users.chain(leavers).chain(protected).collect();
    people.sort();
    let divisions: Vec<&String> = desired.scope.divisions.iter().map(|name| &name.value).collect();
    format!("{:?} {people:?} {divisions:?} {:?} {:?}", roster.directory, desired.limits, desired.caution)
}

proptest! {
    #[test]
    fn the_canonical_layout_keeps_the_meaning_and_every_comment_with_its_entry(
        bits in proptest::collection::vec(any::<u16>(), 0..400), users in 0..6_u16, leavers in 0..3_u16,
    ) {
        let (text, comments, behind) = written(bits, users, leavers);
        let after = canonical(&text);
        prop_assert_eq!(declared(&after), declared(&text), "{}", text);
        for number in 1..=comments {
            prop_assert_eq!(after.matches(&format!("# c{number}.")).count(), 1, "comment {} of\n{}\n\n{}", number, text, after);
        }
        prop_assert_eq!(after.matches("# c").count(), comments);
        for (email, comment) in behind {
            let line = after.lines().find(|line| line.contains(comment.trim())).unwrap();
            prop_assert!(line.contains(&email), "{}\n\n{}", text, after);
        }
        let trailing = after.lines().any(|line| line.ends_with([' ', '\t']));
        prop_assert!(!trailing && after.ends_with('\n') && !after.ends_with("\n\n") && !after.contains("\n\n\n"), "{}", after);
    }
}
