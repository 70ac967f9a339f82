"""Executions and what they consist of."""

from __future__ import annotations

import gc

from tests.build import a_task_run


def test_the_collector_does_not_look_at_task_runs() -> None:
    run = a_task_run(outputs={"value": "text"})
    parts = [run, run.state, *run.state.histories, *run.attempts]
    assert not any(map(gc.is_tracked, parts))
