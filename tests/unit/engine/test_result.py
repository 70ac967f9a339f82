"""What a list of task runs adds up to."""

from __future__ import annotations

import pytest

from tests.build import a_task
from tiercel.engine.index import Scope
from tiercel.engine.result import guess, softened
from tiercel.model.state import StateType

S = StateType


@pytest.mark.parametrize(
    ("scope", "state"),
    [
        (Scope(), S.SUCCESS),
        (Scope(members=3, ended=3), S.SUCCESS),
        (Scope(paused=1), S.PAUSED),
        (Scope(paused=1, warned=1), S.WARNING),
        (Scope(paused=1, warned=1, failed=1), S.FAILED),
        (Scope(paused=1, warned=1, failed=1, killed=1), S.KILLED),
    ],
)
def test_the_worst_member_decides(scope: Scope, state: StateType) -> None:
    assert guess(scope) is state


@pytest.mark.parametrize(
    ("allow_failure", "allow_warning", "given", "state"),
    [
        (False, False, S.FAILED, S.FAILED),
        (True, False, S.FAILED, S.WARNING),
        (True, True, S.FAILED, S.SUCCESS),
        (False, True, S.FAILED, S.FAILED),
        (False, True, S.WARNING, S.SUCCESS),
        (True, False, S.WARNING, S.WARNING),
        (True, True, S.KILLED, S.KILLED),
        (True, True, S.CANCELLED, S.CANCELLED),
    ],
)
def test_a_task_softens_its_own_state(
    allow_failure: bool, allow_warning: bool, given: StateType, state: StateType
) -> None:
    task = a_task(allow_failure=allow_failure, allow_warning=allow_warning)
    assert softened(task, given) is state
