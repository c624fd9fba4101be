//! A section of a comment that may exceed its limit: rows that do not fit are counted.

use crate::text::grouped;

/// Rows between an opening and a closing.
pub(super) struct Section<'a> {
    /// The text before the rows.
    pub(super) opening: String,
    /// The text after the rows.
    pub(super) closing: &'static str,
    /// The number of rows.
    pub(super) total: usize,
    /// The row of a number below `total`, with its line break. Rows are made in order, and only until the limit is reached.
    pub(super) row: Box<dyn Fn(usize) -> String + 'a>,
}

impl Section<'_> {
    /// Its size in bytes without any row: the smallest limit. A section without rows is empty.
    pub(super) fn least(&self) -> usize {
        if self.total == 0 { 0 } else { self.opening.len() + more(self.total).len() + self.closing.len() }
    }

    /// The section in at most `limit` bytes, which is at least [`Self::least`].
    pub(super) fn fit(&self, limit: usize) -> String {
        if self.total == 0 {
            return String::new();
        }
        let mut text = self.opening.clone();
        let mut shown = 0;
        while shown < self.total {
            let row = (self.row)(shown);
            let left = self.total - shown - 1;
            if text.len() + row.len() + more(left).len() + self.closing.len() > limit {
                break;
            }
            text.push_str(&row);
            shown += 1;
        }
        text + &more(self.total - shown) + self.closing
    }
}

/// The line for rows that are left out.
fn more(count: usize) -> String {
    if count == 0 { String::new() } else { format!("\n… and {} more\n", grouped(count as u64)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_fits_any_limit_and_accounts_for_every_row() {
        let section = |total| Section {
            opening: "\nrows:\n".to_owned(),
            closing: "end\n",
            total,
            row: Box::new(|number| format!("* {}\n", "x".repeat(number * 7 % 23))),
        };
        for total in [1, 9, 10, 11, 120] {
            let section = section(total);
            for limit in section.least()..section.least() + 2000 {
                let text = section.fit(limit);
                let left = match text.split_once("… and ") {
                    Some((_, rest)) => rest.split(' ').next().unwrap().parse().unwrap(),
                    None => 0,
                };
                assert!(text.len() <= limit && text.ends_with("end\n"), "{limit}: {text}");
                assert_eq!(text.matches("* ").count() + left, total, "{limit}: {text}");
            }
        }
        assert_eq!((section(0).least(), section(0).fit(0)), (0, String::new()));
    }
}
