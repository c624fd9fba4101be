//! A part of a comment that may be longer than its room: what does not fit is counted.

use crate::text::grouped;

/// Rows between an opening and a closing.
pub(super) struct Section<'a> {
    /// What stands before the rows.
    pub(super) opening: String,
    /// What stands after them.
    pub(super) closing: &'static str,
    /// How many rows there are.
    pub(super) total: usize,
    /// The row of a number below `total`, with its line break. It is asked for in turn, and only while there is room.
    pub(super) row: Box<dyn Fn(usize) -> String + 'a>,
}

impl Section<'_> {
    /// The bytes that it takes with no row shown: it can always be as small as that, and nothing when there are no rows.
    pub(super) fn least(&self) -> usize {
        if self.total == 0 { 0 } else { self.opening.len() + more(self.total).len() + self.closing.len() }
    }

    /// The section in at most `room` bytes, which are not fewer than [`Self::least`].
    pub(super) fn fit(&self, room: usize) -> String {
        if self.total == 0 {
            return String::new();
        }
        let mut text = self.opening.clone();
        let mut shown = 0;
        while shown < self.total {
            let row = (self.row)(shown);
            let left = self.total - shown - 1;
            if text.len() + row.len() + more(left).len() + self.closing.len() > room {
                break;
            }
            text.push_str(&row);
            shown += 1;
        }
        text + &more(self.total - shown) + self.closing
    }
}

/// What stands for so many rows.
fn more(count: usize) -> String {
    if count == 0 { String::new() } else { format!("\n… and {} more\n", grouped(count as u64)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_fits_any_room_that_holds_its_count_and_accounts_for_every_row() {
        let section = |total| Section {
            opening: "\nrows:\n".to_owned(),
            closing: "end\n",
            total,
            row: Box::new(|number| format!("* {}\n", "x".repeat(number * 7 % 23))),
        };
        for total in [1, 9, 10, 11, 120] {
            let section = section(total);
            for room in section.least()..section.least() + 2000 {
                let text = section.fit(room);
                let left = match text.split_once("… and ") {
                    Some((_, rest)) => rest.split(' ').next().unwrap().parse().unwrap(),
                    None => 0,
                };
                assert!(text.len() <= room && text.ends_with("end\n"), "{room}: {text}");
                assert_eq!(text.matches("* ").count() + left, total, "{room}: {text}");
            }
        }
        assert_eq!((section(0).least(), section(0).fit(0)), (0, String::new()));
    }
}
