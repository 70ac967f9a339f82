"""Runs single tasks that act on a server, with an application as their own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.api.application import catalog
from tiercel.bootstrap import Application
from tiercel.model.access import Actor
from tiercel.model.json_types import Json
from tiercel.model.request import Request
from tiercel.plugin.properties import build_task, render_properties
from tiercel.testing import Ran, World, run_task
from tiercel.testing.context import FakeContext
from tiercel.testing.task import poll

PREFIX = "io.kestra.plugin.kestra."


class Runner:
    """Runs tasks in a thread, as a worker does, for an execution `own`.

    `there` are properties of each that say which server it is about.
    """

    def __init__(
        self, application: Application, there: Mapping[str, Json], own_url: str = ""
    ) -> None:
        loop = asyncio.get_running_loop()
        actor = Actor.of_execution("company.team", "hello", "own")

        def asked(request: Request[Any]) -> Any:
            work = application.operations.run(actor, request)
            return asyncio.run_coroutine_threadsafe(work, loop).result(30)

        self.there = there
        self.world = World(
            variables={
                "execution": {"id": "own"},
                "flow": {"id": "hello", "namespace": "company.team"},
                "kestra": {"url": own_url},
            },
            server=asked,
        )

    async def ran(self, name: str, properties: Mapping[str, Json]) -> Ran:
        """How it ended."""
        task: Any = catalog().class_of(PREFIX + name)
        return await asyncio.to_thread(run_task, task, {**self.there, **properties}, self.world)

    async def outputs(self, name: str, /, **properties: Json) -> Mapping[str, Json]:
        """The outputs of one that ends well."""
        ran = await self.ran(name, properties)
        assert ran.error is None, ran.error
        return ran.outputs

    async def polled(self, name: str, later: timedelta, /, **properties: Json) -> Any:
        """What a poll finds when so much time is over, None for nothing."""
        context = FakeContext(self.world)
        context.pause(later)
        trigger = self._built(context, PREFIX + name, properties)
        return await asyncio.to_thread(poll, trigger, context)

    async def within(self, context: FakeContext, name: str, /, **properties: Json) -> Any:
        """What the type of the whole name returns, in a context that others share."""
        return await asyncio.to_thread(self._built(context, name, properties).run, context)

    def _built(self, context: FakeContext, name: str, properties: Mapping[str, Json]) -> Any:
        found: Any = catalog().class_of(name)
        given = {**self.there, **properties}
        return build_task(found, render_properties(found, given, context))
