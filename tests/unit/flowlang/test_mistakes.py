"""Typical mistakes in flows, one file each: what is said, where, and which advice is given.

The lines that begin with `#>` say what is expected of the rest of the file; they count as lines
of the source, too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.flowlang.catalog_fake import FakeCatalog
from tiercel.flowlang.check_flow import check_document
from tiercel.flowlang.source import parse
from tiercel.model.errors import Violation

FILES = sorted((Path(__file__).parent / "mistakes").glob("*.yaml"))


def described(found: Violation) -> list[str]:
    lines = [
        f"#> path: {found.path}",
        f"#> message: {found.message}",
        f"#> at: {found.line}:{found.column}",
    ]
    return [*lines, f"#> hint: {found.hint}"] if found.hint else lines


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_mistake_is_explained(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    expected = [line for line in source.splitlines() if line.startswith("#>")]
    found = check_document(parse(source), FakeCatalog())
    assert [line for each in found for line in described(each)] == expected


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 60
