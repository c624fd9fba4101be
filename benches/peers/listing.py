"""`plan` of 100,000 users against those who do the same comparison, and against the wire alone."""

import curl
import roster
from measure import Contestant, Sample, Wrong, process, rounds
from report import Section, Target, against, mebibytes, table
from sandbox import USER_TOKEN, Sandbox, page_glob, pages_of

USERS = 100_000
# Some must go and some are missing, so that equal counts mean equal work.
DECLARED = range(5, USERS + 5)
COUNTS = f"{USERS - 5} kept, 5 to deactivate, 5 missing"


def measured(bench):
    with Sandbox(bench.program, USERS, bench.work) as sandbox:
        path = roster.write(bench.work / "roster.yaml", sandbox.url, DECLARED)
        plan(bench, path)
        first, pages = pages_of(sandbox.requests())
        address = page_glob(sandbox.url, first, pages)
        size = 0

        def fetched(more):
            nonlocal size
            sample = curl.pages(bench.work, USER_TOKEN, address, more)
            sizes = [int(line) for line in sample.out.split()]
            if len(sizes) != pages:
                raise Wrong(f"curl fetched {len(sizes)} pages of {pages}")
            size = sum(sizes)
            return sample

        contestants = [Contestant("rosterctl `plan`", lambda: plan(bench, path))]
        if bench.peers.curl:
            contestants += [
                Contestant("curl `-Z`, 50 in flight", lambda: fetched(["--parallel"])),
                Contestant("curl `-Z`, 8 in flight", lambda: fetched(["--parallel", "--parallel-max", "8"])),
            ]
        if bench.peers.plain:
            arguments = [sandbox.url, first, pages, path]
            contestants.append(Contestant("aiohttp and orjson", lambda: same(bench.peers.run_python("plain.py", *arguments))))
        if bench.peers.node:
            node = Contestant("official Node client", lambda: same(bench.peers.run_node("list.js", sandbox.url, path)))
            contestants.append(node)
        if bench.peers.python:
            turn = lambda: same(bench.peers.run_python("official.py", sandbox.url, path))
            # A run takes half a minute, in which it does not matter that the first asks for pages that are not ready.
            contestants.append(Contestant("official Python client", turn, runs=bench.slow_runs, warms_up=False))
        series = rounds(contestants, bench.runs)
    return section(bench, series, first, pages, size)


def plan(bench, path, counts=COUNTS):
    """One plan, with these counts."""
    return same(process([bench.program, "plan", path], bench.work), counts, roster.counts)


def same(sample: Sample, counts=COUNTS, read=str.strip):
    """The sample, if its counts are the expected ones."""
    if read(sample.out) != counts:
        raise Wrong(f"other work was done: {read(sample.out)!r} instead of {counts!r}")
    return sample


def section(bench, series, first, pages, size):
    own = series["rosterctl `plan`"]
    result = Section(f"Reading and comparing: `plan` of {USERS:,} users with a roster of {USERS:,} e-mails")
    result.blocks = [
        f"{pages} pages, {size / 1e6:.0f} MB of JSON. rosterctl's query, and curl's: `{first}`. Everybody who compares "
        f"printed the same counts: {COUNTS}.",
        table(series.values(), own),
    ]
    wires = [one for name, one in series.items() if name.startswith("curl")]
    wire = min(wires, key=lambda one: one.wall, default=None)
    checks = [
        (Target.at_most, f"times the wall time of {wire.name if wire else 'curl'}, the better of both", 6, wire, False),
        (Target.at_least, "times as fast as the official Node client", 6, series.get("official Node client"), True),
        (Target.at_least, "times as fast as the official Python client", 120, series.get("official Python client"), True),
    ]
    for judge, text, bound, peer, is_inverse in checks:
        if peer is None:
            result.targets.append(Target.elsewhere(f"`plan`: {text}", str(bound), "the peer could not be had"))
        else:
            ratio = peer.wall / own.wall if is_inverse else own.wall / peer.wall
            result.targets.append(judge(f"`plan`: {text}", bound, ratio, against(own, peer)))
    held = own.memory <= 80 * 2**20
    result.targets.append(Target("`plan`: peak memory", "at most 80 MiB", mebibytes(own.memory), held))
    return result
