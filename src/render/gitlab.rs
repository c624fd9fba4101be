//! A plan as GitLab's report of a Terraform plan: three numbers, shown in a merge request.

use serde_json::json;

use super::terms::terms_lines;
use crate::plan::SavedPlan;

/// The report (GitLab, "artifacts:reports:terraform": an object of `create`, `update` and `delete`) and a line break. A
/// deactivation updates a user; nothing is ever created or deleted. The terms of the directory, where there are any, are a
/// key that GitLab does not read.
#[must_use]
pub fn gitlab(saved: &SavedPlan) -> String {
    let terms = terms_lines(saved);
    let terms = if terms.is_empty() { String::new() } else { format!("\"terms\":{},", json!(terms)) };
    format!("{{{terms}\"create\":0,\"update\":{},\"delete\":0}}\n", saved.plan.summary.deactivate)
}
