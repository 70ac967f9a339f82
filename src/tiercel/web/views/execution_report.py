"""What pages of executions show beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import UNSET, UnsetType

from tiercel.model.durations import format_duration
from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Page
from tiercel.model.state import StateType
from tiercel.service.attention import Attention, ChangedFlow, FailedFlow
from tiercel.service.executions.iterations import Iteration
from tiercel.service.executions.reports.comparisons import Comparison, Difference
from tiercel.service.executions.reports.error_groups import ErrorGroup, ErrorGroups
from tiercel.service.executions.usual import Spread, UsualDurations
from tiercel.web.views.execution import FailureView, LatestView, failure_view, latest_view
from tiercel.web.views.log import LogEntryView, log_view
from tiercel.web.views.view import Date, DateText, View, given


class ErrorGroupView(View, frozen=True, kw_only=True):
    """Executions of a flow that failed alike; `reason` is the error of the newest of them.

    Without a task they failed as a whole; without a signature nothing was logged. `counts` are how
    many ended in each bucket that was asked for, the oldest first.
    """

    namespace: str
    flow_id: str
    task_id: str | UnsetType = UNSET
    signature: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    count: int
    first_date: Date
    last_date: Date
    execution_ids: tuple[str, ...]
    counts: tuple[int, ...] | UnsetType = UNSET


class ErrorGroupsView(View, frozen=True):
    """The largest groups first; `read` of `total` failed executions were looked at.

    The buckets that were asked for are equal parts of the time from `startDate` to `endDate`.
    """

    results: list[ErrorGroupView]
    read: int
    total: int
    start_date: Date | UnsetType = UNSET
    end_date: Date | UnsetType = UNSET


class StateCountsView(View, frozen=True):
    """How many executions there are in all, and in each state that any is in."""

    total: int
    counts: dict[StateType, int]


class IterationView(View, frozen=True, kw_only=True):
    """One iteration of a Loop, which is an execution; `logs` when they are asked for."""

    id: str
    task_id: str
    task_run_id: str
    index: int
    value: str
    key: str | UnsetType = UNSET
    state: StateType
    start_date: Date
    end_date: Date | UnsetType = UNSET
    outputs: dict[str, Json] | UnsetType = UNSET
    failure: FailureView | UnsetType = UNSET
    logs: list[LogEntryView] | UnsetType = UNSET


class IterationPage(View, frozen=True):
    """A page of iterations, failed ones first."""

    results: list[IterationView]
    total: int


class ComparedExecutionView(View, frozen=True):
    """An execution in a comparison."""

    id: str
    flow_revision: int
    state: StateType
    start_date: Date
    duration: str


class ComparedValueView(View, frozen=True):
    """A value by its size in bytes of JSON; `value` unless it is large."""

    size: int
    value: Json | UnsetType = UNSET


class DifferenceView(View, frozen=True):
    """A name with its value in the last success and now; absent where it had none."""

    name: str
    before: ComparedValueView | UnsetType = UNSET
    now: ComparedValueView | UnsetType = UNSET


class ComparisonView(View, frozen=True, kw_only=True):
    """An execution beside the last success before it, if there is one.

    Inputs are those that differ, outputs are shown by their sizes.
    """

    execution: ComparedExecutionView
    last_success: ComparedExecutionView | UnsetType = UNSET
    revision_changed: bool
    inputs: list[DifferenceView]
    outputs: list[DifferenceView]


class SpreadView(View, frozen=True):
    """Durations in seconds: half are not longer than `p50`, 95 of 100 not than `p95`."""

    count: int
    p50: float
    p95: float


class UsualDurationsView(View, frozen=True):
    """How long a flow and its tasks usually take; absent for one that never succeeded."""

    tasks: dict[str, SpreadView]
    flow: SpreadView | UnsetType = UNSET


class FlowDurationsView(View, frozen=True, kw_only=True):
    """How long a flow usually takes."""

    namespace: str
    flow_id: str
    usual: SpreadView


class FailingFlowView(View, frozen=True, kw_only=True):
    """A flow whose last executions all failed; from 10 on there may be more of them.

    `executionIds` are those, the newest first.
    """

    namespace: str
    flow_id: str
    failures: int
    since: Date
    last_execution_id: str
    last_date: Date
    execution_ids: list[str]
    failure: FailureView | UnsetType = UNSET


class FailedFlowView(View, frozen=True, kw_only=True):
    """A flow of which so many executions failed within a week; `runs` are its newest.

    `failure` is that of the newest that failed; without `lastSuccess` none of `runs` is good.
    """

    namespace: str
    flow_id: str
    failures: int
    runs: list[LatestView]
    failure: FailureView | UnsetType = UNSET
    last_success: Date | UnsetType = UNSET


class RunningView(View, frozen=True, kw_only=True):
    """An execution that runs now, and how long its flow usually takes if anything is usual."""

    id: str
    namespace: str
    flow_id: str
    start_date: Date
    usual: SpreadView | UnsetType = UNSET


class UpcomingView(View, frozen=True, kw_only=True):
    """A schedule and its next date; the zone is that of its cron expression, if it has one."""

    namespace: str
    flow_id: str
    trigger_id: str
    date: Date
    cron: str | UnsetType = UNSET
    time_zone: str


class LongRunView(View, frozen=True, kw_only=True):
    """An execution that runs longer than 95 of 100 of its flow do; durations are in seconds."""

    id: str
    namespace: str
    flow_id: str
    start_date: Date
    duration: float
    usual: SpreadView


class FailingTriggerView(View, frozen=True, kw_only=True):
    """A trigger whose last evaluation failed."""

    namespace: str
    flow_id: str
    trigger_id: str
    error: str
    evaluated_at: Date | UnsetType = UNSET


class ChangedFlowView(View, frozen=True, kw_only=True):
    """A flow that was changed of late; `counts` are executions of that revision by their states.

    `author` and `message` are who saved the revision, and what they said of it.
    """

    namespace: str
    flow_id: str
    revision: int
    date: Date
    description: str | UnsetType = UNSET
    author: str | UnsetType = UNSET
    message: str | UnsetType = UNSET
    counts: dict[StateType, int]


class GoneWorkerView(View, frozen=True):
    """A worker that fell silent."""

    id: str
    hostname: str
    heard_date: DateText


class AttentionView(View, frozen=True, kw_only=True):
    """What needs somebody now, the worst first; how many executions run.

    Besides, flows that fail most of so many `flows`, executions that run longest, schedules that
    come next, and the newest of so many `executions`. `running_everywhere` counts those outside of
    the namespace that was asked for as well; `start_delay` is how long after they were to begin the
    newest ran.
    """

    running: int
    running_everywhere: int
    flows: int
    running_now: list[RunningView]
    failing_flows: list[FailingFlowView]
    failed_flows: list[FailedFlowView]
    long_running: list[LongRunView]
    failing_triggers: list[FailingTriggerView]
    gone_workers: list[GoneWorkerView]
    upcoming: list[UpcomingView]
    changed_flows: list[ChangedFlowView]
    executions: int
    newest: list[LatestView]
    start_delay: SpreadView | UnsetType = UNSET


def comparison_view(found: Comparison, now: datetime) -> ComparisonView:
    """What changed."""
    success = found.success
    return ComparisonView(
        execution=_compared_view(found.execution, now),
        last_success=UNSET if success is None else _compared_view(success, now),
        revision_changed=success is not None
        and success.flow_revision != found.execution.flow_revision,
        inputs=list(map(difference_view, found.inputs)),
        outputs=list(map(difference_view, found.outputs)),
    )


def durations_view(found: UsualDurations) -> UsualDurationsView:
    """Of the flow and its tasks."""
    return UsualDurationsView(
        {task_id: _spread_view(spread) for task_id, spread in found.tasks.items()},
        UNSET if found.flow is None else _spread_view(found.flow),
    )


def flow_durations_view(
    found: Mapping[tuple[str, str], Spread],
) -> list[FlowDurationsView]:
    """Of several flows."""
    return [
        FlowDurationsView(namespace=namespace, flow_id=flow_id, usual=_spread_view(spread))
        for (namespace, flow_id), spread in found.items()
    ]


def attention_view(found: Attention, now: datetime) -> AttentionView:
    """All kinds."""
    return AttentionView(
        running=found.running,
        running_everywhere=found.running_everywhere,
        flows=found.flows,
        start_delay=UNSET if found.start_delay is None else _spread_view(found.start_delay),
        running_now=[
            RunningView(
                id=each.execution.id,
                namespace=each.execution.namespace,
                flow_id=each.execution.flow_id,
                start_date=each.execution.state.start,
                usual=UNSET if each.usual is None else _spread_view(each.usual),
            )
            for each in found.running_now
        ],
        failed_flows=[_failed_flow_view(each, now) for each in found.failed],
        upcoming=[
            UpcomingView(
                namespace=each.namespace,
                flow_id=each.flow_id,
                trigger_id=each.trigger_id,
                date=each.date,
                cron=given(each.cron),
                time_zone=each.zone,
            )
            for each in found.upcoming
        ],
        changed_flows=list(map(_changed_flow_view, found.changed)),
        executions=found.executions,
        newest=[latest_view(each, None, now) for each in found.newest],
        failing_flows=[
            FailingFlowView(
                namespace=each.last.namespace,
                flow_id=each.last.flow_id,
                failures=len(each.failures),
                since=each.since,
                last_execution_id=each.last.id,
                last_date=each.last.state.last,
                execution_ids=[one.id for one in each.failures],
                failure=UNSET if each.failure is None else failure_view(each.failure),
            )
            for each in found.failing
        ],
        long_running=[
            LongRunView(
                id=each.execution.id,
                namespace=each.execution.namespace,
                flow_id=each.execution.flow_id,
                start_date=each.execution.state.start,
                duration=each.seconds,
                usual=_spread_view(each.usual),
            )
            for each in found.long_running
        ],
        failing_triggers=[
            FailingTriggerView(
                namespace=each.namespace,
                flow_id=each.flow_id,
                trigger_id=each.trigger_id,
                error=each.error or "",
                evaluated_at=given(each.evaluated),
            )
            for each in found.triggers
        ],
        gone_workers=[
            GoneWorkerView(each.id, each.server.hostname, each.updated) for each in found.workers
        ],
    )


def difference_view(difference: Difference) -> DifferenceView:
    """A name with both of its values."""
    before, now = difference.before, difference.now
    return DifferenceView(
        difference.name,
        UNSET if before is None else ComparedValueView(before.size, before.shown),
        UNSET if now is None else ComparedValueView(now.size, now.shown),
    )


def _compared_view(execution: Execution, now: datetime) -> ComparedExecutionView:
    state = execution.state
    return ComparedExecutionView(
        execution.id,
        execution.flow_revision,
        state.current,
        state.start,
        format_duration(state.duration(now)),
    )


def _spread_view(spread: Spread) -> SpreadView:
    return SpreadView(spread.count, spread.p50_s, spread.p95_s)


def error_groups_view(found: ErrorGroups) -> ErrorGroupsView:
    """The groups, with the time that their buckets cover."""
    span = found.span
    return ErrorGroupsView(
        list(map(_group_view, found.groups)),
        found.read,
        found.total,
        UNSET if span is None else span.start,
        UNSET if span is None else span.end,
    )


def iteration_page(page: Page[Iteration], *, has_logs: bool) -> IterationPage:
    shown = [_iteration_view(each, has_logs=has_logs) for each in page.results]
    return IterationPage(shown, page.total)


def _group_view(group: ErrorGroup) -> ErrorGroupView:
    return ErrorGroupView(
        namespace=group.namespace,
        flow_id=group.flow_id,
        task_id=given(group.task_id),
        signature=given(group.signature),
        reason=given(group.reason),
        count=group.count,
        first_date=group.first,
        last_date=group.last,
        execution_ids=group.execution_ids,
        counts=group.counts or UNSET,
    )


def _iteration_view(iteration: Iteration, *, has_logs: bool) -> IterationView:
    execution = iteration.execution
    run, state = execution.loop_run, execution.state
    assert run is not None
    return IterationView(
        id=execution.id,
        task_id=run.task_id,
        task_run_id=run.task_run_id,
        index=run.item.index,
        value=run.item.value,
        key=given(run.item.key),
        state=state.current,
        start_date=state.start,
        end_date=given(state.end),
        outputs=execution.outputs or UNSET,
        failure=UNSET if iteration.failure is None else failure_view(iteration.failure),
        logs=[log_view(entry) for entry in iteration.logs] if has_logs else UNSET,
    )


def state_counts_view(counts: dict[StateType, int]) -> StateCountsView:
    """The counts with their sum."""
    return StateCountsView(sum(counts.values()), counts)


def _changed_flow_view(found: ChangedFlow) -> ChangedFlowView:
    flow = found.flow
    return ChangedFlowView(
        namespace=flow.namespace,
        flow_id=flow.id,
        revision=flow.revision,
        date=flow.updated,
        description=given(flow.description),
        author=given(flow.author),
        message=given(flow.message),
        counts=dict(found.runs),
    )


def _failed_flow_view(found: FailedFlow, now: datetime) -> FailedFlowView:
    success = found.last_success
    return FailedFlowView(
        namespace=found.newest[0].namespace,
        flow_id=found.newest[0].flow_id,
        failures=found.failures,
        runs=[latest_view(each, None, now) for each in found.newest],
        failure=UNSET if found.failure is None else failure_view(found.failure),
        last_success=UNSET if success is None else success.state.last,
    )
