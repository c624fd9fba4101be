"""A fleet of organizations: an org file and a roster for each, and the `fleet.yaml` of all."""

import uuid
from dataclasses import dataclass
from pathlib import Path

# The people of each organization who leave, beside those who leave in several.
LEAVERS = 3
# A person who leaves one of them leaves this many of them.
SHARED = 10
ID, SECRET = "GENESYSCLOUD_OAUTHCLIENT_ID", "GENESYSCLOUD_OAUTHCLIENT_SECRET"
GIVEN = ["ana", "bo", "cem", "dora", "emil", "fatou", "goran", "hana", "ivo", "jun"]
FAMILY = ["alvarez", "berg", "chen", "diallo", "eze", "fox", "gray", "holm", "ito", "jung"]


@dataclass
class Organization:
    """One organization of the fleet; `folder` has its files."""

    index: int
    users: int
    folder: Path

    @property
    def name(self):
        return self.folder.name

    @property
    def prefix(self):
        return f"ORG_{self.index:04}"

    @property
    def id(self):
        return str(uuid.UUID(int=0xF1EE7 << 64 | 1 << 63 | self.index, version=4))

    def emails(self):
        """Everybody's; the last is that of a person whom other organizations have too."""
        given, family = len(GIVEN), len(FAMILY)
        for number in range(self.users - 1):
            name = f"{GIVEN[number % given]}.{FAMILY[number // given % family]}"
            yield f"{name}{number // (given * family):03}@{self.name}.example"
        yield f"consultant{self.index // SHARED:03}@partner.example"

    def credentials(self, secret="sandbox-secret"):
        """The environment of this organization's credentials."""
        return {f"{self.prefix}_{ID}": "sandbox-client", f"{self.prefix}_{SECRET}": secret}

    def write_org(self):
        """Writes the org file, and returns its path."""
        self.folder.mkdir(parents=True)
        lines = [f"organization: {{id: {self.id}, name: {self.name}}}", "divisions: [Support, Sales]", "users:"]
        lines += [
            f"  - {{email: {email}, division: {['Support', 'Sales'][number % 2]}, roles: [Agent], last_login: 2026-10-02}}"
            for number, email in enumerate(self.emails())
        ]
        return _written(self.folder / "org.yaml", lines)

    def write_roster(self, url):
        """Writes a roster for the sandbox at this address, which declares everybody but those who leave."""
        return self._write_roster(["type: genesys-cloud", f"api_url: {url}", f"login_url: {url}"])

    def write_roster_of_embedded(self):
        """The same for a sandbox inside the program, which reads the org file."""
        return self._write_roster(["type: sandbox", "org: org.yaml"])

    def _write_roster(self, directory):
        *stay, consultant = self.emails()
        lines = ["version: 1", "directory:", *(f"  {line}" for line in directory), f"  organization_id: {self.id}"]
        lines += ["users:", *(f"  - {email}" for email in stay[LEAVERS:])]
        lines += ["leavers:", f"  - {{email: {consultant}, reason: contract ended}}"]
        return _written(self.folder / "roster.yaml", lines)


@dataclass
class Fleet:
    """The organizations of a fleet, with a folder for each below `folder`."""

    program: Path
    folder: Path
    organizations: list

    @classmethod
    def of(cls, program, folder, count, users):
        """A fleet whose files are not written yet."""
        return cls(program, folder, [Organization(index, users, folder / f"org-{index:04}") for index in range(count)])

    @property
    def path(self):
        return self.folder / "fleet.yaml"

    def write(self):
        """Writes `fleet.yaml`, with guards that allow everybody who leaves."""
        guards = [f"max_deactivations: {len(self.organizations) * (LEAVERS + 1)}", "max_deactivation_percent: 10"]
        lines = ["version: 1", "guards:", *(f"  {guard}" for guard in guards), "organizations:"]
        lines += [
            f"  - {{name: {one.name}, roster: {one.name}/roster.yaml, prefix: {one.prefix}}}"
            for one in self.organizations
        ]
        _written(self.path, lines)

    def plan(self, index, results):
        """The command that plans one organization."""
        fleet = ["--fleet", self.path, "--index", index]
        return [self.program, "plan", *fleet, "--results", results, "--quiet"]

    def report(self, results, form):
        """The command that reports the results."""
        return [self.program, "fleet", "report", results, "--fleet", self.path, "--format", form]


def _written(path, lines):
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path
