//! The expressions that the workflows use, evaluated as GitHub does: names, texts, comparisons joined by `&&` and `||`, and the
//! functions about the state of a job.

use std::collections::BTreeMap;

/// What names mean, and whether a step has failed.
pub(super) struct Scope<'a> {
    pub(super) context: &'a BTreeMap<String, String>,
    pub(super) has_failed: bool,
}

impl Scope<'_> {
    /// A text with its expressions replaced by their values.
    pub(super) fn expanded(&self, text: &str) -> String {
        let mut expanded = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${{") {
            let (expression, after) = after.split_once("}}").expect("an expression that ends");
            expanded.push_str(before);
            expanded.push_str(&self.value(expression));
            rest = after;
        }
        expanded + rest
    }

    /// Whether a step or job with this `if` runs. Without a function about the state it runs after no failure.
    pub(super) fn holds(&self, condition: Option<&str>) -> bool {
        let Some(condition) = condition else { return !self.has_failed };
        let condition = condition.trim();
        let condition = condition.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")).unwrap_or(condition);
        let ignores_failures = condition.contains("always()") || condition.contains("!cancelled()");
        (ignores_failures || !self.has_failed)
            && condition.split("||").any(|terms| terms.split("&&").all(|term| self.is_true(term.trim())))
    }

    fn is_true(&self, term: &str) -> bool {
        match (term, term.split_once("=="), term.split_once("!=")) {
            ("always()" | "!cancelled()", ..) => true,
            (_, Some((left, right)), _) => self.value(left) == self.value(right),
            (_, _, Some((left, right))) => self.value(left) != self.value(right),
            _ => !matches!(self.value(term).as_str(), "" | "false"),
        }
    }

    /// A text in quotation marks, or what a name means. A name that means nothing is empty, except one of the host's.
    fn value(&self, operand: &str) -> String {
        let operand = operand.trim();
        if let Some(text) = operand.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
            return text.to_owned();
        }
        let is_name = operand.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        assert!(is_name, "no model of the expression {operand}");
        let known = ["secrets.", "inputs.", "steps.", "needs.", "matrix."];
        let is_optional = known.iter().any(|start| operand.starts_with(start)) || operand.starts_with("github.event.");
        match self.context.get(operand) {
            Some(value) => value.clone(),
            None if is_optional => String::new(),
            None => panic!("{operand} is not known here"),
        }
    }
}
