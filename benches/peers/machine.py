"""The machine and the versions of a run, as Markdown."""

import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

from report import grid, mebibytes


def described(bench):
    """A table of the facts that the figures depend on."""
    binary = bench.program.stat().st_size
    facts = {
        "processor": _first(r"^model name\s*:\s*(.+)$", "/proc/cpuinfo") or platform.processor() or platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": _memory(),
        "kernel": f"{platform.system()} {re.match(r'[0-9.]*[0-9]', platform.release())[0]}",
        "temporary files on": _file_system(bench.work),
        "load when the run began": f"{bench.load:.2f} (average of the last minute)",
        "rosterctl": f"{_version(bench.program)}, {mebibytes(binary)}",
        **bench.peers.versions,
        **{name: f"skipped: {why}" for name, why in bench.peers.skipped.items()},
    }
    return grid(["what", "which"], [[name, value] for name, value in facts.items()])


def flush(folder, times=100):
    """Seconds that one flushed append of a journal line's size takes there: the median, and the longest."""
    sync = getattr(os, "fdatasync", os.fsync)
    taken = []
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(times):
            began = time.monotonic()
            file.write(b"-" * 400)
            sync(file.fileno())
            taken.append(time.monotonic() - began)
    return statistics.median(taken), max(taken)


def _version(program):
    return subprocess.run([program, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()[1]


def _memory():
    total = _first(r"^MemTotal:\s*(\d+) kB$", "/proc/meminfo")
    if total is not None:
        return f"{int(total) / 2**20:.1f} GiB"
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB"


def _file_system(folder):
    """The file system of a folder. Journals are flushed there, so it matters whether it is on a disk."""
    if sys.platform != "linux":
        return "unknown"
    answer = subprocess.run(["stat", "-f", "-c", "%T", folder], stdout=subprocess.PIPE, text=True, check=False)
    return answer.stdout.strip() or "unknown"


def _first(pattern, path):
    try:
        with open(path, encoding="utf-8") as file:
            found = re.search(pattern, file.read(), re.MULTILINE)
    except OSError:
        return None
    return found[1] if found else None
