"""Histories of states: what is current, when it began and ended, how long it lasted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.build import a_state, at
from tiercel.model.state import StateType, new_state


def test_entering_the_current_state_again_changes_nothing() -> None:
    state = a_state("CREATED", "RUNNING")
    assert state.moved(StateType.RUNNING, at(9)) is state


def test_a_move_adds_to_the_history() -> None:
    state = new_state(StateType.CREATED, at(0)).moved(StateType.RUNNING, at(2))
    assert (state.current, state.start, state.last) == (StateType.RUNNING, at(0), at(2))


@pytest.mark.parametrize(
    ("states", "end"),
    [
        (("CREATED", "RUNNING"), None),
        (("CREATED", "RUNNING", "SUCCESS"), at(2)),
        (("CREATED", "PAUSED"), at(1)),
    ],
)
def test_an_ended_or_paused_state_has_an_end(states: tuple[str, ...], end: object) -> None:
    assert a_state(*states).end == end


def test_a_duration_goes_to_the_last_entry_or_to_now() -> None:
    assert a_state("CREATED").duration(at(5)) == timedelta(seconds=5)
    assert a_state("CREATED", "RUNNING").duration(at(5)) == timedelta(seconds=1)


def test_no_duration_is_negative() -> None:
    assert a_state("CREATED", since=9).duration(at(5)) == timedelta(0)
