"""What rosterctl must do with one server."""

import json

import seeds
from program import Program, check

# Fast enough for a test: none of these servers has a rate limit.
REQUESTS_PER_MINUTE = 6000


def judge(program, server, folder, work):
    """Installs, starts and seeds the server, and lets rosterctl loose on it."""
    server.install(folder)
    with server.running(folder, work) as running:
        client, ids = server.seed(running)
        check(len(set(ids.values())) == seeds.COUNT, f"{seeds.COUNT} users are seeded")
        before = client.users(ids)
        rosterctl = Program(program, work, running.environment)
        settings = server.settings(ids)
        write_roster(work / "roster.yaml", running, settings)
        rosterctl.run(0, "validate")
        if server.refusal is None:
            if "pin" in settings:
                refuses_another_tenant(rosterctl, work, running, settings["pin"]["user"])
            plans_and_applies(rosterctl, work)
            after = client.users(ids)
            check(left(before, after) == sorted(seeds.LEAVERS), "the server's own view: exactly these two became inactive")
            check(others(before) == others(after), "the server's own view: nothing else changed")
        else:
            refuses(rosterctl, server.refusal)
            check(client.users(ids) == before, "the server's own view: nothing changed")


def plans_and_applies(rosterctl, work):
    """Doctor, plan, apply, and plan again."""
    said, _ = rosterctl.run(0, "doctor")
    check("a plan here can be trusted" in said, "doctor: a plan here can be trusted")
    rosterctl.run(0, "plan", "--out", "plan.json")
    plan = json.loads((work / "plan.json").read_text(encoding="utf-8"))
    planned = sorted(action["user"]["email"] for action in plan["actions"])
    check(planned == sorted(seeds.LEAVERS), "the plan deactivates the two who leave")
    rosterctl.run(0, "apply", "plan.json", "--auto-approve", "--journal", "journal.jsonl")
    check(True, "the plan is applied")
    said = "".join(rosterctl.run(0, "apply", "plan.json", "--auto-approve", "--journal", "journal.jsonl"))
    check("2 already inactive" in said, "the same plan again writes nothing")
    rosterctl.run(0, "plan", "--detailed-exitcode")
    check(True, "a new plan changes nothing")
    rosterctl.run(0, "undo", "journal.jsonl")


def refuses(rosterctl, reason):
    """No plan, and the reason."""
    said, _ = rosterctl.run(1, "doctor")
    check("a plan here cannot be trusted" in said, "doctor: a plan here cannot be trusted")
    _, said = rosterctl.run(1, "plan", "--out", "plan.json")
    check(reason in said, f"the plan is refused: {' '.join(said.split())}")


def refuses_another_tenant(rosterctl, work, running, user):
    """No plan where the pinned user is somebody else."""
    elsewhere = {"pin": {"user": {**user, "user_name": "breakglass@elsewhere.example"}}}
    write_roster(work / "elsewhere.yaml", running, elsewhere)
    _, said = rosterctl.run(1, "plan", "elsewhere.yaml")
    check("another tenant" in said, "another tenant is refused")


def left(before, after):
    """The e-mails of those who were active and are not."""
    return sorted(email for email in before if before[email]["active"] and not after[email]["active"])


def others(users):
    """All that is not to change: every user, and of those who leave all but `active`."""
    return {
        email: {name: value for name, value in user.items() if name != "active" or email not in seeds.LEAVERS}
        for email, user in users.items()
    }


def write_roster(path, running, settings):
    """The roster: everybody is declared but for the two, who are leavers. JSON is YAML."""
    directory = {
        "type": "scim",
        "service": "other",
        "url": running.base,
        "token_owner": "none",
        "requests_per_minute": REQUESTS_PER_MINUTE,
        "attest": {
            "reversible": True,
            "evidence": "https://www.rfc-editor.org/rfc/rfc7643#section-4.1.1",
            "by": "contract@acme.example",
            "date": "2025-01-15",
        },
        **running.keys,
        **settings,
    }
    roster = {
        "version": 1,
        "directory": directory,
        "users": seeds.declared(),
        "leavers": [{"email": email, "reason": "left the company"} for email in seeds.LEAVERS],
    }
    path.write_text(json.dumps(roster, indent=1), encoding="utf-8")
