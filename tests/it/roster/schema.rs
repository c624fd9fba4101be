//! The schema agrees with what loads.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::fixtures::{Fixture, fixtures};

fn verdict(validator: &jsonschema::Validator, file: &Path) -> Result<(), String> {
    let text = fs::read_to_string(file).unwrap();
    // Another reader than the one under test, so that a mistake of one does not hide in both.
    let json: Value = serde_yaml::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| error.to_string())?;
    let faults: Vec<String> =
        validator.iter_errors(&json).map(|error| format!("{}: {error}", error.instance_path())).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// The files of a fixture: itself, and every YAML file below it when it is a folder.
fn files(fixture: &Fixture) -> Vec<std::path::PathBuf> {
    let mut files = vec![fixture.file.clone()];
    let mut folders: Vec<_> = (fixture.file.file_stem().unwrap() == "roster")
        .then(|| fixture.file.parent().unwrap().to_owned())
        .into_iter()
        .collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path != fixture.file && path.extension().is_some_and(|e| e == "yaml") {
                files.push(path);
            }
        }
    }
    files
}

#[test]
fn the_schema_accepts_every_file_of_every_valid_roster() {
    let validator = jsonschema::validator_for(&rosterctl::roster::schema()).unwrap();
    for fixture in fixtures("valid") {
        for file in files(&fixture).into_iter().filter(|file| !file.ends_with("org.yaml")) {
            verdict(&validator, &file).unwrap_or_else(|faults| panic!("{}: {faults}", file.display()));
        }
    }
}

#[test]
fn the_schema_refuses_a_file_of_every_roster_of_a_wrong_structure() {
    let validator = jsonschema::validator_for(&rosterctl::roster::schema()).unwrap();
    for fixture in fixtures("invalid/structure") {
        let refused = files(&fixture).iter().any(|file| verdict(&validator, file).is_err());
        assert!(refused, "{} has a structure that the schema accepts: it belongs to `meaning`", fixture.name);
    }
}

#[test]
fn the_schema_accepts_every_roster_that_only_contradicts_itself() {
    let validator = jsonschema::validator_for(&rosterctl::roster::schema()).unwrap();
    for fixture in fixtures("invalid/meaning") {
        for file in files(&fixture) {
            let verdict = verdict(&validator, &file);
            verdict.unwrap_or_else(|faults| panic!("{} belongs to `structure`: {faults}", file.display()));
        }
    }
}

#[test]
fn every_key_has_a_description_for_editors() {
    let schema = rosterctl::roster::schema();
    let mut objects = vec![&schema];
    objects.extend(schema["definitions"].as_object().unwrap().values());
    for object in objects {
        for (key, value) in object["properties"].as_object().into_iter().flatten() {
            assert!(value["description"].is_string(), "{key} has no description");
        }
    }
}
