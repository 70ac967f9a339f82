"""What charts ask of tables, the same for every dialect."""

from __future__ import annotations

from tiercel.adapters.analysis import SECOND
from tiercel.model.lists.analysis import Source, TimeUnit

TABLES = {
    Source.EXECUTIONS: "executions",
    Source.LOGS: "logs",
    Source.METRICS: "metrics",
    Source.FLOWS: "flows",
    Source.TRIGGERS: "triggers",
}
_DAY = 86_400
_WIDTHS = {TimeUnit.MINUTE: 60, TimeUnit.HOUR: 3_600, TimeUnit.DAY: _DAY, TimeUnit.WEEK: 7 * _DAY}
# 1970 began on a Thursday, three days after the start of its week.
_SHIFTS = {TimeUnit.WEEK: 3 * _DAY}


def start_of_bucket(local: str, unit: TimeUnit) -> str:
    """Where the bucket begins that a local time is in, of a unit that is always as long.

    Shapes: `local` is an expression in microseconds, and so is the answer.
    """
    shifted = f"({local} + {_SHIFTS[unit] * SECOND})" if unit in _SHIFTS else local
    return f"({local} - {shifted} % {_WIDTHS[unit] * SECOND})"
