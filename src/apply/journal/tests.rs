//! A journal is read back as it was written, and around whatever else is in the file.

use super::*;
use crate::model::{AccountMarks, Email, PersonName, UserId, Version};

fn target(n: usize) -> Target {
    let id = format!("u{n}");
    let email = Email::reported(&format!("{id}@acme.example"));
    Target {
        id: UserId::new(&id).unwrap(),
        email,
        name: PersonName(format!("Person {id}")),
        division: None,
        account: AccountMarks::default(),
    }
}

fn line(entry: JournalEntry) -> JournalLine {
    let event = JournalEvent::new(entry, |_| None);
    JournalLine { time: "2026-11-21T17:00:00Z".parse().unwrap(), plan: "sha256:00".to_owned(), event }
}

fn intent(n: usize) -> JournalLine {
    let grant = Grant {
        role_id: "r1".to_owned(),
        role_name: "Agent".to_owned(),
        division_id: "d1".to_owned(),
        division_name: "Support".to_owned(),
    };
    line(JournalEntry::Intent {
        target: target(n),
        version: Version::number(1),
        roles: Reported::Known(vec![grant]),
        record: None,
    })
}

fn done(n: usize) -> JournalLine {
    line(JournalEntry::Outcome {
        target: target(n),
        outcome: Outcome::Done,
        write: WriteState::Accepted,
        before: None,
        after: Some(Version::number(2)),
        correlation_id: None,
        roles: None,
        side_effects: Vec::new(),
        visibility: Visibility::Shown,
    })
}

fn read(bytes: &[u8]) -> Vec<ReadLine> {
    JournalReader::new(bytes).map(Result::unwrap).collect()
}

#[test]
fn a_journal_reads_back_and_its_torn_last_line_is_recognized() {
    let lines = [intent(1), done(1), intent(2)];
    let text: String = lines.iter().map(JournalLine::to_json).collect();
    let complete: Vec<ReadLine> = lines.iter().map(|line| ReadLine::Valid(Box::new(line.clone()))).collect();
    assert_eq!(read(text.as_bytes()), complete);
    let second = lines[0].to_json().len() + lines[1].to_json().len();
    let known = text.find("\"type\":\"intent\"").unwrap() + "\"type\":\"intent\"".len();
    for cut in second + 1..text.len() {
        let torn = match cut - second {
            arrived if cut == text.len() - 1 => {
                assert_eq!(arrived + 1, lines[2].to_json().len());
                TornLine::Complete(Box::new(lines[2].clone()))
            }
            arrived if arrived >= known => TornLine::Intent,
            _ => TornLine::Other,
        };
        let expected = [&complete[..2], &[ReadLine::Torn(torn)]].concat();
        assert_eq!(read(&text.as_bytes()[..cut]), expected, "cut at {cut}");
    }
    for cut in 1..lines[1].to_json().len() - 1 {
        let torn = read(&lines[1].to_json().as_bytes()[..cut]);
        assert_eq!(torn, [ReadLine::Torn(TornLine::Other)], "the beginning of an outcome is not one of an intent");
    }
}

#[test]
fn an_invalid_line_is_reported_with_its_number_and_the_others_are_read() {
    let good = intent(1).to_json();
    let unknown = done(1).to_json().replace("\"done\"", "\"vanished\"");
    let endless = "x".repeat(MAX_LINE_BYTES + 5);
    let odd = good.replace("\"u1\"", "\"u\\t1\"");
    let text = format!("{good}oops\n{good}{unknown}\n{endless}\n{good}{odd}{good}");
    let mut invalid = Vec::new();
    let mut valid = 0;
    for line in read(text.as_bytes()) {
        match line {
            ReadLine::Valid(_) => valid += 1,
            ReadLine::Invalid(line) => invalid.push((line.line, line.problem)),
            ReadLine::Torn(torn) => panic!("{torn:?}"),
        }
    }
    assert_eq!(valid, 4);
    assert_eq!(invalid.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4, 5, 6, 8], "{invalid:?}");
    assert!(invalid[1].1.contains("`vanished`"), "the unknown word is named: {invalid:?}");
    assert!(invalid[3].1.contains("MiB") && invalid[4].1.contains("id"), "{invalid:?}");
}

