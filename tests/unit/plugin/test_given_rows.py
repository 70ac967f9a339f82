"""Rows of the property `from`."""

from __future__ import annotations

import pytest

from tiercel.model.errors import IllegalArgument
from tiercel.plugin import Json, PluginError
from tiercel.plugin.services.given_rows import rows_given
from tiercel.testing import FakeContext, World

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/a.ion"


def rows_of(given: Json, content: bytes = b"") -> list[Json]:
    return list(rows_given(FakeContext(World(stored={FILE: content})), given))


@pytest.mark.parametrize("given", [FILE, f" {FILE}\n", '[{"a": 1}, [2]]', [{"a": 1}, [2]]])
def test_rows_are_those_of_a_file_or_of_a_list(given: Json) -> None:
    assert rows_of(given, b'{"a":1}\n\nnull\n[2]\n') == [{"a": 1}, [2]]


def test_a_map_is_one_row() -> None:
    assert rows_of({"a": 1}) == rows_of('{"a": 1}') == [{"a": 1}]


@pytest.mark.parametrize("given", ["text", 3, None])
def test_something_else_is_refused(given: Json) -> None:
    with pytest.raises(PluginError, match="`from` must be the address of a stored file"):
        rows_of(given)


def test_a_line_that_is_no_row_is_told_with_its_number() -> None:
    with pytest.raises(IllegalArgument, match=r"^Line 3 of the file is not Ion: "):
        rows_of(FILE, b'{"a":1}\n\n{a:\n')
