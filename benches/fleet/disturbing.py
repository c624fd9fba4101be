"""A fleet that is planned undisturbed, and one whose processes are killed and refused: their reports must be the same."""

import json
import statistics
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import job
from measure import Wrong, process, say
from organizations import Fleet
from report import Section, Target, grid, seconds
from sandbox import Sandbox

# The formats of the report without a time in them.
COMPARED = ["text", "json", "html", "markdown"]


def measured(bench):
    """The figures, and the fleet with the folder of its undisturbed results."""
    options = bench.options
    fleet = Fleet.of(bench.program, bench.work / "served", options.organizations, options.users)
    with ExitStack() as sandboxes:
        serve(bench, fleet, sandboxes)
        return run(bench, fleet)


def serve(bench, fleet, sandboxes):
    """Starts a sandbox for each organization, and writes the rosters and `fleet.yaml`."""
    def start(one):
        return Sandbox(bench.program, None, bench.work, org=one.write_org())

    with ThreadPoolExecutor(bench.options.at_once) as pool:
        for one, sandbox in zip(fleet.organizations, pool.map(start, fleet.organizations)):
            one.write_roster(sandboxes.enter_context(sandbox).url)
    fleet.write()
    say(f"{len(fleet.organizations)} sandboxes of {bench.options.users} users are listening")


def run(bench, fleet):
    options, everybody = bench.options, range(len(fleet.organizations))
    right = {name: value for one in fleet.organizations for name, value in one.credentials().items()}
    refused = fleet.organizations[len(everybody) // 2]

    undisturbed, logs = bench.work / "undisturbed", bench.folder("logs")
    first = job.run(lambda index: fleet.plan(index, undisturbed), everybody, options.at_once, logs, right)
    none_failed(first, logs)

    disturbed, logs = bench.work / "disturbed", bench.folder("logs-disturbed")
    kills = job.Kills(options.kills, everybody, statistics.median(first.each.values()), options.seed)
    wrong = {**right, **refused.credentials("not-the-secret")}
    second = job.run(lambda index: fleet.plan(index, disturbed), everybody, options.at_once, logs, wrong, kills)
    only_those_failed(second, refused)
    named = failed_in_report(fleet, disturbed, second)
    again = job.run(lambda index: fleet.plan(index, disturbed), second.failed(), options.at_once, logs, right)
    none_failed(again, logs)

    def report(results, form):
        return process(fleet.report(results, form), bench.work).out

    equal = [form for form in COMPARED if report(undisturbed, form) == report(disturbed, form)]
    return section(bench, [first, second, again], named, equal), fleet, undisturbed


def none_failed(run, logs):
    for index in run.failed()[:1]:
        log = (logs / f"{index}.log").read_text(encoding="utf-8", errors="replace")
        raise Wrong(f"{len(run.failed())} plans failed that nothing was done to, such as {index}: {log[-400:]}")


def only_those_failed(run, refused):
    """The killed processes and the one with the wrong secret failed, and no others."""
    others = [index for index in run.failed() if index != refused.index and index not in run.killed()]
    if others:
        raise Wrong(f"organizations failed that nothing was done to: {others}")
    if run.codes[refused.index] not in (1, job.KILLED):
        raise Wrong(f"a wrong secret ended with {run.codes[refused.index]}")


def failed_in_report(fleet, results, run):
    """The organizations that failed according to the report before the failed indexes run again: no others than those that
    did, and all of them but those that were killed when their result was complete."""
    command = list(map(str, fleet.report(results, "json")))
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode != 1:
        raise Wrong(f"the report of {len(run.failed())} failed organizations ended with {answer.returncode}")
    records = json.loads(answer.stdout)["organizations"]
    failed = [index for index, record in enumerate(records) if record["status"] == "failed"]
    names = [one.name for one in fleet.organizations]
    complete = [index for index in run.killed() if (results / names[index] / "result.json").exists()]
    if sorted(failed + complete) != run.failed():
        raise Wrong(f"failed according to the report: {failed}, killed when complete: {complete}, failed: {run.failed()}")
    return failed


def section(bench, runs, named, equal):
    options = bench.options
    result = Section(f"{options.organizations} organizations of {options.users:,} users, {options.at_once} at once")
    rows = [
        [name, str(len(run.codes)), seconds(run.wall), seconds(statistics.median(run.each.values())),
         seconds(max(run.each.values())), str(len(run.failed())), str(len(run.killed()))]
        for name, run in zip(["undisturbed", "disturbed", "failed ones again"], runs)
    ]
    head = ["run", "processes", "all", "median of one", "slowest", "failed", "of them killed"]
    result.blocks.append(grid(head, rows, numbers_from=1))
    killed, failed = len(runs[1].killed()), len(runs[1].failed())
    complete = f"{len(named)}; {failed - len(named)} were killed when their result was complete"
    result.targets = [
        Target("processes killed with SIGKILL", str(options.kills), str(killed), killed == options.kills),
        Target("failures that the report names before they run again, and no others", str(failed), complete, True),
        Target("formats of the report that are the same afterwards", ", ".join(COMPARED), ", ".join(equal), equal == COMPARED),
    ]
    return result
