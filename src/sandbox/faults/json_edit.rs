//! Changes to a JSON answer by JSON pointer (RFC 6901), with `*` for every item of a list.

use serde_json::Value;

use crate::sandbox::http::ApiReply;

/// One change.
#[derive(Clone, Debug)]
pub(super) struct JsonEdit {
    place: Vec<String>,
    change: JsonChange,
}

#[derive(Clone, Debug)]
pub(super) enum JsonChange {
    /// Sets a value; a missing key is added.
    Set(Value),
    /// Removes a value.
    Remove,
    /// Repeats an item of a list right after itself.
    Duplicate,
}

impl JsonEdit {
    /// A change at a pointer; `None` if the pointer does not start with `/`.
    pub(super) fn new(pointer: &str, change: JsonChange) -> Option<Self> {
        let rest = pointer.strip_prefix('/')?;
        let place = rest.split('/').map(|key| key.replace("~1", "/").replace("~0", "~")).collect();
        Some(Self { place, change })
    }
}

/// The answer with the changes made. A pointer that leads nowhere and an answer that is not JSON change nothing.
pub(super) fn edited(mut reply: ApiReply, edits: &[JsonEdit]) -> ApiReply {
    if edits.is_empty() {
        return reply;
    }
    if let Ok(mut value) = serde_json::from_slice::<Value>(&reply.body) {
        for edit in edits {
            walk(&mut value, &edit.place, &edit.change);
        }
        reply.body = serde_json::to_vec(&value).map_or(reply.body, Into::into);
    }
    reply
}

fn walk(value: &mut Value, place: &[String], change: &JsonChange) {
    match (place, value) {
        ([last], Value::Object(map)) => match change {
            JsonChange::Set(new) => {
                map.insert(last.clone(), new.clone());
            }
            JsonChange::Remove => {
                map.remove(last);
            }
            JsonChange::Duplicate => {}
        },
        ([last], Value::Array(items)) => {
            // From the end, so that an added or removed item does not move those still to be changed.
            for at in chosen(last, items.len()).into_iter().rev() {
                at_item(items, at, change);
            }
        }
        ([first, rest @ ..], Value::Object(map)) => {
            if let Some(inner) = map.get_mut(first) {
                walk(inner, rest, change);
            }
        }
        ([first, rest @ ..], Value::Array(items)) => {
            for at in chosen(first, items.len()) {
                if let Some(inner) = items.get_mut(at) {
                    walk(inner, rest, change);
                }
            }
        }
        _ => {}
    }
}

fn chosen(key: &str, len: usize) -> Vec<usize> {
    match key {
        "*" => (0..len).collect(),
        number => number.parse().ok().filter(|at| *at < len).into_iter().collect(),
    }
}

fn at_item(items: &mut Vec<Value>, at: usize, change: &JsonChange) {
    match change {
        JsonChange::Set(new) => {
            if let Some(item) = items.get_mut(at) {
                *item = new.clone();
            }
        }
        JsonChange::Remove => {
            items.remove(at);
        }
        JsonChange::Duplicate => {
            if let Some(item) = items.get(at).cloned() {
                items.insert(at + 1, item);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn after(pointer: &str, change: JsonChange) -> Value {
        let page = json!({"total": 2, "entities": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]});
        let edit = JsonEdit::new(pointer, change).expect("a pointer");
        serde_json::from_slice(&edited(ApiReply::json(200, &page), &[edit]).body).expect("JSON")
    }

    #[test]
    fn a_total_can_be_falsified() {
        assert_eq!(after("/total", JsonChange::Set(json!(7)))["total"], 7);
    }

    #[test]
    fn an_item_can_be_removed_or_repeated() {
        let ids = |page: Value| {
            let entities = page["entities"].as_array().cloned().unwrap_or_default();
            entities.iter().map(|user| user["id"].as_str().unwrap_or("?").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(ids(after("/entities/0", JsonChange::Remove)), ["b"]);
        assert_eq!(ids(after("/entities/1", JsonChange::Duplicate)), ["a", "b", "b"]);
        assert_eq!(ids(after("/entities/*", JsonChange::Duplicate)), ["a", "a", "b", "b"]);
        assert_eq!(ids(after("/entities/9", JsonChange::Remove)), ["a", "b"]);
    }

    #[test]
    fn a_field_can_be_removed_from_every_item() {
        let page = after("/entities/*/name", JsonChange::Remove);
        assert_eq!(page["entities"], json!([{"id": "a"}, {"id": "b"}]));
    }
}
