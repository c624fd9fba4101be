"""An Indexed Job: one process for each index, some at once, some of them killed."""

import random
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from measure import clean, say

KILLED = -9


class Kills:
    """Which of the processes that are started are killed with SIGKILL, and when: at random, until so many were."""

    def __init__(self, count, indexes, longest, seed):
        self._random = random.Random(seed)
        self._left = count
        self._pending = len(indexes)
        self._longest = longest
        self._lock = threading.Lock()

    def delay(self):
        """The seconds after which the next process is killed; `None` when it is left alone."""
        with self._lock:
            is_chosen = self._random.random() < self._left / self._pending
            self._pending -= 1
            self._left -= is_chosen
            return self._random.uniform(0, self._longest) if is_chosen else None

    def missed(self):
        """A process ended before its kill: another one takes its place."""
        with self._lock:
            self._left += self._pending > 0


@dataclass
class Run:
    """A finished run of an Indexed Job: the exit code of each index, and the seconds that it took."""

    wall: float
    codes: dict
    each: dict = field(default_factory=dict)

    def failed(self):
        return sorted(index for index, code in self.codes.items() if code != 0)

    def killed(self):
        return sorted(index for index, code in self.codes.items() if code == KILLED)


def run(command, indexes, at_once, cwd, environment, kills=None):
    """Runs `command(index)` for each index."""
    environment, result = clean(environment), Run(0.0, {})
    for stock in ["GENESYSCLOUD_OAUTHCLIENT_ID", "GENESYSCLOUD_OAUTHCLIENT_SECRET", "ROSTERCTL_SCIM_TOKEN"]:
        del environment[stock]

    def one(index):
        delay = kills.delay() if kills else None
        began = time.monotonic()
        with open(cwd / f"{index}.log", "wb") as log:
            process = subprocess.Popen(
                list(map(str, command(index))),
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=environment, cwd=cwd,
            )
            try:
                process.wait(delay)
                if delay is not None:
                    kills.missed()
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        result.codes[index], result.each[index] = process.returncode, time.monotonic() - began

    began = time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, indexes))
    result.wall = time.monotonic() - began
    say(f"{len(result.codes)} processes in {result.wall:.1f} s: {len(result.failed())} failed, {len(result.killed())} killed")
    return result
