"""A table of the first text of each family for usual mistakes: `python -m tests.families.texts`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from plugins.workspace.family import families, make_importable
from tests.families.missing import tried_without_libraries
from tests.families.mistakes import UNKNOWN_HOST, with_unknown_host


def _table() -> Iterator[str]:
    yield "| family | mistake | type | text |"
    yield "|---|---|---|---|"
    missing = tried_without_libraries()
    for each in families():
        hosts = (tried for tried in with_unknown_host(each) if UNKNOWN_HOST in tried.text)
        libraries = (tried for tried in missing.get(each.name, ()) if tried.modules)
        for mistake, found in (("unknown host", hosts), ("missing library", libraries)):
            if (first := next(iter(found), None)) is not None:
                text = first.text.replace("|", chr(92) + "|")
                yield f"| {each.name} | {mistake} | `{first.name}` | {text} |"


if __name__ == "__main__":
    make_importable()
    for line in _table():
        sys.stdout.write(f"{line}\n")
