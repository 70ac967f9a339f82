"""Executions of schedules that began late, as the API shows them."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.model.state import StateType
from tiercel.service.executions.reports.late import LateExecution, LateExecutions
from tiercel.web.views.view import Date, View, given


class LateExecutionView(View, frozen=True, kw_only=True):
    """An execution of a schedule: its date, and how many seconds later it first ran.

    Without `beganDate` it still waits. With `madeUp` the next date of the schedule had passed as
    well when it was created: it was backfilled, or made up for what was missed.
    """

    id: str
    namespace: str
    flow_id: str
    trigger_id: str | UnsetType = UNSET
    state: StateType
    date: Date
    created_date: Date
    began_date: Date | UnsetType = UNSET
    seconds: float
    made_up: bool


class LateExecutionsView(View, frozen=True):
    """The latest first, of `late` ones; `read` of `total` executions were looked at."""

    results: list[LateExecutionView]
    late: int
    read: int
    total: int


def late_executions_view(found: LateExecutions) -> LateExecutionsView:
    """How late each execution began."""
    return LateExecutionsView(
        list(map(_late_view, found.rows)), found.late, found.read, found.total
    )


def _late_view(late: LateExecution) -> LateExecutionView:
    execution = late.execution
    return LateExecutionView(
        id=execution.id,
        namespace=execution.namespace,
        flow_id=execution.flow_id,
        trigger_id=UNSET if execution.trigger is None else execution.trigger.id,
        state=execution.current,
        date=late.date,
        created_date=execution.state.start,
        began_date=given(late.began),
        seconds=late.seconds,
        made_up=late.is_made_up,
    )
