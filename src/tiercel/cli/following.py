"""What a command waits for at a server: entries of a log, and states, until an execution ends."""

from __future__ import annotations

import time
from collections.abc import Iterator

import msgspec

from tiercel.cli.api.executions import ExecutionView, GetExecution, LogEntryView, ReadLog
from tiercel.cli.client import Client
from tiercel.model.limits import LOG_WINDOW_MAX
from tiercel.model.state import TERMINATED

# Between two looks at an execution that has not ended: more each time, up to the last.
_PAUSES_SECONDS = (0.1, 0.2, 0.5, 1.0)


class News(msgspec.Struct, frozen=True):
    """The newest state of an execution, and what its log has got since the last news."""

    execution: ExecutionView
    entries: Iterator[LogEntryView]


def news(client: Client, execution_id: str, level: str, *, follows: bool = True) -> Iterator[News]:
    """News until the execution has ended; only once unless it `follows`.

    Shapes: entries are of that level or a higher one, in the order in which they were written; they
    are read when they are asked for, all of them before the next news. Raises: ServerRefused for an
    unknown execution, Unavailable.
    """
    log = _Log(client, execution_id, level)
    count = 0
    while True:
        # Looked at before the log: what is written until then is in it.
        execution = client.call(GetExecution(execution_id=execution_id))
        yield News(execution, log.more())
        if not follows or execution.state.current in TERMINATED:
            return
        time.sleep(_PAUSES_SECONDS[min(count, len(_PAUSES_SECONDS) - 1)])
        count += 1


class _Log:
    """The log of an execution, read on from where it was left."""

    def __init__(self, client: Client, execution_id: str, level: str) -> None:
        self._client = client
        self._ask = ReadLog(
            execution_id=execution_id, min_level=level, after=0, limit=LOG_WINDOW_MAX
        )

    def more(self) -> Iterator[LogEntryView]:
        """What it has got since."""
        while entries := self._client.call(self._ask):
            yield from entries
            last = entries[-1].number or self._ask.after
            self._ask = msgspec.structs.replace(self._ask, after=last)
