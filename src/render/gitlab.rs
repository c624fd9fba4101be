//! A plan as GitLab's report of a Terraform plan: three numbers, shown in a merge request.

use crate::plan::SavedPlan;

/// The report (GitLab, "artifacts:reports:terraform": an object of `create`, `update` and `delete`) and a line break. A
/// deactivation updates a user; nothing is ever created or deleted.
#[must_use]
pub fn gitlab(saved: &SavedPlan) -> String {
    format!("{{\"create\":0,\"update\":{},\"delete\":0}}\n", saved.plan.summary.deactivate)
}
