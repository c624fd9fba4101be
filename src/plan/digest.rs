//! Canonical JSON, the digest that stands for a decision, and the checksum that shows any alteration.

use std::ops::Range;

use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::amount::Amount;
use super::records::{ApplyPolicyRecord, DirectoryRecord, UndeclaredRecord};
use super::types::{Action, ActionKind, Plan, ReasonCode};
use super::verdict::{GuardName, Override, Verdict};

/// `sha256:` and the hexadecimal SHA-256 of what a plan decides: everything that changes who is written, where, in which
/// form or for which reason. Times, versions, counts and the source of the reading are left out, so that planning again
/// on unchanged facts gives the same digest, from a snapshot too.
///
/// `as_of` is the day that `--as-of` chose.
pub(super) fn digest(
    directory: &DirectoryRecord,
    as_of: Option<Date>,
    apply: ApplyPolicyRecord,
    plan: &Plan,
) -> String {
    let decided = Decided {
        directory: DecidedDirectory {
            kind: &directory.kind,
            api_url: directory.api_url.as_deref(),
            login_url: directory.login_url.as_deref(),
            org: directory.org.as_deref(),
            deactivation: &directory.deactivation,
            strip_roles: directory.strip_roles,
            organization: &directory.organization.id,
        },
        as_of,
        apply,
        actions: plan.actions.iter().map(DecidedAction::from).collect(),
        guards: plan.guards.iter().map(|guard| (guard.name, guard.limit, guard.verdict)).collect(),
        overrides: &plan.overrides,
        partial: plan.partial,
        undeclared: plan.undeclared,
    };
    hash(&canonical(&json(&decided), None))
}

/// What the digest stands for.
#[derive(Serialize)]
struct Decided<'a> {
    directory: DecidedDirectory<'a>,
    as_of: Option<Date>,
    apply: ApplyPolicyRecord,
    actions: Vec<DecidedAction<'a>>,
    guards: Vec<(GuardName, Option<Amount>, Verdict)>,
    overrides: &'a [Override],
    partial: bool,
    undeclared: UndeclaredRecord,
}

/// Where a write goes, and the form that it has there.
#[derive(Serialize)]
struct DecidedDirectory<'a> {
    kind: &'a str,
    api_url: Option<&'a str>,
    login_url: Option<&'a str>,
    org: Option<&'a str>,
    deactivation: &'a str,
    strip_roles: bool,
    organization: &'a str,
}

/// Who is written and why. The e-mail, the name and the division are what an apply compares with the user as they are then.
#[derive(Serialize)]
struct DecidedAction<'a> {
    action: ActionKind,
    id: &'a str,
    email: &'a str,
    name: &'a str,
    division: Option<&'a str>,
    reason: ReasonCode,
    text: &'a str,
}

impl<'a> From<&'a Action> for DecidedAction<'a> {
    fn from(Action { action, user, reason, .. }: &'a Action) -> Self {
        Self {
            action: *action,
            id: &user.id,
            email: &user.email,
            name: &user.name,
            division: user.division.as_ref().map(|division| division.id.as_str()),
            reason: reason.code,
            text: &reason.text,
        }
    }
}

/// `sha256:` and the hexadecimal SHA-256 of the canonical JSON of a saved plan without its key `checksum`.
pub(super) fn checksum(saved: &impl Serialize) -> String {
    hash(&canonical(&json(saved), Some("checksum")))
}

fn json(value: &impl Serialize) -> String {
    // Serializing these types cannot fail: no map has other keys than texts, and no number is not finite.
    serde_json::to_string(value).unwrap_or_default()
}

fn hash(text: &[u8]) -> String {
    format!("sha256:{}", crate::text::hex(&Sha256::digest(text)))
}

/// JSON as `serde_json` writes it, with its keys in the order of their code points, and the outermost object without
/// the key that is left out. The order is made here and not left to a map, whose order depends on a feature that any
/// dependency may turn on; and it is made of the text, for a tree of a large plan takes longer than all the rest.
fn canonical(json: &str, left_out: Option<&str>) -> Vec<u8> {
    let mut canonical = Canonical { rest: json.as_bytes(), ..Canonical::default() };
    canonical.text.reserve(json.len());
    canonical.value(left_out);
    canonical.text
}

#[derive(Default)]
struct Canonical<'j> {
    /// What was not looked at yet.
    rest: &'j [u8],
    /// What is in order.
    text: Vec<u8>,
    /// The members of the objects that are not closed yet: their keys, and where in `text` they stand.
    members: Vec<(&'j [u8], Range<usize>)>,
    /// Where the members of one object are put in order.
    sorted: Vec<u8>,
}

impl<'j> Canonical<'j> {
    fn value(&mut self, left_out: Option<&str>) {
        match self.rest.first() {
            Some(b'{') => self.object(left_out),
            Some(b'[') => self.array(),
            Some(b'"') => {
                let text = self.string();
                self.quote(text);
            }
            _ => {
                let end = self.rest.iter().position(|byte| matches!(byte, b',' | b']' | b'}'));
                let scalar = self.take(end.unwrap_or(self.rest.len()).max(1));
                self.text.extend_from_slice(scalar);
            }
        }
    }

