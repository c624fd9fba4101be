//! What the help and the man pages say of the program as a whole.

use crate::model::{DIRECTORY_TYPES, EnvironmentVariable};

/// Examples of the whole program.
pub(super) const EXAMPLES: &str = "\
Examples:
  rosterctl validate
  rosterctl plan --out plan.json
  rosterctl apply plan.json
  rosterctl plan --help";

/// Each exit code and what it means.
pub const EXIT_CODES: &[(&str, &str)] = &[
    ("0", "done; with `plan --detailed-exitcode`: no changes"),
    ("1", "error: usage, roster, network, credentials, incomplete reading, the time of --timeout was up"),
    ("2", "`plan --detailed-exitcode`: there are changes"),
    ("3", "a guard refused; `fmt --check`: needs formatting"),
    ("4", "the saved plan cannot be applied: altered, expired, other organization, digest differs"),
    ("5", "apply ended with users failed, changed, deferred, unverified or not started"),
    ("6", "apply carried the plan out, and the result could not be written to standard output"),
    ("130, 143", "interrupted; writes in flight were finished and journalled"),
];

/// Each environment variable that is read, with its meaning: those of the types of directory, then the program's own.
/// Secrets come from here alone.
pub fn environment() -> impl Iterator<Item = EnvironmentVariable> {
    let directories = DIRECTORY_TYPES.iter().flat_map(|kind| kind.environment.variables());
    directories.chain(OWN_ENVIRONMENT.iter().copied())
}

/// The variables that do not depend on the type of directory.
const OWN_ENVIRONMENT: &[EnvironmentVariable] = &[
    (
        "ROSTERCTL_ALLOWED_HOSTS",
        "more hosts to which credentials may be sent, beside those of the regions; separated by commas",
    ),
    ("ROSTERCTL_REDACT_KEY", "any secret text; with it, the pseudonyms of --redact cannot be guessed"),
    (
        "ROSTERCTL_LOG",
        "what is logged: off, error, warn, info, debug or trace, also by module, such as warn,rosterctl::directory=debug. -v (info), -vv (debug) and -vvv (trace) take precedence",
    ),
    ("ROSTERCTL_LOG_FORMAT", "text or json; --log-format takes precedence"),
    ("NO_COLOR", "when it is set and not empty, nothing is coloured"),
    ("CLICOLOR", "0: nothing is coloured, as on anything but a terminal"),
    ("CLICOLOR_FORCE", "when it is set and not empty, files and pipes are coloured too, unless NO_COLOR is set"),
    ("GITHUB_STEP_SUMMARY", "the file to which `--format github` appends a plan as Markdown"),
    (
        "HTTPS_PROXY, ALL_PROXY, HTTP_PROXY, NO_PROXY",
        "the proxy to the directory, such as http://proxy.acme.example:3128; never used on this machine itself",
    ),
    ("SSL_CERT_FILE, SSL_CERT_DIR", "root certificates in place of the system's"),
];

/// Files that are read or written without being named.
pub const FILES: &[(&str, &str)] = &[
    ("roster.yaml", "the roster, when no other file is named"),
    (".rosterctl/", "journals of applies, and beside an org file what was changed in a sandbox"),
];

/// The end of `rosterctl --help`.
pub(super) fn ending() -> String {
    let mut text = format!("{EXAMPLES}\n\nExit codes:\n");
    for (code, meaning) in EXIT_CODES {
        text.push_str(&format!("  {code:<8}  {meaning}\n"));
    }
    text.push_str("\nEnvironment:\n");
    for (name, meaning) in environment() {
        text.push_str(&format!("  {name}\n      {meaning}\n"));
    }
    text.push_str("\nFiles:\n");
    for (name, meaning) in FILES {
        text.push_str(&format!("  {name:<11}  {meaning}\n"));
    }
    text
}
