"""Writes the shell steps of the action and of the GitLab component into a folder, a file each, for shellcheck, and the component
with the defaults of its inputs, for its schema.

usage: .ci/steps.py FOLDER
"""

import json
import pathlib
import re
import sys

from ruamel.yaml import YAML

folder = pathlib.Path(sys.argv[1])
yaml = YAML(typ="safe")

action = yaml.load(pathlib.Path("action.yml"))
for number, step in enumerate(action["runs"]["steps"]):
    (folder / f"action-{number}.sh").write_text(f"#!/usr/bin/env bash\nset -eo pipefail\n{step['run']}")

header, jobs = pathlib.Path("templates/rosterctl/template.yml").read_text().split("\n---\n")
inputs = yaml.load(header)["spec"]["inputs"]
jobs = re.sub(r"\$\[\[ inputs\.(.*?) \]\]", lambda found: json.dumps(inputs[found[1]]["default"]), jobs)
(folder / "component.yml").write_text(jobs)
for name, job in yaml.load(jobs).items():
    for key in ("before_script", "script"):
        for number, line in enumerate(job.get(key, [])):
            (folder / f"component-{name}-{key}-{number}.sh").write_text(f"#!/bin/sh\nset -e\n{line}\n")
