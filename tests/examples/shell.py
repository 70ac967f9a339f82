"""Lines of pages at the shell of somebody who has a server, with names of the reader's replaced."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.examples.blocks import Block, blocks
from tests.examples.requests import faults_of, request_of
from tiercel.__main__ import Wiring
from tiercel.cli.app import run

# Statuses of 4xx and 5xx count as failures, which plain curl passes over.
CURL = 'curl() { command curl -sS --fail-with-body -u "$TIERCEL_USER" "$@"; echo; }\n'
REDIRECTION = re.compile(r"\s([<>])\s+(\S+)\s*$")


def block_that_begins(begin: str) -> Block:
    """The one block of all pages that begins so."""
    (found,) = (each for each in blocks() if each.text.startswith(begin))
    return found


def lines_of(block: Block) -> list[str]:
    """Its commands, each on one line and without what is said of it."""
    joined = re.sub(r"\s*\\\n\s*", " ", block.text)
    bare = (re.sub(r"(^|\s+)# .*$", "", line) for line in joined.splitlines())
    return [line for line in bare if line]


def run_line(line: str, names: Mapping[str, str], typed: str = "") -> None:
    """One command, to its end; it ends well. `names` are replaced, `typed` waits at its input."""
    if line.startswith("curl "):
        assert faults_of(request_of(shlex.split(line)[1:])) == [], line
    for name, own in names.items():
        line = line.replace(name, own)
    if line.startswith("tiercel "):
        # In this process: a start of Python for each command is half a minute.
        assert _run_here(line, typed) == 0, line
        return
    done = subprocess.run(
        ["bash", "-ec", CURL + line], capture_output=True, text=True, timeout=300, check=False
    )
    sys.stdout.write(done.stdout)
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def run_block(begin: str, names: Mapping[str, str], typed: str = "") -> None:
    """All commands of the block that begins so."""
    for line in lines_of(block_that_begins(begin)):
        run_line(line, names, typed)


def _run_here(line: str, typed: str) -> int:
    found = REDIRECTION.search(line)
    sign, place = found.groups() if found else (None, "")
    words = shlex.split(line[: found.start()] if found else line)
    given = Path(place).read_text(encoding="utf-8") if sign == "<" else typed
    with contextlib.ExitStack() as stack:
        if sign == ">":
            stack.enter_context(_printing_to(Path(place)))
        stack.enter_context(_reading(given))
        return run(words[1:], Wiring())


@contextlib.contextmanager
def _printing_to(file: Path) -> Iterator[None]:
    """All that this process prints goes to a file, whatever it writes with."""
    sys.stdout.flush()
    kept = os.dup(1)
    with file.open("w", encoding="utf-8") as target, contextlib.redirect_stdout(target):
        os.dup2(target.fileno(), 1)
        try:
            yield
            target.flush()
        finally:
            os.dup2(kept, 1)
            os.close(kept)


@contextlib.contextmanager
def _reading(text: str) -> Iterator[None]:
    """What this process reads at its input."""
    kept, sys.stdin = sys.stdin, io.StringIO(text)
    try:
        yield
    finally:
        sys.stdin = kept
