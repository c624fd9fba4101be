"""How time and memory of `plan` grow with the organization, from the sandbox and from a snapshot."""

from contextlib import ExitStack

import listing
import roster
from measure import Contestant, process, rounds
from report import Section, Target, against, mebibytes, table
from sandbox import Sandbox

SIZES = [10_000, 100_000, 1_000_000]


def measured(bench):
    sizes = SIZES[:2] if bench.quick else SIZES
    contestants = []
    with ExitStack() as open_servers:
        for users in sizes:
            sandbox = open_servers.enter_context(Sandbox(bench.program, users, bench.work))
            path = roster.write(bench.work / f"roster-{users}.yaml", sandbox.url, range(5, users + 5))
            snapshot = bench.work / f"live-{users}.json"
            process([bench.program, "snapshot", path, "--out", snapshot], bench.work)
            contestants += both(bench, users, path, snapshot)
        series = rounds(contestants, bench.runs)
    result = Section("Growth: `plan` of 10,000 to 1,000,000 users")
    names = [name(users, source) for source in ["sandbox", "`--live`"] for users in sizes]
    result.blocks.append(table([series[one] for one in names], series[name(100_000, "sandbox")]))
    for source in ["sandbox", "`--live`"]:
        for less, more in zip(sizes, sizes[1:]):
            result.targets += growth(series[name(less, source)], series[name(more, source)], source, less, more)
    if bench.quick:
        result.targets.append(Target.elsewhere("`plan` of 1,000,000 users finishes", "it does", "left out by --quick"))
    return result


def both(bench, users, path, snapshot):
    counts = f"{users - 5} kept, 5 to deactivate, 5 missing"
    live = [bench.program, "plan", path, "--live", snapshot]
    return [
        Contestant(name(users, "sandbox"), lambda: listing.plan(bench, path, counts)),
        Contestant(
            name(users, "`--live`"), lambda: listing.same(process(live, bench.work), counts, roster.counts)
        ),
    ]


def name(users, source):
    return f"{users:,} users, {source}"


def growth(small, large, source, less, more):
    """Linear is ten times; the tenth part more is room for what does not grow evenly."""
    text = f"{less:,} to {more:,} users, {source}"
    memory = f"{mebibytes(large.memory)} against {mebibytes(small.memory)}"
    return [
        Target.at_most(f"time from {text}", 11, large.wall / small.wall, against(large, small)),
        Target.at_most(f"memory from {text}", 11, large.memory / small.memory, memory),
    ]
