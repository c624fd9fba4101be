"""Reading with 50 ms of latency a page, within a budget of 300 requests a minute."""

import curl
import roster
from listing import USERS, plan
from measure import Contestant, Wrong, rounds
from report import Section, Target, against, table
from sandbox import USER_TOKEN, Sandbox, page_glob, pages_of

LIMIT = 300
DELAY_MS = 50
FAULTS = [{"match": {"method": "GET", "path": "/api/v2/users"}, "do": {"delay_ms": DELAY_MS}}]
TITLE = f"Latency: {DELAY_MS} ms a page, {LIMIT} requests a minute, {USERS:,} users"
SHARE = "of the time of one page after the other through one connection"


def measured(bench):
    if not bench.peers.curl:
        return without_curl(bench.peers.none)
    first, pages = asked(bench)
    refused, spent = [], []

    def turn(measure):
        """A fresh server for each run: a minute's budget is for one."""
        with Sandbox(bench.program, USERS, bench.work, rate_limit=LIMIT, faults=FAULTS) as sandbox:
            address = page_glob(sandbox.url, first, pages)
            # Makes the pages ready, with the budget of another token.
            curl.pages(bench.work, USER_TOKEN, address, ["--parallel"])
            before = len(sandbox.requests())
            sample = measure(sandbox, address)
            requests = sandbox.requests()[before:]
            refused.append(sum(entry["status"] == 429 for entry in requests))
            spent.append(sum(entry["path"].startswith("/api/") for entry in requests))
            return sample

    def planned(sandbox, _):
        return plan(bench, roster.write(bench.work / "roster.yaml", sandbox.url, range(5, USERS + 5)))

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
    """How rosterctl asks for the pages, and how many there are."""
    with Sandbox(bench.program, USERS, bench.work) as sandbox:
        plan(bench, roster.write(bench.work / "roster.yaml", sandbox.url, range(5, USERS + 5)))
        return pages_of(sandbox.requests())


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
        f"{pages} pages of {DELAY_MS} ms are {floor:.1f} s one after the other, whoever asks. Every run has a fresh "
        f"server, whose pages were made ready with another token. Reading the five who are to leave is delayed too.",
        table(series.values(), own),
    ]
    share = own.wall / sequential.wall
    result.targets = [
        Target(f"with latency: {SHARE}", "at most 0.10", f"{share:.3f} ({against(own, sequential)})", share <= 0.1),
        Target("with latency: requests refused with 429", "0", f"{refused} in all runs", refused == 0),
        Target("with latency: requests of one run", f"at most {LIMIT}", f"{spent} at most", spent <= LIMIT),
    ]
    return result
