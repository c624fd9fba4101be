//! Exit codes, environment and files, for the help and the man pages.

use crate::model::{DIRECTORY_TYPES, EnvironmentVariable};

/// Examples in `rosterctl --help`.
pub(super) const EXAMPLES: &str = "\
Examples:
  rosterctl validate
  rosterctl plan --out plan.json
  rosterctl apply plan.json
  rosterctl plan --help";

/// Each exit code and what it means.
pub const EXIT_CODES: &[(&str, &str)] = &[
    ("0", "done; with `plan --detailed-exitcode`: no changes"),
    ("1", "error: usage, roster, network, credentials, incomplete reading, --timeout exceeded"),
    ("2", "`plan --detailed-exitcode`: there are changes"),
    ("3", "a guard refused; `fmt --check`: needs formatting"),
    ("4", "the saved plan cannot be applied: altered, expired, other organization, different digest"),
    ("5", "apply ended with users that are failed, changed, deferred, unverified or not started"),
    ("6", "the plan was applied, but the result could not be written to standard output"),
    ("130, 143", "interrupted; writes in flight were finished and journaled"),
];

/// Each environment variable that is read, with its meaning: those of the types of directory, then the program's own.
/// Secrets are read only from here.
pub fn environment() -> impl Iterator<Item = EnvironmentVariable> {
    let directories = DIRECTORY_TYPES.iter().flat_map(|kind| kind.environment.variables());
    directories.chain(OWN_ENVIRONMENT.iter().copied())
}

/// The variables that do not depend on the type of directory.
const OWN_ENVIRONMENT: &[EnvironmentVariable] = &[
    (
        "ROSTERCTL_ALLOWED_HOSTS",
        "comma-separated hosts to which credentials may be sent, in addition to those of the regions",
    ),
    ("ROSTERCTL_REDACT_KEY", "secret key for --redact; without it pseudonyms can be recomputed from addresses"),
    (
        "ROSTERCTL_LOG",
        "log level: off, error, warn, info, debug or trace, also per module, e.g. warn,rosterctl::directory=debug. -v (info), -vv (debug) and -vvv (trace) take precedence",
    ),
    ("ROSTERCTL_LOG_FORMAT", "log format: text or json; --log-format takes precedence"),
    ("NO_COLOR", "if set and not empty, no colors are printed"),
    ("CLICOLOR", "0: no colors are printed, as when the output is not a terminal"),
    ("CLICOLOR_FORCE", "if set and not empty, colors are printed to files and pipes too, unless NO_COLOR is set"),
    ("GITHUB_STEP_SUMMARY", "file to which `--format github` appends the plan as Markdown"),
    (
        "HTTPS_PROXY, ALL_PROXY, HTTP_PROXY, NO_PROXY",
        "proxy to the directory, e.g. http://proxy.acme.example:3128; never used for loopback addresses",
    ),
    ("SSL_CERT_FILE, SSL_CERT_DIR", "root certificates to use instead of the system's"),
];

/// Files that are read or written by default.
pub const FILES: &[(&str, &str)] = &[
    ("roster.yaml", "the default roster"),
    ("fleet.yaml", "the default fleet of `fleet list`"),
    (".rosterctl/", "journals of applies; next to an org file, the changes made in the sandbox"),
];

/// The end of `rosterctl --help`.
pub(super) fn ending() -> String {
    let mut text = format!("{EXAMPLES}\n\nExit codes:\n");
    for (code, meaning) in EXIT_CODES {
        text.push_str(&format!("  {code:<8}  {meaning}\n"));
    }
    text.push_str("\nEnvironment (with --fleet, those of a directory have the prefix of the organization):\n");
    for (name, meaning) in environment() {
        text.push_str(&format!("  {name}\n      {meaning}\n"));
    }
    text.push_str("\nFiles:\n");
    for (name, meaning) in FILES {
        text.push_str(&format!("  {name:<11}  {meaning}\n"));
    }
    text
}
