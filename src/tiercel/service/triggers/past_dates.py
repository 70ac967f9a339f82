"""The dates of a schedule that executions have run already."""

from __future__ import annotations

from datetime import datetime

from tiercel.model.errors import IllegalArgument
from tiercel.model.execution import Execution
from tiercel.model.limits import BACKFILL_SUCCEEDED_MAX
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.state import StateType
from tiercel.ports.store import Store
from tiercel.service.executions.executions import shown

_SUCCEEDED = Filter("state", Operation.IN, [StateType.SUCCESS, StateType.WARNING])
_PAGE = 2_000


def date_of(execution: Execution) -> datetime | None:
    """The date for which a schedule started it; None of those that no schedule started."""
    variables = {} if execution.trigger is None else execution.trigger.variables
    return execution.schedule_date or moment_of(variables.get("date"))


def moment_of(text: object) -> datetime | None:
    """A date of a schedule; other triggers may mean something else by the word."""
    if not isinstance(text, str):
        return None
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return date if date.tzinfo is not None else None


async def succeeded_dates(
    store: Store, trigger_id: tuple[str, str, str], start: datetime
) -> frozenset[datetime]:
    """The dates since `start` for which an execution of the trigger ended well, or with warnings.

    Raises: IllegalArgument where more than BACKFILL_SUCCEEDED_MAX executions did.
    """
    namespace, flow_id, name = trigger_id
    # An execution begins when its date has come, or later.
    filters = shown(
        (
            Filter("namespace", Operation.EQUALS, namespace),
            Filter("flowId", Operation.EQUALS, flow_id),
            Filter("triggerId", Operation.EQUALS, name),
            Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, start),
            _SUCCEEDED,
        )
    )
    dates: set[datetime] = set()
    for number in range(1, BACKFILL_SUCCEEDED_MAX // _PAGE + 1):
        async with store.transaction() as tx:
            page = await tx.executions.find_heads(Query(filters, page=number, size=_PAGE))
        if page.total > BACKFILL_SUCCEEDED_MAX:
            raise IllegalArgument(
                f"{page.total} executions of trigger {name} have succeeded since then:"
                f" dates can be skipped among {BACKFILL_SUCCEEDED_MAX} at most."
            )
        dates.update(date for each in page.results if (date := date_of(each)) is not None)
        if len(page.results) < _PAGE:
            break
    return frozenset(dates)
