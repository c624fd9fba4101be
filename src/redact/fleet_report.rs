//! The report of a fleet without people: a person has one pseudonym in all organizations.

use crate::fleet_report::FleetReport;
use crate::model::Email;

use super::Redaction;

impl Redaction {
    /// The report with e-mails replaced by pseudonyms, and what errors quote of them.
    #[must_use]
    pub fn fleet_report(&mut self, report: FleetReport) -> FleetReport {
        for person in &report.people {
            self.learn(person.email.as_str(), "");
        }
        let mut report = report.into_redacted(|email| Email::reported(&self.email(email.as_str())));
        for path in [&mut report.fleet, &mut report.results].into_iter().chain(&mut report.unknown_folders.names) {
            path.0 = self.addresses(&path.0);
        }
        for organization in &mut report.organizations {
            organization.problem = organization.problem.as_ref().map(|problem| self.arguments(problem));
            let entry = &mut organization.entry;
            entry.roster = self.addresses(&entry.roster.to_string_lossy()).into();
        }
        report
    }
}
