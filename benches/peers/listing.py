"""`plan` of 100,000 users against other programs that make the same comparison, and against the transfer alone."""

import curl
import roster
from measure import Contestant, Sample, Wrong, process, rounds
from report import Section, Target, against, mebibytes, table
from sandbox import USER_TOKEN, Sandbox, page_glob, pages_of

USERS = 100_000
# Some leave and some are missing, so that equal counts mean equal work.
LEAVING = MISSING = 5
COUNTS = f"{USERS - LEAVING} kept, {LEAVING} to deactivate, {MISSING} missing"


def measured(bench):
    with Sandbox(bench.program, USERS, bench.work) as sandbox:
        emails = roster.declared(sandbox.emails(), LEAVING, MISSING)
        path = roster.write(bench.work / "roster.yaml", sandbox.url, emails)
        before = len(sandbox.requests())
        plan(bench, path)
        first, pages = pages_of(sandbox.requests()[before:])
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
            turn = lambda: same(bench.peers.run_python("plain.py", *arguments))
            contestants.append(Contestant("aiohttp and orjson", turn))
        if bench.peers.node:
            turn = lambda: same(bench.peers.run_node("list.js", sandbox.url, path))
            contestants.append(Contestant("official Node client", turn))
        if bench.peers.python:
            turn = lambda: same(bench.peers.run_python("official.py", sandbox.url, path))
            # A run takes half a minute: a warm-up would change nothing.
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
    what = f"{pages} pages, {size / 1e6:.0f} MB of JSON" if size else f"{pages} pages"
    result.blocks = [
        f"{what}. rosterctl's query, and curl's: `{first}`. The roster lists its e-mails in another order than the pages. All that compare printed the same counts: {COUNTS}.",
        table(series.values(), own),
    ]
    wires = [one for name, one in series.items() if name.startswith("curl")]
    if wires:
        wire = min(wires, key=lambda one: one.wall)
        text = f"`plan`: times the wall time of {wire.name}, the better of both"
        result.targets.append(Target.at_most(text, 6, own.wall / wire.wall, against(own, wire)))
    else:
        result.targets.append(Target.elsewhere("`plan`: times the wall time of curl", "at most 6", bench.peers.none))
    for name, bound in [("official Node client", 6), ("official Python client", 120)]:
        text, peer = f"`plan`: times as fast as the {name}", series.get(name)
        if peer:
            result.targets.append(Target.at_least(text, bound, peer.wall / own.wall, against(own, peer)))
        else:
            result.targets.append(Target.elsewhere(text, f"at least {bound}", bench.peers.none))
    held = own.memory <= 80 * 2**20
    result.targets.append(Target("`plan`: peak memory", "at most 80 MiB", mebibytes(own.memory), held))
    return result
