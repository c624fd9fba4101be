//! `fleet report`: joins the results of all organizations; nothing is sent.

use std::collections::HashSet;
use std::fs::{self as std_fs, TryLockError};
use std::io::{BufReader, Read};
use std::path::Path;

use jiff::Timestamp;

use crate::apply::journal::JournalReader;
use crate::cli::FleetReportFormat;
use crate::error::{self, Error, Exit, Kind};
use crate::fleet::{
    Fleet, FleetOrganization, JOURNAL_FILE, OrganizationFolder, OrganizationResult, PLAN_FILE, RESULT_FILE, load,
};
use crate::fleet_report::{
    ApplyTrace, Evidence, FleetReport, JudgedResult, PlanEvidence, ReportBuilder, ResultProblem, RosterIdentity,
    UnknownFolders,
};
use crate::fs::{self, Accepts, FileFault};
use crate::model::{FilePath, FreeText};
use crate::plan::SavedPlan;
use crate::render;
use crate::roster;
use crate::settings::{ExitDetail, FleetReportSettings};
use crate::text::printed_path;
use crate::ui::Ui;

use super::artifact::MAX_ARTIFACT_BYTES;
use super::context::redaction;
use super::diagnostics_output::DiagnosticSink;
use super::{LOG, directory_record, fleet_list, plan_file};

/// Many times more than a result has.
const MAX_RESULT_BYTES: u64 = 1 << 20;
/// The most folders of no organization that are named.
const MAX_UNKNOWN_FOLDERS: usize = 20;

pub(super) fn run(reporting: &FleetReportSettings, ui: &Ui) -> error::Result<Exit> {
    let FleetReportSettings { fleet, results, format, redact, exit } = reporting;
    let sink = DiagnosticSink::text(redaction(redact.as_ref()));
    let fleet = load(fleet).map_err(|found| fleet_list::invalid(fleet, found, &sink, ui))?;
    // First: a folder that cannot be read is one mistake, and not one for each organization.
    let unknown_folders = unknown_folders(results, &fleet)?;
    let now = Timestamp::now();
    let mut builder = ReportBuilder::new(&fleet);
    for entry in &fleet.organizations {
        builder.add(entry.index, judged(results, entry, now));
    }
    let report = builder.finish(FilePath(results.to_string_lossy().into_owned()), unknown_folders);
    let report = match sink.redaction {
        Some(mut redaction) => redaction.fleet_report(report),
        None => report,
    };
    ui.result(&rendered(&report, *format));
    tracing::info!(target: LOG, organizations = fleet.organizations.len(), code = report.exit().code(), "fleet reported");
    Ok(match (report.exit(), exit) {
        (Exit::Done, ExitDetail::Changes) if report.has_changes() => Exit::Changes,
        (exit, _) => exit,
    })
}

fn rendered(report: &FleetReport, format: FleetReportFormat) -> String {
    match format {
        FleetReportFormat::Text => render::fleet_report_text(report),
        FleetReportFormat::Json => render::fleet_report_json(report),
        FleetReportFormat::Html => render::fleet_report_html(report),
        FleetReportFormat::Markdown => render::fleet_report_markdown(report),
        FleetReportFormat::Openmetrics => render::fleet_report_openmetrics(report),
    }
}

/// The result of one organization. Its plan is dropped here: the report keeps a few numbers and the users who leave.
fn judged(results: &Path, entry: &FleetOrganization, now: Timestamp) -> JudgedResult {
    let folder = OrganizationFolder::of(results, &entry.name);
    // As for plan and apply: what a link leads to can be the results of another organization.
    if folder.path().is_symlink() {
        return ResultProblem::LinkedFolder.into();
    }
    let plan = saved_plan(&folder.plan()).map(|saved| PlanEvidence {
        applies: applies(&folder.journal(), &saved),
        roster: roster_identity(&entry.roster),
        saved,
    });
    Evidence { result: result(&folder.result()), plan }.judge(&entry.name, now)
}

fn result(path: &Path) -> Result<OrganizationResult, ResultProblem> {
    let bytes = read(path, RESULT_FILE, MAX_RESULT_BYTES)?;
    OrganizationResult::from_json(&bytes)
        .map_err(|error| ResultProblem::Unreadable { file: RESULT_FILE, why: FreeText(error.to_string()) })
}

