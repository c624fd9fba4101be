"""Runs one command and prints its cost: wall seconds, CPU seconds, peak memory in bytes, exit code.

usage: python3 -I -S once.py STDOUT STDERR COMMAND...

Each run has a process of its own, because the kernel counts a child's peak memory from the memory of its parent at the
start: this parent is as small as Python gets, so that its share is a constant floor of a few MiB.
"""

import os
import sys
import time


def main(out, err, command):
    create = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, out, create, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, err, create, 0o600),
    ]
    began = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=files)
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - began
    # Linux counts in KiB, macOS in bytes.
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
    print(wall, usage.ru_utime + usage.ru_stime, memory, code)


main(sys.argv[1], sys.argv[2], sys.argv[3:])
