//! Reads a script of faults and reports the first error in it.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use globset::GlobBuilder;
use serde::Deserialize;
use serde_json::Value;

use super::json_edit::{JsonChange, JsonEdit};
use super::{Execution, FaultAction, FaultRule, FaultScript, Occurrence, Quirks, ScriptedReply};
use crate::error::{Error, Kind, Result};
use crate::fs::{self, Accepts};
use crate::sandbox::concurrent_edit::ConcurrentEdit;
use crate::sandbox::connection::Cut;
use crate::sandbox::org::ConflictReply;
use crate::sandbox::yaml;

/// The largest script, in bytes; it may contain whole answers.
const MAX_SCRIPT_BYTES: u64 = 64 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultFile {
    #[serde(default)]
    faults: Vec<FaultEntry>,
    #[serde(default)]
    quirks: Quirks,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultEntry {
    #[serde(default, rename = "match")]
    matching: MatchEntry,
    #[serde(rename = "do")]
    action: FaultActionEntry,
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
struct FaultActionEntry {
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
    conflict: Option<ConflictReply>,
    stale_index: Option<u64>,
    meanwhile: Option<ConcurrentEdit>,
}

impl FaultScript {
    /// Reads a script from a file.
    ///
    /// # Errors
    /// A file that cannot be read, or the first error in it.
    pub(in crate::sandbox) fn load(path: &Path) -> Result<Self> {
        let shown = crate::text::printed_path(path);
        let text = fs::read_text(path, Accepts::Pipes, MAX_SCRIPT_BYTES).map_err(|error| {
            Error::new(Kind::Sandbox, format!("the faults file {shown} could not be read"))
                .because(error)
                .hint("name a YAML file with a list under `faults:`")
        })?;
        Self::parse(&text).map_err(|error| {
            Error::new(Kind::Sandbox, format!("the faults file {shown} is not valid: {error}")).hint(
                "a faults file has a list under `faults:`, each item with `match:` and `do:`, and `quirks:` for SCIM",
            )
        })
    }

    /// Reads a script.
    ///
    /// # Errors
    /// The first error, as a clause.
    pub(in crate::sandbox) fn parse(text: &str) -> std::result::Result<Self, String> {
        let file: FaultFile = yaml::read(text)?;
        let rules = (1..)
            .zip(file.faults)
            .map(|(number, entry)| rule(entry).map_err(|error| format!("fault {number}: {error}")));
        Ok(Self { rules: rules.collect::<std::result::Result<_, String>>()?, quirks: file.quirks.into() })
    }
}

fn rule(entry: FaultEntry) -> std::result::Result<FaultRule, String> {
    let MatchEntry { method, path, query, nth, times } = entry.matching;
    let occurrence = match (nth, times) {
        (None, None) => Occurrence::Always,
        (Some(_), Some(_)) => return Err("`nth` and `times` exclude each other".to_owned()),
        (None, Some(count)) => Occurrence::First(count),
        (Some(Nth::One(number)), None) => Occurrence::These(vec![number]),
        (Some(Nth::Many(numbers)), None) => Occurrence::These(numbers),
    };
    if matches!(&occurrence, Occurrence::First(0))
        || matches!(&occurrence, Occurrence::These(n) if n.is_empty() || n.contains(&0))
    {
        return Err("`nth` and `times` count from 1".to_owned());
    }
    let path = path.map(|glob| {
        let built = GlobBuilder::new(&glob).literal_separator(true).build();
        built.map(|glob| glob.compile_matcher()).map_err(|error| format!("`path`: {error}"))
    });
    let method = method.map(|method| method.to_ascii_uppercase());
    Ok(FaultRule { method, path: path.transpose()?, query, occurrence, seen: 0, action: action(entry.action)? })
}

fn action(entry: FaultActionEntry) -> std::result::Result<FaultAction, String> {
    let reply = scripted_reply(&entry)?;
    let mut edits = Vec::new();
    let set = entry.set.into_iter().map(|(at, value)| (at, JsonChange::Set(value)));
    let remove = entry.remove.into_iter().map(|at| (at, JsonChange::Remove));
    let duplicate = entry.duplicate.into_iter().map(|at| (at, JsonChange::Duplicate));
    for (at, change) in set.chain(remove).chain(duplicate) {
        edits.push(JsonEdit::new(&at, change).ok_or_else(|| format!("`{at}` is not a JSON pointer: write `/{at}`"))?);
    }
    if reply.is_some() && !edits.is_empty() {
        return Err(
            "`set`, `remove` and `duplicate` change the answer of the API and exclude `status` and a body".into()
        );
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
    let is_lost = reply.is_some() || cut == Cut::AtOnce;
    let execution = match (entry.took_effect, is_lost) {
        (Some(true), _) | (None, false) => Execution::Full,
        (Some(false) | None, true) => Execution::Skipped,
        (Some(false), false) => Execution::Discarded,
    };
    Ok(FaultAction {
        delay: Duration::from_millis(entry.delay_ms.unwrap_or(0)),
        linger: Duration::from_millis(entry.linger_ms.unwrap_or(0)),
        page_size: entry.page_size,
        conflict: entry.conflict,
        stale_index: entry.stale_index.unwrap_or(0),
        concurrent_edit: entry.meanwhile,
        cut,
        execution,
        reply,
        headers: headers(entry.headers)?,
        dropped_headers: entry.drop_headers,
        edits,
    })
}

fn scripted_reply(entry: &FaultActionEntry) -> std::result::Result<Option<ScriptedReply>, String> {
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
        status => Ok(Some(ScriptedReply { status: status.unwrap_or(200), body })),
    }
}

fn headers(entries: BTreeMap<String, Value>) -> std::result::Result<Vec<(String, String)>, String> {
    let checked = entries.into_iter().map(|(name, value)| {
        let text = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let is_valid = axum::http::HeaderName::try_from(name.as_str()).is_ok()
            && axum::http::HeaderValue::try_from(text.as_str()).is_ok();
        if is_valid { Ok((name, text)) } else { Err(format!("`headers`: `{name}: {text}` is not a valid header")) }
    });
    checked.collect()
}
