"""Whole processes, measured from outside, the contestants one after the other in rounds."""

import os
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional

ONCE = Path(__file__).with_name("once.py")
# Requests a minute.
NO_LIMIT = 10_000_000


class Wrong(Exception):
    """A contestant failed, or did other work than the others."""


@dataclass
class Sample:
    """One finished process."""

    wall: float  # seconds
    cpu: Optional[float] = None  # user and system, seconds
    memory: Optional[int] = None  # the most bytes that were resident
    out: str = ""


@dataclass
class Contestant:
    """A program to measure: `turn` prepares one run, runs it and returns its sample."""

    name: str
    turn: Callable[[], Sample]
    runs: Optional[int] = None  # fewer than the others
    warms_up: bool = True


@dataclass
class Series:
    """All samples of one contestant."""

    name: str
    samples: list = field(default_factory=list)

    @property
    def wall(self):
        return statistics.median(sample.wall for sample in self.samples)

    @property
    def fastest(self):
        return min(sample.wall for sample in self.samples)

    @property
    def slowest(self):
        return max(sample.wall for sample in self.samples)

    @property
    def cpu(self):
        return _median([sample.cpu for sample in self.samples])

    @property
    def memory(self):
        return _median([sample.memory for sample in self.samples])


def _median(values):
    return None if None in values or not values else statistics.median(values)


def process(command, work, environment=None):
    """Runs a command to its end. Raises `Wrong` unless it exits with 0."""
    out, err = work / "stdout", work / "stderr"
    measured = subprocess.run(
        [sys.executable, "-I", "-S", str(ONCE), str(out), str(err), *map(str, command)],
        env=clean(environment), stdout=subprocess.PIPE, text=True, check=True,
    )
    wall, cpu, memory, code = measured.stdout.split()
    if code != "0":
        raise Wrong(f"{Path(str(command[0])).name} ended with {code}: {_tail(err)}")
    return Sample(float(wall), float(cpu), int(memory), out.read_text(encoding="utf-8"))


def clean(more=None):
    """The environment of a contestant: no proxy, since everything is on loopback, and the sandbox's credentials."""
    kept = {name: value for name, value in os.environ.items() if not _is_foreign(name)}
    stock = {
        "GENESYSCLOUD_OAUTHCLIENT_ID": "sandbox-client",
        "GENESYSCLOUD_OAUTHCLIENT_SECRET": "sandbox-secret",
        "ROSTERCTL_SCIM_TOKEN": "sandbox-scim-token",
    }
    return {**kept, **stock, **(more or {})}


def _is_foreign(name):
    return name.lower().endswith("_proxy") or name.startswith(("GENESYSCLOUD_", "ROSTERCTL_", "GITHUB_"))


def _tail(path):
    lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return " / ".join(lines[-3:])


def rounds(contestants, runs):
    """Runs every contestant once to warm up, then in rounds A B C A B C. Returns a `Series` for each, by name."""
    for contestant in contestants:
        if contestant.warms_up:
            say(f"warm-up: {contestant.name}")
            contestant.turn()
    series = {contestant.name: Series(contestant.name) for contestant in contestants}
    for number in range(runs):
        for contestant in contestants:
            if number < (contestant.runs or runs):
                sample = contestant.turn()
                series[contestant.name].samples.append(sample)
                say(f"run {number + 1} of {contestant.runs or runs}: {contestant.name}: {sample.wall:.3f} s")
    return series


def say(text):
    """Prints progress to standard error."""
    print(text, file=sys.stderr, flush=True)
