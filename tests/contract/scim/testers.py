"""The sandbox as a SCIM server, judged by scim2-tester and used by scim2-client and scim2-cli."""

import json
import os
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import seeds
from program import NotSo, check
from servers import python_packages
from wire import Client

SCRIPT = Path(__file__).with_name("clients") / "tester.py"

# The versions that this was last tried with.
INSTALL = python_packages("scim2-tester==0.5.2", "scim2-cli==0.6.0")

# The stock token of the sandbox.
TOKEN = "sandbox-scim-token"


def judge_sandbox(program, folder, work):
    """Installs the judges and lets them loose on `rosterctl sandbox serve --protocol scim`."""
    INSTALL(folder)
    tools = folder / "venv" / "bin"
    with served(program, work) as base:
        judged(tools / "python", SCRIPT, base, TOKEN)
        commanded(tools / "scim2", base)


def judged(*command):
    """Runs a script that prints what it checked and ends with 0."""
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    print(done.stdout, end="", flush=True)
    if done.returncode != 0:
        raise NotSo(f"{Path(command[1]).name} ended with {done.returncode}")


def commanded(scim2, base):
    """The command line of scim2-cli: a user is read, deactivated and read again."""
    user = Client(base, TOKEN).ask("/Users?startIndex=30&count=1")["Resources"][0]
    check(asked(scim2, base, "query", "user", user["id"])["userName"] == user["userName"], "scim2-cli: one user is read")
    asked(scim2, base, "modify", "user", user["id"], "replace", "active", "false")
    after = asked(scim2, base, "query", "user", user["id"])
    check((user["active"], after["active"]) == (True, False), "scim2-cli: one user is deactivated")


def asked(scim2, base, *command):
    """What one command prints, as JSON; null when it prints nothing."""
    environment = {**os.environ, "SCIM_CLI_HEADERS": f"Authorization: Bearer {TOKEN}", "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(
        [str(scim2), "--url", base, *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotSo(f"scim2 {' '.join(command)} ended with {done.returncode}: {done.stdout.strip()}")
    return json.loads(done.stdout or "null")


@contextmanager
def served(program, work):
    """The base address of a sandbox of its own."""
    log = work / "sandbox.log"
    command = [program, "sandbox", "serve", "--protocol", "scim", "--port", "0", "--users", seeds.COUNT]
    with log.open("wb") as output:
        process = subprocess.Popen(list(map(str, command)), stdout=output, stderr=subprocess.STDOUT, cwd=work)
        try:
            yield listening(process, log)
        finally:
            process.terminate()
            process.wait()


def listening(process, log):
    """The address that the sandbox prints when it is ready."""
    for _ in range(300):
        said = log.read_text(encoding="utf-8")
        for line in said.splitlines():
            if line.startswith("listening on "):
                return line.removeprefix("listening on ").strip()
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise NotSo(f"the sandbox did not start: {said.strip()}")
