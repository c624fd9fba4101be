//! A run of the program in the background, which can be watched, signalled and killed.

use std::fs::File;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use super::scene::{CLIENT, Ran, Scene, program};

/// The longest wait for anything; far more than it takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A run in the background. Its output goes to files, so that it can be read before the end.
pub(crate) struct Started<'a> {
    scene: &'a Scene,
    child: Child,
    /// The names of its output files.
    name: String,
}

impl Scene {
    /// Starts the program as [`Scene::run`] runs it; `name` is that of its output files.
    pub(crate) fn start(&self, name: &str, arguments: &[&str]) -> Started<'_> {
        self.start_command(name, program(&self.path(""), arguments, &CLIENT))
    }

    /// Starts this command.
    pub(crate) fn start_command(&self, name: &str, mut command: Command) -> Started<'_> {
        let file = |kind: &str| File::create(self.path(&format!("{name}.{kind}"))).expect("an output file");
        let child = command.stdout(file("out")).stderr(file("err")).spawn().expect("the program starts");
        Started { scene: self, child, name: name.to_owned() }
    }

    /// How many requests of this method arrived whose path starts like this.
    pub(crate) fn count(&self, method: &str, path: &str) -> usize {
        let is_one = |entry: &&serde_json::Value| {
            entry["method"] == method && entry["path"].as_str().is_some_and(|known| known.starts_with(path))
        };
        self.log().iter().filter(is_one).count()
    }
}

/// Waits until something is so.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "it never came about that {what}");
        std::thread::sleep(Duration::from_millis(4));
    }
}

impl Started<'_> {
    /// Waits until something is so, while the program runs.
    pub(crate) fn until(&mut self, what: &str, mut is_so: impl FnMut() -> bool) {
        until(what, || {
            let ended = self.child.try_wait().expect("a child");
            let is_so = is_so();
            assert!(is_so || ended.is_none(), "it ended before {what}: {ended:?}\n{}", self.said());
            is_so
        });
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a child").is_some()
    }

    /// The id of the process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The output so far, of both streams.
    pub(crate) fn said(&self) -> String {
        let read = |kind: &str| std::fs::read_to_string(self.scene.path(&format!("{}.{kind}", self.name)));
        format!("{}{}", read("out").unwrap_or_default(), read("err").unwrap_or_default())
    }

    /// Sends it a signal, such as `INT`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Kills it with `kill -9`. Returns whether it was still running.
    pub(crate) fn kill(mut self) -> bool {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended").code().is_none()
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> Ran {
        let mut code = None;
        until("the program ends", || {
            code = self.child.try_wait().expect("a child");
            code.is_some()
        });
        let read = |kind: &str| std::fs::read_to_string(self.scene.path(&format!("{}.{kind}", self.name)));
        Ran {
            code: code.and_then(|status| status.code()).unwrap_or(-1),
            stdout: read("out").expect("output"),
            stderr: read("err").expect("output"),
        }
    }
}

impl Drop for Started<'_> {
    fn drop(&mut self) {
        // Nothing to do for one that has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Does the same with all items at the same time, and reports the items that failed. Most of the time is spent waiting, so
/// many items take hardly longer than one.
pub(crate) fn at_once<T: Sync>(items: &[T], name: impl Fn(&T) -> String + Sync, act: impl Fn(&T) + Sync) {
    let failed: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> = items.iter().map(|item| (item, scope.spawn(|| act(item)))).collect();
        running.into_iter().filter_map(|(item, thread)| thread.join().err().map(|_| name(item))).collect()
    });
    assert!(failed.is_empty(), "{} of {} went wrong: {failed:#?}", failed.len(), items.len());
}
