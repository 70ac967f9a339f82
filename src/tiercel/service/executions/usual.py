"""How long executions of a flow and its tasks usually take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tiercel.model.execution import Execution
from tiercel.model.limits import USUAL_EXECUTIONS_MAX, USUAL_TASK_RUNS_MAX
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.state import StateType
from tiercel.ports.store import Store
from tiercel.service.executions.executions import check_newest, shown

GOOD = (StateType.SUCCESS, StateType.WARNING)


class Spread(msgspec.Struct, frozen=True):
    """Durations of so many runs: half are not longer than `p50`, 95 of 100 not than `p95`."""

    count: int
    p50_s: float
    p95_s: float


class UsualDurations(msgspec.Struct, frozen=True):
    """Of a flow, None when it never succeeded, and of its tasks by id.

    Shapes: task runs are those of the newest executions, up to USUAL_TASK_RUNS_MAX.
    """

    flow: Spread | None
    tasks: dict[str, Spread]


class Durations:
    """Looks at the newest executions that succeeded or warned."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of_flow(self, namespace: str, flow_id: str, last: int) -> UsualDurations:
        """Of the last so many."""
        heads = await self.heads([(namespace, flow_id)], last)
        tasks: dict[str, list[float]] = {}
        left = USUAL_TASK_RUNS_MAX
        for head in heads:
            if left <= 0:
                break
            async with self._store.transaction() as tx:
                execution = await tx.executions.get(head.id)
            for run in () if execution is None else execution.task_runs.values():
                if run.current in GOOD:
                    seconds = (run.state.last - run.state.start).total_seconds()
                    tasks.setdefault(run.task_id, []).append(seconds)
                left -= 1
        spreads = {task_id: spread_of(seconds) for task_id, seconds in sorted(tasks.items())}
        return UsualDurations(
            spread_of(map(seconds_of, heads)),
            {task_id: spread for task_id, spread in spreads.items() if spread is not None},
        )

    async def of_flows(
        self, flows: Sequence[tuple[str, str]], last: int
    ) -> dict[tuple[str, str], Spread]:
        """Of each flow that succeeded ever, tasks aside.

        Raises: IllegalArgument for more than LATEST_ROWS_MAX executions in all.
        """
        check_newest(flows, last)
        seconds: dict[tuple[str, str], list[float]] = {}
        for head in await self.heads(flows, last):
            seconds.setdefault((head.namespace, head.flow_id), []).append(seconds_of(head))
        spreads = {flow: spread_of(several) for flow, several in seconds.items()}
        return {flow: spread for flow, spread in spreads.items() if spread is not None}

    async def heads(self, flows: Sequence[tuple[str, str]], last: int) -> list[Execution]:
        """The newest good executions of flows, without task runs."""
        good = shown((Filter("state", Operation.IN, list(GOOD)),))
        async with self._store.transaction() as tx:
            return await tx.executions.newest(flows, good, min(last, USUAL_EXECUTIONS_MAX))


def seconds_of(execution: Execution) -> float:
    """How long it took."""
    return (execution.state.last - execution.state.start).total_seconds()


def spread_of(seconds: Iterable[float]) -> Spread | None:
    """Of at least one duration: the value at or above that part of them (nearest rank)."""
    found = sorted(seconds)
    if not found:
        return None
    count = len(found)
    return Spread(count, found[(count * 50 + 99) // 100 - 1], found[(count * 95 + 99) // 100 - 1])
