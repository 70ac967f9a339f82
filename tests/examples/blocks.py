"""`python -m tests.examples.blocks`: every block of code of the documents, and what keeps it true.

A block is run by a test as it is written, read by the part of the server that would read it, or has
its reason here why neither is done.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "docs/**/*.md", "examples/**/README.md")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
DRAWING = re.compile("[─│┌┐└┘▶▼◀]")

# Page and kinds -> the test that runs these blocks as they are written.
RUN: Mapping[tuple[str, str], str] = {
    ("docs/tutorial.md", "yaml sh text"): "tests/examples/test_documents.py",
    ("docs/first.md", "yaml sh text"): "tests/examples/test_documents.py",
    ("docs/howto.md", "yaml sh text"): "tests/examples/test_documents.py",
    ("docs/expressions.md", "twig text"): "tests/unit/expr/test_reference.py",
    ("examples/acme_tiercel/README.md", "sh"): "tests/unit/plugin/test_example_package.py",
    ("examples/*/README.md", "sh text"): "tests/examples/test_examples.py",
}
# What a block begins with -> the test that runs it, where it is one among others of its page.
RUN_ALONE: Mapping[str, str] = {
    "# 1. Store a flow.": "tests/e2e/test_readme.py",
    '"""Acme tasks': "tests/unit/plugin/test_plugins_page.py",
    "from collections.abc import AsyncIterator": "tests/unit/plugin/test_plugins_page.py",
    "from acme_tiercel import Wait": "tests/unit/plugin/test_plugins_page.py",
}
# What a block that nothing reads begins with -> why.
REASONS: Mapping[str, str] = {
    "location / {": "nginx is not everywhere: tests/proxies start it where it is installed",
    "for number, order in": "a part of a task, whose names it uses",
    "kestra:\n  repository:\n    type: acme": "needs the package that the block before it declares",
    "kestra:\n  secret:\n    type: aws-secret-manager": "needs the family aws, whose tests read it",
    "kestra:\n  secret:\n    type: google-secret-manager": "needs the family gcp, as the one above",
    "helm upgrade": "a cluster is needed: tests/deploy render the chart",
    "No user owns this server": "a line of a log with a code made at random: tests/api/test_set_up",
}


class Block(msgspec.Struct, frozen=True):
    """A block of a page: where it begins, the language that it names, its lines."""

    page: str
    line: int
    kind: str
    text: str

    @property
    def name(self) -> str:
        """Where it is, as editors open it."""
        return f"{self.page}:{self.line}"


def blocks() -> Iterator[Block]:
    """All blocks, page by page."""
    for pattern in PAGES:
        for path in sorted(ROOT.glob(pattern)):
            text = path.read_text(encoding="utf-8")
            for found in FENCED.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                yield Block(path.relative_to(ROOT).as_posix(), line, found[1], found[2])


def runner_of(block: Block) -> str | None:
    """The test that runs it as it is written."""
    for (page, kinds), test in RUN.items():
        if fnmatchcase(block.page, page) and block.kind in kinds.split():
            return test
    return _beginning(RUN_ALONE, block)


def reason_of(block: Block) -> str | None:
    """Why nothing runs or reads it."""
    if not block.kind and DRAWING.search(block.text):
        return "a drawing"
    return _beginning(REASONS, block)


def _beginning(known: Mapping[str, str], block: Block) -> str | None:
    return next((text for begin, text in known.items() if block.text.startswith(begin)), None)


def main() -> None:
    """Print a line for each block, then how many there are of each sort."""
    counts: Counter[str] = Counter()
    for block in blocks():
        runner, reason = runner_of(block), reason_of(block)
        sort = "run" if runner else "left" if reason else "read"
        counts[sort] += 1
        how = runner or reason or "tests/examples/test_blocks.py"
        sys.stdout.write(f"{sort}\t{block.name}\t{block.kind}\t{how}\n")
    sys.stdout.write(", ".join(f"{count} {sort}" for sort, count in sorted(counts.items())) + "\n")


if __name__ == "__main__":
    main()
