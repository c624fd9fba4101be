//! Changes to a JSON answer by JSON pointers (RFC 6901), with `*` for every item of a list.

use serde_json::Value;

use crate::sandbox::exchange::Reply;

/// One change.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    place: Vec<String>,
    change: Change,
}

#[derive(Clone, Debug)]
pub(super) enum Change {
    /// Puts a value there; a key that was not there is added.
    Set(Value),
    /// Takes it away.
    Remove,
    /// Repeats an item of a list right after itself.
    Duplicate,
}

impl Edit {
    /// A change at a pointer, which starts with `/`; `None` when it does not.
    pub(super) fn new(pointer: &str, change: Change) -> Option<Self> {
        let rest = pointer.strip_prefix('/')?;
        let place = rest.split('/').map(|key| key.replace("~1", "/").replace("~0", "~")).collect();
        Some(Self { place, change })
    }
}

/// The answer with the changes made; what they do not find stays as it is, and so does an answer that is not JSON.
pub(super) fn edited(mut reply: Reply, edits: &[Edit]) -> Reply {
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

fn walk(value: &mut Value, place: &[String], change: &Change) {
    match (place, value) {
        ([last], Value::Object(map)) => match change {
            Change::Set(new) => {
                map.insert(last.clone(), new.clone());
            }
            Change::Remove => {
                map.remove(last);
            }
            Change::Duplicate => {}
        },
        ([last], Value::Array(items)) => {
            // From the end, so that what is added or taken away moves nothing that is still to be changed.
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

fn at_item(items: &mut Vec<Value>, at: usize, change: &Change) {
    match change {
        Change::Set(new) => {
            if let Some(item) = items.get_mut(at) {
                *item = new.clone();
            }
        }
        Change::Remove => {
            items.remove(at);
        }
        Change::Duplicate => {
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

    fn after(pointer: &str, change: Change) -> Value {
        let page = json!({"total": 2, "entities": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]});
        let edit = Edit::new(pointer, change).expect("a pointer");
        serde_json::from_slice(&edited(Reply::json(200, &page), &[edit]).body).expect("JSON")
    }

    #[test]
    fn a_total_can_be_made_to_lie() {
        assert_eq!(after("/total", Change::Set(json!(7)))["total"], 7);
    }

    #[test]
    fn an_item_can_be_taken_away_or_repeated() {
        let ids = |page: Value| {
            let entities = page["entities"].as_array().cloned().unwrap_or_default();
            entities.iter().map(|user| user["id"].as_str().unwrap_or("?").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(ids(after("/entities/0", Change::Remove)), ["b"]);
        assert_eq!(ids(after("/entities/1", Change::Duplicate)), ["a", "b", "b"]);
        assert_eq!(ids(after("/entities/*", Change::Duplicate)), ["a", "a", "b", "b"]);
        assert_eq!(ids(after("/entities/9", Change::Remove)), ["a", "b"]);
    }

    #[test]
    fn a_field_can_be_taken_from_every_item() {
        let page = after("/entities/*/name", Change::Remove);
        assert_eq!(page["entities"], json!([{"id": "a"}, {"id": "b"}]));
    }
}
