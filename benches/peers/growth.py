"""How time and memory of `plan` grow with the organization, from the sandbox and from a snapshot."""

from contextlib import ExitStack

import listing
import roster
from measure import Contestant, process, rounds
from report import Section, Target, against, mebibytes, seconds, table
from sandbox import Sandbox

SIZES = [10_000, 100_000, 1_000_000]


def measured(bench):
    sizes = SIZES[:2] if bench.quick else SIZES
    contestants = []
    with ExitStack() as open_servers:
        for users in sizes:
            sandbox = open_servers.enter_context(Sandbox(bench.program, users, bench.work))
            emails = roster.declared(sandbox.emails(), listing.LEAVING, listing.MISSING)
            path = roster.write(bench.work / f"roster-{users}.yaml", sandbox.url, emails)
            snapshot = bench.work / f"live-{users}.json"
            process([bench.program, "snapshot", path, "--out", snapshot], bench.work)
            contestants += both(bench, users, path, snapshot)
        series = rounds(contestants, bench.runs)
    result = Section("Growth: `plan` of 10,000 to 1,000,000 users")
    names = [name(users, source) for source in ["sandbox", "`--live`"] for users in sizes]
    result.blocks.append(table([series[one] for one in names], series[name(100_000, "sandbox")]))
    for source in ["sandbox", "`--live`"]:
        small, large = series[name(10_000, source)], series[name(100_000, source)]
        text = f"time from 10,000 to 100,000 users, {source}: times"
        result.targets.append(Target.at_most(text, 11, large.wall / small.wall, against(large, small)))
        result.targets += million(series, source)
    return result


def both(bench, users, path, snapshot):
    counts = f"{users - 5} kept, 5 to deactivate, 5 missing"
    live = [bench.program, "plan", path, "--live", snapshot]
    return [
        Contestant(name(users, "sandbox"), lambda: listing.plan(bench, path, counts)),
        Contestant(name(users, "`--live`"), lambda: listing.same(process(live, bench.work), counts, roster.counts)),
    ]


def name(users, source):
    return f"{users:,} users, {source}"


def million(series, source):
    """A million users must be finished, with memory that grows linearly: ten times, and a tenth more as tolerance."""
    finishes, grows = f"1,000,000 users, {source}: finished", f"memory from 100,000 users to these, {source}: times"
    small, large = series[name(100_000, source)], series.get(name(1_000_000, source))
    if large is None:
        why = "left out by --quick"
        return [Target.elsewhere(finishes, "yes", why), Target.elsewhere(grows, "at most 11", why)]
    times = f"{large.wall / small.wall:.1f} times the time of 100,000"
    memory = f"{mebibytes(large.memory)} against {mebibytes(small.memory)}"
    return [
        Target(finishes, "yes", f"{seconds(large.wall)}, {times}", True),
        Target.at_most(grows, 11, large.memory / small.memory, memory),
    ]