fn saved_plan(path: &Path) -> Result<SavedPlan, ResultProblem> {
    let bytes = read(path, PLAN_FILE, MAX_ARTIFACT_BYTES)?;
    plan_file::verified(&bytes).map_err(|rejected| ResultProblem::PlanRejected { why: FreeText(rejected.to_string()) })
}

fn applies(path: &Path, saved: &SavedPlan) -> Result<ApplyTrace, ResultProblem> {
    let mut trace = ApplyTrace::of(saved);
    check_no_link(path, JOURNAL_FILE)?;
    let file = match fs::open(path, Accepts::Files) {
        Ok(file) => file,
        Err(fault) if fault.is_missing() => return Ok(trace),
        Err(fault) => return Err(unusable(JOURNAL_FILE, fault)),
    };
    let unreadable = |error: std::io::Error| unusable(JOURNAL_FILE, error.into());
    if file.metadata().map_err(unreadable)?.len() > MAX_ARTIFACT_BYTES {
        return Err(unusable(JOURNAL_FILE, FileFault::Large(MAX_ARTIFACT_BYTES)));
    }
    // An apply holds the lock from its beginning. Where a system has no locks, the lines must do.
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => trace.add_running(),
        Ok(()) => file.unlock().map_err(unreadable)?,
        Err(TryLockError::Error(_)) => {}
    }
    // An apply that is running may go on writing.
    for line in JournalReader::new(BufReader::new(file.take(MAX_ARTIFACT_BYTES))) {
        trace.add(&line.map_err(unreadable)?);
    }
    Ok(trace)
}

fn roster_identity(path: &Path) -> Result<RosterIdentity, ResultProblem> {
    let roster = roster::load(path).map_err(|found| ResultProblem::RosterInvalid { errors: found.errors as u64 })?;
    // Nothing proves that a plan is for an organization that its roster does not name.
    if roster.directory.organization_identity().is_none() {
        return Err(ResultProblem::RosterInvalid { errors: 1 });
    }
    Ok(RosterIdentity {
        settings: directory_record::reading_settings(&roster.directory),
        organization_id: roster.directory.organization_id,
        files: roster.files.into_iter().map(|file| file.sha256).collect(),
    })
}

fn read(path: &Path, name: &'static str, most: u64) -> Result<Vec<u8>, ResultProblem> {
    check_no_link(path, name)?;
    fs::read(path, Accepts::Files, most).map_err(|fault| unusable(name, fault))
}

fn check_no_link(path: &Path, name: &'static str) -> Result<(), ResultProblem> {
    if path.is_symlink() { Err(ResultProblem::LinkedFile { file: name }) } else { Ok(()) }
}

fn unusable(file: &'static str, fault: FileFault) -> ResultProblem {
    if fault.is_missing() {
        return ResultProblem::Missing { file };
    }
    ResultProblem::Unreadable { file, why: FreeText(fault.to_string()) }
}

/// The folders of no organization. Files are left alone, `lost+found`, and hidden folders without results.
fn unknown_folders(results: &Path, fleet: &Fleet) -> error::Result<UnknownFolders> {
    let unreadable = |error: std::io::Error| {
        let what = format!("the folder of the results {} could not be read", printed_path(results));
        Error::new(Kind::File, what).because(error).hint("name the folder that was given with --results")
    };
    let known: HashSet<&str> = fleet.organizations.iter().map(|entry| entry.name.as_str()).collect();
    let mut unknown = UnknownFolders::default();
    for entry in std_fs::read_dir(results).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !known.contains(name.as_str()) && may_be_results(&entry.path(), &name) {
            unknown.add(FilePath(name), MAX_UNKNOWN_FOLDERS);
        }
    }
    Ok(unknown)
}

/// Whether this may be what is left of an organization, or a copy that a download made, such as `acme (1)`.
fn may_be_results(path: &Path, name: &str) -> bool {
    let is_folder = path.is_dir() || (path.is_symlink() && !path.exists());
    let has_results = || [RESULT_FILE, PLAN_FILE, JOURNAL_FILE].iter().any(|file| path.join(file).exists());
    is_folder && name != "lost+found" && (!name.starts_with('.') || has_results())
}
