//! The settings of `apply`.

use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;

use super::access::access;
use super::format::{RedactKey, redact_key};
use super::plan::plan_settings;
use super::values::{duration, output_file, time_limit};
use super::{Environment, Settings};
use crate::cli::ApplyArgs;
use crate::error::Result;

/// How a plan is applied.
#[derive(Clone, Debug)]
pub struct ApplySettings {
    /// The journal to append to; `None` for a new one.
    pub journal: Option<PathBuf>,
    /// How results are printed.
    pub output: OutputMode,
    /// The key of the pseudonyms; `None` prints real names.
    pub redact: Option<RedactKey>,
    /// How long users on an interaction are waited for; `None` defers them.
    pub wait: Option<Duration>,
    /// The time limit of the whole run.
    pub timeout: Option<Duration>,
    /// The maximum number of users to write.
    pub limit: Option<u64>,
    /// The number of users to write and verify first.
    pub canary: Option<u64>,
}

/// How the results of an apply are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputMode {
    /// Text for people.
    Text,
    /// One JSON event per line.
    Json,
}

/// Who approves a new plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// The user at the terminal.
    Ask,
    /// The command line, by `--auto-approve`.
    Given,
}

pub(super) fn apply_settings(arguments: ApplyArgs, environment: Environment<'_>) -> Result<Settings> {
    let applying = ApplySettings {
        journal: arguments
            .journal
            .map(|path| output_file("--journal", path, "name a file: a journal must outlast the run"))
            .transpose()?,
        output: if arguments.json { OutputMode::Json } else { OutputMode::Text },
        redact: redact_key(arguments.redact, environment),
        wait: arguments.wait.map(|text| duration("--wait", &text)).transpose()?.map(SignedDuration::unsigned_abs),
        timeout: time_limit(arguments.timeout.as_deref())?,
        limit: arguments.limit,
        canary: arguments.canary,
    };
    let expect = arguments.expect;
    Ok(match arguments.plan {
        Some(plan) => Settings::ApplySaved { plan, expect, applying, access: access(environment)? },
        None => Settings::ApplyFresh {
            planning: plan_settings(arguments.file, None, arguments.policy)?,
            expect,
            applying,
            access: access(environment)?,
            approval: if arguments.auto_approve { Approval::Given } else { Approval::Ask },
        },
    })
}
