"""Flows that triggers start, in a server of this process such as `tiercel run` has."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence

from tiercel.__main__ import Wiring
from tiercel.bootstrap import Application
from tiercel.model.access import SYSTEM
from tiercel.model.execution import Execution
from tiercel.model.flow import Flow
from tiercel.plugin.server import FindExecutions, Query, SaveFlow, StartExecution
from tiercel.settings import read_settings

SECRET = re.compile(r"secret\('(\w+)'\)")
LOOKS_MAX = 120
LOOK_SECONDS = 0.5


def fired(
    source: str,
    before: Sequence[str] = (),
    act: Callable[[], None] | None = None,
    *,
    by_hand: bool = False,
) -> tuple[Execution, list[str]]:
    """The first execution of a flow that its trigger starts, ended, and the lines of its log.

    The flows of `before` run first, one after another. What `act` does is what the trigger waits
    for; it is done again with each look, since who listens may not be connected yet. A flow may be
    started `by_hand` as well.
    """
    return asyncio.run(_fired(source, before, act, by_hand))


async def _fired(
    source: str, before: Sequence[str], act: Callable[[], None] | None, by_hand: bool
) -> tuple[Execution, list[str]]:
    overrides = {"repository": {"type": "memory"}, "datasources": {}}
    application = await Wiring()(read_settings(overrides=overrides))
    await application.start()
    try:
        flow = await application.operations.run(SYSTEM, SaveFlow(source=source))
        for each in before:
            await _run_to_its_end(application, each)
        if by_hand:
            ended = await _run_to_its_end(application, source)
        else:
            found = await _started(application, flow, act)
            ended = await application.services.follower.until_ended(found.id)
        lines = await application.services.logs.of(ended.id)
        return ended, [each.message for each in lines]
    finally:
        await application.stop()


async def _run_to_its_end(application: Application, source: str) -> Execution:
    flow = await application.operations.run(SYSTEM, SaveFlow(source=source))
    start = StartExecution(namespace=flow.namespace, flow_id=flow.id)
    begun = await application.operations.run(SYSTEM, start)
    return await application.services.follower.until_ended(begun.id)


async def _started(
    application: Application, flow: Flow, act: Callable[[], None] | None
) -> Execution:
    for _ in range(LOOKS_MAX):
        if act is not None:
            await asyncio.to_thread(act)
        await asyncio.sleep(LOOK_SECONDS)
        page = await application.operations.run(SYSTEM, FindExecutions(query=Query(size=100)))
        for each in page.results:
            if (each.namespace, each.flow_id) == (flow.namespace, flow.id):
                return each
    raise AssertionError(f"no trigger has started {flow.id}")
