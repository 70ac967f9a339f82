"""Polls and realtime triggers as jobs: how they run on a worker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, Generator
from contextlib import closing
from datetime import timedelta
from typing import Any, cast

from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.model.limits import TRIGGER_MESSAGES_MAX
from tiercel.model.state import StateType
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugin.trigger import PollingTrigger, RealtimeTrigger
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.outputs import plain_outputs
from tiercel.runtime.worker.run_context import TaskContext
from tiercel.runtime.worker.run_task import Outcome, failed
from tiercel.runtime.worker.stop_signal import StopSignal
from tiercel.runtime.worker.work import TriggerWork

_MOMENT = timedelta(milliseconds=50)


class TriggerAttempt(Attempt):
    """Polls once, or listens until it is stopped."""

    __slots__ = ("_definition", "_dependencies")

    def __init__(self, dependencies: AttemptDependencies, work: TriggerWork) -> None:
        context = TaskContext(dependencies, work, stop=StopSignal())
        super().__init__(work.job, context, log_to_file=work.log_to_file)
        context.has_undelivered = lambda: bool(self.messages)
        self._dependencies = dependencies
        self._definition = work.definition

    @property
    def is_listening(self) -> bool:
        """Of a realtime trigger."""
        plugin_class = self._dependencies.ports.catalog.class_of(self._definition.type)
        return plugin_class is not None and issubclass(plugin_class, RealtimeTrigger)

    def rendered_timeout(self) -> timedelta | None:
        """None: an evaluation has no timeout of its own."""
        return None

    def perform(self) -> Outcome | Coroutine[Any, Any, Outcome]:
        """Outputs None: nothing happened."""
        try:
            trigger = self._built()
            if isinstance(trigger, RealtimeTrigger):
                return self._listen(trigger.listen(self.context))
            return self._polled(trigger.poll(self.context))
        except (Exception, SystemExit) as error:  # noqa: BLE001  User code may raise anything.
            return failed(error, self.context)

    def _built(self) -> PollingTrigger[Any] | RealtimeTrigger[Any]:
        definition = self._definition
        plugin_class = self._dependencies.ports.catalog.class_of(definition.type)
        if plugin_class is None or not issubclass(plugin_class, PollingTrigger | RealtimeTrigger):
            raise PluginError(f"Invalid type: {definition.type}")
        rendered = render_properties(plugin_class, definition.properties, self.context)
        return build_task(cast("type[PollingTrigger[Any]]", plugin_class), rendered)

    async def _listen(self, stream: AsyncIterator[Any]) -> Outcome:
        try:
            async for output in stream:
                self._report(output)
                while len(self.messages) > TRIGGER_MESSAGES_MAX:
                    await self.context.sleep(_MOMENT)
        except (Exception, SystemExit) as error:  # noqa: BLE001  User code may raise anything.
            return failed(error, self.context)
        return Outcome(StateType.SUCCESS)

    def _polled(self, result: Any) -> Outcome | Coroutine[Any, Any, Outcome]:
        if not isinstance(result, Generator):
            return Outcome(StateType.SUCCESS, None if result is None else self._stored(result))
        if not self._dependencies.driver.is_threaded:
            return self._stepwise(result)
        with closing(result):
            for output in result:
                self._report(output)
                while self.messages:
                    self.context.pause(_MOMENT)
        return Outcome(StateType.SUCCESS)

    async def _stepwise(self, result: Generator[Any, None, None]) -> Outcome:
        """Where a plain call can't wait until an execution is stored."""
        with closing(result):
            for output in result:
                self._report(output)
                await self.context.delivered()
        return Outcome(StateType.SUCCESS)

    def _report(self, output: Any) -> None:
        self.messages.append(self._stored(output))
        self._dependencies.driver.wake()

    def _stored(self, output: Any) -> dict[str, Json]:
        return self.context.sealed(plain_outputs(output))
