"""Texts are cleaned so that every store can hold them."""

from __future__ import annotations

import pytest

from tiercel.model.text import bounded, storable, valid_unicode

HARMLESS = ["", "abc", "a\nb\t", "žluťoučký", "😀 \u202eabc", "'\"`;--", "\ufffe\uffff"]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_every_store_holds_stays_as_it_is(text: str) -> None:
    assert valid_unicode(text) == text
    assert storable(text) == text
    assert bounded(text, 100) == text


def test_halves_of_pairs_and_zero_characters_are_replaced() -> None:
    assert valid_unicode("a\ud800b\x00\udfff") == "a?b\x00?"
    assert storable("a\ud800b\x00\udfffž") == "a?b\ufffd?ž"


def test_a_long_text_is_cut_to_its_bound() -> None:
    assert bounded("x" * 11, 10) == "x" * 9 + "…"
    assert bounded("\x00" * 11, 10) == "\ufffd" * 9 + "…"
    assert bounded("x" * 10, 10) == "x" * 10
