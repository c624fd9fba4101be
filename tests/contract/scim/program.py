"""The program under test, run as a user runs it."""

import os
import subprocess


class NotSo(Exception):
    """A promise that did not hold."""


class Program:
    """Runs rosterctl in a folder, with nothing in its environment but what is given."""

    def __init__(self, path, folder, environment):
        self._path, self._folder = path, folder
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        self._environment = {**kept, "HOME": str(folder), "NO_COLOR": "1", **environment}

    def run(self, expected, *arguments):
        """Standard output and standard error of a run that must end with this code, within three minutes."""
        done = subprocess.run(
            [str(self._path), *map(str, arguments)],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            timeout=180,
            check=False,
        )
        if done.returncode != expected:
            said = f"{done.stdout}\n{done.stderr}".strip()
            raise NotSo(f"rosterctl {' '.join(map(str, arguments))} ended with {done.returncode}, not {expected}:\n{said}")
        return done.stdout, done.stderr


def check(holds, promise):
    """Raises `NotSo` unless the promise holds, and prints it when it does."""
    if not holds:
        raise NotSo(promise)
    print(f"  {promise}", flush=True)
