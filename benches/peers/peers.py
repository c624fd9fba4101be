"""The peers: installed from their registries at fixed versions, skipped when they cannot be."""

import shutil
import subprocess
import sys
from pathlib import Path

from measure import process, say

CLIENTS = Path(__file__).with_name("clients")

# The versions of the last run. The clients are those of `tests/contract/run`.
NODE_CLIENT = "purecloud-platform-client-v2@262.0.0"
PYTHON_CLIENT = "PureCloudPlatformClientV2==269.0.0"
PLAIN_CLIENT = ["aiohttp==3.14.5", "orjson==3.13.0"]


class Peers:
    """The peers that could be installed. The others are in `skipped`, with the reason."""

    none = "the peer could not be installed"

    def __init__(self, folder, work):
        self.skipped = {}
        self.versions = {}
        self._work = work
        self.curl = self._tool("curl", ["curl", "--version"])
        self._node_modules = self._node(folder / "node")
        self.node = self._node_modules is not None
        self._python = self._venv(folder / "venv")
        self.python = self._python is not None and self._install("official Python client", [PYTHON_CLIENT])
        self.plain = self._python is not None and self._install("aiohttp and orjson", PLAIN_CLIENT)

    def run_node(self, script, *arguments):
        """Runs a script of `clients/` with the official Node client."""
        command = ["node", CLIENTS / script, *arguments]
        return process(command, self._work, {"NODE_PATH": str(self._node_modules)})

    def run_python(self, script, *arguments):
        """Runs a script of `clients/` with Python and the packages installed for it."""
        return process([self._python, CLIENTS / script, *arguments], self._work)

    def _tool(self, name, command):
        if shutil.which(name) is None:
            self._skip(name, "it is not installed")
            return False
        answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout
        self.versions[name] = answer.splitlines()[0].removeprefix(f"{name} ").split(" (")[0]
        return True

    def _node(self, folder):
        name = "official Node client"
        if shutil.which("npm") is None or not self._tool("node", ["node", "--version"]):
            self._skip(name, "node or npm is not installed")
            return None
        command = ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--fetch-retries", "1", NODE_CLIENT]
        if not self._ran(name, command):
            return None
        self.versions[name] = NODE_CLIENT
        return folder / "node_modules"

    def _venv(self, folder):
        self.versions["Python"] = sys.version.split()[0]
        made = self._ran("Python clients", [sys.executable, "-m", "venv", folder])
        return folder / "bin" / "python" if made else None

    def _install(self, name, requirements):
        pip = [self._python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
        if not self._ran(name, pip + requirements):
            return False
        self.versions[name] = ", ".join(requirements)
        return True

    def _ran(self, name, command):
        say(f"installing: {name}")
        command = list(map(str, command))
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            self._skip(name, f"it could not be installed: {' '.join(done.stdout.strip().splitlines()[-1:])}")
        return done.returncode == 0

    def _skip(self, name, why):
        self.skipped[name] = why
        say(f"skipped: {name}: {why}")
