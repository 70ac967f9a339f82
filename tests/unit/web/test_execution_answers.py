"""Executions as answers: the same whether small or large, and large ones in a thread."""

from __future__ import annotations

import threading
from typing import Any

import msgspec
import pytest

from tests.build import a_task_run, an_execution, at
from tiercel.model.execution import Execution
from tiercel.web import execution_answers
from tiercel.web.execution_answers import (
    execution_answer,
    execution_raw,
    executions_answer,
    is_large,
)
from tiercel.web.views.execution import execution_view, short_execution_view


def with_runs(count: int, outputs: dict[str, Any] | None = None) -> Execution:
    execution = an_execution()
    made = [a_task_run(f"t{n}", seq=n, outputs=outputs or {}) for n in range(count)]
    runs = {run.id: run for run in made}
    task_runs = type(execution.task_runs)(runs)
    return msgspec.structs.replace(execution, task_runs=task_runs)


@pytest.mark.parametrize("count", [0, 1, 3, 2_000])
async def test_a_large_answer_is_as_a_small_one(count: int) -> None:
    execution = with_runs(count)
    response = await execution_answer(execution, at(9), url="u", status=201)
    expected = execution_view(execution, at(9), url="u")
    assert response.status_code == 201
    assert msgspec.json.decode(response.body) == msgspec.json.decode(msgspec.json.encode(expected))
    assert bytes(await execution_raw(execution, at(9))) == msgspec.json.encode(
        execution_view(execution, at(9))
    )


@pytest.mark.parametrize("count", [1, 2_000])
async def test_lists_are_the_same(count: int) -> None:
    executions = [with_runs(count), with_runs(1)]
    found = msgspec.json.decode((await executions_answer(executions, at(9))).body)
    expected = [execution_view(each, at(9)) for each in executions]
    assert found == msgspec.json.decode(msgspec.json.encode(expected))
    page = msgspec.json.decode((await executions_answer(executions, at(9), total=7)).body)
    assert page == {"results": found, "total": 7}


async def test_a_list_may_be_empty() -> None:
    assert (await executions_answer([], at(9))).body == b"[]"
    assert (await executions_answer([], at(9), total=0)).body == b'{"results":[],"total":0}'


async def test_slim_rows_have_no_task_runs() -> None:
    answer = await executions_answer([with_runs(5)], at(9), is_slim=True)
    (row,) = msgspec.json.decode(answer.body)
    assert not {"taskRunList", "metadata", "variables"} & row.keys()
    assert row["state"]["current"] == "RUNNING"
    assert msgspec.to_builtins(short_execution_view(with_runs(5), at(9))).keys() == row.keys()


@pytest.mark.parametrize(
    ("execution", "expected"),
    [
        (with_runs(10), False),
        (with_runs(10, {"text": "x" * 1_000}), False),
        (with_runs(1_000), True),
        (with_runs(2, {"text": "x" * 1_000_000}), True),
        (with_runs(1, {"deep": [[[list(range(10_000))]]]}), True),
    ],
)
def test_what_is_large(execution: Execution, expected: bool) -> None:
    assert is_large([execution]) is expected


@pytest.mark.parametrize(("count", "is_in_thread"), [(1, False), (2_000, True)])
async def test_large_ones_are_made_in_a_thread(
    count: int, is_in_thread: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()

    def noting(*arguments: Any, **options: Any) -> Any:
        threads.add(threading.get_ident())
        return execution_view(*arguments, **options)

    monkeypatch.setattr(execution_answers, "execution_view", noting)
    await execution_answer(with_runs(count), at(9))
    assert threads
    assert (threading.get_ident() not in threads) is is_in_thread
