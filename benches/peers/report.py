"""The results, as Markdown."""

from dataclasses import dataclass, field
from typing import Optional


@dataclass
class Target:
    """A target for one figure."""

    text: str
    bound: str
    measured: str
    holds: Optional[bool]  # `None` when it could not be measured here

    @classmethod
    def at_most(cls, text, bound, value, numbers):
        """A ratio that must not be larger."""
        return cls(text, f"at most {bound}", f"{value:.2f} ({numbers})", value <= bound)

    @classmethod
    def at_least(cls, text, bound, value, numbers):
        """A ratio that must not be smaller."""
        return cls(text, f"at least {bound}", f"{value:.2f} ({numbers})", value >= bound)

    @classmethod
    def elsewhere(cls, text, bound, where):
        """A target that another command measures."""
        return cls(text, bound, where, None)


@dataclass
class Section:
    """The result of a scenario."""

    title: str
    blocks: list = field(default_factory=list)  # paragraphs and tables
    targets: list = field(default_factory=list)

    def text(self):
        return "\n\n".join([f"### {self.title}", *self.blocks])


def targets(sections):
    """The verdict on every target."""
    rows = [
        ["not measured" if target.holds is None else "met" if target.holds else "**missed**",
         target.text, target.bound, target.measured]
        for section in sections for target in section.targets
    ]
    return grid(["verdict", "target", "bound", "measured"], rows)


def table(series, reference):
    """The figures of all contestants, and each wall time as a multiple of the reference."""
    rows = [
        [one.name, str(len(one.samples)), seconds(one.wall), f"{seconds(one.fastest)} to {seconds(one.slowest)}",
         "" if one.cpu is None else seconds(one.cpu), "" if one.memory is None else mebibytes(one.memory),
         f"{one.wall / reference.wall:.2f}"]
        for one in series
    ]
    head = ["contestant", "runs", "median wall", "fastest to slowest", "CPU", "peak memory", "ratio to rosterctl"]
    return grid(head, rows, numbers_from=1)


def grid(head, rows, numbers_from=None):
    """A table. Columns from `numbers_from` on are aligned to the right."""
    marks = ["---" if numbers_from is None or at < numbers_from else "---:" for at in range(len(head))]
    lines = [head, marks, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def seconds(value):
    """A time with about three digits."""
    if value >= 10:
        return f"{value:.1f} s"
    if value >= 1:
        return f"{value:.2f} s"
    if value >= 0.01:
        return f"{value * 1000:.0f} ms"
    return f"{value * 1000:.2f} ms"


def mebibytes(value):
    """Bytes as MiB."""
    return f"{value / 2**20:.1f} MiB"


def against(one, other):
    """Two medians, in words."""
    return f"{seconds(one.wall)} against {seconds(other.wall)}"


def written_into(path, mark, text):
    """Replaces the text between two markers of a file."""
    begin, end = f"<!-- begin: {mark} -->", f"<!-- end: {mark} -->"
    whole = path.read_text(encoding="utf-8")
    before, rest = whole.split(begin)
    _, after = rest.split(end)
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
