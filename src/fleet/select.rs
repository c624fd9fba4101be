//! Which organizations are meant.

use super::{Fleet, FleetOrganization};
use crate::error::{Error, Kind, Result};
use crate::settings::{FleetSelection, OrganizationChoice};
use crate::text::{counted, one_line};

/// The most jobs of a matrix of GitHub Actions.
pub const MAX_MATRIX_ENTRIES: usize = 256;

impl Fleet {
    /// The organization with this name, or at this position.
    ///
    /// # Errors
    /// When there is none. No other organization is named: what is printed may be the log of one of them.
    pub fn choose(&self, choice: &OrganizationChoice) -> Result<&FleetOrganization> {
        let found = match choice {
            OrganizationChoice::Name(name) => self.organizations.iter().find(|entry| entry.name == *name),
            OrganizationChoice::Index(index) => self.organizations.get(*index),
        };
        found.ok_or_else(|| match choice {
            OrganizationChoice::Name(name) => {
                let message = format!("the fleet {} has no organization `{}`", self.path, one_line(name));
                Error::new(Kind::Usage, message)
                    .hint(format!("`rosterctl fleet list {}` prints the names; case matters", self.path))
            }
            OrganizationChoice::Index(index) => {
                let count = self.organizations.len();
                let all = counted(count as u64, "organization");
                let message = format!("the fleet {} has no organization at the index {index}: it has {all}", self.path);
                Error::new(Kind::Usage, message)
                    .hint(format!("the index is a whole number from 0 to {}", count.saturating_sub(1)))
            }
        })
    }

    /// The selected organizations, in the order of the file.
    ///
    /// # Errors
    /// When there is none: a job without work would look like a job that is done.
    pub fn select(&self, selection: &FleetSelection) -> Result<Vec<&FleetOrganization>> {
        if let Some(index) = selection.index {
            return self.choose(&OrganizationChoice::Index(index)).map(|entry| vec![entry]);
        }
        let has_label = |entry: &FleetOrganization, (key, value): &(String, String)| {
            entry.labels.get(key).is_some_and(|known| known == value)
        };
        let labelled = self
            .organizations
            .iter()
            .filter(|entry| selection.labels.iter().all(|label| has_label(entry, label)))
            .enumerate();
        let of_shard = |position: usize| selection.shard.is_none_or(|shard| position % shard.of == shard.number - 1);
        let selected: Vec<_> = labelled.filter(|(position, _)| of_shard(*position)).map(|(_, entry)| entry).collect();
        if selected.is_empty() {
            let labels: String =
                selection.labels.iter().map(|(key, value)| format!(" --label {key}={value}")).collect();
            let shard =
                selection.shard.map_or_else(String::new, |shard| format!(" --shard {}/{}", shard.number, shard.of));
            let all = counted(self.organizations.len() as u64, "organization");
            let message = format!("no organization of the fleet {} is selected by{labels}{shard}", self.path);
            return Err(Error::new(Kind::Usage, message)
                .hint(format!("`rosterctl fleet list {}` prints all {all} with their labels", self.path)));
        }
        Ok(selected)
    }
}

/// Checks that a matrix may have this many entries.
///
/// # Errors
/// When it may not.
pub fn check_matrix(count: usize) -> Result<()> {
    if count <= MAX_MATRIX_ENTRIES {
        return Ok(());
    }
    let shards = count.div_ceil(MAX_MATRIX_ENTRIES);
    let message = format!("the matrix would have {count} entries, and GitHub accepts at most {MAX_MATRIX_ENTRIES}");
    Err(Error::new(Kind::Usage, message).hint(format!(
        "use {shards} jobs with a matrix of their own, from --shard 1/{shards} to --shard {shards}/{shards}"
    )))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::fleet::FleetGuards;
    use crate::settings::Shard;

    fn fleet(count: usize) -> Fleet {
        let organizations = (0..count).map(|index| FleetOrganization {
            index,
            name: format!("o{index}"),
            roster: format!("o{index}.yaml").into(),
            prefix: format!("O{index}"),
            labels: BTreeMap::from([("tier".to_owned(), if index % 3 == 0 { "gold" } else { "silver" }.to_owned())]),
        });
        Fleet { path: "fleet.yaml".to_owned(), organizations: organizations.collect(), guards: FleetGuards::default() }
    }

    fn selection(labels: &[(&str, &str)], shard: Option<Shard>) -> FleetSelection {
        let labels = labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        FleetSelection { labels, shard, index: None }
    }

    #[test]
    fn the_shards_of_a_selection_have_each_organization_once_and_differ_by_one_at_most() {
        for (count, of) in [(1, 1), (7, 3), (10, 4), (256, 2), (1000, 7)] {
            let fleet = fleet(count);
            for labels in [&[][..], &[("tier", "gold")]] {
                let all: Vec<usize> =
                    fleet.select(&selection(labels, None)).unwrap().iter().map(|entry| entry.index).collect();
                let shards: Vec<Vec<usize>> = (1..=of)
                    .map(|number| {
                        let shard = Some(Shard { number, of });
                        let selected = fleet.select(&selection(labels, shard)).unwrap_or_default();
                        selected.iter().map(|entry| entry.index).collect()
                    })
                    .collect();
                let mut joined: Vec<usize> = shards.iter().flatten().copied().collect();
                joined.sort_unstable();
                assert_eq!(joined, all, "{count} in {of}");
                let sizes = shards.iter().map(Vec::len);
                assert!(sizes.clone().max().unwrap() - sizes.min().unwrap() <= 1, "{count} in {of}");
            }
        }
    }

    #[test]
    fn an_empty_selection_is_an_error_and_so_is_an_index_beyond_the_end() {
        let fleet = fleet(3);
        let nothing = fleet.select(&selection(&[("tier", "gold"), ("tier", "silver")], None)).unwrap_err();
        assert!(nothing.to_string().ends_with("--label tier=gold --label tier=silver"), "{nothing}");
        assert!(fleet.select(&selection(&[], Some(Shard { number: 4, of: 4 }))).is_err());
        let beyond = fleet.choose(&OrganizationChoice::Index(3)).unwrap_err();
        assert!(beyond.to_string().contains("it has 3 organizations"), "{beyond}");
        assert_eq!(beyond.hints(), ["the index is a whole number from 0 to 2"]);
        assert!(fleet.choose(&OrganizationChoice::Name("O1".to_owned())).is_err());
    }

    #[test]
    fn a_matrix_that_github_would_refuse_is_refused_with_the_number_of_shards() {
        assert!(check_matrix(MAX_MATRIX_ENTRIES).is_ok());
        let refused = check_matrix(MAX_MATRIX_ENTRIES * 2 + 1).unwrap_err();
        assert!(refused.hints()[0].contains("--shard 3/3"), "{:?}", refused.hints());
    }
}
