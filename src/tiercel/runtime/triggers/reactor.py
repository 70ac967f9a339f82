"""The loop that looks at state changes: starts what listens to them, frees occupied triggers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

import msgspec

from tiercel.engine.index import indexed
from tiercel.engine.scope import ScopeSource
from tiercel.engine.storage_paths import Reader
from tiercel.engine.triggers import state as trigger_state
from tiercel.engine.triggers.flowtriggers import (
    Listener,
    Matched,
    Upstream,
    listens_to,
    match,
    window_names,
)
from tiercel.engine.triggers.orders import Line
from tiercel.engine.triggers.windows import Window
from tiercel.expr.lookups import Lookups
from tiercel.model.errors import Stale
from tiercel.model.execution import Execution
from tiercel.model.limits import ANNOUNCEMENTS_PER_TICK_MAX
from tiercel.model.log import Level, LogEntry
from tiercel.model.state import TERMINATED
from tiercel.model.stored.records import TRIGGER_WINDOWS
from tiercel.ports.store import Tx
from tiercel.runtime.reasons import is_outage, reason_of
from tiercel.runtime.triggers.listeners import ListenerIndex
from tiercel.runtime.triggers.tools import TriggerPlace, TriggerTools, write_lines
from tiercel.service.allowed_namespaces import allowed_in
from tiercel.service.lookup_rounds import with_lookups
from tiercel.service.off_loop import by_rows
from tiercel.service.turns import Turns

LOG = logging.getLogger("tiercel.reactor")

Row = tuple[int, str, str]


class Reactor:
    """Consumes announcements; a second reactor that was faster makes the whole tick void."""

    def __init__(self, tools: TriggerTools) -> None:
        self._tools = tools
        self._flow_cache = ListenerIndex(tools)
        self._rows: Sequence[Row] = ()

    async def tick(self, now: datetime) -> bool:
        """Look at the oldest state changes; whether there were any."""
        try:
            return await self._look(ANNOUNCEMENTS_PER_TICK_MAX, now)
        except Stale:
            return True
        except Exception as error:
            if is_outage(error):
                raise
            LOG.warning("state changes are looked at one by one: %s", reason_of(error))
        for _ in range(ANNOUNCEMENTS_PER_TICK_MAX):
            if not await self._look_at_one(now):
                break
        return True

    async def _look(self, limit: int, now: datetime) -> bool:
        self._rows = ()
        async with self._tools.ports.store.transaction() as tx:
            self._rows = await tx.announcements.waiting(limit)
            if self._rows:
                await self._consume(tx, self._rows, now)
        return bool(self._rows)

    async def _look_at_one(self, now: datetime) -> bool:
        try:
            return await self._look(1, now)
        except Stale:
            return False
        except Exception as error:
            if is_outage(error) or not self._rows:
                raise
            _, execution_id, state = self._rows[0]
            extra = {"execution_id": execution_id}
            LOG.exception("nothing can be started by the state %s", state, extra=extra)
            await self._give_up(self._rows[0], error, now)
            return True

    async def _give_up(self, row: Row, cause: Exception, now: datetime) -> None:
        """Forget a state change that can't be followed up; the log of the execution says so."""
        number, execution_id, state = row
        text = f"What listens to the state {state} can't be started: {reason_of(cause)}"
        async with self._tools.ports.store.transaction() as tx:
            tx.announcements.done([number])
            head = await tx.executions.head(execution_id)
            if head is not None:
                entry = LogEntry(
                    namespace=head.namespace,
                    flow_id=head.flow_id,
                    timestamp=now,
                    level=Level.ERROR,
                    message=text,
                    execution_id=head.id,
                    kind=head.kind,
                )
                tx.logs.add([entry])

    async def _consume(self, tx: Tx, rows: Sequence[Row], now: datetime) -> None:
        """All rows until one changes what the following ones would read."""
        listeners = await self._flow_cache.listeners(tx)
        has_rows = await self._flow_cache.has_rows(tx)
        done: list[int] = []
        for row, execution_id, state in rows:
            done.append(row)
            is_end = has_rows and state in TERMINATED
            if not listeners and not is_end:
                continue
            execution = await tx.executions.get(execution_id)
            if execution is None:
                continue
            did = False
            if is_end:
                did = await self._free_trigger(tx, execution, state, now)
            if listeners:
                did |= await self._announce(tx, execution, state, listeners, now)
            if did:
                # Reads see what was committed before: the rest belongs to the next tick.
                break
        tx.announcements.done(done)

    async def _free_trigger(self, tx: Tx, execution: Execution, state: str, now: datetime) -> bool:
        trigger = execution.trigger
        if trigger is None:
            return False
        stored = await tx.triggers.get(execution.namespace, execution.flow_id, trigger.id)
        if stored is None or not trigger_state.is_occupied_by(stored, execution.id):
            return False
        tx.triggers.put(trigger_state.released(stored, execution.id, state, now))
        return True

    async def _announce(
        self,
        tx: Tx,
        execution: Execution,
        state: str,
        listeners: Sequence[Listener],
        now: datetime,
    ) -> bool:
        interested = [each for each in listeners if listens_to(each, execution, state)]
        if interested:
            allowed = await allowed_in(tx, execution.namespace)
            interested = [each for each in interested if allowed.may_use(each.flow.namespace)]
        if not interested:
            return False
        plan = await self._tools.flow_cache.plan(
            tx, execution.namespace, execution.flow_id, execution.flow_revision
        )
        if plan is None:
            return False
        config = self._tools.ports.config

        def upstream_of() -> Upstream:
            whole = indexed(execution, plan.last_tasks)
            variables = ScopeSource(whole, plan, config).base()
            variables["execution"] = {**variables["execution"], "state": state}
            return Upstream(whole, state, now, variables)

        upstream = await by_rows(len(execution.task_runs), upstream_of)
        did = False
        turns = Turns()
        for listener in interested:
            await turns.turn()
            did |= await self._announce_to(tx, listener, upstream, now)
        return did

    async def _announce_to(
        self, tx: Tx, listener: Listener, upstream: Upstream, now: datetime
    ) -> bool:
        flow, definition = listener.flow, listener.definition
        tools = self._tools
        place = TriggerPlace(flow.namespace, flow.id, definition.id)
        windows: dict[str, Window] = {}

        def run(lookups: Lookups) -> Matched:
            return match(listener, upstream, windows, tools.envs.env(lookups))

        try:
            windows.update(await self._windows(tx, listener))
            matched = await with_lookups(tools.lookups, Reader(flow.namespace, flow.id), run)
        except Exception as error:
            if is_outage(error) or isinstance(error, Stale):
                raise
            # What one flow says must not keep others from being started.
            LOG.exception("the trigger %s of %s can't be evaluated", definition.id, flow.id)
            text = f"The trigger can't be evaluated: {reason_of(error)}"
            write_lines(tx, place, [Line(Level.ERROR, text)], now)
            return False
        write_lines(tx, place, matched.lines, now)
        for name, window in matched.windows.items():
            _save_window(tx, listener, name, window, windows)
        if matched.order is not None:
            await tools.starter.start(tx, matched.order, now)
        return matched.order is not None or bool(matched.windows)

    async def _windows(self, tx: Tx, listener: Listener) -> dict[str, Window]:
        windows = {}
        for name in window_names(listener.definition):
            stored = await tx.records(TRIGGER_WINDOWS).get(*window_key(listener, name))
            if stored is not None:
                windows[name] = msgspec.convert(stored, Window)
        return windows


def window_key(listener: Listener, name: str) -> tuple[str, str, str]:
    """Under which key the window of a listener is kept."""
    return listener.flow.namespace, listener.flow.id, name


def _save_window(
    tx: Tx, listener: Listener, name: str, window: Window | None, known: dict[str, Window]
) -> None:
    if window is None:
        if name in known:
            tx.records(TRIGGER_WINDOWS).delete(*window_key(listener, name))
    elif window != known.get(name):
        tx.records(TRIGGER_WINDOWS).put(window_key(listener, name), msgspec.to_builtins(window))
