"""What a command waits for at a server: entries of a log, and states, until an execution ends."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tiercel.cli.api.executions import ExecutionView, GetExecution, LogEntryView, ReadLog
from tiercel.cli.client import Client
from tiercel.model.limits import LOG_WINDOW_MAX
from tiercel.model.state import TERMINATED

_POLL_SECONDS = 0.5  # Between two looks at an execution that has not ended.


def states(client: Client, execution_id: str) -> Iterator[ExecutionView]:
    """The execution again and again, at last as it ended. Raises: ServerRefused, Unavailable."""
    while True:
        execution = client.call(GetExecution(execution_id=execution_id))
        yield execution
        if execution.state.current in TERMINATED:
            return
        time.sleep(_POLL_SECONDS)


def log_entries(
    client: Client, execution_id: str, level: str, *, follows: bool
) -> Iterator[LogEntryView]:
    """The entries of that level or a higher one, in the order in which they were written.

    With `follows` those as well that come before the execution ends. Raises: ServerRefused for an
    unknown execution, Unavailable.
    """
    after = 0
    while True:
        # Looked at before the log: what is written until then is in it.
        execution = client.call(GetExecution(execution_id=execution_id, task_runs=False))
        while entries := client.call(
            ReadLog(execution_id=execution_id, min_level=level, after=after, limit=LOG_WINDOW_MAX)
        ):
            yield from entries
            after = entries[-1].number or after
        if not follows or execution.state.current in TERMINATED:
            return
        time.sleep(_POLL_SECONDS)
