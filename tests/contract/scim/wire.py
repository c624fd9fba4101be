"""The contract's own view of a server: plain HTTP, without the program under test."""

import base64
import json
import urllib.error
import urllib.parse
import urllib.request

SCIM = "application/scim+json"
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Client:
    """Sends requests with one token to one base address."""

    def __init__(self, base, token):
        self._base, self._token = base, token

    def ask(self, path, method="GET", body=None):
        """The JSON of an answer; a status other than 2xx is raised as `HTTPError`."""
        headers = {"Authorization": f"Bearer {self._token}", "Accept": SCIM}
        if body is not None:
            headers["Content-Type"] = SCIM
            body = json.dumps(body).encode()
        request = urllib.request.Request(self._base + path, data=body, headers=headers, method=method)
        with OPENER.open(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def create(self, resources):
        """Creates users, and returns their ids by e-mail, in the order of creation."""
        return {user["emails"][0]["value"]: self.ask("/Users", "POST", user)["id"] for user in resources}

    def users(self, ids):
        """Each user by a `GET` of its own, without `meta` and the version: what must not change."""
        return {email: comparable(self.ask(f"/Users/{urllib.parse.quote(user, safe='')}")) for email, user in ids.items()}


def comparable(user):
    """A resource without what every write may change."""
    return {name: value for name, value in user.items() if name != "meta"}


def token_of(url, client, secret):
    """An access token by `client_credentials`."""
    basic = base64.b64encode(f"{client}:{secret}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
    request = urllib.request.Request(url, data=b"grant_type=client_credentials", headers=headers)
    with OPENER.open(request, timeout=30) as answer:
        return json.load(answer)["access_token"]
