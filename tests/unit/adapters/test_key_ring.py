"""Envelopes around secrets: what opens them, and what does not."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import pytest

from tiercel.adapters.key_ring import AesKeyRing, KeySource
from tiercel.model.errors import IllegalArgument, Unavailable
from tiercel.model.json_types import Json

PLACE = ("company.team", "TOKEN")


def a_source(first: int, size: int = 32) -> KeySource:
    key = bytes(range(first, first + size))
    return KeySource("the test", base64.b64encode(key).decode())


def a_ring(*firsts: int) -> AesKeyRing:
    return AesKeyRing([a_source(first) for first in firsts])


def changed(envelope: Mapping[str, Json], name: str, place: int) -> Json:
    raw = bytearray(base64.b64decode(envelope[name]))
    raw[place] ^= 1
    return {**envelope, name: base64.b64encode(raw).decode()}


@pytest.mark.parametrize("size", [16, 24, 32])
@pytest.mark.parametrize("text", ["s", "s3cr3t", "ä\0" * 1_000, "\n"])
def test_a_text_comes_back(size: int, text: str) -> None:
    envelope = AesKeyRing([a_source(0, size)]).seal(PLACE, text)
    assert AesKeyRing([a_source(0, size)]).open(PLACE, envelope) == text


def test_equal_texts_look_different_and_lengths_alike() -> None:
    ring = a_ring(0)
    first, again, longer = (ring.seal(PLACE, text) for text in ("secret", "secret", "secret-7"))
    assert first["sealed"] != again["sealed"]
    assert first["data_key"] != again["data_key"]
    assert len(first["sealed"]) == len(longer["sealed"])
    assert len(ring.seal(PLACE, "x" * 40)["sealed"]) > len(first["sealed"])


@pytest.mark.parametrize(
    "place", [("company", "TOKEN"), ("company.team", "OTHER"), ("company.teamTOKEN", "")]
)
def test_an_envelope_opens_in_its_place_only(place: tuple[str, str]) -> None:
    ring = a_ring(0)
    envelope = ring.seal(PLACE, "s3cr3t")
    with pytest.raises(Unavailable, match="belongs elsewhere"):
        ring.open(place, envelope)


def test_the_parts_of_two_envelopes_do_not_fit() -> None:
    ring = a_ring(0)
    first, second = ring.seal(PLACE, "one"), ring.seal(PLACE, "two")
    with pytest.raises(Unavailable):
        ring.open(PLACE, {**first, "sealed": second["sealed"]})


@pytest.mark.parametrize("name", ["data_key", "sealed"])
def test_a_changed_bit_is_noticed_anywhere(name: str) -> None:
    ring = a_ring(0)
    envelope = ring.seal(PLACE, "s3cr3t")
    for place in range(len(base64.b64decode(envelope[name]))):
        with pytest.raises(Unavailable):
            ring.open(PLACE, changed(envelope, name, place))


@pytest.mark.parametrize("shut", [None, "", "no base64!", "AAAA"])
def test_what_is_no_envelope_does_not_open(shut: Json) -> None:
    ring = a_ring(0)
    envelope = ring.seal(PLACE, "s3cr3t")
    for name in ("data_key", "sealed"):
        with pytest.raises(Unavailable):
            ring.open(PLACE, {**envelope, name: shut})


def test_a_missing_key_is_named() -> None:
    envelope = a_ring(0).seal(PLACE, "s3cr3t")
    (key_id,) = a_ring(0).key_ids
    with pytest.raises(Unavailable, match=key_id) as caught:
        a_ring(100).open(PLACE, envelope)
    assert "TOKEN of namespace 'company.team'" in caught.value.message


def test_a_new_key_wraps_what_an_old_one_did() -> None:
    old, both, new = a_ring(0), a_ring(100, 0), a_ring(100)
    envelope = old.seal(PLACE, "s3cr3t")
    assert both.open(PLACE, envelope) == "s3cr3t"
    again = both.wrap_again(PLACE, envelope)
    assert again["sealed"] == envelope["sealed"]
    assert new.open(PLACE, again) == "s3cr3t"
    assert both.wrap_again(PLACE, again) == again
    with pytest.raises(Unavailable):
        old.open(PLACE, again)


def test_ids_are_those_of_the_keys() -> None:
    assert a_ring(0, 100).key_ids == (*a_ring(0).key_ids, *a_ring(100).key_ids)
    assert a_ring(0, 0).key_ids == a_ring(0).key_ids


def test_what_is_no_key_is_refused_and_not_shown() -> None:
    source = KeySource("the variable K", "bm8ga2V5")
    with pytest.raises(IllegalArgument, match="the variable K must hold 16, 24 or 32 bytes"):
        AesKeyRing([source])
    assert "bm8ga2V5" not in repr(source)
