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
    """Writes a roster for the Genesys sandbox that declares these e-mails, one a line."""
    return _written(path, ["type: genesys-cloud", f"api_url: {url}", f"login_url: {url}"], emails, guards)


def write_scim(path, url, emails):
    """The same for the SCIM sandbox, which is to rosterctl a service that the catalogue does not list."""
    attest = "attest: {reversible: true, evidence: 'https://example.com', by: bench@acme.example, date: 2025-01-15}"
    # The most that a roster can say.
    rate = "requests_per_minute: 100000"
    directory = ["type: scim", "service: other", f"url: {url}/scim/v2", "token_owner: none", rate, attest]
    return _written(path, directory, emails)


def _written(path, directory, emails, guards=""):
    with open(path, "w", encoding="utf-8") as file:
        file.write("version: 1\n\ndirectory:\n")
        file.writelines(f"  {line}\n" for line in directory)
        file.write(f"\n{guards}users:\n")
        file.writelines(f"  - {email}\n" for email in emails)
    return path


def counts(text):
    """The counts of a plan: kept, to deactivate, missing."""
    plan = PLAN.search(text)
    if plan is None:
        raise Wrong(f"rosterctl printed no plan with changes: {text[-300:]}")
    return f"{plan[2]} kept, {plan[1]} to deactivate, {len(MISSING.findall(text))} missing"