    fn array(&mut self) {
        self.copy();
        while let Some(next) = self.rest.first() {
            match next {
                b']' => return self.copy(),
                b',' => self.copy(),
                _ => self.value(None),
            }
        }
    }

    fn object(&mut self, left_out: Option<&str>) {
        self.copy();
        let (start, outer) = (self.text.len(), self.members.len());
        while self.rest.first().is_some_and(|next| *next != b'}') {
            if self.rest.first() == Some(&b',') {
                self.take(1);
            }
            let (key, from) = (self.string(), self.text.len());
            self.quote(key);
            // The colon.
            self.copy();
            self.value(None);
            self.members.push((key, from..self.text.len()));
        }
        self.members[outer..].sort_unstable_by_key(|(key, _)| *key);
        self.sorted.clear();
        for (_, place) in self.members.drain(outer..).filter(|(key, _)| Some(*key) != left_out.map(str::as_bytes)) {
            if !self.sorted.is_empty() {
                self.sorted.push(b',');
            }
            self.sorted.extend_from_slice(&self.text[place]);
        }
        self.text.truncate(start);
        self.text.extend_from_slice(&self.sorted);
        self.copy();
    }

    /// Takes a text, and returns what stands between its quotation marks.
    fn string(&mut self) -> &'j [u8] {
        self.take(1);
        let mut end = 0;
        while let Some(next) = self.rest[end..].iter().position(|byte| matches!(byte, b'"' | b'\\')) {
            end += next;
            if self.rest[end] == b'"' {
                break;
            }
            // An escape, of which the second character may be a quotation mark.
            end = (end + 2).min(self.rest.len());
        }
        let text = self.take(end);
        self.take(1);
        text
    }

    fn quote(&mut self, text: &[u8]) {
        self.text.push(b'"');
        self.text.extend_from_slice(text);
        self.text.push(b'"');
    }

    /// Takes over one character.
    fn copy(&mut self) {
        let taken = self.take(1);
        self.text.extend_from_slice(taken);
    }

    fn take(&mut self, bytes: usize) -> &'j [u8] {
        let (taken, rest) = self.rest.split_at(bytes.min(self.rest.len()));
        self.rest = rest;
        taken
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;

    #[test]
    fn canonical_json_does_not_depend_on_the_order_of_keys() {
        let json = r#"{"b":[1,2.5,{"y":null,"x":"é\n"},{},[]],"a":true,"c":"}\"],{\\"}"#;
        let text = String::from_utf8(canonical(json, None)).unwrap();
        assert_eq!(text, r#"{"a":true,"b":[1,2.5,{"x":"é\n","y":null},{},[]],"c":"}\"],{\\"}"#);
    }

    #[test]
    fn what_is_left_out_is_left_out_of_the_outermost_object_alone() {
        for (json, text) in [
            (r#"{"checksum":1,"b":{"checksum":2},"a":3}"#, r#"{"a":3,"b":{"checksum":2}}"#),
            (r#"{"b":[{"checksum":2}],"checksum":{"a":1}}"#, r#"{"b":[{"checksum":2}]}"#),
            (r#"{"checksum":1}"#, "{}"),
            (r#"[{"checksum":1}]"#, r#"[{"checksum":1}]"#),
            ("7", "7"),
        ] {
            assert_eq!(String::from_utf8(canonical(json, Some("checksum"))).unwrap(), text);
        }
    }

    /// Trees of everything that JSON has.
    fn value() -> impl Strategy<Value = Value> {
        let scalar = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "\\PC{0,4}|[\\[\\]{},:\"\\\\\n]{0,6}".prop_map(Value::from),
        ];
        scalar.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                proptest::collection::vec(("[a-c_]{0,3}", inner), 0..6)
                    .prop_map(|members| { Value::Object(members.into_iter().collect::<Map<_, _>>()) }),
            ]
        })
    }

    /// The same, made of a tree.
    fn plainly(value: &Value) -> String {
        match value {
            Value::Array(items) => format!("[{}]", items.iter().map(plainly).collect::<Vec<_>>().join(",")),
            Value::Object(members) => {
                let mut sorted: Vec<_> = members.iter().collect();
                sorted.sort_by_key(|(key, _)| *key);
                let members = sorted.into_iter().map(|(key, member)| format!("{}:{}", json!(key), plainly(member)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
            scalar => scalar.to_string(),
        }
    }

    /// With the members of each object the other way round.
    fn reversed(value: &Value) -> String {
        match value {
            Value::Array(items) => format!("[{}]", items.iter().map(reversed).collect::<Vec<_>>().join(",")),
            Value::Object(members) => {
                let members = members.iter().rev().map(|(key, member)| format!("{}:{}", json!(key), reversed(member)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
            scalar => scalar.to_string(),
        }
    }

    proptest! {
        #[test]
        fn canonical_json_of_a_text_is_that_of_its_tree(value in value()) {
            prop_assert_eq!(String::from_utf8(canonical(&value.to_string(), None)).unwrap(), plainly(&value));
            prop_assert_eq!(String::from_utf8(canonical(&reversed(&value), None)).unwrap(), plainly(&value));
        }

        #[test]
        fn what_is_no_json_comes_to_an_end(text in "[\\[\\]{},:\"\\\\a1]{0,12}") {
            canonical(&text, None);
        }
    }
}
