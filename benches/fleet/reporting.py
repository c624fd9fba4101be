"""Time and memory of `fleet report`, of some results and of many."""

import job
from disturbing import COMPARED
from measure import Contestant, Wrong, process, rounds
from organizations import Fleet
from report import Section, Target, mebibytes, seconds, table

FORMATS = [*COMPARED, "openmetrics"]


def measured(bench, small, small_results):
    """The figures of a fleet with its results, and of a larger one that is planned here."""
    large = Fleet.of(bench.program, bench.work / "embedded", bench.options.results, bench.options.users)
    large_results = bench.work / "many"
    plan(bench, large, large_results)
    sizes = {len(fleet.organizations): (fleet, results) for fleet, results in [(small, small_results), (large, large_results)]}
    contestants = [
        Contestant(name(size, form), lambda command=fleet.report(results, form): process(command, bench.work))
        for form in FORMATS for size, (fleet, results) in sizes.items()
    ]
    series = rounds(contestants, bench.options.runs)
    few, many = sizes
    result = Section(f"`fleet report` of {few:,} and {many:,} results of {bench.options.users:,} users")
    result.blocks.append(table(series.values(), series[name(few, "text")]))
    bound = round(1.1 * many / few, 1)
    for form in FORMATS:
        one, other = series[name(few, form)], series[name(many, form)]
        text = f"from {few:,} to {many:,} results, {form}: times the"
        cpu = f"{seconds(other.cpu)} against {seconds(one.cpu)}"
        result.targets.append(Target.at_most(f"{text} CPU time", bound, other.cpu / one.cpu, cpu))
        memory = f"{mebibytes(other.memory)} against {mebibytes(one.memory)}"
        result.targets.append(Target.at_most(f"{text} memory", bound, other.memory / one.memory, memory))
    return result


def name(size, form):
    return f"{size:,} results, {form}"


def plan(bench, fleet, results):
    """Plans a fleet whose sandboxes are inside the processes that plan."""
    for one in fleet.organizations:
        one.write_org()
        one.write_roster_of_embedded()
    fleet.write()
    everybody = range(len(fleet.organizations))
    run = job.run(lambda index: fleet.plan(index, results), everybody, bench.options.at_once, bench.folder("many-logs"), {})
    if run.failed():
        raise Wrong(f"{len(run.failed())} plans failed")
