//! The values of the keys of `directory`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

/// The values of settings by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectorySettings(BTreeMap<&'static str, DirectorySetting>);

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DirectorySetting {
    /// A text, a word or an address.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// A file, from the current folder.
    File(PathBuf),
    /// Words, in the order of the roster.
    Words(Vec<String>),
    /// A whole number.
    Number(u64),
    /// A day.
    Day(Date),
    /// A map.
    Map(DirectorySettings),
}

impl DirectorySettings {
    /// Sets the value of a key.
    pub fn set(&mut self, key: &'static str, value: DirectorySetting) {
        self.0.insert(key, value);
    }

    /// Every key with its value, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &DirectorySetting)> {
        self.0.iter().map(|(key, value)| (*key, value))
    }

    /// The text, word or address of a key.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.0.get(key) {
            Some(DirectorySetting::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether a key is set to `true`.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.0.get(key), Some(DirectorySetting::Flag(true)))
    }

    /// The file of a key.
    #[must_use]
    pub fn file(&self, key: &str) -> Option<&Path> {
        match self.0.get(key) {
            Some(DirectorySetting::File(path)) => Some(path),
            _ => None,
        }
    }

    /// The words of a key; none where it is not set.
    #[must_use]
    pub fn words(&self, key: &str) -> &[String] {
        match self.0.get(key) {
            Some(DirectorySetting::Words(words)) => words,
            _ => &[],
        }
    }

    /// The number of a key.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<u64> {
        match self.0.get(key) {
            Some(DirectorySetting::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// The day of a key.
    #[must_use]
    pub fn day(&self, key: &str) -> Option<Date> {
        match self.0.get(key) {
            Some(DirectorySetting::Day(day)) => Some(*day),
            _ => None,
        }
    }

    /// The map of a key.
    #[must_use]
    pub fn map(&self, key: &str) -> Option<&Self> {
        match self.0.get(key) {
            Some(DirectorySetting::Map(settings)) => Some(settings),
            _ => None,
        }
    }
}
