//! Runs a test again in a child process: some settings are the environment's, and a process cannot change its own.

use std::process::Command;

const MARK: &str = "ROSTERCTL_TEST_IS_A_CHILD";

/// Whether this process is such a child.
pub(super) fn is_one() -> bool {
    std::env::var_os(MARK).is_some()
}

/// Runs the test of this name with these variables, and no other word about proxies and certificates. It must pass.
pub(super) fn run(test: &str, variables: &[(&str, &str)]) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", test, "--nocapture"]).env(MARK, "1");
    let inherited = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"];
    for name in inherited {
        child.env_remove(name).env_remove(name.to_lowercase());
    }
    let ended = child.envs(variables.iter().copied()).output().unwrap();
    let said = [ended.stdout, ended.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(ended.status.success() && said[0].contains("1 passed"), "{said:?}");
}
