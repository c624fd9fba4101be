//! The report as metrics in the text format of OpenMetrics 1.0. No label holds anything of a person.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::fleet_report::{FleetReport, OrganizationReport, OrganizationStatus, PlanFacts};
use crate::model::OutcomeKind;
use crate::plan::{Amount, Guard, Verdict};

/// The samples of one metric below its type and its help.
struct MetricFamily {
    name: &'static str,
    /// `gauge`, or `info` for a metric whose value is in its labels.
    kind: &'static str,
    help: &'static str,
    /// The unit, which is the end of the name too; empty for a count.
    unit: &'static str,
}

/// The report as one exposition, which ends with `# EOF`.
#[must_use]
pub fn fleet_report_openmetrics(report: &FleetReport) -> String {
    let (totals, mut text) = (report.totals(), String::new());
    let code = [(String::new(), report.exit().code().to_string())];
    gauge("exit_code", "The exit code of the report without --detailed-exitcode.").push(code, &mut text);
    let statuses =
        OrganizationStatus::ALL.map(|status| (label("status", status.as_str()), count(totals.count(status))));
    gauge("organizations", "Organizations by what became of them.").push(statuses, &mut text);
    let folders = [(String::new(), count(report.unknown_folders.count))];
    gauge("unknown_folders", "Folders among the results of no organization of the fleet.").push(folders, &mut text);
    let people = [(String::new(), count(totals.people))];
    gauge("people", "People among the users to deactivate.").push(people, &mut text);
    let several = [(String::new(), count(totals.in_several))];
    gauge("people_in_several_organizations", "People to deactivate in several organizations.").push(several, &mut text);
    let outcomes = OutcomeKind::ALL.map(|kind| (label("outcome", kind.as_str()), count(totals.outcomes.count(kind))));
    gauge("users_by_outcome", "Users of plans whose apply began.").push(outcomes, &mut text);
    push_guards(report, &mut text);
    push_organizations(report, &mut text);
    text + "# EOF\n"
}

fn push_guards(report: &FleetReport, text: &mut String) {
    // What is unknown has no sample: a number would be one that could be compared.
    let known = |value: fn(&Guard) -> Option<Amount>| {
        let sample =
            move |guard: &Guard| value(guard).map(|amount| (label("guard", guard.name.as_str()), amount.to_string()));
        report.guards.iter().filter_map(sample)
    };
    gauge("guard_limit", "The most that a guard over all plans allows.").push(known(|guard| guard.limit), text);
    gauge("guard_actual", "What all plans come to; absent when a plan is not known.")
        .push(known(|guard| guard.actual), text);
    let refused = report
        .guards
        .iter()
        .map(|guard| (label("guard", guard.name.as_str()), count(u64::from(guard.verdict == Verdict::Refused))));
    gauge("guard_refused", "1 when a guard over all plans refuses.").push(refused, text);
}

fn push_organizations(report: &FleetReport, text: &mut String) {
    let info = MetricFamily { kind: "info", ..gauge("organization", "The labels of an organization in the fleet.") };
    info.push(report.organizations.iter().map(|one| (info_labels(one), "1".to_owned())), text);
    let of = |one: &OrganizationReport| label("organization", &one.entry.name);
    let codes = report.organizations.iter().map(|one| (of(one), one.status.exit().code().to_string()));
    let help = "The exit code of a report on this organization alone.";
    gauge("organization_exit_code", help).push(codes, text);
    let of_plan = |value: fn(&PlanFacts) -> String| {
        let sample = move |one: &OrganizationReport| one.plan.as_ref().map(|plan| (of(one), value(plan)));
        report.organizations.iter().filter_map(sample)
    };
    let deactivate = of_plan(|plan| count(plan.deactivate));
    gauge("plan_deactivations", "Users to deactivate; absent when the plan is not known.").push(deactivate, text);
    let in_scope = of_plan(|plan| count(plan.sum.in_scope));
    gauge("plan_users_in_scope", "Active users in scope; absent when the plan is not known.").push(in_scope, text);
    let findings = of_plan(|plan| count(plan.findings));
    gauge("plan_findings", "Findings; absent when the plan is not known.").push(findings, text);
    let refused = of_plan(|plan| count(plan.refused_by.len() as u64));
    gauge("plan_guards_refused", "Guards that refuse; absent when the plan is not known.").push(refused, text);
    let inactive = report.organizations.iter().filter_map(|one| {
        let totals = one.outcomes.as_ref()?;
        Some((of(one), count(totals.sum().saturating_sub(totals.inactive()))))
    });
    let help = "Users of an applied plan who are not known to be inactive; absent when no apply began.";
    gauge("apply_users_left", help).push(inactive, text);
    let read = of_plan(|plan| plan.read_at.as_second().to_string());
    let family = gauge("plan_reading_timestamp_seconds", "When the directory was read for the plan, in Unix time.");
    MetricFamily { unit: "seconds", ..family }.push(read, text);
}

const fn gauge(name: &'static str, help: &'static str) -> MetricFamily {
    MetricFamily { name, kind: "gauge", help, unit: "" }
}

impl MetricFamily {
    /// Writes the samples, each with its labels; a family without samples is left out.
    fn push(&self, samples: impl IntoIterator<Item = (String, String)>, text: &mut String) {
        let (Self { name, kind, help, unit }, mut samples) = (self, samples.into_iter().peekable());
        if samples.peek().is_none() {
            return;
        }
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "# TYPE rosterctl_fleet_{name} {kind}");
        if !unit.is_empty() {
            let _ = writeln!(text, "# UNIT rosterctl_fleet_{name} {unit}");
        }
        let _ = writeln!(text, "# HELP rosterctl_fleet_{name} {help}");
        let suffix = if *kind == "info" { "_info" } else { "" };
        for (labels, value) in samples {
            let labels = if labels.is_empty() { labels } else { format!("{{{labels}}}") };
            let _ = writeln!(text, "rosterctl_fleet_{name}{suffix}{labels} {value}");
        }
    }
}

fn count(number: u64) -> String {
    number.to_string()
}

/// A label with its value, which is in quotation marks with `\`, `"` and line feeds escaped.
fn label(name: &str, value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("{name}=\"{value}\"")
}

/// The name of an organization and its labels. Names of metrics' labels have no `.` and `-`: where two become alike, the
/// later ones get a number.
fn info_labels(organization: &OrganizationReport) -> String {
    let mut labels = vec![label("organization", &organization.entry.name)];
    let mut given = BTreeSet::new();
    for (key, value) in &organization.entry.labels {
        let name: String = key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let mut free = format!("label_{name}");
        for number in 2.. {
            if given.insert(free.clone()) {
                break;
            }
            free = format!("label_{name}_{number}");
        }
        labels.push(label(&free, value));
    }
    labels.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet_report::tests::sample;

    #[test]
    fn labels_whose_names_become_alike_stay_apart_and_no_value_ends_its_quotation_marks() {
        let mut report = sample("text");
        let organization = &mut report.organizations[0];
        organization.entry.name = "o0".to_owned();
        let labels = [("a.b", "1"), ("a-b", "2"), ("a_b_2", "3"), ("c", "\"\\\n")];
        organization.entry.labels = labels.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        let expected = r#"organization="o0",label_a_b="2",label_a_b_2="1",label_a_b_2_2="3",label_c="\"\\\n""#;
        assert_eq!(info_labels(organization), expected);
    }
}
