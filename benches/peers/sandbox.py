"""`rosterctl sandbox serve` as the server of every contestant."""

import base64
import json
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from measure import NO_LIMIT, Wrong, clean

# The stock token of a user; it has a rate limit of its own.
USER_TOKEN = "sandbox-user-token"

class Sandbox:
    """A running server; a `with` block stops it at its end."""

    def __init__(self, program, users, work, rate_limit=NO_LIMIT, faults=None, protocol=None, org=None):
        """Serves that many generated users, or the organization of an org file."""
        served = ["--users", users] if org is None else ["--org", org]
        command = [program, "sandbox", "serve", "--port", "0", *served, "--rate-limit", rate_limit]
        if protocol is not None:
            command += ["--protocol", protocol]
        if faults is not None:
            script = work / "faults.json"
            script.write_text(json.dumps({"faults": faults}), encoding="utf-8")
            command += ["--faults", script]
        with tempfile.NamedTemporaryFile(dir=work, prefix="sandbox-", delete=False) as output:
            self._output = Path(output.name)
            self._process = subprocess.Popen(
                list(map(str, command)), stdout=output, stderr=subprocess.STDOUT, env=clean(), cwd=work
            )
        self.url = self._listening()

    def _listening(self):
        for _ in range(1200):
            text = self._output.read_text(encoding="utf-8")
            for line in text.splitlines():
                if line.startswith("listening on "):
                    return line.removeprefix("listening on ").strip().removesuffix("/scim/v2")
            if self._process.poll() is not None:
                raise Wrong(f"the sandbox did not start: {text.strip()}")
            time.sleep(0.05)
        raise Wrong("the sandbox did not start within a minute")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()

    def requests(self):
        """The request log."""
        return self._ask("/sandbox/requests")["requests"]

    def token(self):
        """A fresh access token: each has its own rate limit."""
        basic = base64.b64encode(b"sandbox-client:sandbox-secret").decode()
        headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("/oauth/token", b"grant_type=client_credentials", headers)["access_token"]

    def active_users(self, read=lambda user: user):
        """`read` of every active user, in the order of the listing."""
        users, page, pages = [], 1, 1
        while page <= pages:
            query = f"pageSize=500&pageNumber={page}&state=active"
            listing = self._ask(f"/api/v2/users?{query}", headers={"Authorization": f"Bearer {USER_TOKEN}"})
            users += map(read, listing["entities"])
            page, pages = page + 1, listing["pageCount"]
        return users

    def emails(self):
        """The e-mail of every active user, in the order of the listing."""
        return self.active_users(lambda user: user["email"])

    def _ask(self, path, body=None, headers=None):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        request = urllib.request.Request(self.url + path, data=body, headers=headers or {})
        with opener.open(request, timeout=60) as answer:
            return json.load(answer)


def pages_of(requests):
    """The query of the first page of users in a request log, and the number of pages."""
    queries = [entry["query"] for entry in requests if entry["path"] == "/api/v2/users"]
    listings = [query for query in queries if "pageNumber=" in query and "id=" not in query]
    first = next((query for query in listings if "pageNumber=1" in query.split("&")), None)
    if first is None:
        raise Wrong("the sandbox's request log shows no page of users")
    return first, len(set(listings))


def page_glob(url, first, pages):
    """All pages as one address with a range for curl."""
    query = "&".join(f"pageNumber=[1-{pages}]" if part == "pageNumber=1" else part for part in first.split("&"))
    return f"{url}/api/v2/users?{query}"
