"""What a release says of itself: its part of CHANGELOG.md."""

from __future__ import annotations

import re
from itertools import zip_longest

_HEADING = re.compile(r"^## \[([^\]]+)\].*$", re.MULTILINE)
UNRELEASED = "Unreleased"


def notes_of(changelog: str, version: str) -> str:
    """The part of a version, else what is not released yet, without its heading.

    Raises: ValueError when there is neither.
    """
    headings = list(_HEADING.finditer(changelog))
    starts = [each.start() for each in headings]
    parts = {
        heading[1]: changelog[heading.end() : end].strip()
        for heading, end in zip_longest(headings, starts[1:])
    }
    text = parts.get(version) or parts.get(UNRELEASED)
    if not text:
        raise ValueError(f"CHANGELOG.md has neither [{version}] nor [{UNRELEASED}]")
    return f"# Tiercel {version}\n\n{text}\n"
