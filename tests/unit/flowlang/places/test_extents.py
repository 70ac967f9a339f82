"""Where things end that are known by where they begin."""

from __future__ import annotations

import pytest

from tiercel.flowlang.paths import SourcePosition
from tiercel.flowlang.source import parse

SOURCE = "id: 'my flow'  # name\ntasks:\n  - message: |\n      one\n      two\n  - [a b, c]\n"


@pytest.mark.parametrize(
    ("place", "end"),
    [
        ((1, 1), (1, 3)),
        ((1, 5), (1, 14)),
        ((2, 1), (2, 6)),
        ((3, 14), (3, 15)),
        ((6, 6), (6, 9)),
        ((1, 18), (1, 22)),
        ((9, 1), (9, 1)),
        ((0, 0), (0, 0)),
    ],
)
def test_a_key_or_value_ends_on_its_line_and_elsewhere_a_word(
    place: tuple[int, int], end: tuple[int, int]
) -> None:
    assert parse(SOURCE).end_of(SourcePosition(*place)) == end


def test_a_source_that_is_no_yaml_has_words() -> None:
    assert parse("id: [first").end_of(SourcePosition(1, 6)) == (1, 11)
