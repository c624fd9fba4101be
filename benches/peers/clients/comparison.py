"""Compares a roster with e-mails, as a simple script does."""


def declared(path):
    """The e-mails of a roster, lower-cased."""
    with open(path, encoding="utf-8") as lines:
        return {line[4:].strip().lower() for line in lines if line.startswith("  - ") and "@" in line}


def compared(live, wanted):
    """The counts, in words."""
    kept = len(live & wanted)
    return f"{kept} kept, {len(live) - kept} to deactivate, {len(wanted) - kept} missing"
