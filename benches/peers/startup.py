"""The time to start: `--version` and `--help` against `/bin/true`; and `validate`, which uses no network."""

import shutil

import roster
from listing import USERS
from measure import Contestant, process, rounds
from report import Section, Target, seconds, table
from sandbox import Sandbox

RUNS = 50


def measured(bench):
    nothing = shutil.which("true")
    commands = {"rosterctl `--version`": "--version", "rosterctl `--help`": "--help"}
    contestants = [Contestant("`true`", lambda: process([nothing], bench.work))]
    for name, flag in commands.items():
        contestants.append(Contestant(name, lambda flag=flag: process([bench.program, flag], bench.work)))
    series = rounds(contestants, RUNS)
    result = Section("Starting, and `validate`")
    result.blocks.append(table(series.values(), series["rosterctl `--version`"]))
    true = series["`true`"]
    for name in commands:
        more = series[name].wall - true.wall
        numbers = f"{more * 1000:.2f} ms ({seconds(series[name].wall)} against {seconds(true.wall)})"
        result.targets.append(Target(f"{name}: more than `{nothing}`", "at most 5 ms", numbers, more <= 0.005))
    with Sandbox(bench.program, USERS, bench.work) as sandbox:
        path = roster.write(bench.work / "roster.yaml", sandbox.url, roster.declared(sandbox.emails(), 0))
    name = f"rosterctl `validate`, {USERS:,} e-mails"
    checked = rounds([Contestant(name, lambda: process([bench.program, "validate", path], bench.work))], bench.runs)
    result.blocks.append(table(checked.values(), checked[name]))
    where = "`cargo bench`: both are measured inside one process"
    result.targets.append(Target.elsewhere("`validate`: times the YAML parser alone", "at most 1.3", where))
    return result
