"""Rosters of generated users, and what a plan's text says."""

import re

from measure import Wrong

PLAN = re.compile(r"^Plan: (\d+) to deactivate, (\d+) unchanged, (\d+) protected\.$", re.MULTILINE)
MISSING = re.compile(r"^\s*warning\[missing\]:", re.MULTILINE)


def write(path, url, declared, guards=""):
    """Writes a roster that declares the users with these numbers, one e-mail a line."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("version: 1\n\ndirectory:\n  type: genesys-cloud\n")
        file.write(f"  api_url: {url}\n  login_url: {url}\n\n{guards}users:\n")
        for number in declared:
            file.write(f"  - user{number:07}@generated.example\n")
    return path


def counts(text):
    """What rosterctl found: kept, to deactivate, missing."""
    plan = PLAN.search(text)
    if plan is None:
        raise Wrong(f"rosterctl printed no plan with changes: {text[-300:]}")
    return f"{plan[2]} kept, {plan[1]} to deactivate, {len(MISSING.findall(text))} missing"
