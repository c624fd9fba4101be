"""`apply` of 1,000 users without a rate limit, and the requests that an apply costs."""

import re
from collections import Counter

import curl
import machine
import roster
from measure import Contestant, Sample, Series, Wrong, process, rounds
from report import Section, Target, against, grid, seconds, table
from sandbox import USER_TOKEN, Sandbox

LIVE = 3_000
LEAVING = 1_000
GUARDS = "guards:\n  max_deactivations: {0}\n  max_deactivation_percent: 100\n\n"
# The sandbox refuses to show roles, as the directory does to a client without `authorization:grant:view`.
NO_ROLES = [{"match": {"method": "GET", "path": "/api/v2/authorization/subjects/*"}, "do": {"status": 403}}]
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
RECORDED, UNRECORDED = "rosterctl `apply`, roles recorded", "rosterctl `apply`, roles not shown"


def measured(bench):
    costs = {}

    def applied(name, faults):
        sample, costs[name] = apply(bench, LEAVING, faults)
        return sample

    contestants = [
        Contestant(RECORDED, lambda: applied(RECORDED, None)),
        Contestant(UNRECORDED, lambda: applied(UNRECORDED, NO_ROLES)),
    ]
    alone = {}
    if bench.peers.node:
        for more, name in [([], "official Node client"), (["roles"], "official Node client, roles read")]:
            alone[name] = []
            contestants.append(Contestant(name, lambda more=more, name=name: patched(bench, more, alone[name])))
    if bench.peers.curl:
        contestants.append(Contestant("curl `-Z`, 50 in flight, `PATCH` alone", lambda: written_by_curl(bench)))
    series = rounds(contestants, bench.runs)
    for name, samples in alone.items():
        # The first is the warm-up's.
        series[f"{name}: without listing"] = Series(f"{name}: without listing", samples[1:])
    for name, faults in [(RECORDED, None), (UNRECORDED, NO_ROLES)]:
        _, costs[f"{name}, 100"] = apply(bench, 100, faults)
    return section(bench, series, costs)


def apply(bench, leaving, faults):
    """Applies a saved plan on a fresh server. Returns the sample and its requests, counted by kind."""
    with Sandbox(bench.program, LIVE, bench.work, faults=faults) as sandbox:
        path = declared(bench, sandbox, leaving)
        plan, journal = bench.work / "plan.json", bench.work / "journal.jsonl"
        for former in [plan, journal]:
            former.unlink(missing_ok=True)
        process([bench.program, "plan", path, "--out", plan], bench.work)
        before = len(sandbox.requests())
        sample = process([bench.program, "apply", plan, "--auto-approve", "--journal", journal], bench.work)
        if f"{leaving} deactivated, 0 already inactive, 0 changed, 0 deferred, 0 failed" not in sample.out:
            raise Wrong(f"not all users were deactivated: {sample.out[-300:]}")
        return sample, Counter(map(kind, sandbox.requests()[before:]))


def patched(bench, more, alone):
    """The official Node client lists, compares and writes; the time of the writing alone is added to `alone`."""
    with Sandbox(bench.program, LIVE, bench.work) as sandbox:
        sample = bench.peers.run_node("patch.js", sandbox.url, declared(bench, sandbox, LEAVING), *more)
        written, took = sample.out.splitlines()
        if written != f"{LEAVING} deactivated":
            raise Wrong(f"the Node client: {written}")
        alone.append(Sample(float(took.removesuffix(" s"))))
        return sample


def written_by_curl(bench):
    with Sandbox(bench.program, LIVE, bench.work) as sandbox:
        users = sandbox.active_users()[:LEAVING]
        return curl.patches(bench.work, sandbox.url, USER_TOKEN, users)


def declared(bench, sandbox, leaving):
    emails = roster.declared(sandbox.emails(), leaving)
    return roster.write(bench.work / "roster.yaml", sandbox.url, emails, GUARDS.format(leaving))


def kind(entry):
    """A request without the parts that differ from user to user."""
    path = ID.sub("{id}", entry["path"])
    return f"{entry['method']} {path}{'?id=...' if entry['query'].startswith('id=') else ''}"


def section(bench, series, costs):
    own = series[RECORDED]
    result = Section(f"Writing: {LEAVING:,} users to deactivate of {LIVE:,}, no limit")
    usual, longest = map(seconds, machine.flush(bench.work))
    disk = f"An append of 400 bytes that is flushed to the journal's disk took {usual} just after ({longest} at most)."
    result.blocks = [table(series.values(), own), disk, cost_table(costs)]
    for name in [RECORDED, UNRECORDED]:
        peer = series.get("official Node client: without listing")
        text = f"{name}: times as fast as the official Node client without its listing"
        if peer is None:
            result.targets.append(Target.elsewhere(text, "at least 3", bench.peers.none))
        else:
            result.targets.append(Target.at_least(text, 3, peer.wall / series[name].wall, against(series[name], peer)))
    for name, each in [(RECORDED, 2), (UNRECORDED, 1)]:
        sent, most = sum(costs[name].values()), LEAVING * (100 * each + 5) // 100
        bound = f"at most {most:,}: {'2N' if each == 2 else 'N'} and 5 per hundred"
        result.targets.append(Target(f"{name}: requests for {LEAVING:,} users", bound, f"{sent:,}", sent <= most))
    return result


def cost_table(costs):
    """Requests of an apply, by method and path."""
    columns = [(f"{RECORDED}, 100", "N = 100, roles recorded"), (RECORDED, "N = 1,000, roles recorded"),
               (f"{UNRECORDED}, 100", "N = 100, not shown"), (UNRECORDED, "N = 1,000, not shown")]
    kinds = sorted({kind for cost in costs.values() for kind in cost})
    rows = [[f"`{kind}`", *(str(costs[name][kind]) for name, _ in columns)] for kind in kinds]
    rows.append(["all", *(str(sum(costs[name].values())) for name, _ in columns)])
    return grid(["requests of an apply of N users", *(head for _, head in columns)], rows, numbers_from=1)
