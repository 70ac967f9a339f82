"""Operations that read what the pages of executions show beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec

from tiercel.model.access import (
    SEEN,
    Actor,
    Permission,
    Resource,
    in_namespace,
    of_execution,
    of_executions,
    of_flows,
    what_matches,
)
from tiercel.model.authorization.grants import EVERYWHERE, namespaces_below
from tiercel.model.limits import (
    ATTENTION_ROWS_MAX,
    ITERATION_LOGS_MAX,
    ITERATION_ROWS_MAX,
    TRIGGER_OVERDUE_S,
)
from tiercel.model.lists.analysis import Aggregation, Analysis, Measure, Source
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.request import Request
from tiercel.model.state import StateType
from tiercel.service.attention import Attention, Seen
from tiercel.service.executions.changes import Change
from tiercel.service.executions.executions import checked
from tiercel.service.executions.failures import ExecutionRow
from tiercel.service.executions.iterations import Iteration, IterationQuery
from tiercel.service.executions.reports.comparisons import Comparison
from tiercel.service.executions.reports.error_groups import ErrorGroups
from tiercel.service.executions.reports.late import LateExecutions
from tiercel.service.executions.reports.side_by_side import SideBySide
from tiercel.service.executions.usual import Spread, UsualDurations
from tiercel.service.executions.waits import Waiting
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_LIST = Permission(Resource.EXECUTION, "LIST")
_LIST_TRIGGERS = Permission(Resource.TRIGGER, "LIST")
_LIST_FLOWS = Permission(Resource.FLOW, "LIST")


class FindExecutionRows(Request[Page[ExecutionRow]], frozen=True, kw_only=True):
    """As `FindExecutions`, without task runs, and with the failure of each row that failed."""

    query: Query


class FollowChanges(Request[AsyncIterator[Change]], frozen=True, kw_only=True):
    """The news of an execution; `seen` is the version that whoever asks knows already."""

    execution_id: str
    seen: int | None = None


class GroupErrors(Request[ErrorGroups], frozen=True, kw_only=True):
    """Failed executions that match, by task and error; of the last week unless a date is given.

    Each group is counted in so many `buckets` of time, in none by default.
    """

    filters: tuple[Filter, ...] = ()
    buckets: int = 0


class FindLate(Request[LateExecutions], frozen=True, kw_only=True):
    """Executions of schedules that match and began `least_s` late; of the last day unless dated."""

    filters: tuple[Filter, ...] = ()
    least_s: float = TRIGGER_OVERDUE_S


class CountStates(Request[dict[StateType, int]], frozen=True, kw_only=True):
    """How many executions that match are in each state; hidden kinds as in `FindExecutions`."""

    filters: tuple[Filter, ...] = ()


class FindIterations(Request[Page[Iteration]], frozen=True, kw_only=True):
    """Iterations of the Loops of an execution, failed ones first: see `IterationQuery`."""

    execution_id: str
    states: tuple[StateType, ...] = ()
    page: int = 1
    size: int = 25
    logs: int = 0
    log_filters: tuple[Filter, ...] = ()


class ExplainWaiting(Request[Waiting], frozen=True, kw_only=True):
    """Why an execution and its task runs wait, with numbers; why it failed, with its errors."""

    execution_id: str


class CompareExecution(Request[Comparison], frozen=True, kw_only=True):
    """What changed since the last success of the flow."""

    execution_id: str


class CompareSides(Request[SideBySide], frozen=True, kw_only=True):
    """Two executions, of one flow or of two; `ids` are those of the left and the right side."""

    ids: tuple[str, str]


class UsualDurationsOf(Request[UsualDurations], frozen=True, kw_only=True):
    """How long the last so many good executions of a flow and its tasks took."""

    namespace: str
    flow_id: str
    last: int = 50


class UsualDurationsOfFlows(Request[dict[tuple[str, str], Spread]], frozen=True, kw_only=True):
    """How long the last so many good executions of each flow took.

    Shapes: pairs of namespace and id.
    """

    flows: tuple[tuple[str, str], ...]
    last: int = 20


class ShowAttention(Request[Attention], frozen=True, kw_only=True):
    """What needs somebody now; a flow that failed `in_a_row` times does.

    Besides, what fails most, runs longest and comes next. With `namespace` of that one and those
    below it; workers are of none.
    """

    in_a_row: int = 3
    namespace: str | None = None


@operation("execution.rows", allows=_LIST, scope=what_matches())
async def rows(deps: Services, actor: Actor, ask: FindExecutionRows) -> Page[ExecutionRow]:
    """As the filters say."""
    return await deps.failures.rows(ask.query)


@operation(
    "execution.changes", allows=Permission(Resource.EXECUTION, "FOLLOW"), scope=of_execution()
)
async def changes(deps: Services, actor: Actor, ask: FollowChanges) -> AsyncIterator[Change]:
    """Raises: NotFound when it does not appear within a moment."""
    return await deps.changes.follow(ask.execution_id, ask.seen)


@operation("execution.errors", allows=_LIST, scope=what_matches("filters"))
async def errors(deps: Services, actor: Actor, ask: GroupErrors) -> ErrorGroups:
    """The newest of them, up to a bound."""
    return await deps.errors.of(ask.filters, ask.buckets)


@operation("execution.late", allows=_LIST, scope=what_matches("filters"))
async def late(deps: Services, actor: Actor, ask: FindLate) -> LateExecutions:
    """The latest first, among the newest executions that triggers started, up to a bound."""
    return await deps.lateness.find(ask.filters, ask.least_s)


@operation("execution.states", allows=_LIST, scope=what_matches("filters"))
async def states(deps: Services, actor: Actor, ask: CountStates) -> dict[StateType, int]:
    """In the order of states; those that none is in are left out."""
    measures = (Measure("STATE"), Measure(aggregation=Aggregation.COUNT))
    async with deps.ports.store.transaction() as tx:
        analysis = Analysis(Source.EXECUTIONS, measures, await checked(tx, ask.filters))
        found: dict[str, int] = dict(await tx.analytics.rows(analysis))
    return {state: found[state] for state in StateType if state in found}


@operation("execution.waiting", allows=Permission(Resource.EXECUTION, "VIEW"), scope=of_execution())
async def waiting(deps: Services, actor: Actor, ask: ExplainWaiting) -> Waiting:
    """All reasons why it does not go on, none once it has ended. Raises: NotFound."""
    found = await deps.waits.get(ask.execution_id)
    failure = await deps.failures.one(found.execution, actor.grants)
    return msgspec.structs.replace(found, failure=failure)


@operation(
    "execution.iterations",
    allows=(
        Permission(Resource.EXECUTION, "VIEW"),
        Permission(Resource.EXECUTION, "ACCESS_LOGS"),
    ),
    scope=of_execution(),
)
async def iterations(deps: Services, actor: Actor, ask: FindIterations) -> Page[Iteration]:
    """A page of them with failures and as many log lines as asked. Raises: NotFound."""
    return await deps.iterations.find(
        IterationQuery(
            execution_id=ask.execution_id,
            states=ask.states,
            page=ask.page,
            size=min(ask.size, ITERATION_ROWS_MAX),
            logs=min(ask.logs, ITERATION_LOGS_MAX),
            log_filters=ask.log_filters,
        )
    )


@operation("execution.compare", allows=Permission(Resource.EXECUTION, "VIEW"), scope=of_execution())
async def compare(deps: Services, actor: Actor, ask: CompareExecution) -> Comparison:
    """Revision, inputs and sizes of outputs beside each other. Raises: NotFound."""
    return await deps.comparisons.with_last_success(ask.execution_id)


@operation(
    "execution.compare_sides",
    allows=(
        Permission(Resource.EXECUTION, "VIEW"),
        Permission(Resource.EXECUTION, "ACCESS_OUTPUTS"),
        Permission(Resource.EXECUTION, "ACCESS_LOGS"),
    ),
    scope=of_executions(matching=None),
)
async def compare_sides(deps: Services, actor: Actor, ask: CompareSides) -> SideBySide:
    """Values, durations of tasks and what only one of them logged. Raises: NotFound."""
    return await deps.sides.of(*ask.ids)


@operation("execution.durations", allows=_LIST, scope=in_namespace())
async def durations(deps: Services, actor: Actor, ask: UsualDurationsOf) -> UsualDurations:
    """Nothing of a flow that never succeeded."""
    return await deps.durations.of_flow(ask.namespace, ask.flow_id, ask.last)


@operation("execution.durations_of_flows", allows=_LIST, scope=of_flows())
async def durations_of_flows(
    deps: Services, actor: Actor, ask: UsualDurationsOfFlows
) -> dict[tuple[str, str], Spread]:
    """Nothing of flows that never succeeded. Raises: IllegalArgument for too many."""
    return await deps.durations.of_flows(ask.flows, ask.last)


@operation("attention.show", allows=(_LIST, _LIST_TRIGGERS, _LIST_FLOWS), scope=SEEN)
async def attention(deps: Services, actor: Actor, ask: ShowAttention) -> Attention:
    """What needs somebody, the worst first; each kind up to a bound."""
    asked = EVERYWHERE if ask.namespace is None else namespaces_below([ask.namespace])
    executions, flows, triggers = map(actor.grants.visible, (_LIST, _LIST_FLOWS, _LIST_TRIGGERS))
    seen = Seen(
        flows=flows.and_in(asked),
        executions=executions.and_in(asked),
        triggers=triggers.and_in(asked),
        everywhere=executions,
    )
    upcoming = await deps.previews.soonest(seen.triggers.filters(), ATTENTION_ROWS_MAX)
    return msgspec.structs.replace(await deps.attention.now(ask.in_a_row, seen), upcoming=upcoming)
