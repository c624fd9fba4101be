"""scim2-tester and scim2-client against the sandbox. Arguments: its base address, its token."""

import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import Error, PatchOp, PatchOperation, SearchRequest
from scim2_tester import Status, check_server

# What the sandbox refuses on purpose, creation and deletion, is what every other check of scim2-tester begins with.
READING = {"discovery", "misc"}


def main(url, token):
    with Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as connection:
        scim = SyncSCIMClient(connection)
        judged(scim)
        used(scim)


def judged(scim):
    """The checks of scim2-tester that create nobody."""
    results = check_server(scim, include_tags=READING)
    done = [result for result in results if result.status != Status.SKIPPED]
    for result in done:
        if result.status in (Status.ERROR, Status.CRITICAL, Status.DEVIATION):
            sys.exit(f"not so: {result.title}: {result.reason}")
    check(len(done) >= 20, f"scim2-tester: {len(done)} checks passed, {len(results) - len(done)} create users and were left out")


def used(scim):
    """Reading and the one write, each answer validated by scim2-models."""
    user = scim.provider.model_for("User")
    seen, start = {}, 1
    while True:
        page = scim.query(user, query_parameters=SearchRequest(start_index=start, count=25))
        seen.update((resource.id, resource) for resource in page.resources or [])
        start += len(page.resources or [])
        if not page.resources or start > page.total_results:
            break
    check(len(seen) == page.total_results, f"scim2-client: {len(seen)} users are listed, each once")
    one = scim.query(user, next(iter(seen)))
    found = scim.query(user, query_parameters=SearchRequest(filter=f'userName eq "{one.user_name}"'))
    check([resource.id for resource in found.resources] == [one.id], "scim2-client: a user is found by userName")
    operation = PatchOperation(op="replace", path="active", value=False)
    scim.modify(one, PatchOp[user](operations=[operation]))
    check(scim.query(user, one.id).active is False, "scim2-client: a user is deactivated with the version that was read")
    stale = scim.modify(one, PatchOp[user](operations=[operation]), raise_scim_errors=False, expected_status_codes=None)
    check(isinstance(stale, Error) and stale.status == 412, "scim2-client: the former version is refused with 412")
    gone = scim.query(user, "no-such-id", raise_scim_errors=False)
    check(isinstance(gone, Error) and gone.status == 404, "scim2-client: an unknown id is a 404")


def check(holds, promise):
    if not holds:
        sys.exit(f"not so: {promise}")
    print(f"  {promise}", flush=True)


main(*sys.argv[1:])
