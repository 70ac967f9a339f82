"""The longest silence of `/ping`, whatever a server is given: `python -m tests.hostile`.

Asks a real server all questions of every route, then gives each loop what may hold it up. Prints a
line for the worst of each, and at the end the longest of all, with `--json` as JSON; words choose
routes and loops whose names have one of them. It fails when an input fails, or holds up the loop.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.hostile.measuring import INPUTS, ROUTES, Measured, Watched, of_input, of_route, watched
from tests.hostile.report import HEAD, as_json, line_of, tables

SIZE = 20_000
# What the loop may have of the processor in one wait of a ping: it comes round a few times, and the
# machine does other things as well.
WORKED_SECONDS_MAX = 0.25


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    asked = _asked(arguments)
    found: list[Measured] = []
    sys.stderr.write(f"{HEAD}\n")
    with tempfile.TemporaryDirectory() as folder, watched(Path(folder)) as server:
        for group in _groups(server, asked.size, asked.words):
            found += group
            if group:
                worst = max(group, key=lambda each: (bool(each.failure), each.silence.worked_s))
                sys.stderr.write(f"{line_of(worst)}\n")
                sys.stderr.flush()
    if asked.json:
        sys.stdout.write(json.dumps(as_json(found, asked.size), indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in tables(found))
    is_slow = any(each.silence.worked_s >= WORKED_SECONDS_MAX for each in found)
    return int(is_slow or any(each.failure for each in found))


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE, help="members, items, lines, task runs")
    parser.add_argument("--json", action="store_true", help="the longest silences as JSON")
    parser.add_argument("words", nargs="*", help="parts of names, as 'PUT /namespaces' or janitor")
    return parser.parse_args(arguments)


def _groups(server: Watched, size: int, words: Sequence[str]) -> Iterator[list[Measured]]:
    """What was measured of each route, and of each input of a loop."""
    for name in ROUTES:
        if not words or any(word in name for word in words):
            yield list(of_route(server, name, size))
    for given in INPUTS:
        if not words or any(word in f"{given.where} {given.name}" for word in words):
            yield [of_input(server, given, size)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
