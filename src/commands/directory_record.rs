//! The record of a directory in a saved plan, and the directory that such a record names.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::error::Result;
use crate::model::{
    DIRECTORY_TYPES, DirectoryKey, DirectoryLocation, DirectorySetting, DirectorySettings, DirectorySpec, KeyForm,
    Organization, Presence,
};
use crate::plan::{DirectoryRecord, PlanRejected};

/// The settings that a record has as keys of its own, or as the address that they stand for.
const RECORDED_APART: [&str; 6] = ["api_url", "login_url", "org", "deactivation", "strip_roles", "region"];

/// The record of a directory in a saved plan: where it was read, what a deactivation sends there, and on which terms.
pub(super) fn record(
    spec: &DirectorySpec,
    location: &DirectoryLocation,
    organization: &Organization,
) -> DirectoryRecord {
    let mut settings: Map<String, Value> = recorded_settings(spec).collect();
    // One address in one spelling, however the roster spells it.
    if let (Some(url), Some(api_url)) = (settings.get_mut("url"), &location.api_url) {
        *url = api_url.as_str().into();
    }
    DirectoryRecord {
        kind: spec.kind.name.to_owned(),
        api_url: location.api_url.clone(),
        login_url: location.login_url.clone(),
        org: location.org.clone(),
        deactivation: spec.text("deactivation").unwrap_or_default().to_owned(),
        strip_roles: spec.flag("strip_roles"),
        organization: organization.clone(),
        settings,
        terms: spec.terms(),
    }
}

/// The settings that decide whose users a reading finds.
pub(super) fn reading_settings(spec: &DirectorySpec) -> BTreeMap<String, Value> {
    recorded_settings(spec).filter(|(key, _)| spec.kind.reading_keys.contains(&key.as_str())).collect()
}

/// The settings that have no key of their own in a record, without default values.
fn recorded_settings(spec: &DirectorySpec) -> impl Iterator<Item = (String, Value)> {
    let is_default = |key: &DirectoryKey, value: &DirectorySetting| match (&key.form, value) {
        (KeyForm::Word { words, .. }, DirectorySetting::Text(word)) => words.first() == Some(&word.as_str()),
        _ => false,
    };
    let is_recorded = move |key: &str, value: &DirectorySetting| {
        !RECORDED_APART.contains(&key) && !spec.kind.key(key).is_some_and(|key| is_default(key, value))
    };
    let settings = spec.settings().iter().filter(move |(key, value)| is_recorded(key, value));
    settings.map(|(key, value)| (key.to_owned(), json(value)))
}

fn json(value: &DirectorySetting) -> Value {
    match value {
        DirectorySetting::Text(text) => text.as_str().into(),
        DirectorySetting::Flag(flag) => (*flag).into(),
        DirectorySetting::File(path) => path.to_string_lossy().into(),
        DirectorySetting::Words(words) => words.as_slice().into(),
        DirectorySetting::Number(number) => (*number).into(),
        DirectorySetting::Day(day) => day.to_string().into(),
        DirectorySetting::Map(settings) => {
            settings.iter().map(|(key, value)| (key.to_owned(), json(value))).collect::<Map<_, _>>().into()
        }
    }
}

/// The directory of a saved plan, which has every setting but the credentials. The caller compares the organization:
/// another one makes the plan unusable, which has an exit code of its own.
///
/// # Errors
/// When it names a type of directory or a setting that this program does not know, settings that do not go together, or
/// other terms than those that this program knows.
pub(super) fn spec(record: &DirectoryRecord) -> Result<DirectorySpec> {
    let spec = recorded_spec(record)?;
    check_terms(&spec, record)?;
    Ok(spec)
}

