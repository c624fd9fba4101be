"""The servers: installed from their registries at fixed versions, started on free loopback ports, and ended."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import seeds
from wire import OPENER, Client, token_of

SCRIPTS = Path(__file__).with_name("servers")
SECRET = "contract-secret"
CLIENT = "contract"

# RFC 9865: cursors alone, pages of at most 25.
CURSOR_ONLY = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    "patch": {"supported": True},
    "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
    "filter": {"supported": True, "maxResults": 200},
    "changePassword": {"supported": False},
    "sort": {"supported": False},
    "etag": {"supported": True},
    "authenticationSchemes": [],
    "pagination": {
        "cursor": True,
        "index": False,
        "defaultPaginationMethod": "cursor",
        "defaultPageSize": 20,
        "maxPageSize": 25,
        "cursorTimeout": 3600,
    },
}


class Skipped(Exception):
    """A server that cannot be had here, with the reason."""


@dataclass
class Running:
    """A server that answers."""

    base: str
    # Of the contract's own client, which is not the program under test.
    token: str
    # What the roster's `directory` says besides the address.
    keys: dict = field(default_factory=dict)
    # What the program under test finds in its environment.
    environment: dict = field(default_factory=dict)


@dataclass
class Server:
    """A server and what to expect of it."""

    name: str
    # Where its packages are; servers of the same packages share it.
    folder: str
    install: callable
    # The command of a port and a work folder, and the path of the base address.
    command: callable
    path: str
    # None where paging can be proven, else a part of the refusal's text.
    refusal: str | None = None
    client_credentials: bool = False
    # What the roster's `directory` says besides, from the ids of the users by e-mail: each server has a setting to try.
    settings: callable = staticmethod(lambda ids: {})
    # What the server accepts of a user to create.
    seeded: callable = staticmethod(lambda user: user)

    @contextmanager
    def running(self, folder, work):
        """Starts the server for the length of a `with` block, seeded with the users."""
        port = free_port()
        log = work / "server.log"
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(part) for part in self.command(folder, port, work)],
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=environment,
            )
            try:
                root = f"http://127.0.0.1:{port}"
                await_answer(root, process, log)
                yield self._described(root)
            finally:
                process.terminate()
                process.wait()

    def _described(self, root):
        base = root + self.path
        if not self.client_credentials:
            return Running(base, SECRET, {}, {"ROSTERCTL_SCIM_TOKEN": SECRET})
        url = f"{root}/oauth/token"
        return Running(
            base,
            token_of(url, CLIENT, SECRET),
            {"auth": "client_credentials", "token_url": url},
            {"ROSTERCTL_SCIM_CLIENT_ID": CLIENT, "ROSTERCTL_SCIM_CLIENT_SECRET": SECRET},
        )

    def seed(self, running):
        """Creates the users, and returns a client and their ids by e-mail."""
        client = Client(running.base, running.token)
        return client, client.create(map(self.seeded, seeds.resources()))


def free_port():
    """A port of the loopback that was free just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def await_answer(root, process, log):
    """Waits until the server answers anything at all; raises `RuntimeError` when it ends or stays silent."""
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            OPENER.open(root, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


def python_packages(*requirements):
    """An installation from PyPI into a virtual environment of its own."""

    def install(folder):
        python = folder / "venv" / "bin" / "python"
        if not python.exists():
            ran("PyPI", [sys.executable, "-m", "venv", folder / "venv"])
            pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
            ran("PyPI", [python, *pip, *requirements])

    return install


def node_packages(*requirements):
    """An installation from the npm registry, with the express server's script beside the packages."""

    def install(folder):
        if shutil.which("node") is None or shutil.which("npm") is None:
            raise Skipped("node or npm is not installed")
        if not (folder / "node_modules").exists():
            npm = ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--fetch-retries", "1"]
            ran("the npm registry", [*npm, *requirements])
        shutil.copy(SCRIPTS / "express.mjs", folder)

    return install


def ran(registry, command):
    """Runs an installation; one that fails skips the server."""
    command = [str(part) for part in command]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        last = " ".join(done.stdout.strip().splitlines()[-1:])
        raise Skipped(f"it could not be installed from {registry}: {last}")


def express(folder, port, _work):
    """scimmy on express."""
    return ["node", folder / "express.mjs", port, SECRET]


def django(folder, port, _work):
    """django-scim2."""
    return [folder / "venv" / "bin" / "python", SCRIPTS / "django_server.py", port, SECRET]


def canaille(folder, port, _work):
    """canaille."""
    return [folder / "venv" / "bin" / "python", SCRIPTS / "canaille_server.py", port, CLIENT, SECRET]


def scim2_server(folder, port, _work):
    """scim2-server as it comes: paging by index."""
    return [folder / "venv" / "bin" / "scim2-server", "--port", port, "--bearer-token", SECRET]


def scim2_server_with_cursors(folder, port, work):
    """scim2-server that pages by cursor alone."""
    config = work / "config.json"
    config.write_text(json.dumps(CURSOR_ONLY), encoding="utf-8")
    return [*scim2_server(folder, port, work), "--service-provider-config", config]


def pinned(ids):
    """The right tenant is proven by a user, and a user owns the token."""
    proof, owner = seeds.address(1), seeds.address(2)
    return {"pin": {"user": {"id": ids[proof], "user_name": proof}}, "token_owner": owner}


# The versions that this was last tried with.
SCIM2_SERVER = ("scim2-server[cursor]==0.8.3",)
SCIMMY = ("scimmy@1.3.5", "scimmy-routers@1.3.2")
CANAILLE = ("canaille[front,oidc,scim,server]==0.3.6", "scim2-models==0.6.12", "scim2-client==0.7.5")

SERVERS = [
    Server(
        "scim2-server 0.8.3",
        "scim2-server",
        python_packages(*SCIM2_SERVER),
        scim2_server,
        "/v2",
        settings=pinned,
    ),
    Server(
        "scim2-server 0.8.3 with cursors",
        "scim2-server",
        python_packages(*SCIM2_SERVER),
        scim2_server_with_cursors,
        "/v2",
    ),
    Server(
        "scimmy-routers 1.3.2 on express 4",
        "express-4",
        node_packages(*SCIMMY, "express@4"),
        express,
        "/scim/v2",
        settings=lambda _: {"patch_form": "pathless"},
    ),
    Server(
        "scimmy-routers 1.3.2 on express 5",
        "express-5",
        node_packages(*SCIMMY, "express@5"),
        express,
        "/scim/v2",
        refusal="startIndex",
    ),
    Server(
        "django-scim2 0.23.0",
        "django",
        python_packages("django-scim2==0.23.0"),
        django,
        "/scim/v2",
        settings=lambda _: {"paging": "index", "etag": "off"},
    ),
    Server(
        "canaille 0.3.6",
        "canaille",
        python_packages(*CANAILLE),
        canaille,
        "/scim/v2",
        refusal="500",
        client_credentials=True,
        seeded=seeds.bare,
    ),
]