#[test]
fn an_unknown_word_is_an_error_that_names_it_wherever_it_stands() {
    let outcome = done(1).to_json();
    for (known, unknown) in
        [("\"accepted\"", "\"perhaps\""), ("\"outcome\",", "\"retired\","), ("\"done\"", "\"gone\"")]
    {
        let text = outcome.replace(known, unknown);
        assert_ne!(text, outcome);
        let lines = read(text.as_bytes());
        let [ReadLine::Invalid(line)] = &lines[..] else { panic!("{lines:?}") };
        assert!(line.problem.contains(unknown.trim_matches([',', '"'])), "{line:?}");
    }
}

#[test]
fn a_line_that_could_not_be_read_again_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let mut journal = JournalFile::open(&path).unwrap();
    journal.append(&[intent(1)]).unwrap();
    let before = std::fs::read(&path).unwrap();
    let title = serde_json::Value::String("x".repeat(MAX_LINE_BYTES));
    let record = Some(UserRecord::new([("title".to_owned(), title)].into()));
    let (target, roles) = (target(2), Reported::Known(Vec::new()));
    let huge = line(JournalEntry::Intent { target, version: Version::number(1), roles, record });
    assert!(journal.append(&[intent(3), huge]).unwrap_err().to_string().contains("too large"));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    journal.append(&[intent(4)]).unwrap();
}

#[test]
fn a_report_that_looks_whether_the_journal_is_in_use_stops_no_apply_and_another_apply_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    std::fs::write(&path, intent(1).to_json()).unwrap();
    let report = std::fs::File::open(&path).unwrap();
    report.try_lock_shared().unwrap();
    let seen = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(30));
        drop(report);
    });
    let journal = JournalFile::open(&path).unwrap();
    seen.join().unwrap();
    assert!(JournalFile::open(&path).unwrap_err().to_string().contains("being written by another apply"));
    drop(journal);
    JournalFile::open(&path).unwrap();
}

#[test]
fn totals_need_every_count_and_leave_other_keys_to_later_versions() {
    let totals = Totals::of([OutcomeKind::Done, OutcomeKind::Failed, OutcomeKind::Done].into_iter());
    let event = JournalEvent::Summary(totals);
    let line = JournalLine { time: jiff::Timestamp::UNIX_EPOCH, plan: "sha256:00".to_owned(), event };
    let json = line.to_json();
    assert_eq!(
        json,
        "{\"time\":\"1970-01-01T00:00:00Z\",\"plan\":\"sha256:00\",\"type\":\"summary\",\"done\":2,\
         \"already_inactive\":0,\"changed\":0,\"deferred\":0,\"failed\":1,\"unverified\":0,\"not_started\":0}\n"
    );
    let later = json.replace("\"done\":2", "\"done\":2,\"postponed\":{\"to\":1}");
    assert_eq!(read(later.as_bytes()), [ReadLine::Valid(Box::new(line))]);
    for wrong in [json.replace(",\"failed\":1", ""), json.replace("\"failed\":1", "\"failed\":\"one\"")] {
        let lines = read(wrong.as_bytes());
        assert!(matches!(&lines[..], [ReadLine::Invalid(line)] if line.problem.contains("failed")), "{lines:?}");
    }
}

#[test]
fn a_journal_is_read_a_line_at_a_time() {
    struct Endless {
        line: Vec<u8>,
        given: std::rc::Rc<std::cell::Cell<usize>>,
    }
    impl std::io::Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let given = self.given.get();
            for (at, byte) in buffer.iter_mut().enumerate() {
                *byte = self.line[(given + at) % self.line.len()];
            }
            self.given.set(given + buffer.len());
            Ok(buffer.len())
        }
    }
    let given = std::rc::Rc::default();
    let endless = Endless { line: intent(1).to_json().into_bytes(), given: std::rc::Rc::clone(&given) };
    let lines = JournalReader::new(std::io::BufReader::new(endless));
    assert_eq!(lines.take(1_000).filter(|line| matches!(line, Ok(ReadLine::Valid(_)))).count(), 1_000);
    assert!(given.get() < 1024 * 1024, "{} bytes were requested", given.get());
}
