//! A fleet of any bytes is read, or refused with its errors. A fleet that is read can be listed.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fs;
use std::path::{Component, Path};

use rosterctl::fleet::{Fleet, OrganizationFolder, is_fleet, load, validate};
use rosterctl::render::{fleet_index, fleet_matrix, fleet_table};
use rosterctl::settings::FleetSelection;
use tempfile::TempDir;

use super::roster::are_reported;
use super::shown::is_harmless;

thread_local! {
    static FOLDER: RefCell<TempDir> = RefCell::new(TempDir::new().unwrap());
}

/// The first part is `fleet.yaml`, the second one `roster.yaml` beside it.
pub fn keeps(input: &[u8]) {
    let parts = super::parts(input);
    FOLDER.with_borrow(|folder| {
        let fleet = folder.path().join("fleet.yaml");
        fs::write(&fleet, parts[0]).unwrap();
        fs::write(folder.path().join("roster.yaml"), parts.get(1).copied().unwrap_or_default()).unwrap();
        match validate(&fleet) {
            Ok(valid) => {
                assert_eq!(valid.warnings.errors, 0);
                assert!(is_fleet(&fleet), "a fleet is recognized");
            }
            Err(mistakes) => are_reported(mistakes),
        }
        match load(&fleet) {
            Ok(fleet) => is_usable(&fleet),
            Err(mistakes) => are_reported(mistakes),
        }
    });
}

fn is_usable(fleet: &Fleet) {
    let (mut names, mut prefixes) = (HashSet::new(), HashSet::new());
    for (index, organization) in fleet.organizations.iter().enumerate() {
        assert_eq!(organization.index, index);
        assert!(names.insert(organization.name.to_lowercase()), "{organization:?}");
        assert!(prefixes.insert(&organization.prefix), "{organization:?}");
        let folder = OrganizationFolder::of(Path::new("results"), &organization.name);
        let parts: Vec<Component<'_>> = folder.path().components().collect();
        assert!(matches!(parts[..], [Component::Normal(_), Component::Normal(_)]), "{parts:?}");
    }
    let selected = fleet.select(&FleetSelection::default()).unwrap();
    assert_eq!(selected.len(), fleet.organizations.len());
    let matrix: serde_json::Value = serde_json::from_str(&fleet_matrix(&selected)).unwrap();
    assert_eq!(matrix["include"].as_array().map(Vec::len), Some(selected.len()));
    let lines = fleet_index(&selected);
    assert_eq!(lines.lines().count(), selected.len());
    assert!(lines.lines().all(|line| line.split('\t').count() == 4), "{lines}");
    is_harmless(&lines.replace('\t', " "));
    is_harmless(&fleet_table(&selected, selected.len()));
}
