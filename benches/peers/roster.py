"""Rosters of generated users, and the counts in the text of a plan."""

import random
import re

from measure import Wrong

PLAN = re.compile(r"^Plan: (\d+) to deactivate, (\d+) unchanged, (\d+) protected\.$", re.MULTILINE)
MISSING = re.compile(r"^\s*warning\[missing\]:", re.MULTILINE)


def declared(users, leaving, missing=0):
    """The e-mails of a roster: those of `users` but N that leave, and N that no user has, in an order of their own."""
    order = random.Random(len(users))
    emails = [email.lower() for email in users]
    order.shuffle(emails)
    emails = emails[leaving:] + [f"missing{number}@elsewhere.example" for number in range(missing)]
    order.shuffle(emails)
    return emails


def write(path, url, emails, guards=""):
    """Writes a roster that declares these e-mails, one a line."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("version: 1\n\ndirectory:\n  type: genesys-cloud\n")
        file.write(f"  api_url: {url}\n  login_url: {url}\n\n{guards}users:\n")
        file.writelines(f"  - {email}\n" for email in emails)
    return path


def counts(text):
    """The counts of a plan: kept, to deactivate, missing."""
    plan = PLAN.search(text)
    if plan is None:
        raise Wrong(f"rosterctl printed no plan with changes: {text[-300:]}")
    return f"{plan[2]} kept, {plan[1]} to deactivate, {len(MISSING.findall(text))} missing"
