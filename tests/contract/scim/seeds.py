"""The 60 users that every server is seeded with, and what the roster makes of them."""

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
COUNT = 60

# The two who leave: from the middle of the first page and from the end of the list.
LEAVERS = ("user.017@acme.example", "user.060@acme.example")
# Inactive from the start: neither planned nor written.
INACTIVE = "user.040@acme.example"

GIVEN = ("Ana", "Bo", "Chloé", "Dmitri", "Esi", "Farah", "Gülşen", "Hana", "Ines", "Jörg")
FAMILY = ("Ångström", "Brown", "Castillo", "Dąbrowski", "Eze", "Fischer")
DEPARTMENTS = ("Support", "Sales", "Finance")


def address(number):
    """The e-mail of a user, from 1."""
    return f"user.{number:03}@acme.example"


def declared():
    """The e-mails of the users who should stay active, in order."""
    return [address(number) for number in range(1, COUNT + 1) if address(number) not in (*LEAVERS, INACTIVE)]


def resources():
    """The users as SCIM resources for `POST /Users`."""
    return [resource(number) for number in range(1, COUNT + 1)]


def resource(number):
    """One user. Each third has no `primary` e-mail but a single one; each fifth a userName that is no e-mail."""
    email = address(number)
    given, family = GIVEN[number % len(GIVEN)], FAMILY[number % len(FAMILY)]
    entry = {"value": email, "type": "work"}
    if number % 3:
        entry["primary"] = True
    return {
        "schemas": [CORE, ENTERPRISE],
        "userName": email if number % 5 else f"u{number:03}",
        "name": {"givenName": given, "familyName": f"{family} {number}", "formatted": f"{given} {family} {number}"},
        "displayName": f"{given} {family} {number}",
        "title": f"Agent {number}",
        "emails": [entry],
        "active": email != INACTIVE,
        ENTERPRISE: {"department": DEPARTMENTS[number % len(DEPARTMENTS)], "employeeNumber": str(number)},
    }


def bare(user):
    """The user with e-mails of nothing but their value: canaille refuses `type` and `primary`."""
    return {**user, "emails": [{"value": email["value"]} for email in user["emails"]]}
