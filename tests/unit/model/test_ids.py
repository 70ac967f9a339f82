"""Ids: the same seed gives the same stream, and no two streams meet."""

from __future__ import annotations

from tiercel.model.ids import ID_LENGTH, Ids, friendly_id


def test_the_same_step_gets_the_same_ids() -> None:
    first, again = Ids("e", 1, 2), Ids("e", 1, 2)
    assert [first.next() for _ in range(3)] == [again.next() for _ in range(3)]


def test_other_steps_get_other_ids() -> None:
    streams = [Ids("e", 1), Ids("e", 2), Ids("e", 1, 1), Ids("f", 1)]
    assert len({stream.next() for stream in streams for _ in range(2)}) == 8


def test_every_number_is_22_characters() -> None:
    assert friendly_id(0) == "0" * ID_LENGTH
    assert friendly_id(61) == "0" * (ID_LENGTH - 1) + "z"
    assert len(friendly_id(2**128 - 1)) == ID_LENGTH
