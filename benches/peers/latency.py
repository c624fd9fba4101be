"""Reading with 50 ms of latency a page, within a limit of 300 requests a minute."""

import curl
import roster
from listing import LEAVING, MISSING, USERS, plan
from measure import Contestant, Wrong, rounds
from report import Section, Target, against, table
from sandbox import Sandbox, page_glob, pages_of

LIMIT = 300
DELAY_MS = 50
FAULTS = [{"match": {"method": "GET", "path": "/api/v2/users"}, "do": {"delay_ms": DELAY_MS}}]
TITLE = f"Latency: {DELAY_MS} ms a page, {LIMIT} requests a minute, {USERS:,} users"
SHARE = "of the time of one page after the other through one connection"


def measured(bench):
    if not bench.peers.curl:
        return without_curl(bench.peers.none)
    first, pages, emails = asked(bench)
    refused, spent = [], []

    def turn(measure):
        """A fresh server for each run: the limit of a minute is used up by one."""
        with Sandbox(bench.program, USERS, bench.work, rate_limit=LIMIT, faults=FAULTS) as sandbox:
            address = page_glob(sandbox.url, first, pages)
            sample = measure(sandbox, address)
            requests = sandbox.requests()
            refused.append(sum(entry["status"] == 429 for entry in requests))
            spent.append(sum(entry["path"].startswith("/api/") for entry in requests))
            return sample

    def planned(sandbox, _):
        return plan(bench, roster.write(bench.work / "roster.yaml", sandbox.url, emails))

    def one_after_the_other(sandbox, address):
        sample = curl.pages(bench.work, sandbox.token(), address, [])
        if len(sample.out.split()) != pages:
            raise Wrong("curl did not fetch every page")
        return sample

    own, sequential = "rosterctl `plan`", "curl, one page after the other"
    contestants = [Contestant(own, lambda: turn(planned)), Contestant(sequential, lambda: turn(one_after_the_other))]
    series = rounds(contestants, bench.runs)
    return section(series, (series[own], series[sequential]), pages, (sum(refused), max(spent)))


def asked(bench):
    """The query of rosterctl's first page, the number of pages, and the e-mails of the roster."""
    with Sandbox(bench.program, USERS, bench.work) as sandbox:
        emails = roster.declared(sandbox.emails(), LEAVING, MISSING)
        before = len(sandbox.requests())
        plan(bench, roster.write(bench.work / "roster.yaml", sandbox.url, emails))
        return (*pages_of(sandbox.requests()[before:]), emails)


def without_curl(why):
    result = Section(TITLE, ["curl is the measure of this, and is not installed."])
    result.targets.append(Target.elsewhere(f"with latency: {SHARE}", "at most 0.10", why))
    return result


def section(series, pair, pages, counted):
    own, sequential = pair
    refused, spent = counted
    floor = pages * DELAY_MS / 1000
    result = Section(TITLE)
    result.blocks = [
        f"{pages} pages of {DELAY_MS} ms take at least {floor:.1f} s one after the other. Every run has a fresh "
        f"server. The requests about the {LEAVING} users to deactivate are delayed as well.",
        table(series.values(), own),
    ]
    share = own.wall / sequential.wall
    result.targets = [
        Target(f"with latency: {SHARE}", "at most 0.10", f"{share:.3f} ({against(own, sequential)})", share <= 0.1),
        Target("with latency: requests refused with 429", "0", f"{refused} in all runs", refused == 0),
        Target("with latency: requests of one run", f"at most {LIMIT}", f"{spent} at most", spent <= LIMIT),
    ]
    return result
