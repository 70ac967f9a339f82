"""Words that people look for."""

from __future__ import annotations

import pytest

from tiercel.model.lists.words import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("-_ .", ()),
        ("company.team_a", ("company", "team", "a")),
        ("  Žluťoučký kůň-2 ", ("žluťoučký", "kůň", "2")),
        ("a*b", ("a", "b")),
    ],
)
def test_all_but_letters_and_digits_separates(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected
