//! Lengths of time as people read them.

/// A length of time in its two largest units, rounded down: `42 s`, `3 min 1 s`, `2 h 5 min`, `2 d 4 h`.
#[must_use]
pub fn format_duration(seconds: u64) -> String {
    let units = [(seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let first = units.iter().position(|(count, _)| *count > 0).unwrap_or(units.len() - 1);
    let (largest, next) = (units[first], units.get(first + 1).filter(|(count, _)| *count > 0));
    next.map_or_else(
        || format!("{} {}", largest.0, largest.1),
        |(count, unit)| format!("{} {} {count} {unit}", largest.0, largest.1),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_its_two_largest_units() {
        for (seconds, text) in [
            (0, "0 s"),
            (42, "42 s"),
            (60, "1 min"),
            (181, "3 min 1 s"),
            (3_600, "1 h"),
            (7_500, "2 h 5 min"),
            (11_525, "3 h 12 min"),
            (86_399, "23 h 59 min"),
            (86_400, "1 d"),
            (187_200, "2 d 4 h"),
            (3 * 86_400 + 5, "3 d"),
        ] {
            assert_eq!(format_duration(seconds), text);
        }
    }
}
