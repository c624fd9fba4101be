"""curl as the measure of the transfer alone: the same requests, with the answers discarded."""

import json

from measure import Wrong, process


def pages(work, token, address, more):
    """Fetches a range of pages. Returns the sample; its output is the size of each page in bytes, one a line."""
    command = ["curl", "--disable", "--silent", "--show-error", "--fail", "--noproxy", "*", *more]
    command += ["--header", f"Authorization: Bearer {token}", "--output", "/dev/null"]
    return process([*command, "--write-out", "%{size_download}\\n", address], work)


def patches(work, url, token, users):
    """Deactivates users, with curl's default number of requests in flight."""
    config = work / "patches.curl"
    with open(config, "w", encoding="utf-8") as file:
        for number, user in enumerate(users):
            body = json.dumps({"state": "inactive", "version": user["version"]})
            file.write("next\n" if number else "")
            file.write(f'url = "{url}/api/v2/users/{user["id"]}"\nrequest = PATCH\noutput = /dev/null\n')
            file.write(f'header = "Authorization: Bearer {token}"\nheader = "Content-Type: application/json"\n')
            file.write(f"data = {json.dumps(body)}\nwrite-out = \"%{{http_code}}\\n\"\n")
    command = ["curl", "--disable", "--silent", "--parallel", "--noproxy", "*", "--config", config]
    sample = process(command, work)
    codes = sample.out.split()
    if codes != ["200"] * len(users):
        raise Wrong(f"curl wrote {codes.count('200')} of {len(users)} users")
    return sample
