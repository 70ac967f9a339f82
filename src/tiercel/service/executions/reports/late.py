"""How long after it was to begin an execution began; schedules that began late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from tiercel.model.execution import Execution
from tiercel.model.limits import LATE_EXECUTIONS_MAX, LATE_ROWS_MAX
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.state import StateType
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store
from tiercel.service.executions.executions import checked, recent
from tiercel.service.triggers.past_dates import date_of, moment_of

_WINDOW = timedelta(days=1)


class LateExecution(msgspec.Struct, frozen=True):
    """An execution of a schedule without its task runs, and how late it began.

    Shapes: `began` is when it first ran, None while it waits; `seconds` are from its date until
    then, or until now. With `is_made_up` the next date of the schedule had passed as well: it was
    backfilled, or made up for what was missed.
    """

    execution: Execution
    date: datetime
    began: datetime | None
    seconds: float
    is_made_up: bool


class LateExecutions(msgspec.Struct, frozen=True):
    """The latest first; `read` of `total` executions that triggers started were looked at."""

    rows: tuple[LateExecution, ...]
    late: int
    read: int
    total: int


class Lateness:
    """Looks at the newest executions that triggers started."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def find(self, filters: Sequence[Filter], least_s: float) -> LateExecutions:
        """Those that began so late at least, of the last day unless a date is given."""
        now = self._clock.now()
        # Whatever a trigger started has the id of the trigger.
        triggered = Filter("triggerId", Operation.STARTS_WITH, "")
        async with self._store.transaction() as tx:
            asked = await checked(tx, (*recent(filters, now - _WINDOW), triggered))
            page = await tx.executions.find_heads(Query(asked, size=LATE_EXECUTIONS_MAX))
        judged = (lateness(each, now) for each in page.results)
        late = [each for each in judged if each is not None and each.seconds >= least_s]
        late.sort(key=lambda each: each.seconds, reverse=True)
        return LateExecutions(tuple(late[:LATE_ROWS_MAX]), len(late), len(page.results), page.total)


def lateness(execution: Execution, now: datetime) -> LateExecution | None:
    """How late an execution began.

    None of one that no schedule started, that never ran, or that ran again what another had run.
    """
    if execution.original_id != execution.id:
        return None
    date = date_of(execution)
    if date is None:
        return None
    began = _began(execution)
    if began is None and execution.state.is_terminated:
        return None
    variables = {} if execution.trigger is None else execution.trigger.variables
    following = moment_of(variables.get("next"))
    return LateExecution(
        execution,
        date,
        began,
        ((began or now) - date).total_seconds(),
        is_made_up=following is not None and following <= execution.state.start,
    )


def start_delay(execution: Execution, now: datetime) -> float | None:
    """Seconds from when an execution was to begin until it first ran.

    That is the date of a schedule unless it was made up for, else when it was asked for. None of
    one that has not run, or that ran again what another had run.
    """
    began = _began(execution)
    if began is None or execution.original_id != execution.id:
        return None
    late = lateness(execution, now)
    if late is not None and not late.is_made_up:
        return late.seconds
    return (began - execution.state.start).total_seconds()


def _began(execution: Execution) -> datetime | None:
    """When it first ran."""
    states = execution.state.histories
    return next((each.date for each in states if each.state is StateType.RUNNING), None)
