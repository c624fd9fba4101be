"""`plan` of 100,000 users over SCIM against the same users and roster over the Genesys Cloud API, both from the sandbox."""

from contextlib import ExitStack

import roster
from listing import COUNTS, LEAVING, MISSING, USERS, plan
from measure import Contestant, rounds
from report import Section, Target, against, mebibytes, table
from sandbox import Sandbox

GENESYS, SCIM = "rosterctl `plan`, Genesys Cloud", "rosterctl `plan`, SCIM 2.0"


def measured(bench):
    with ExitStack() as servers:
        genesys = servers.enter_context(Sandbox(bench.program, USERS, bench.work))
        scim = servers.enter_context(Sandbox(bench.program, USERS, bench.work, protocol="scim"))
        emails = roster.declared(genesys.emails(), LEAVING, MISSING)
        rosters = {
            GENESYS: roster.write(bench.work / "genesys.yaml", genesys.url, emails),
            SCIM: roster.write_scim(bench.work / "scim.yaml", scim.url, emails),
        }
        before = len(scim.requests())
        plan(bench, rosters[SCIM])
        requests = scim.requests()[before:]
        contestants = [Contestant(name, lambda path=path: plan(bench, path)) for name, path in rosters.items()]
        series = rounds(contestants, bench.runs)
    return section(series, requests)


def section(series, requests):
    genesys, scim = series[GENESYS], series[SCIM]
    pages = sum(entry["path"].endswith("/Users") and "filter=" not in entry["query"] for entry in requests)
    result = Section(f"SCIM: `plan` of {USERS:,} users, over SCIM 2.0 and over the Genesys Cloud API")
    result.blocks = [
        f"The same users and the same roster. Over SCIM, {len(requests):,} requests: {pages:,} for pages, those that prove "
        f"that the listing is complete included. Both printed the same counts: {COUNTS}.",
        table([genesys, scim], genesys),
    ]
    held = scim.memory <= 80 * 2**20
    result.targets = [
        Target.at_most("SCIM: times the wall time of the same plan over the Genesys Cloud API", 1.3,
                       scim.wall / genesys.wall, against(scim, genesys)),
        Target("SCIM: peak memory", "at most 80 MiB", mebibytes(scim.memory), held),
    ]
    return result