/// The directory of a saved plan as it was recorded, on whatever terms.
///
/// # Errors
/// When it names a type of directory or a setting that this program does not know.
pub(super) fn recorded_spec(record: &DirectoryRecord) -> std::result::Result<DirectorySpec, PlanRejected> {
    let unknown = |what: &'static str, value: &str| PlanRejected::Unknown { what, value: value.to_owned() };
    let protocol = record.settings.get("protocol").and_then(Value::as_str);
    let named = || DIRECTORY_TYPES.iter().filter(|kind| kind.name == record.kind);
    let kind = named()
        .find(|kind| kind.protocol == protocol)
        .or_else(|| named().next())
        .ok_or_else(|| unknown("directory type", &record.kind))?;
    let mut spec = DirectorySpec::new(kind);
    let url = |url: &Option<String>| url.clone().map(DirectorySetting::Text);
    let recorded = [
        ("api_url", url(&record.api_url).filter(|_| kind.key("api_url").is_some())),
        ("login_url", url(&record.login_url).filter(|_| kind.key("login_url").is_some())),
        ("org", record.org.as_ref().map(|org| DirectorySetting::File(org.into()))),
        ("strip_roles", record.strip_roles.then_some(DirectorySetting::Flag(true))),
    ];
    for (key, value) in recorded {
        if let Some(value) = value {
            spec.set(key, value);
        }
    }
    match (record.deactivation.as_str(), kind.key("deactivation")) {
        ("", None) => {}
        (word, Some(DirectoryKey { form: KeyForm::Word { words, .. }, .. })) if words.contains(&word) => {
            spec.set("deactivation", DirectorySetting::Text(word.to_owned()));
        }
        (other, _) => return Err(unknown("deactivation", other)),
    }
    // The older body alone can end roles: the API's own does so by itself.
    let needed = kind.key("strip_roles").and_then(|key| key.only_with);
    if let Some((key, word, _)) = needed
        && record.strip_roles
        && spec.text(key) != Some(word)
    {
        return Err(unknown("deactivation", &record.deactivation));
    }
    for (name, value) in &record.settings {
        let key = kind.key(name).filter(|key| !RECORDED_APART.contains(&key.name));
        let Some((key, value)) = key.and_then(|key| Some((key, setting(key, value)?))) else {
            return Err(unknown("setting", name));
        };
        spec.set(key.name, value);
    }
    Ok(spec)
}

/// Checks that the settings go together, and that a deactivation is known to do what the plan's reviewers were shown.
fn check_terms(spec: &DirectorySpec, record: &DirectoryRecord) -> Result<()> {
    let conflicts: Vec<&str> = spec.conflicts().iter().map(|conflict| conflict.key).collect();
    if !conflicts.is_empty() {
        return Err(PlanRejected::Settings(conflicts.join(", ")).into());
    }
    let terms = spec.terms();
    if terms == record.terms {
        return Ok(());
    }
    let service = terms.or_else(|| record.terms.clone()).map(|terms| terms.service);
    Err(PlanRejected::OtherTerms(service.unwrap_or_default()).into())
}

/// The value of a key, if it is one that a roster may have.
fn setting(key: &DirectoryKey, value: &Value) -> Option<DirectorySetting> {
    let text = || value.as_str();
    let is_distinct = |words: &[String]| words.iter().enumerate().all(|(at, word)| !words[..at].contains(word));
    match &key.form {
        KeyForm::OrganizationId => None,
        KeyForm::Text { max_chars, check, .. } => {
            let text = text().filter(|text| text.chars().count() <= *max_chars && check(text).is_ok())?;
            Some(DirectorySetting::Text(text.to_owned()))
        }
        KeyForm::Url(_) | KeyForm::Owner { .. } => text().map(|text| DirectorySetting::Text(text.to_owned())),
        KeyForm::Word { words, .. } => {
            text().filter(|text| words.contains(text)).map(|text| DirectorySetting::Text(text.to_owned()))
        }
        KeyForm::Flag => value.as_bool().map(DirectorySetting::Flag),
        KeyForm::File(_) => text().map(|path| DirectorySetting::File(path.into())),
        KeyForm::Words(known) => {
            let word = |word: &Value| word.as_str().filter(|word| known.contains(word)).map(str::to_owned);
            let words = value.as_array()?.iter().map(word).collect::<Option<Vec<String>>>()?;
            is_distinct(&words).then_some(DirectorySetting::Words(words))
        }
        KeyForm::Number(least, most) => {
            value.as_u64().filter(|number| (least..=most).contains(&number)).map(DirectorySetting::Number)
        }
        KeyForm::Day => text()?.parse().ok().map(DirectorySetting::Day),
        KeyForm::Map { keys, .. } => {
            let members = value.as_object()?;
            let mut settings = DirectorySettings::default();
            for (name, value) in members {
                let key = keys.iter().find(|key| key.name == name)?;
                settings.set(key.name, setting(key, value)?);
            }
            let is_given = |key: &DirectoryKey| members.contains_key(key.name);
            let is_complete = keys.iter().all(|key| matches!(key.presence, Presence::Optional) || is_given(key));
            is_complete.then_some(DirectorySetting::Map(settings))
        }
    }
}
