//! The organizations of a fleet: a table, a matrix for GitHub Actions, and lines for scripts.

use serde_json::json;

use crate::fleet::FleetOrganization;
use crate::text::{BOLD, counted, paint, sanitize_line, visible};

/// A table for people, with how many of `all` it shows.
#[must_use]
pub fn fleet_table(shown: &[&FleetOrganization], all: usize) -> String {
    let labels = |entry: &FleetOrganization| {
        let labels: Vec<String> = entry.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
        labels.join(" ")
    };
    let rows = shown.iter().map(|entry| {
        let roster = sanitize_line(&entry.printed_roster()).to_string();
        [entry.index.to_string(), entry.name.clone(), roster, entry.prefix.clone(), labels(entry)]
    });
    let head = ["INDEX", "NAME", "ROSTER", "PREFIX", "LABELS"].map(str::to_owned);
    let rows: Vec<[String; 5]> = [head].into_iter().chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; 4] = std::array::from_fn(width);
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        let cells = row.iter().zip(widths.into_iter().chain([0])).map(|(cell, width)| format!("{cell:<width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        let line = line.trim_end();
        text.push_str(&if number == 0 { paint(BOLD, line) } else { line.to_owned() });
        text.push('\n');
    }
    let count = counted(shown.len() as u64, "organization");
    let of = if shown.len() == all { String::new() } else { format!(" of {all}") };
    text + &format!("\n{count}{of}.\n")
}

/// One line of JSON for `fromJSON` in a matrix of GitHub Actions.
#[must_use]
pub fn fleet_matrix(shown: &[&FleetOrganization]) -> String {
    let entry = |entry: &&FleetOrganization| {
        json!({
            "name": entry.name,
            "roster": entry.printed_roster(),
            "prefix": entry.prefix,
            "index": entry.index,
            "labels": entry.labels,
        })
    };
    let matrix = json!({"include": shown.iter().map(entry).collect::<Vec<_>>()});
    visible(&matrix.to_string()) + "\n"
}

/// One line per organization: index, name, roster and prefix, separated by tabs.
#[must_use]
pub fn fleet_index(shown: &[&FleetOrganization]) -> String {
    let line = |entry: &&FleetOrganization| {
        format!("{}\t{}\t{}\t{}\n", entry.index, entry.name, entry.printed_roster(), entry.prefix)
    };
    shown.iter().map(line).collect()
}
