//! The keys of a map, compared with the keys that it may have.

use super::super::node::{Node, Value};
use super::super::{Diagnostic, DiagnosticCode, MapOwner, RelatedLabel, ValueProblem};
use super::DecodeCx;
use crate::model::FreeText;
use crate::text::nearest;

/// The keys of a map that are known, each at most once.
#[derive(Debug)]
pub(crate) struct MapFields<'n, 't> {
    map: &'n Node<'t>,
    owner: MapOwner,
    known: &'static [&'static str],
    values: Vec<Option<(&'n Node<'t>, &'n Node<'t>)>>,
}

/// A key with its value.
#[derive(Debug)]
pub(crate) struct Field<'n, 't> {
    /// The name of the key.
    pub(crate) key: &'static str,
    /// The node of the key.
    pub(crate) key_node: &'n Node<'t>,
    /// The node of the value.
    pub(crate) node: &'n Node<'t>,
}

impl<'n, 't> MapFields<'n, 't> {
    /// Reads the map that describes `owner` and reports unknown and duplicate keys. `misplaced` may return a problem of its
    /// own for an unknown key. `None`, with a diagnostic, when the node is not a map.
    pub(crate) fn open(
        cx: &mut DecodeCx<'_>,
        map: &'n Node<'t>,
        owner: MapOwner,
        known: &'static [&'static str],
        misplaced: impl Fn(&str) -> Option<ValueProblem>,
    ) -> Option<Self> {
        let Value::Map(entries) = &map.value else {
            let found = cx.found_value(map);
            cx.report(map, ValueProblem::NotAMap { owner, found, keys: known });
            return None;
        };
        let mut fields = Self { map, owner, known, values: vec![None; known.len()] };
        for (key, value) in entries {
            fields.sort(cx, key, value, &misplaced);
        }
        Some(fields)
    }

    fn sort(
        &mut self,
        cx: &mut DecodeCx<'_>,
        key: &'n Node<'t>,
        value: &'n Node<'t>,
        misplaced: &impl Fn(&str) -> Option<ValueProblem>,
    ) {
        let Value::Text(name) = &key.value else {
            let found = cx.found_value(key);
            cx.report(key, ValueProblem::KeyNotText { owner: self.owner, found, keys: self.known });
            return;
        };
        let slot = self.known.iter().position(|known| known == name).map(|index| &mut self.values[index]);
        match slot {
            None if !cx.found.lists(DiagnosticCode::UnknownKey) => {
                let at = cx.place(cx.spot(key));
                cx.found.count(DiagnosticCode::UnknownKey, at);
            }
            None => {
                let problem = misplaced(name).unwrap_or_else(|| ValueProblem::UnknownKey {
                    owner: self.owner,
                    key: FreeText(name.to_string()),
                    suggestion: nearest_static(name, self.known),
                    keys: self.known,
                });
                cx.report(key, problem);
            }
            Some(Some((first, _))) => {
                let first = cx.place(cx.spot(first));
                let known = self.known.iter().find(|known| *known == name).copied().unwrap_or_default();
                let diagnostic =
                    Diagnostic::new(&cx.source.path, cx.spot(key), ValueProblem::DuplicateKey { key: known });
                cx.found.push(diagnostic.also(first, RelatedLabel::First));
            }
            Some(slot) => *slot = Some((key, value)),
        }
    }

    /// The key with its value. `None` when the key is absent, and, with a diagnostic, when it has no value.
    pub(crate) fn optional(&mut self, cx: &mut DecodeCx<'_>, key: &'static str) -> Option<Field<'n, 't>> {
        let index = self.known.iter().position(|known| *known == key)?;
        let (key_node, node) = self.values[index].take()?;
        if !matches!(node.value, Value::Null) {
            return Some(Field { key, key_node, node });
        }
        cx.report(key_node, ValueProblem::EmptyValue { key });
        None
    }

    /// The key with its value, as [`MapFields::optional`]; a missing key is reported.
    pub(crate) fn required(&mut self, cx: &mut DecodeCx<'_>, key: &'static str) -> Option<Field<'n, 't>> {
        let index = self.known.iter().position(|known| *known == key)?;
        if self.values[index].is_none() {
            cx.report(self.map, ValueProblem::MissingKey { owner: self.owner, key });
        }
        self.optional(cx, key)
    }

    /// The value of a key, which is still to be taken.
    pub(crate) fn peek(&self, key: &str) -> Option<&'n Node<'t>> {
        let index = self.known.iter().position(|known| *known == key)?;
        self.values[index].map(|(_, value)| value)
    }

    /// Whether the key is present, with or without a value.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.known.iter().position(|known| *known == key).is_some_and(|index| self.values[index].is_some())
    }
}

/// The word of a fixed list that resembles `text` most, if one does.
pub(crate) fn nearest_static(text: &str, words: &'static [&'static str]) -> Option<&'static str> {
    nearest(text, words.iter().copied())
}
