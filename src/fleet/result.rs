//! What a run for one organization leaves behind: the files of its folder, and how it ended.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of the format. Additions keep the number before the point.
const FORMAT_VERSION: &str = "1.0";
/// The versions that can be read begin like this.
const READABLE_VERSION: &str = "1.";

/// The name of the file with the saved plan.
pub const PLAN_FILE: &str = "plan.json";
/// The name of the file with the journal of every apply.
pub const JOURNAL_FILE: &str = "journal.jsonl";
/// The name of the file with the result of the last run.
pub const RESULT_FILE: &str = "result.json";

/// The folder of one organization in the folder of `--results`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationFolder(PathBuf);

impl OrganizationFolder {
    /// The folder of the organization with this name.
    #[must_use]
    pub fn of(results: &Path, name: &str) -> Self {
        Self(results.join(name))
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The saved plan.
    #[must_use]
    pub fn plan(&self) -> PathBuf {
        self.0.join(PLAN_FILE)
    }

    /// The journal of every apply.
    #[must_use]
    pub fn journal(&self) -> PathBuf {
        self.0.join(JOURNAL_FILE)
    }

    /// How the last run ended, an [`OrganizationResult`].
    #[must_use]
    pub fn result(&self) -> PathBuf {
        self.0.join(RESULT_FILE)
    }
}

/// How the last run for an organization ended. It names no user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "rosterctl result of an organization", rename = "OrganizationResult")]
pub struct OrganizationResult {
    /// The version of this format. Additions keep the number before the point.
    #[schemars(example = FORMAT_VERSION)]
    pub format_version: String,
    /// The name of the organization in its fleet.
    pub organization: String,
    /// The command that ran.
    pub command: ResultCommand,
    /// The exit code of the command.
    pub exit_code: u8,
    /// The digest of the plan that was made, or that was to be applied; absent without a plan that can be trusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^sha256:[0-9a-f]{64}$"))]
    pub digest: Option<String>,
    /// The error that ended the run; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ResultError>,
}

/// A command that leaves a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResultCommand {
    /// `plan`.
    Plan,
    /// `apply`.
    Apply,
}

impl ResultCommand {
    /// The command as it is typed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Apply => "apply",
        }
    }
}

/// The error that ended a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResultError {
    /// The kind of the error, such as `credentials`.
    #[schemars(example = &"credentials")]
    pub kind: String,
    /// What happened, with pseudonyms in place of e-mails.
    pub message: String,
}

impl OrganizationResult {
    /// A result in the present version of the format.
    #[must_use]
    pub fn new(
        organization: String,
        command: ResultCommand,
        exit_code: u8,
        digest: Option<String>,
        error: Option<ResultError>,
    ) -> Self {
        Self { format_version: FORMAT_VERSION.to_owned(), organization, command, exit_code, digest, error }
    }

    /// The result as its file holds it, with a line break at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Texts and numbers alone: this cannot fail.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// The result that a file holds. Keys of a later version are ignored.
    ///
    /// # Errors
    /// When it is not one, or of a version that this program does not read.
    pub fn from_json(bytes: &[u8]) -> serde_json::Result<Self> {
        let result: Self = serde_json::from_slice(bytes)?;
        if result.format_version.starts_with(READABLE_VERSION) {
            return Ok(result);
        }
        Err(serde::de::Error::custom("its format version is not one that this rosterctl reads"))
    }
}

/// The JSON Schema of `result.json`.
#[must_use]
pub fn result_schema() -> Value {
    schemars::generate::SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<OrganizationResult>()
        .to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_read_back_and_another_version_is_refused() {
        let error = ResultError { kind: "credentials".to_owned(), message: "refused".to_owned() };
        let digest = Some(format!("sha256:{}", "0a".repeat(32)));
        for result in [
            OrganizationResult::new("acme".to_owned(), ResultCommand::Plan, 0, digest, None),
            OrganizationResult::new("acme".to_owned(), ResultCommand::Apply, 1, None, Some(error)),
        ] {
            let text = result.to_json();
            assert_eq!(OrganizationResult::from_json(text.as_bytes()).unwrap(), result);
            assert!(text.ends_with("}\n") && text.lines().count() == 1, "{text}");
            let other = text.replace("\"1.0\"", "\"2.0\"");
            assert!(OrganizationResult::from_json(other.as_bytes()).is_err(), "{other}");
            let later = text.replace("\"1.0\"", "\"1.1\",\"more\":[]");
            assert!(OrganizationResult::from_json(later.as_bytes()).is_ok(), "{later}");
        }
        for broken in ["", "{}", "[]", "{\"format_version\":\"1.0\"}"] {
            assert!(OrganizationResult::from_json(broken.as_bytes()).is_err(), "{broken}");
        }
    }
}
