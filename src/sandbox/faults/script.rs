//! Reads a script of faults and says what is wrong with it.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use globset::GlobBuilder;
use serde::Deserialize;
use serde_json::Value;

use super::edit::{Change, Edit};
use super::{Act, Effect, Instead, Rule, Script, Turn};
use crate::error::{Error, Kind, Result};
use crate::fs::{self, Accepts};
use crate::sandbox::connection::Cut;
use crate::sandbox::hand::HandEdit;
use crate::sandbox::org::Conflict;
use crate::sandbox::yaml;

/// The most bytes of a script: no answer that is made up needs more.
const LARGEST: u64 = 64 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    faults: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    #[serde(default, rename = "match")]
    matching: MatchEntry,
    #[serde(rename = "do")]
    deed: DoEntry,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct MatchEntry {
    method: Option<String>,
    path: Option<String>,
    query: Option<String>,
    nth: Option<Nth>,
    times: Option<u64>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "`nth` is a number from 1, or a list of such numbers")]
enum Nth {
    One(u64),
    Many(Vec<u64>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DoEntry {
    delay_ms: Option<u64>,
    linger_ms: Option<u64>,
    status: Option<u16>,
    #[serde(default)]
    headers: BTreeMap<String, Value>,
    #[serde(default)]
    drop_headers: Vec<String>,
    json: Option<Value>,
    html: Option<String>,
    text: Option<String>,
    #[serde(default)]
    reset: bool,
    truncate: Option<usize>,
    took_effect: Option<bool>,
    #[serde(default)]
    set: BTreeMap<String, Value>,
    #[serde(default)]
    remove: Vec<String>,
    #[serde(default)]
    duplicate: Vec<String>,
    page_size: Option<u32>,
    conflict: Option<Conflict>,
    stale_index: Option<u64>,
    meanwhile: Option<HandEdit>,
}

impl Script {
    /// Reads a script from a file.
    ///
    /// # Errors
    /// A file that cannot be read, and the first mistake in it.
    pub(in crate::sandbox) fn load(path: &Path) -> Result<Self> {
        let shown = fs::shown(path);
        let text = fs::read_text(path, Accepts::Pipes, LARGEST).map_err(|error| {
            Error::new(Kind::Sandbox, format!("the faults file {shown} could not be read"))
                .because(error)
                .hint("name a YAML file with a list under `faults:`")
        })?;
        Self::parse(&text).map_err(|mistake| {
            Error::new(Kind::Sandbox, format!("the faults file {shown} is not right: {mistake}"))
                .hint("a faults file is a list under `faults:`, each item with `match:` and `do:`")
        })
    }

    /// Reads a script.
    ///
    /// # Errors
    /// The first mistake, as a clause.
    pub(in crate::sandbox) fn parse(text: &str) -> std::result::Result<Self, String> {
        let file: File = yaml::read(text)?;
        let rules = (1..)
            .zip(file.faults)
            .map(|(number, entry)| rule(entry).map_err(|mistake| format!("fault {number}: {mistake}")));
        Ok(Self { rules: rules.collect::<std::result::Result<_, String>>()? })
    }
}

fn rule(entry: RuleEntry) -> std::result::Result<Rule, String> {
    let MatchEntry { method, path, query, nth, times } = entry.matching;
    let turn = match (nth, times) {
        (None, None) => Turn::Always,
        (Some(_), Some(_)) => return Err("`nth` and `times` exclude each other".to_owned()),
        (None, Some(count)) => Turn::First(count),
        (Some(Nth::One(number)), None) => Turn::These(vec![number]),
        (Some(Nth::Many(numbers)), None) => Turn::These(numbers),
    };
    if matches!(&turn, Turn::First(0)) || matches!(&turn, Turn::These(n) if n.is_empty() || n.contains(&0)) {
        return Err("`nth` and `times` count from 1".to_owned());
    }
    let path = path.map(|glob| {
        let built = GlobBuilder::new(&glob).literal_separator(true).build();
        built.map(|glob| glob.compile_matcher()).map_err(|error| format!("`path`: {error}"))
    });
    let method = method.map(|method| method.to_ascii_uppercase());
    Ok(Rule { method, path: path.transpose()?, query, turn, seen: 0, act: act(entry.deed)? })
}

fn act(entry: DoEntry) -> std::result::Result<Act, String> {
    let instead = instead(&entry)?;
    let mut edits = Vec::new();
    let set = entry.set.into_iter().map(|(at, value)| (at, Change::Set(value)));
    let remove = entry.remove.into_iter().map(|at| (at, Change::Remove));
    let duplicate = entry.duplicate.into_iter().map(|at| (at, Change::Duplicate));
    for (at, change) in set.chain(remove).chain(duplicate) {
        edits.push(Edit::new(&at, change).ok_or_else(|| format!("`{at}` is not a JSON pointer: write `/{at}`"))?);
    }
    if instead.is_some() && !edits.is_empty() {
        return Err("`set`, `remove` and `duplicate` change the honest answer; no `status` or body beside them".into());
    }
    if entry.page_size == Some(0) {
        return Err("`page_size` is at least 1".to_owned());
    }
    let cut = match (entry.reset, entry.truncate) {
        (true, Some(_)) => return Err("`reset` and `truncate` exclude each other".to_owned()),
        (true, None) => Cut::AtOnce,
        (false, Some(bytes)) => Cut::AfterBody(bytes),
        (false, None) => Cut::Nowhere,
    };
    let lost = instead.is_some() || cut == Cut::AtOnce;
    let effect = match (entry.took_effect, lost) {
        (Some(true), _) | (None, false) => Effect::Full,
        (Some(false) | None, true) => Effect::None,
        (Some(false), false) => Effect::Discarded,
    };
    Ok(Act {
        delay: Duration::from_millis(entry.delay_ms.unwrap_or(0)),
        linger: Duration::from_millis(entry.linger_ms.unwrap_or(0)),
        page_size: entry.page_size,
        conflict: entry.conflict,
        stale_index: entry.stale_index.unwrap_or(0),
        meanwhile: entry.meanwhile,
        cut,
        effect,
        instead,
        headers: headers(entry.headers)?,
        dropped: entry.drop_headers,
        edits,
    })
}

fn instead(entry: &DoEntry) -> std::result::Result<Option<Instead>, String> {
    let json = entry.json.as_ref().map(|value| ("application/json", value.to_string()));
    let html = entry.html.as_ref().map(|text| ("text/html", text.clone()));
    let text = entry.text.as_ref().map(|text| ("text/plain", text.clone()));
    let mut bodies = [json, html, text].into_iter().flatten();
    let (body, other) = (bodies.next(), bodies.next());
    if other.is_some() {
        return Err("`json`, `html` and `text` exclude each other".to_owned());
    }
    match entry.status {
        Some(status) if !(200..600).contains(&status) => Err(format!("`status: {status}` is not from 200 to 599")),
        None if body.is_none() => Ok(None),
        status => Ok(Some(Instead { status: status.unwrap_or(200), body })),
    }
}

fn headers(entries: BTreeMap<String, Value>) -> std::result::Result<Vec<(String, String)>, String> {
    let checked = entries.into_iter().map(|(name, value)| {
        let text = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let right = axum::http::HeaderName::try_from(name.as_str()).is_ok()
            && axum::http::HeaderValue::try_from(text.as_str()).is_ok();
        if right { Ok((name, text)) } else { Err(format!("`headers`: `{name}: {text}` cannot be a header")) }
    });
    checked.collect()
}
